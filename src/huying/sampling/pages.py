"""Specimens: taking one on the phone, the list of the desk, the laboratory's bench, the board of sequencing."""

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.clock import now
from huying.base.exports import Column, export
from huying.base.forms import SchemaForm
from huying.base.paging import LongList
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import desk
from huying.matters.showing import rows_of
from huying.people.access import reveal
from huying.people.seats import as_actor, seat_of, seated
from huying.places.queries import area_names

from . import queries, services, terms
from .facts import Checking, Taking

PAGE_SIZE = 50
PURPOSE = "标本属于谁 whose a specimen is"


class TakingHere(Taking):
    """A specimen, with where it was taken."""

    area: str = ask("在哪里", "Where", pattern=r"^\d{20}$", widget="place")


class CheckingHere(Checking):
    """A joint check, with where."""

    area: str = ask("在哪里", "Where", pattern=r"^\d{20}$", widget="place")


class Tubes(Facts):
    """Tubes that came in."""

    tubes: str = ask(
        "试管编号", "Numbers of the tubes", min_length=3, max_length=20_000, widget="textarea",
        help=Words("扫码枪一支一行，也可以粘贴。", "One a line as the scanner gives them; may be pasted."),
    )  # fmt: skip


class Results(Facts):
    """Results by tube."""

    results: str = ask(
        "试管编号和结果", "Tubes and results", min_length=3, max_length=40_000, widget="textarea",
        help=Words("一行一支：编号、阴性或阳性或作废。可以从表格粘贴。", "One a line: number, negative or positive or void. May be pasted from a sheet."),
    )  # fmt: skip


@seated("specimen.take")
def specimens(request: HttpRequest) -> HttpResponse:
    """The specimens of the area, and joint checks that go on."""
    seat = seat_of(request)
    state, subject = request.GET.get("state", ""), request.GET.get("subject", "")
    states = kind_of(services.SPECIMEN).states
    rows = queries.specimens_in(seat.area, state if state in states or state == "open" else "", subject)
    page = LongList(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    found = list(page.object_list)
    names = area_names({row.area for row in found})
    checks = rows_of(list(desk(area=seat.area, kind=services.JOINT)[:20]))
    context = {
        "rows": [
            {
                "title": f"{row.tube} · {row.subject_words}", "place": row.place or names[row.area], "note": row.what, "at": row.matter.due_at,
                "state": states[row.matter.state].title, "tone": states[row.matter.state].tone, "url": reverse("matter", args=[row.matter.code]),
            }
            for row in found
        ],
        "page": page, "export": seat.able("export"),
        "checks": [row | {"title": row["summary"], "at": row["due_at"]} for row in checks],
        "filters": [
            {"name": "state", "label": Words("进展", "State"), "value": state, "choices": [("open", Words("没办完的", "Open")), *((code, one.title) for code, one in states.items())]},
            {"name": "subject", "label": Words("人、物、环境", "Subject"), "value": subject, "choices": terms.pairs(terms.SUBJECTS)},
        ],
    }  # fmt: skip
    return render(request, "sampling/list.html", context)


@seated("specimen.take", "export")
def specimens_out(request: HttpRequest, fmt: str) -> HttpResponse:
    """The list as a spreadsheet; no name is in it."""
    seat = seat_of(request)
    states = kind_of(services.SPECIMEN).states
    rows = list(queries.specimens_in(seat.area, "", request.GET.get("subject", ""))[:20_000])
    columns = [
        Column(Words("试管", "Tube"), lambda row: row.tube),
        Column(Words("人、物、环境", "Subject"), lambda row: row.subject_words),
        Column(Words("采的什么", "What"), lambda row: row.what),
        Column(Words("场所", "Place"), lambda row: row.place),
        Column(Words("采样时间", "Taken at"), lambda row: row.taken_at),
        Column(Words("进展", "State"), lambda row: states[row.matter.state].title),
        Column(Words("分型", "Lineage"), lambda row: row.lineage),
    ]
    return export(rows, columns, fmt, name="specimens")


@never_cache
@seated("specimen.take")
def specimen_new(request: HttpRequest) -> HttpResponse:
    """Register a specimen; the next one of the same place is one press away."""
    seat = seat_of(request)
    known = {name: value for name, value in request.GET.items() if name in TakingHere.model_fields}
    form = SchemaForm(
        TakingHere, request.POST if request.method == "POST" else None, initial={"area": seat.area} | known
    )
    if form.is_valid():
        told: dict[str, Any] = form.value.model_dump()
        area, key = told.pop("area"), request.GET.get("once", "")[:40]
        try:
            once = f"specimen:{seat.user_id}:{key}" if key else None
            made = services.specimen_take(area=area, actor=as_actor(seat), said=told, once=once)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(
                request,
                str(Words("已登记试管 {tube}。", "Tube {tube} is registered.").fill(tube=told["tube"])),
            )
            return redirect("matter", code=told["joint"] or made.code)
    context = {"form": form, "back": reverse("specimens"), "action": f"?once={secrets.token_hex(8)}"}
    return render(request, "sampling/new.html", context, status=422 if form.bound and form.errors else 200)


@never_cache
@seated("specimen.take")
def check_new(request: HttpRequest) -> HttpResponse:
    """Plan a joint check of a place."""
    seat = seat_of(request)
    form = SchemaForm(
        CheckingHere, request.POST if request.method == "POST" else None, initial={"area": seat.area}
    )
    if form.is_valid():
        told: dict[str, Any] = form.value.model_dump()
        try:
            made = services.check_plan(area=told.pop("area"), actor=as_actor(seat), said=told)
        except Refused as refused:
            form.refuse(refused)
        else:
            return redirect("matter", code=made.code)
    context = {"form": form, "back": reverse("specimens")}
    return render(
        request, "sampling/check_new.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("people.reveal", "specimen.take")
def specimen_contact(request: HttpRequest, code: str) -> HttpResponse:
    """Whose it is, once, on record; never to whoever examines it."""
    seat = seat_of(request)
    row = queries.specimen_for(seat, code)
    shown: dict[str, str] = {}
    try:
        shown = reveal(
            seat, kind=services.SPECIMEN, ref=code, area=row.area, values={"name": row.name, "phone": row.phone},
            may=queries.may_see_person(seat, row), purpose=PURPOSE, subject=row.phone_hash,
        )  # fmt: skip
    except Refused as refused:
        messages.warning(request, str(refused.words))
    return render(
        request, "sampling/contact.html", {"shown": shown, "row": row, "back": reverse("matter", args=[code])}
    )


@never_cache
@seated("specimen.test")
def laboratory(request: HttpRequest) -> HttpResponse:
    """The bench: what waits, receiving many, reporting many. Numbers of tubes, no names."""
    seat = seat_of(request)
    sent = request.POST if request.method == "POST" else None
    coming = SchemaForm(Tubes, sent if sent is not None and "_receive" in sent else None, key="tubes")
    results = SchemaForm(Results, sent if sent is not None and "_report" in sent else None, key="results")
    done: list[tuple[str, Words | None]] = []
    if coming.bound and coming.is_valid():
        done = services.tubes_receive(seat=seat, tubes=services.tubes_in(coming.value.tubes)[:500])
    if results.bound and results.is_valid():
        done = services.results_report(seat=seat, rows=services.results_read(results.value.results)[:500])
    states = kind_of(services.SPECIMEN).states
    page = LongList(queries.at_laboratory(seat), PAGE_SIZE).get_page(request.GET.get("page"))
    failed = [(tube, why) for tube, why in done if why is not None]
    context = {
        "coming": SchemaForm(Tubes, key="tubes") if done and not failed else coming,
        "results": SchemaForm(Results, key="results") if done and not failed else results,
        "done": len(done) - len(failed), "failed": failed, "any": bool(done), "page": page,
        "rows": [
            {
                "title": row.tube, "place": row.subject_words, "note": row.what, "at": row.matter.due_at,
                "state": states[row.matter.state].title, "tone": states[row.matter.state].tone, "url": reverse("matter", args=[row.matter.code]),
            }
            for row in page.object_list
        ],
    }  # fmt: skip
    wrong = bool(failed) or any(form.bound and form.errors for form in (coming, results))
    return render(request, "sampling/laboratory.html", context, status=422 if wrong else 200)


@seated("figures.read")
def sequencing(request: HttpRequest) -> HttpResponse:
    """Of the positives that must be sequenced, how many are, by subject; what is late."""
    found = queries.sequencing_of(seat_of(request).area, now())
    columns = [
        {"name": "subject", "title": Words("标本", "Specimens")},
        {"name": "all", "title": Words("要测序的阳性", "Positives to sequence"), "kind": "num"},
        {"name": "sequenced", "title": Words("已测序", "Sequenced"), "kind": "num"},
        {"name": "under_way", "title": Words("在测", "Under way"), "kind": "num"},
        {"name": "late", "title": Words("超时", "Late"), "kind": "num"},
        {
            "name": "not_sequenced",
            "title": Words("没能测，有原因", "Could not be, with reason"),
            "kind": "num",
        },
        {"name": "share", "title": Words("比例", "Share"), "kind": "num"},
    ]
    rows = [
        {
            "subject": terms.SUBJECTS.get(subject, Words("合计", "All")), "all": one.all, "sequenced": one.sequenced, "under_way": one.under_way,
            "late": one.late, "not_sequenced": one.not_sequenced, "share": f"{one.share:.0%}" if one.all else "—",
        }
        for subject, one in found.items()
    ]  # fmt: skip
    return render(request, "sampling/sequencing.html", {"rows": rows, "columns": columns, "whole": found[""]})
