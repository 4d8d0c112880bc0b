"""Employers, hotels and schools: registered at the desk, told of those who come, declaring for several, surveyed."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from pydantic import AwareDatetime

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name, mask_phone
from huying.base.paging import LongList
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.people.seats import as_actor, seat_of, seated
from huying.places.codes import covers
from huying.places.queries import area_names
from huying.rulebook.queries import categories
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Site
from huying.screening.qr import qr
from huying.screening.queries import travel as queries
from huying.screening.queries.applies import NO_RULE, duty_of
from huying.screening.services.several import Common, OneRow, declarings, lines_read
from huying.screening.services.travel import OneDeclared, declare_many, notice_at, site_register
from huying.screening.travel_facts import AREA, Phone, Transport

from .declaring import inside

CALLER = Actor("caller")
PAGE_SIZE = 50
NOBODY = Words("请至少写一个人。", "Name at least one person.")


def site_choices() -> list[tuple[str, Words]]:
    """The registered sites that can be seen now."""
    found = [(one.code, Words(one.name, one.name)) for one in Site.objects.order_by("name")[:500]]
    return [("", Words("没有", "None")), *found]


class Registering(Facts):
    """An employer, a hotel, a school, or another venue."""

    kind: str = ask(
        "是什么",
        "What it is",
        default="employer",
        widget="radio",
        choices=terms.pairs(terms.REGISTERED),
        pattern=f"^({'|'.join(terms.REGISTERED)})$",
    )
    name: str = ask("名称", "Name", min_length=2, max_length=120, widget="text")
    area: str = ask("在哪里", "Where it is", pattern=AREA, widget="place")
    contact_name: str = ask("疫情防控联系人", "Contact", default="", max_length=60, widget="text")
    contact_phone: Phone = ask(
        "联系电话",
        "Phone",
        default="",
        max_length=40,
        widget="phone",
        help=Words(
            "有人报备来这里时会发短信；凭它和编号进入。",
            "Told by text message; with it and the code they get in.",
        ),
    )


class Several(Facts):
    """Several people at once."""

    rows: tuple[OneRow, ...] = ask("一人一行", "One person a line", default=(), max_length=200)
    pasted: str = ask(
        "或者从表格里粘贴", "Or paste from a spreadsheet", default="", max_length=60_000, widget="textarea",
        help=Words("每行：姓名、电话、从哪里来、哪天到那里、哪天离开，用制表符或逗号隔开。", "Each line: name, phone, place, from day, to day, by tabs or commas."),
    )  # fmt: skip
    arrives_at: AwareDatetime = ask("什么时候到", "When they arrive", widget="datetime")
    transport: Transport = ask(
        "怎么来", "How they travel", default="other", widget="radio", choices=terms.pairs(terms.TRANSPORTS)
    )
    number: str = ask(
        "车次、航班或车牌", "Train, flight or plate number", default="", max_length=40, widget="text"
    )
    declarant_name: str = ask("填写人姓名", "Your name", default="", max_length=60, widget="text")


class SeveralAt(Several):
    """Several people taken down at the desk, with where they stay and whose they are."""

    area: str = ask("住在哪里", "Where they stay", pattern=AREA, widget="place")
    site_code: str = ask(
        "哪个单位、酒店或学校",
        "Which site",
        default="",
        max_length=14,
        widget="select",
        choices=site_choices,
    )


def _people(value: Several) -> list[OneRow]:
    people = [*value.rows, *lines_read(value.pasted)]
    if not people:
        raise Refused(NOBODY, {"rows": NOBODY})
    return people


def _common(value: Several, declarant: Any) -> Common:
    return Common(value.arrives_at, value.transport, value.number, declarant, value.declarant_name)


@never_cache
@seated("record", "arrivals")
def several(request: HttpRequest) -> HttpResponse:
    """Several people taken down at once; each is a declaration of their own, and the site is told."""
    seat = seat_of(request)
    initial = {"arrives_at": timezone.localtime(now()), "area": seat.area}
    form = SchemaForm(SeveralAt, request.POST if request.method == "POST" else None, initial=initial)
    done: list[Any] = []
    if form.is_valid():
        value: SeveralAt = form.value
        try:
            site = queries.site_for(seat, value.site_code) if value.site_code else None
            said = declarings(_people(value), _common(value, site.told_as if site else "grid"), site)
            done = declare_many(
                rows=[OneDeclared(one, value.area) for one in said], actor=as_actor(seat),
                channel="site" if site else "desk", site=site,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
    context = {"form": form, "done": _answers(done), "back": reverse("arrivals")}
    return render(
        request, "screening/several.html", context, status=422 if form.bound and form.errors else 200
    )


def _answers(done: list[Any]) -> list[dict[str, Any]]:
    """What applies to each of those just declared."""
    rows = queries.declarations_of(done)
    found = []
    for matter in done:
        row = rows[matter.pk]
        known, duty = categories(row.area), duty_of(row.area, row.category)
        found.append(
            {
                "name": row.name, "code": matter.code,
                "category": known[row.category].title if row.category in known else NO_RULE,
                "duty": Words(duty.zh, duty.en or duty.zh),
                "why": Words(row.reasons[0]["zh"], row.reasons[0]["en"]) if row.reasons else "",
            }
        )  # fmt: skip
    return found


@seated("arrivals")
def sites(request: HttpRequest) -> HttpResponse:
    """The registered sites of the area."""
    seat = seat_of(request)
    found = list(queries.sites_in(seat.area)[:500])
    names = area_names({one.area for one in found})
    rows = [
        {
            "name": one.name, "url": reverse("host", args=[one.code]), "kind": terms.REGISTERED[one.kind],
            "area": names[one.area], "phone": mask_phone(one.contact_phone),
        }
        for one in found
    ]  # fmt: skip
    columns = [
        {"name": "name", "title": Words("名称", "Name"), "kind": "link"},
        {"name": "kind", "title": Words("类型", "Kind")},
        {"name": "area", "title": Words("地点", "Place")},
        {"name": "phone", "title": Words("电话", "Phone")},
    ]
    return render(request, "screening/sites.html", {"rows": rows, "columns": columns})


@never_cache
@seated("record", "arrivals")
def site_new(request: HttpRequest) -> HttpResponse:
    """Register a site: from then on it is told of everybody who names it."""
    seat = seat_of(request)
    form = SchemaForm(
        Registering, request.POST if request.method == "POST" else None, initial={"area": seat.area}
    )
    if form.is_valid():
        try:
            if not covers(seat.area, form.value.area):
                words = Words("这个地方不在您的辖区。", "That place is not in your area.")
                raise Refused(words, {"area": words})
            made = site_register(**form.value.model_dump())
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("已登记。", "Registered.")))
            return HttpResponseRedirect(reverse("host", args=[made.code]))
    context = {"form": form, "back": reverse("hosts")}
    return render(
        request, "screening/site_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("arrivals")
def site(request: HttpRequest, code: str) -> HttpResponse:
    """One site: the link it gets in by, who declared to it, its surveys."""
    seat = seat_of(request)
    row = queries.site_for(seat, code)
    address = request.build_absolute_uri(reverse("track_printed", args=[code]))
    surveys = row.surveys.select_related("matter").order_by("-asked_at")[:20]
    context = {
        "row": row, "kind": terms.REGISTERED[row.kind], "address": address, "picture": qr(address), "back": reverse("hosts"),
        "surveys": [
            {"survey": one, "code": one.matter.code, "answered": one.answers.count(), "state": kind_of(one.matter.kind).states[one.matter.state]}
            for one in surveys
        ],
        **_coming(request, row),
    }  # fmt: skip
    return render(request, "screening/site.html", context)


def _coming(request: HttpRequest, row: Site, *, own: bool = False) -> dict[str, Any]:
    """What a site needs to know of those who come, the last first: no phone, no address, no travel history.

    The site reads whole the names it wrote itself (`own`); everybody else's, and all of them at a desk, are masked.
    """
    found = (
        Declaration.objects.filter(reached__site=row).select_related("matter").order_by("-declared_at", "-pk")
    )
    page = LongList(found, PAGE_SIZE).get_page(request.GET.get("page"))
    known = categories(row.area)
    rows = []
    for one in page.object_list:
        state = kind_of("screening.declaration").states[one.matter.state]
        duty = duty_of(one.area, one.category)
        rows.append(
            {
                "who": one.name if own and one.channel == "site" else mask_name(one.name), "when": one.arrived_at or one.arrives_at,
                "category": known[one.category].title if one.category in known else NO_RULE,
                "duty": Words(duty.zh, duty.en or duty.zh), "state": state.title, "tone": state.tone,
            }
        )  # fmt: skip
    columns = [
        {"name": "who", "title": Words("谁", "Who")},
        {"name": "when", "title": Words("到达", "Arrival"), "kind": "when"},
        {"name": "category", "title": Words("类别", "Category")},
        {"name": "duty", "title": Words("怎么办", "What follows")},
        {"name": "state", "title": Words("进展", "State"), "kind": "state"},
    ]
    return {"rows": rows, "columns": columns, "page": page}


def site_of(code: str) -> Site:
    """A site by its code, for whoever holds it."""
    row = Site.objects.filter(code=code).first()
    if row is None:
        raise NotYours(code)
    return row


@inside
def at_site(request: HttpRequest, code: str) -> HttpResponse:
    """A site's own page, by its link: who comes, and a door to declare for several."""
    row = site_of(code)
    open_surveys = row.surveys.filter(matter__ended_at=None).select_related("matter").order_by("-asked_at")
    return render(
        request,
        "screening/at_site.html",
        {"row": row, "surveys": open_surveys, **_coming(request, row, own=True)},
    )


@inside
def at_site_declare(request: HttpRequest, code: str) -> HttpResponse:
    """An employer, hotel or school declares for several at once; each is told what applies."""
    row = site_of(code)
    form = SchemaForm(
        Several,
        request.POST if request.method == "POST" else None,
        initial={"arrives_at": timezone.localtime(now())},
    )
    done: list[Any] = []
    if form.is_valid():
        try:
            said = declarings(_people(form.value), _common(form.value, row.told_as), row)
            done = declare_many(
                rows=[OneDeclared(one, row.area) for one in said], actor=CALLER, channel="site", site=row
            )
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form, "row": row, "done": _answers(done), "back": reverse("at_site", args=[code]), "notice": notice_at(row.area),
    }  # fmt: skip
    return render(
        request, "screening/at_several.html", context, status=422 if form.bound and form.errors else 200
    )
