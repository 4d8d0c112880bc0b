"""The desk's lists: volunteers, hours to confirm, what was given, and its papers."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.errors import NotYours
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.base.mask import mask_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import reveal
from huying.people.seats import seat_of, seated
from huying.people.services import audit, staff_link
from huying.places import scope
from huying.places.codes import covers
from huying.places.queries import area_names
from huying.volunteers import queries, services, terms
from huying.volunteers.forms import Changing, Joining, Purpose
from huying.volunteers.models import Certificate, Volunteer
from huying.volunteers.papers import OTHER, certificate_pdf
from huying.volunteers.queries.hours import given_by_group

from .me import turnout_rows

PAGE_SIZE = 50
TONES = {"active": "good", "reserve": "info", "paused": "idle"}
WHO = Words("志愿者", "Volunteer")


@seated("volunteer.manage")
def volunteers(request: HttpRequest) -> HttpResponse:
    """The volunteers of the area, found by name, team, skill or standing."""
    seat = seat_of(request)
    asked = {name: request.GET.get(name, "") for name in ("q", "team", "skill", "standing")}
    rows = queries.volunteers_in(seat.area)
    if typed := asked["q"].strip().replace("\x00", ""):
        rows = rows.filter(name__contains=typed)
    if asked["team"] in terms.TEAMS:
        rows = rows.filter(team=asked["team"])
    if asked["skill"] in terms.SKILLS:
        rows = rows.filter(skills__contains=[asked["skill"]])
    if asked["standing"] in terms.STANDINGS:
        rows = rows.filter(standing=asked["standing"])
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "columns": [
            {"name": "name", "title": Words("姓名", "Name"), "kind": "link"},
            {"name": "team", "title": Words("小组", "Team")},
            {"name": "skills", "title": Words("会做什么", "Skills")},
            {"name": "home", "title": Words("住处", "Lives in")},
            {"name": "holding", "title": Words("手上的单", "Holds"), "kind": "num"},
            {"name": "state", "title": Words("状态", "Standing"), "kind": "state"},
        ],
        "rows": _volunteer_rows(list(page.object_list)),
        "claims": queries.claims_in(seat.area).count(),
        "filters": [
            {"name": "q", "label": Words("姓名", "Name"), "value": asked["q"]},
            *(
                {"name": name, "label": label, "value": asked[name], "choices": terms.pairs(words)}
                for name, label, words in (
                    ("team", Words("小组", "Team"), terms.TEAMS),
                    ("skill", Words("会做什么", "Skill"), terms.SKILLS),
                    ("standing", Words("状态", "Standing"), terms.STANDINGS),
                )
            ),
        ],
    }
    return render(request, "volunteers/volunteers.html", context)


def _volunteer_rows(found: list[Volunteer]) -> list[dict[str, Any]]:
    names = area_names({one.area for one in found})
    return [
        {
            "name": one.name,
            "team": terms.TEAMS[one.team],
            "skills": "、".join(str(terms.SKILLS[code]) for code in one.skills),
            "home": names[one.area],
            "holding": one.holding,  # type: ignore[attr-defined]
            "state": terms.STANDINGS[one.standing],
            "tone": TONES[one.standing],
            "url": reverse("volunteer_one", args=[one.pk]),
        }
        for one in found
    ]


@never_cache
@seated("volunteer.manage")
def volunteer_new(request: HttpRequest) -> HttpResponse:
    """Register a volunteer; the page then shows the link by which they set their password, once."""
    seat = seat_of(request)
    form = SchemaForm(Joining, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "back": reverse("volunteers")}
    if form.is_valid():
        told = form.value.model_dump()
        try:
            if not covers(seat.area, told["area"]):
                words = Words("这个地方不在您的辖区。", "That place is not in your area.")
                raise Refused(words, {"area": words})
            one, new = services.volunteer_register(by=seat, **told)
        except Refused as refused:
            form.refuse(refused)
        else:
            context |= {
                "one": one,
                "new": new,
                "link": request.build_absolute_uri(staff_link(one.user)) if new else "",
            }
    return render(request, "volunteers/new.html", context, status=422 if form.bound and form.errors else 200)


@never_cache
@seated("volunteer.manage")
def volunteer_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One volunteer: what is registered, what they gave; change it here."""
    seat = seat_of(request)
    one = queries.volunteer_for(seat, pk)
    form = SchemaForm(
        Changing,
        request.POST if request.method == "POST" else None,
        initial={"area": one.area, "team": one.team, "skills": one.skills, "standing": one.standing},
    )
    if form.is_valid():
        try:
            if not covers(seat.area, form.value.area):
                words = Words("这个地方不在您的辖区。", "That place is not in your area.")
                raise Refused(words, {"area": words})
            services.volunteer_join(
                user_id=one.user_id, name=one.name, phone=one.phone, **form.value.model_dump()
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            audit(seat, "volunteer.change", kind="volunteer", ref=str(one.pk), area=one.area)
            messages.success(request, str(Words("已改好。", "Changed.")))
            return redirect("volunteer_one", pk=one.pk)
    context = {
        "one": one,
        "phone": mask_phone(one.phone),
        "username": one.user.username,
        "form": form,
        "given": queries.given_by(one),
        "turnouts": turnout_rows(queries.turnouts_of(one, limit=PAGE_SIZE)),
        "certificates": queries.certificates_of(one),
        "back": reverse("volunteers"),
    }
    return render(request, "volunteers/one.html", context, status=422 if form.bound and form.errors else 200)


@never_cache
@seated("volunteer.manage", "people.reveal")
def volunteer_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """A volunteer's number in full, for a purpose, on record."""
    seat = seat_of(request)
    one = queries.volunteer_for(seat, pk)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown = None
    if form.is_valid():
        try:
            told = reveal(
                seat, kind="volunteer", ref=str(one.pk), area=one.area, values={"phone": one.phone}, may=True,
                purpose=form.value.purpose, subject=one.phone_hash,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
        else:
            shown = {"name": one.name, "phone": told["phone"]}
    context = {"form": form, "contact": shown, "back": reverse("volunteer_one", args=[pk])}
    return render(request, "volunteers/contact.html", context)


@seated("volunteer.manage")
def hours(request: HttpRequest) -> HttpResponse:
    """Hours that wait for a second person."""
    seat = seat_of(request)
    page = Paginator(queries.claims_in(seat.area), PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    rows = [
        row | {"who": one.volunteer.name, "pk": one.pk, "own": one.volunteer.user_id == seat.user_id}
        for row, one in zip(turnout_rows(found), found, strict=True)
    ]
    return render(
        request, "volunteers/hours.html", {"page": page, "rows": rows, "back": reverse("volunteers")}
    )


@require_POST
@seated("volunteer.manage")
def hours_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm somebody else's hours."""
    seat = seat_of(request)
    turnout = queries.claims_in(seat.area).filter(pk=pk).first()
    if turnout is None:
        raise NotYours(f"turn-out {pk}")
    try:
        services.turnout_confirm(turnout=turnout, seat=seat)
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, str(Words("已确认，计入时长。", "Confirmed: the hours count now.")))
    return redirect("volunteer_hours")


def _period(request: HttpRequest) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The days asked for as moments, the last day included; what is no date counts as not asked."""
    found: list[dt.datetime | None] = []
    for name, more in (("since", 0), ("until", 1)):
        try:
            day = dt.date.fromisoformat(request.GET.get(name, "")) + dt.timedelta(days=more)
            found.append(timezone.make_aware(dt.datetime.combine(day, dt.time())))
        except (ValueError, OverflowError):
            found.append(None)
    return found[0], found[1]


@seated("volunteer.manage")
def figures(request: HttpRequest) -> HttpResponse:
    """Turn-outs, hours and people of a period, by task and by team."""
    seat = seat_of(request)
    since, until = _period(request)
    rows = queries.turnouts_in(seat.area, since, until)
    context = {
        "given": queries.given_in(seat.area, since, until),
        "groups": [
            (
                title,
                [
                    {"name": words.get(code, OTHER), "given": given}
                    for code, given in given_by_group(rows, by)
                ],
            )
            for title, words, by in (
                (Words("按任务", "By task"), terms.SKILLS, "task"),
                (Words("按小组", "By team"), terms.TEAMS, "volunteer__team"),
            )
        ],
        "since": request.GET.get("since", "") if since else "",
        "until": request.GET.get("until", "") if until else "",
        "query": request.GET.urlencode(),
        "back": reverse("volunteers"),
    }
    return render(request, "volunteers/figures.html", context)


COLUMNS = [
    Column(WHO, lambda row: row.volunteer.name),
    Column(Words("小组", "Team"), lambda row: terms.TEAMS[row.volunteer.team]),
    Column(Words("任务", "Task"), lambda row: row.order.title if row.order else row.task_words),
    Column(Words("订单编号", "Order"), lambda row: row.order.matter.code if row.order else ""),
    Column(Words("地点", "Place"), lambda row: row.where),
    Column(Words("开始", "From"), lambda row: row.started_at),
    Column(Words("结束", "Until"), lambda row: row.ended_at),
    Column(Words("小时", "Hours"), lambda row: round(row.hours, 1) if row.hours is not None else None),
    Column(Words("计入", "Counts"), lambda row: row.counts),
]


@seated("volunteer.manage")
def turnouts_out(request: HttpRequest, fmt: str) -> HttpResponse:
    """The turn-outs of a period as a spreadsheet; who took it is on record."""
    seat = seat_of(request)
    found = list(queries.turnouts_in(seat.area, *_period(request)))
    names = area_names({one.area for one in found})
    for one in found:
        one.where = names[one.area]  # type: ignore[attr-defined]
    try:
        response = export(found, COLUMNS, fmt, name=str(Words("志愿服务时长", "volunteer-hours")))
    except Refused as refused:
        raise NotYours(fmt) from refused
    audit(seat, "volunteer.export", fmt, kind="turnout", area=seat.area)
    return response


@require_POST
@seated("volunteer.manage")
def certify(request: HttpRequest, pk: int) -> HttpResponse:
    """A certificate for a volunteer."""
    seat = seat_of(request)
    try:
        issued = services.certificate_issue(volunteer=queries.volunteer_for(seat, pk), seat=seat)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("volunteer_one", pk=pk)
    return redirect("certificate", number=issued.number)


@seated()
def certificate(request: HttpRequest, number: str) -> HttpResponse:
    """A certificate as a PDF, for its volunteer and for those who look after volunteers there."""
    seat = seat_of(request)
    with scope.everything("is a certificate the reader's to see"):
        found = Certificate.objects.select_related("volunteer").filter(number=number).first()
    ours = found is not None and found.volunteer.user_id == seat.user_id
    managed = found is not None and seat.able("volunteer.manage") and covers(seat.area, found.area)
    if found is None or not (ours or managed):
        raise NotYours(number)
    response = HttpResponse(certificate_pdf(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
