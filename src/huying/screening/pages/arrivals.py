"""The desk's arrivals: due today and tomorrow, taken down on behalf of somebody, corrected, seen in full on record."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from huying.base.clock import now
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name, mask_phone
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import reveal
from huying.people.seats import Seat, as_actor, seat_of, seated
from huying.places.queries import area_names
from huying.rulebook.queries import categories
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration
from huying.screening.queries import travel as queries
from huying.screening.queries.applies import NO_RULE, applies
from huying.screening.services.travel import OneDeclared, arrival_day, correct, declare_many, row_says
from huying.screening.travel_facts import AREA, Declaring

from .declaring import CORRECTED, Correction, declaring_of

PAGE_SIZE = 50
SPANS = {
    "today": Words("今天", "Today"), "tomorrow": Words("今明两天", "Today and tomorrow"), "week": Words("七天内", "Seven days"),
    "all": Words("全部", "All"),
}  # fmt: skip
DAYS = {"today": 1, "tomorrow": 2, "week": 7}
KIND = "screening.declaration"


def frame_of(seat: Seat) -> str:
    """The phone's frame for those who work in the field, the desk's for all others."""
    return "frames/phone.html" if seat.unit in ("grid", "clinic", "landing_point") else "frames/desk.html"


def found_rows(request: HttpRequest, seat: Seat) -> Any:
    """The declarations a list asks for."""
    span = request.GET.get("span", "tomorrow")
    if span in DAYS:
        start = timezone.localtime(now()).replace(hour=0, minute=0, second=0, microsecond=0)
        found = queries.arrivals(seat.area, start, start + dt.timedelta(days=DAYS[span]))
    else:
        found = queries.declarations_in(seat.area)
    if (way := request.GET.get("way", "")) in terms.WAYS:
        found = found.filter(way=way)
    # PostgreSQL takes no NUL, and no category is called so.
    if category := request.GET.get("category", "").replace("\x00", "")[:40]:
        found = found.filter(category="" if category == "-" else category)
    return found


@seated("arrivals")
def arrivals(request: HttpRequest) -> HttpResponse:
    """Who arrives today and tomorrow, with those whom nobody has contacted yet."""
    seat = seat_of(request)
    span = request.GET.get("span", "tomorrow")
    page = Paginator(found_rows(request, seat), PAGE_SIZE).get_page(request.GET.get("page"))
    known = categories(seat.area)
    context = {
        "frame": frame_of(seat),
        "page": page,
        "columns": [
            {"name": "who", "title": Words("谁", "Who"), "kind": "link"},
            {"name": "when", "title": Words("到达", "Arrival"), "kind": "when"},
            {"name": "category", "title": Words("类别", "Category")},
            {"name": "from", "title": Words("从哪里", "From")},
            {"name": "how", "title": Words("方式", "By")},
            {"name": "to", "title": Words("住处", "Stays in")},
            {"name": "state", "title": Words("进展", "State"), "kind": "state"},
        ],
        "rows": _rows(list(page.object_list), known),
        "filters": [
            {"name": "span", "label": Words("时间", "When"), "value": span, "choices": terms.pairs(SPANS)},
            {"name": "way", "label": Words("方向", "Direction"), "value": request.GET.get("way", ""), "choices": terms.pairs(terms.WAYS)},
            {
                "name": "category", "label": Words("类别", "Category"), "value": request.GET.get("category", ""),
                "choices": [("-", NO_RULE), *((one.code, one.title) for one in known.values())],
            },
        ],
        "export": seat.able("export"),
        "query": request.GET.urlencode(),
    }  # fmt: skip
    return render(request, "screening/arrivals.html", context)


def _rows(found: list[Declaration], known: Any) -> list[dict[str, Any]]:
    names = area_names({one.area for one in found})
    first: dict[int, str] = {}
    for stay in _stays(found):
        first.setdefault(stay.declaration_id, stay.text)
    rows = []
    for one in found:
        state = kind_of(KIND).states[one.matter.state]
        rows.append(
            {
                "who": mask_name(one.name),
                "url": reverse("matter", args=[one.matter.code]),
                "when": one.arrived_at or one.arrives_at,
                "category": known[one.category].title if one.category in known else NO_RULE,
                "from": first.get(one.pk, ""),
                "how": f"{terms.TRANSPORTS.get(one.transport, '')} {one.number}".strip(),
                "to": names[one.area],
                "state": state.title,
                "tone": state.tone,
            }
        )
    return rows


def _stays(found: list[Declaration]) -> Any:
    from huying.screening.models import Stay

    return Stay.objects.filter(declaration__in=[one.pk for one in found]).order_by("came", "pk")


@seated("arrivals", "export")
def arrivals_out(request: HttpRequest, fmt: str) -> HttpResponse:
    """The list as a file, names masked."""
    seat = seat_of(request)
    known = categories(seat.area)
    columns = [
        Column(Words("编号", "Code"), lambda row: row.matter.code),
        Column(Words("姓名", "Name"), lambda row: mask_name(row.name)),
        Column(Words("电话", "Phone"), lambda row: mask_phone(row.phone)),
        Column(Words("到达", "Arrival"), lambda row: timezone.localtime(row.arrived_at or row.arrives_at)),
        Column(
            Words("类别", "Category"),
            lambda row: str(known[row.category].title) if row.category in known else "",
        ),
        Column(
            Words("方式", "By"), lambda row: f"{terms.TRANSPORTS.get(row.transport, '')} {row.number}".strip()
        ),
        Column(Words("进展", "State"), lambda row: str(kind_of(KIND).states[row.matter.state].title)),
    ]
    return export(found_rows(request, seat), columns, fmt, name="arrivals")


class Taking(Declaring):
    """A declaration taken down for somebody."""

    area: str = ask("住在哪里", "Where they will stay", pattern=AREA, widget="place")


GROUPS = (
    (Words("谁", "Who"), ("way", "name", "phone", "declarant", "declarant_name")),
    (Words("去过哪里", "Where they have been"), ("stays", "marks", "why")),
    (Words("什么时候、怎么来", "When and how"), ("arrives_at", "transport", "number", "seat")),
    (
        Words("住在哪里", "Where they will stay"),
        ("area", "place_text", "room", "employer", "hotel", "school"),
    ),
    (
        Words("同行、身体、检测", "Companions, health, tests"),
        ("companions", "symptoms", "test_result", "test_at"),
    ),
)


@never_cache
@seated("record", "arrivals")
def arrival_new(request: HttpRequest) -> HttpResponse:
    """Take a declaration down on behalf of somebody: on the phone, at the door, on a sweep of the grid."""
    seat = seat_of(request)
    initial = {
        "area": seat.area,
        "declarant": "grid",
        "way": "in",
        "arrives_at": timezone.localtime(now()),
        "transport": "other",
    }
    form = SchemaForm(
        Taking, request.POST if request.method == "POST" else None, initial=initial,
        only=tuple(name for _, names in GROUPS for name in names), groups=GROUPS,
    )  # fmt: skip
    if form.is_valid():
        try:
            matter = declare_many(
                rows=[OneDeclared(declaring_of(form.value), form.value.area)], actor=as_actor(seat),
                channel="field" if seat.unit == "grid" else "desk",
            )[0]  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("arrival_slip", args=[matter.code]))
    context = {"frame": frame_of(seat), "form": form}
    return render(
        request, "screening/arrival_new.html", context, status=422 if form.bound and form.errors else 200
    )


@seated("arrivals")
def arrival_slip(request: HttpRequest, code: str) -> HttpResponse:
    """What was taken down: what applies, to read out or to print."""
    from huying.screening.qr import qr

    seat = seat_of(request)
    row = queries.declaration_for(seat, code)
    address = request.build_absolute_uri(reverse("track_printed", args=[code]))
    context = {
        "frame": frame_of(seat), "row": row, "code": code, "picture": qr(address),
        "applies": applies(row.area, row.category, row.sure, row.reasons, arrival_day(row)),
    }  # fmt: skip
    return render(request, "screening/arrival_slip.html", context)


@never_cache
@seated("arrivals")
def arrival_correct(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a declaration at the desk; what it said before is kept. Names and phones are seen here: on record."""
    seat = seat_of(request)
    row = queries.declaration_for(seat, code)
    hidden = ("name", "phone", "place_text", "room", "declarant_name")
    only = tuple(name for name in CORRECTED if name not in hidden)
    before = row_says(row)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        # Not shown and not asked here: what tells who it is stays as it was.
        for name in hidden:
            data[name] = before[name]
    form = SchemaForm(Correction, data, initial=before, only=only)
    back = reverse("matter", args=[code])
    if form.is_valid():
        try:
            correct(
                code=code,
                said=declaring_of(form.value),
                actor=as_actor(seat),
                reason=form.value.reason,
                area=row.area,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request, str(Words("已更正，原来的内容已留存。", "Corrected; what it said before is kept."))
            )
            return HttpResponseRedirect(back)
    context = {"frame": frame_of(seat), "form": form, "back": back, "row": row}
    return render(
        request, "screening/arrival_correct.html", context, status=422 if form.bound and form.errors else 200
    )


class Purpose(Facts):
    """What a look is for."""

    purpose: str = ask("为什么要看", "What for", min_length=2, max_length=200, widget="text")


@never_cache
@seated("arrivals", "people.reveal")
def arrival_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Name, phone and address in full, for a purpose, on record; for whoever holds it, while it is open."""
    seat = seat_of(request)
    row = queries.declaration_for(seat, code)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        try:
            shown = reveal(
                seat, kind="declaration", ref=code, area=row.area, may=may_see(seat, row),
                values={
                    "name": row.name, "phone": row.phone, "place": f"{row.place_text} {row.room}".strip(),
                    "declarant": row.declarant_name,
                },
                purpose=form.value.purpose, subject=row.phone_hash,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
    context = {
        "frame": frame_of(seat),
        "form": form,
        "contact": shown,
        "back": reverse("matter", args=[code]),
    }
    return render(request, "screening/arrival_contact.html", context)


def may_see(seat: Seat, row: Declaration) -> bool:
    """Open, and held by this person, or by this desk while nobody in particular has taken it on."""
    matter = row.matter
    if matter.ended_at is not None:
        return False
    if matter.person_id is not None:
        return matter.person_id == seat.user_id
    return (matter.unit, matter.unit_area) == (seat.unit, seat.area)


@seated("arrivals")
def arrivals_changed(request: HttpRequest) -> HttpResponse:
    """What changed since yesterday, and whom of our people it concerns."""
    seat = seat_of(request)
    since = now() - dt.timedelta(days=1)
    concerned, freed = queries.changed_since(seat.area, since)
    known = categories(seat.area)
    both = [list(concerned[: PAGE_SIZE * 4]), list(freed[: PAGE_SIZE * 4])]
    context = {
        "frame": frame_of(seat),
        "since": since,
        "concerned": _changed_rows(both[0], known),
        "freed": _changed_rows(both[1], known),
        "columns": [
            {"name": "who", "title": Words("谁", "Who"), "kind": "link"},
            {"name": "category", "title": Words("现在的类别", "Category now")},
            {"name": "why", "title": Words("原因", "Why")},
            {"name": "state", "title": Words("进展", "State"), "kind": "state"},
        ],
    }
    return render(request, "screening/arrivals_changed.html", context)


def _changed_rows(found: list[Declaration], known: Any) -> list[dict[str, Any]]:
    rows = []
    for one in found:
        state = kind_of(KIND).states[one.matter.state]
        why = Words(one.reasons[0]["zh"], one.reasons[0]["en"]) if one.reasons else NO_RULE
        rows.append(
            {
                "who": mask_name(one.name), "url": reverse("matter", args=[one.matter.code]), "why": why,
                "category": known[one.category].title if one.category in known else NO_RULE,
                "state": state.title, "tone": state.tone,
            }
        )  # fmt: skip
    return rows
