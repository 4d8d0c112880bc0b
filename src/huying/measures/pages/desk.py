"""The desk's side of measures: the lists, proposing, the same decision for several, the contact, the figures."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.base.secrets import keyed_hash
from huying.kernel.facts import Facts, ask, label_of
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures import measure_facts as facts
from huying.measures import terms
from huying.measures.models import Measure
from huying.measures.queries import measures as queries
from huying.measures.services import measures as services
from huying.people.access import reveal
from huying.people.seats import as_actor, seat_of, seated
from huying.people.services import audit
from huying.places.queries import area_names

from .mine import notice_answer

PAGE_SIZE = 50
# What may be decided for several at once: each still stands for itself, with its own line of history.
TOGETHER = ("decide", "refuse", "release", "release_asked", "extend", "end_early")
# How many of a whole list are done in one go; what is left waits for the next.
MOST_TOGETHER = 200
# What makes sense on a list; on all others whatever concerns measures in force.
ON_LIST = {
    "proposed": ("decide", "refuse"), "due": ("release", "end_early"), "asked": ("release_asked", "end_early"),
}  # fmt: skip
_ELSEWHERE = ("release", "extend", "end_early")
_SHOWN = ("name", "phone", "identity", "address", "reason")


class ProposalAt(facts.Proposal):
    """A proposal with where the person stays."""

    area: str = ask(
        "住在哪里", "Where they stay", pattern=r"^\d{20}$", widget="place",
        help=Words("选到楼栋或单元。", "As far as the building or stairwell."),
    )  # fmt: skip


class Purpose(Facts):
    """Why somebody needs to see who it is."""

    purpose: str = ask("为了什么看", "What for", min_length=2, max_length=100, widget="text")


@never_cache
@seated("measure.propose")
def measures(request: HttpRequest) -> HttpResponse:
    """Measures of the area by list, kind and category, the next to end first."""
    seat = seat_of(request)
    which = request.GET.get("which", "running")
    which = which if which in queries.WHICH else "running"
    asked = {
        name: request.GET.get(name, "").replace("\x00", "")[:60]
        for name in ("kind", "category", "cohort", "zone")
    }
    rows = queries.listed(seat.area, which, **asked)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": rows_of(list(page.object_list)),
        "which": which,
        "title": queries.WHICH[which],
        "tabs": [
            {"code": code, "title": words, "count": n, "here": code == which}
            for (code, words), n in zip(queries.WHICH.items(), queries.counts(seat.area).values(), strict=True)
        ],
        "acts": [
            (code, kind_of(services.KIND).act(code).title)
            for code in ON_LIST.get(which, _ELSEWHERE)
            if seat.able(_needs(code))
        ],
        "whole": MOST_TOGETHER if which in ON_LIST else 0,
        "filters": [
            {"name": "kind", "label": Words("措施", "Kind"), "value": asked["kind"], "choices": terms.pairs(terms.KINDS)},
            {"name": "category", "label": Words("人员类别", "Category"), "value": asked["category"], "choices": facts.category_choices()},
            {"name": "cohort", "label": Words("同批", "Group"), "value": asked["cohort"]},
            {"name": "zone", "label": Words("区域编号", "Code of the zone"), "value": asked["zone"]},
        ],
    }  # fmt: skip
    return render(request, "measures/measures.html", context)


def _needs(act: str) -> str:
    return "measure.release" if act == "release" else "measure.decide"


def rows_of(found: list[Measure]) -> list[dict[str, Any]]:
    """Measures as lines of a list, names shortened; one query for the places."""
    names = area_names({row.area for row in found})
    states = kind_of(services.KIND).states
    day = queries.today()
    rows = []
    for row in found:
        state = states[row.matter.state]
        place = row.calendar.at(day) if row.decided_at else None
        rows.append(
            {
                "code": row.matter.code,
                "name": mask_name(row.name),
                "kind": row.kind_words,
                "place": names[row.area],
                "ends_on": row.ends_on,
                "day": Words(f"第 {place.day}/{place.of} 天", f"day {place.day}/{place.of}")
                if place and place.day
                else "",
                "cohort": row.cohort,
                "state": state.title,
                "tone": state.tone,
                "url": reverse("matter", args=[row.matter.code]),
            }
        )
    return rows


@never_cache
@seated("measure.propose")
def measure_new(request: HttpRequest) -> HttpResponse:
    """Propose a measure for somebody."""
    seat = seat_of(request)
    form = SchemaForm(
        ProposalAt,
        request.POST if request.method == "POST" else None,
        initial={"area": request.GET.get("area", "")},
    )
    if form.is_valid():
        told = form.value.model_dump()
        area = told.pop("area")
        once = f"measure:{seat.user_id}:{request.POST['once'][:40]}" if request.POST.get("once") else None
        try:
            matter = services.measure_propose(
                area=area, said=facts.Proposal.model_validate(told), actor=as_actor(seat), once=once
            )
            return redirect("matter", code=matter.code)
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "act_title": Words("提出管控措施", "Propose a measure"),
        "back": reverse("measures"),
        "draft": "measure-new",
    }
    return render(request, "matters/act.html", context, status=422 if form.bound and form.errors else 200)


@never_cache
@seated("measure.release")
def together(request: HttpRequest) -> HttpResponse:
    """The same act for several: a form once, each done for itself; those refused are named with the reason."""
    seat = seat_of(request)
    told = request.POST if request.method == "POST" else request.GET
    picked, act, whole = told.getlist("pick"), told.get("act", ""), told.get("whole", "")
    if request.method == "GET" and act in ON_LIST.get(whole, ()):
        rows = list(queries.listed(seat.area, whole)[:MOST_TOGETHER])
    else:
        rows = list(queries.measures_in(seat.area).filter(matter__code__in=picked)[:MOST_TOGETHER])
    if act not in TOGETHER or not seat.able(_needs(act)) or not rows:
        messages.warning(
            request,
            str(Words("请先勾选人员，再选要办的事。", "Tick the people first, then choose what to do.")),
        )
        return redirect("measures")
    declared = kind_of(services.KIND).act(act)
    assert declared.takes is not None  # noqa: S101 - all of TOGETHER take something
    form = SchemaForm(declared.takes, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {
        "rows": rows_of(rows),
        "form": form,
        "act": act,
        "title": declared.title,
        "says": declared.says,
        "back": reverse("measures"),
    }
    if form.is_valid():
        found = services.together(
            codes=[row.matter.code for row in rows],
            act=act,
            said=form.value,
            actor=as_actor(seat),
            area=seat.area,
        )
        context["not_done"] = [(code, words) for code, words in found.items() if words is not None]
        done = len(found) - len(context["not_done"])
        words = Words("{act}：{n} 人已办。", "{act}: done for {n}.").fill(act=declared.title, n=done)
        if not context["not_done"]:
            messages.success(request, str(words))
            return redirect("measures")
        context["done"] = words
    return render(
        request, "measures/together.html", context, status=422 if form.bound and form.errors else 200
    )


@never_cache
@seated("people.reveal")
def contact(request: HttpRequest, code: str) -> HttpResponse:
    """Who it is in full, for a purpose, on record, to those who look after the person while the measure is open."""
    seat = seat_of(request)
    row = queries.measure_for(seat.area, code)
    form = SchemaForm(Purpose, request.POST if request.method == "POST" else None)
    shown: dict[str, str] | None = None
    if form.is_valid():
        try:
            shown = reveal(
                seat, kind=services.KIND, ref=code, area=row.area, values={name: str(getattr(row, name)) for name in _SHOWN},
                may=queries.may_see_whole(seat, row), purpose=form.value.purpose, resident=row.resident_id,
                subject=keyed_hash(row.phone, "phone") if row.phone else None,
            )  # fmt: skip
        except Refused as refused:
            form.refuse(refused)
    context = {
        "form": form,
        "back": reverse("matter", args=[code]),
        "facts": [(label_of(facts.Proposal, name), shown[name]) for name in _SHOWN if shown[name]]
        if shown
        else None,
    }
    return render(request, "measures/contact.html", context)


@never_cache
@seated("measure.care")
def notice(request: HttpRequest, code: str) -> HttpResponse:
    """The notice to print and hand over; who printed it is on record."""
    seat = seat_of(request)
    row = queries.measure_for(seat.area, code)
    answer = notice_answer(request, row)
    audit(
        seat,
        "read",
        "打印告知书",
        kind=services.KIND,
        ref=code,
        area=row.area,
        fields=("notice",),
        resident=row.resident_id,
    )
    return answer


@never_cache
@seated("measure.propose")
def figures(request: HttpRequest) -> HttpResponse:
    """Everybody who should be under a measure, and where they stand; how appeals ended."""
    seat = seat_of(request)
    context = {"figures": queries.figures(seat.area), "back": reverse("measures")}
    return render(request, "measures/figures.html", context)
