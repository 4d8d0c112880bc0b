"""Pages staff reach from a matter: the contact in full, on record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.forms import SchemaForm
from huying.help.queries.requests import contact_for
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.people.seats import seat_of, seated

PURPOSES = [
    (words.zh, words)
    for words in (
        Words("打电话了解情况", "To ring and ask"),
        Words("上门办理", "To go there"),
        Words("送药送菜", "To bring something"),
        Words("安排车辆、送医", "To send a car or an ambulance"),
        Words("回访", "To call back"),
    )
]


class Purpose(Facts):
    """Why somebody needs to see a contact in full."""

    purpose: str = ask("为了什么看", "What for", max_length=40, widget="radio", choices=PURPOSES)


@never_cache
@seated("people.reveal")
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the purpose, then show the contact once; the look goes on record and the person can ask for it."""
    seat = seat_of(request)
    matter = matter_for(seat.area, code)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        try:
            shown = contact_for(seat, matter.code, form.value.purpose)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "contact": shown,
        "code": matter.code,
        "back": reverse("matter", args=[matter.code]),
    }
    return render(request, "help/contact.html", context)
