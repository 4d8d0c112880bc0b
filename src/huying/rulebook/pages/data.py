"""Personal data of a response that ended, class by class: destroy with two people, or keep with an assessment."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huying.base import clock
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.rulebook import services
from huying.rulebook.forms import Assessment, Reason
from huying.rulebook.hanging import data_class
from huying.rulebook.models import DataItem

from .common import end_of, hand_of, mine, response_for


def _item(request: HttpRequest, code: str, name: str) -> DataItem:
    row = response_for(request, code)
    found = DataItem.objects.select_related("response", "proposed_by", "decided_by")
    item = found.filter(response=row, code=name).first()
    if item is None or not mine(request, row.area):
        raise NotYours
    return item


def _to(code: str, name: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("data_item", args=[code, name]))


@require_GET
@seated("rule.read")
def data_item(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """One class of data: what it is, how long it may stay, what was decided, what can be done."""
    item = _item(request, code, name)
    thing, seat = data_class(name), seat_of(request)
    context = {
        "item": item,
        "row": item.response,
        "left": thing.count(item.response) if thing and item.state != "destroyed" else 0,
        "overdue": item.state in ("open", "proposed") and item.due <= clock.now(),
        "may_decide": seat.able("data.decide"),
        "own_proposal": item.proposed_by_id == seat.user_id,
    }
    return render(request, "rulebook/data.html", context)


@require_POST
@seated("data.decide")
def data_propose(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Propose to destroy it."""
    _item(request, code, name)
    try:
        services.data_propose(code=code, name=name, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return _to(code, name)


@require_POST
@seated("data.decide")
def data_destroy(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Confirm what a colleague proposed: it is destroyed at once."""
    _item(request, code, name)
    try:
        services.data_destroy(code=code, name=name, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, str(Words("已销毁，凭证见下。", "Destroyed; the certificate is below.")))
    return _to(code, name)


@seated("data.decide")
def data_return(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Send the proposal back with a reason."""
    _item(request, code, name)
    form = SchemaForm(Reason, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.data_return(code=code, name=name, reason=form.value.reason, by=hand_of(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code, name)
    return _page(request, form, Words("退回销毁提议", "Send the proposal back"), Words("", ""), code, name)


@seated("data.decide")
def data_keep(request: HttpRequest, code: str, name: str) -> HttpResponse:
    """Keep it until a day, with the three parts of the assessment."""
    _item(request, code, name)
    form = SchemaForm(Assessment, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said: Assessment = form.value
        try:
            services.data_keep(
                code=code, name=name, purpose=said.purpose, necessity=said.necessity, safeguards=said.safeguards,
                until=end_of(said.until), by=hand_of(request),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code, name)
    says = Words(
        "三项都要写清楚，由您署名，期满自动重新列入待处理。",
        "All three parts are needed and signed in your name; when the day has passed it is open again.",
    )
    return _page(request, form, Words("经评估保留", "Keep after an assessment"), says, code, name)


def _page(
    request: HttpRequest, form: SchemaForm, title: Words, says: Words, code: str, name: str
) -> HttpResponse:
    status = 422 if form.bound and form.errors else 200
    context = {"form": form, "title": title, "says": says, "back": reverse("data_item", args=[code, name])}
    return render(request, "rulebook/form.html", context, status=status)
