"""Surveys: sent from the desk, filled in by the site through its link, counted who is missing."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.mask import mask_name
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.people.seats import as_actor, seat_of, seated
from huying.rulebook.queries import categories
from huying.screening.models import Survey
from huying.screening.queries.outreach import survey_for, survey_missing
from huying.screening.queries.travel import site_for
from huying.screening.services.outreach import survey_answer, survey_send
from huying.screening.services.several import OneRow, lines_read
from huying.screening.travel_facts import Surveying

from .declaring import inside

CALLER = Actor("caller")
NOBODY = Words("请至少写一个人。", "Name at least one person.")


class Filled(Facts):
    """A site's people, and where they have been."""

    rows: tuple[OneRow, ...] = ask(
        "一人一行，没去过外地的地点留空",
        "One a line; leave the place empty for nowhere else",
        default=(),
        max_length=200,
    )
    pasted: str = ask(
        "或者从表格里粘贴", "Or paste from a spreadsheet", default="", max_length=200_000, widget="textarea",
        help=Words("每行：姓名、电话、去过哪里、哪天到、哪天离开。没去过外地的只写姓名和电话。", "Each line: name, phone, place, from day, to day; name and phone alone for nowhere else."),
    )  # fmt: skip


@never_cache
@seated("record", "arrivals")
def survey_new(request: HttpRequest, code: str) -> HttpResponse:
    """Ask a site where each of its people has been."""
    seat = seat_of(request)
    site = site_for(seat, code)
    form = SchemaForm(Surveying, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            matter = survey_send(site=site, said=form.value, actor=as_actor(seat))
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("survey_desk", args=[matter.code]))
    context = {"form": form, "site": site, "back": reverse("host", args=[code])}
    return render(
        request, "screening/survey_new.html", context, status=422 if form.bound and form.errors else 200
    )


@seated("arrivals")
def survey_desk(request: HttpRequest, code: str) -> HttpResponse:
    """How far a survey is: who answered, who is concerned, who is missing."""
    row = survey_for(seat_of(request), code)
    return render(
        request, "screening/survey.html", {"back": reverse("host", args=[row.site.code]), **_state(row)}
    )


def _state(row: Survey) -> dict[str, Any]:
    missing, named = survey_missing(row)
    known = categories(row.area)
    answers = list(row.answers.select_related("declaration__matter").order_by("category", "pk")[:1_000])
    rows = [
        {
            "who": mask_name(one.name), "stays": one.stays or Words("没去过外地", "Nowhere else"),
            "category": known[one.category].title if one.category in known else "",
            "url": reverse("matter", args=[one.declaration.matter.code]) if one.declaration else "",
        }
        for one in answers
    ]  # fmt: skip
    columns = [
        {"name": "who", "title": Words("谁", "Who"), "kind": "link"},
        {"name": "stays", "title": Words("去过哪里", "Where")},
        {"name": "category", "title": Words("涉及的类别", "Category")},
    ]
    return {
        "row": row, "rows": rows, "columns": columns, "missing": missing, "named": [mask_name(name) for name in named[:300]],
        "answered": len(answers), "state": kind_of(row.matter.kind).states[row.matter.state],
    }  # fmt: skip


@inside
def at_survey(request: HttpRequest, code: str, survey: str) -> HttpResponse:
    """A site fills its survey in; it may come back until everybody is answered for."""
    row = Survey.objects.select_related("site", "matter").filter(matter__code=survey, site__code=code).first()
    if row is None:
        raise NotYours(survey)
    form = SchemaForm(Filled, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            people = [*form.value.rows, *lines_read(form.value.pasted)]
            if not people:
                raise Refused(NOBODY, {"rows": NOBODY})
            survey_answer(survey=row, rows=people, actor=CALLER)
        except Refused as refused:
            form.refuse(refused)
        else:
            return HttpResponseRedirect(reverse("at_survey", args=[code, survey]))
    missing, _ = survey_missing(row)
    context = {"form": form, "row": row, "missing": missing, "back": reverse("at_site", args=[code])}
    return render(
        request, "screening/at_survey.html", context, status=422 if form.bound and form.errors else 200
    )
