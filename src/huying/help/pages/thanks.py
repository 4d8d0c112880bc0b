"""What callers said after the answer: the desk reads thanks, marks and what was still missing."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.help.queries.thanks import feedback_counted, feedback_in
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated

PAGE_SIZE = 50


@never_cache
@seated("see", "figures.read")
def thanks(request: HttpRequest) -> HttpResponse:
    """The newest words first; no name beside them."""
    seat = seat_of(request)
    page = Paginator(feedback_in(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "title": one.words
            or (Words("已解决", "It is solved") if one.solved else Words("没有解决", "Not solved")),
            "place": one.request.category.words,
            "note": "★" * (one.rating or 0),
            "state": Words("满意", "content") if one.solved else Words("没有解决", "not solved"),
            "tone": "good" if one.solved else "warn",
            "url": reverse("matter", args=[one.request.matter.code]),
        }
        for one in page.object_list
    ]
    return render(
        request, "help/thanks.html", {"rows": rows, "page": page, "said": feedback_counted(seat.area)}
    )
