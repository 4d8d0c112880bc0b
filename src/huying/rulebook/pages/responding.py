"""Emergency responses: the list, one with what hangs from it, start, change, end."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from huying.base import clock
from huying.base.forms import SchemaForm
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.places import scope
from huying.rulebook import presenting, services
from huying.rulebook.forms import Change, Reason, Start
from huying.rulebook.hanging import hanging, personal_data
from huying.rulebook.models import LEVELS, Response
from huying.rulebook.queries import profile_of

from .common import end_of, hand_of, last_day, mine, response_for


def _to(code: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("response", args=[code]))


def _state(row: Response) -> tuple[Words, str]:
    if row.archived_at:
        return Words("已归档", "archived"), "idle"
    if row.ended_at:
        return Words("已结束", "ended"), "idle"
    if row.expected_end <= clock.now():
        return Words("已过预计结束时间", "past its expected end"), "bad"
    return Words("进行中", "in force"), "warn"


def _lines(rows: list[Response]) -> list[dict[str, Any]]:
    names = presenting.place_names(row.area for row in rows)
    return [
        {"row": row, "place": names[row.area], "state": _state(row)[0], "tone": _state(row)[1]}
        for row in rows
    ]


@require_GET
@seated("rule.read")
def responses(request: HttpRequest) -> HttpResponse:
    """Responses that hold in the reader's area, those in force first."""
    seat = seat_of(request)
    rows = list(scope.within(Response.objects.all(), seat.area, above=True))
    context = {
        "current": _lines([row for row in rows if row.ended_at is None]),
        "past": _lines([row for row in rows if row.ended_at is not None]),
        "may_start": seat.able("rule.publish"),
    }
    return render(request, "rulebook/responses.html", context)


@require_GET
@seated("rule.read")
def response(request: HttpRequest, code: str) -> HttpResponse:
    """One response and what hangs from it."""
    row = response_for(request, code)
    log = row.log.select_related("user").order_by("-at", "-id")
    seat, own = seat_of(request), mine(request, row.area)
    profile = profile_of(row.profile) if row.profile else None
    context = {
        "profile": profile,
        "ended": [(Words(one["zh"], one["en"]), one["ended"]) for one in row.ended_things],
        "remaining": _remaining(row),
        "data": row.data_items.all() if row.ended_at else [],
        "now": clock.now(),
        "may_archive": own and seat.able("rule.publish") and row.ended_at and not row.archived_at,
        "line": _lines([row])[0],
        "row": row,
        "hung": presenting.shown(row.rule_sets.all()),
        "timeline": [
            {"what": one.words, "at": one.at, "who": one.user.get_full_name() if one.user else ""}
            for one in log
        ],
        "may_act": own and seat.able("rule.publish") and row.ended_at is None,
    }
    return render(request, "rulebook/response.html", context)


def _remaining(row: Response) -> list[tuple[Words, int]]:
    """What still hangs from a response, counted now."""
    counted = [(thing.title, thing.remaining(row)) for thing in hanging()]
    return [(title, number) for title, number in counted if number]


def _page(request: HttpRequest, form: SchemaForm, title: Words, **more: Any) -> HttpResponse:
    status = 422 if form.bound and form.errors else 200
    return render(request, "rulebook/form.html", {"form": form, "title": title, **more}, status=status)


@seated("rule.publish")
def response_new(request: HttpRequest) -> HttpResponse:
    """Declare a response."""
    form = SchemaForm(Start, request.POST or None, initial={"area": seat_of(request).area})
    if request.method == "POST" and form.is_valid():
        said: Start = form.value
        try:
            row = services.response_start(
                matter=Words(said.zh, said.en), level=int(said.level), disease=said.disease, profile=said.profile,
                authority=Words(said.authority, said.authority_en), area=said.area, legal_basis=said.legal_basis,
                measures=said.measures, expected_end=end_of(said.expected_end), by=hand_of(request),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(row.code)
    says = Words(
        "依法必须写明事件、级别、预计期限和措施。",
        "The law asks for the matter, the level, the expected duration and the measures.",
    )
    return _page(
        request, form, Words("启动应急响应", "Start a response"), back=reverse("responses"), says=says
    )


@seated("rule.publish")
def response_change(request: HttpRequest, code: str) -> HttpResponse:
    """Raise, lower or extend."""
    row = response_for(request, code)
    initial = {"level": str(row.level), "expected_end": last_day(row.expected_end)}
    form = SchemaForm(Change, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        said: Change = form.value
        try:
            services.response_change_level(
                code=code, level=int(said.level), reason=said.reason, expected_end=end_of(said.expected_end),
                by=hand_of(request),
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    return _page(
        request, form, Words("调整响应", "Change the response"), back=reverse("response", args=[code]),
        says=_switched(row),
    )  # fmt: skip


def _switched(row: Response) -> Words:
    """Which rules end by themselves at which other level, for whoever is about to change it."""
    told = []
    for level, words in LEVELS.items():
        if level != row.level and (leaving := services.sets_leaving(row, level)):
            names = Words(
                "、".join(f"《{one.title.zh}》" for one in leaving),
                ", ".join(f"“{one.title.en}”" for one in leaving),
            )
            told.append(
                Words("改为{level}时自动停止：{names}。", "At {level} these end: {names}.").fill(
                    level=words, names=names
                )
            )
    return Words("".join(one.zh for one in told), " ".join(one.en for one in told))


@seated("rule.publish")
def response_end(request: HttpRequest, code: str) -> HttpResponse:
    """End it, having seen what ends with it."""
    row = response_for(request, code)
    form = SchemaForm(Reason, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.response_end(code=code, reason=form.value.reason, by=hand_of(request))
        except Refused as refused:
            form.refuse(refused)
        else:
            return _to(code)
    context = {
        "row": row,
        "form": form,
        "hung": list(row.rule_sets.exclude(status="withdrawn")),
        "remaining": _remaining(row),
        "data": [(one, one.count(row)) for one in personal_data()],
        "back": reverse("response", args=[code]),
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "rulebook/end.html", context, status=status)


@require_POST
@seated("rule.publish")
def response_archive(request: HttpRequest, code: str) -> HttpResponse:
    """Put an ended response away, when nothing of it is open."""
    row = response_for(request, code)
    try:
        services.response_archive(code=row.code, by=hand_of(request))
    except Refused as refused:
        messages.error(request, str(refused.words))
    else:
        messages.success(request, str(Words("已归档。", "Archived.")))
    return _to(code)
