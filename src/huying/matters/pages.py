"""The desk, one matter, and the form of each act: the same three pages for every kind."""

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from huying.base.forms import SchemaForm
from huying.base.paging import LongList
from huying.kernel.facts import Facts
from huying.kernel.kinds import Act, kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.situation import LEVEL_WORDS
from huying.kernel.words import Words
from huying.people.roles import may_open
from huying.people.seats import Seat, as_actor, seat_of, seated

from . import queries
from .models import Matter
from .presenting import Fact, panels_of, presenter_of
from .services import perform
from .showing import holder_words, rows_of, timeline_of

WHOSE = [
    ("desk", Words("本岗待办", "Our desk")),
    ("mine", Words("我手上的", "Mine")),
    ("area", Words("辖区全部", "The whole area")),
    ("ended", Words("已办结", "Ended")),
]
PAGE_SIZE = 50


class Nothing(Facts):
    """An act that needs no words: its form is one button."""


@seated("see")
def desk(request: HttpRequest) -> HttpResponse:
    """What waits here, the next due first; the chosen matter beside it."""
    seat = seat_of(request)
    whose = request.GET.get("whose", "desk")
    rows = listed(seat, whose, request.GET.get("kind", ""), request.GET.get("q", ""))
    listing = LongList(rows, PAGE_SIZE)
    page = listing.get_page(request.GET.get("page"))
    context = {
        "matters": rows_of(list(page.object_list), seat),
        "total": listing.said,
        "page": page,
        "filters": filters(request, whose),
        "seat": seat,
    }
    if chosen := request.GET.get("m"):
        context |= matter_context(request, queries.matter_for(seat.area, chosen), seat)
    return render(request, "matters/desk.html", context)


def listed(seat: Seat, whose: str, kind: str = "", typed: str = "") -> Any:
    """The matters of this seat: its desk's, its person's, its whole area's, or those that ended."""
    known = kind if kind in queries.kinds_by_code() else None
    which: dict[str, Any] = {"ended": whose == "ended"}
    if whose == "mine":
        which = {"person": seat.user_id}
    elif whose not in ("area", "ended"):
        which = {"unit": seat.unit, "unit_area": seat.area}
    rows = queries.desk(area=seat.area, kind=known, **which).select_related("person")
    typed = typed.strip().upper().replace("\x00", "")
    # A range, not LIKE: under row-level security no index serves a pattern.
    return rows.filter(code__gte=typed, code__lt=f"{typed}\U0010ffff") if typed else rows


def filters(request: HttpRequest, whose: str) -> list[dict[str, Any]]:
    """The filter bar over the list."""
    return [
        {"name": "whose", "label": Words("范围", "Whose"), "value": whose, "choices": WHOSE},
        {
            "name": "kind",
            "label": Words("种类", "Kind"),
            "value": request.GET.get("kind", ""),
            "choices": [(kind.code, kind.title) for kind in kinds()],
        },
        {"name": "q", "label": Words("编号", "Code"), "value": request.GET.get("q", "")},
    ]


def matter_context(request: HttpRequest, matter: Matter, seat: Seat) -> dict[str, Any]:
    """All that the page of one matter shows to this seat."""
    kind, presenter = kind_of(matter.kind), presenter_of(matter.kind)
    line = presenter.lines([matter])[matter.pk]
    row = rows_of([matter])[0]
    panels = panels_of(matter, seat)
    inside = {act for panel in panels for act in panel.acts}
    return {
        "matter": row | {"marks": line.marks},
        "facts": [(fact.label, _shown(fact)) for fact in presenter.facts(matter, seat)] + _clocks(matter),
        "panels": [
            SafeString(render_to_string(panel.template, dict(panel.context), request)) for panel in panels
        ],
        "timeline": timeline_of(kind, queries.history(matter)),
        # Some kinds show what hangs from them in panels of their own.
        "children": []
        if getattr(presenter, "shows_children", False)
        else rows_of(list(queries.children(matter))),
        "offers": [
            {
                "code": offer.act.code,
                "title": offer.act.title,
                "refused": offer.refused,
                "primary": offer.act.primary,
                "danger": offer.act.danger,
                "url": reverse("act", args=[matter.code, offer.act.code]),
            }
            for offer in queries.acts_for(matter, as_actor(seat))
            if offer.act.code not in inside
        ],
        "steps": _ladder(kind.ladder, matter),
        "seat": seat,
    }


def _shown(fact: Fact) -> Any:
    if not fact.reveal:
        return fact.value
    return format_html(
        '{} <a class="reveal" href="{}">{}</a>', fact.value, fact.reveal, Words("显示", "Show")
    )


def _clocks(matter: Matter) -> list[tuple[Words, Any]]:
    kind = kind_of(matter.kind)
    running = sorted(queries.standing(matter).clocks.items(), key=lambda clock: clock[1])
    return [(kind.timer(code).title, clock_words(due)) for code, due in running]


def clock_words(due: Any) -> SafeString:
    """A running clock as the time left, with the moment itself."""
    from huying.base.templatetags.huying import left, moment

    return format_html("{} <small>{}</small>", left(due), moment(due))


def _ladder(ladder: tuple[str, ...], matter: Matter) -> list[dict[str, Any]]:
    """The steps of the ladder, the one that holds it now marked."""
    if matter.level not in ladder or matter.ended_at is not None:
        return []
    at = ladder.index(matter.level)
    return [{"title": LEVEL_WORDS[level], "done": False, "now": n == at} for n, level in enumerate(ladder)]


def _opened(seat: Seat, code: str) -> Matter:
    """A matter this post may open. Raises NotYours, PermissionDenied."""
    matter = queries.matter_for(seat.area, code)
    if not may_open(seat.role, matter.kind):
        raise PermissionDenied
    return matter


@seated()
def matter_page(request: HttpRequest, code: str) -> HttpResponse:
    """One matter: what is known, what happened, what may be done now."""
    seat = seat_of(request)
    matter = _opened(seat, code)
    return render(request, "matters/matter.html", matter_context(request, matter, seat))


@seated()
def act_page(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """The form of one act; an act that needs no words has one button."""
    seat = seat_of(request)
    matter = _opened(seat, code)
    kind = kind_of(matter.kind)
    if act not in kind.by_code:
        raise Refused(Words("没有这项操作。", "There is no such act."))
    declared = kind.act(act)
    data = request.POST if request.method == "POST" else None
    takes = declared.takes or Nothing
    # A link may bring along what is known already, such as the offer to match with.
    known = {name: value for name, value in request.GET.items() if name in takes.model_fields}
    form = SchemaForm(takes, data, request.FILES or None, initial=known)
    if form.is_valid():
        try:
            perform(
                code=matter.code,
                act=act,
                actor=as_actor(seat),
                facts=form.value if declared.takes else None,
                once=request.GET.get("once", "")[:80] or None,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("matter", args=[matter.code]))
    status = 422 if form.bound and form.errors else 200
    return render(
        request, "matters/act.html", _act_context(matter, declared, form, holder_words(matter)), status=status
    )


def _act_context(matter: Matter, act: Act, form: SchemaForm, holder: str) -> dict[str, Any]:
    return {
        "act_title": act.title,
        "matter": rows_of([matter])[0],
        "holder": holder,
        "form": form,
        "confirm": act.confirm,
        "danger": act.danger,
        "says": act.says,
        "draft": f"{matter.code}-{act.code}",
        # Pressed twice, sent twice by a poor line: the key lets it count once.
        "action": f"?once={secrets.token_hex(8)}",
    }
