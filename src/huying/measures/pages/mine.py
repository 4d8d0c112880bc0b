"""The page of a person under a measure: day by day, what one may do, reports, needs, the notice, the appeal."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.base.ids import read_code
from huying.base.spans import day_words
from huying.base.visitors import closed_words
from huying.kernel.facts import Facts, ask
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import perform
from huying.measures import measure_facts as facts
from huying.measures import terms
from huying.measures.calendar import DAY
from huying.measures.models import Appeal, Measure
from huying.measures.papers_notice import notice_pdf, title_of
from huying.measures.queries import measures as queries
from huying.measures.queries.teams import named_for
from huying.measures.services import measures as services
from huying.people import door
from huying.places import scope
from huying.places.codes import ALL

CALLER = Actor("caller")
WEEK = (
    Words("周一", "Mon"), Words("周二", "Tue"), Words("周三", "Wed"), Words("周四", "Thu"), Words("周五", "Fri"),
    Words("周六", "Sat"), Words("周日", "Sun"),
)  # fmt: skip
RUNNING = ("in_force", "due")


class Need(Facts):
    """What a person under a measure needs."""

    category: str = ask(
        "需要什么", "What you need", max_length=40, widget="radio", choices=terms.pairs(terms.NEEDS)
    )
    text: str = ask(
        "请说说", "Tell us", min_length=2, max_length=2000, widget="textarea",
        help=Words("例如：青菜两斤、降压药一盒、明天的透析。", "E.g. vegetables, a box of medicine, dialysis tomorrow."),
    )  # fmt: skip


def inside(page: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for whoever came in with this code; others are led to the door."""

    @wraps(page)
    def opened(request: HttpRequest, code: str, **more: str) -> HttpResponse:
        meant = read_code(code) or code
        caller = door.caller_of(request)
        if caller is None or not caller.holds(meant):
            return HttpResponseRedirect(reverse("track_printed", args=[meant]))
        with scope.everything("a person is at their own measure"):
            return page(request, queries.measure_for(ALL, meant), **more)

    return never_cache(opened)


@inside
def mine(request: HttpRequest, row: Measure) -> HttpResponse:
    """Today first; then what one may do, the days, who decided and why, and the way to object."""
    day, state = queries.today(), kind_of(services.KIND).states[row.matter.state]
    context: dict[str, Any] = {
        "row": row,
        "code": row.matter.code,
        "state": state,
        "decided": row.decided_at is not None,
        "team": named_for(row),
        "needs": queries.needs_of(row),
    }
    if row.decided_at is not None:
        made, swabs = row.calendar, queries.swabs_of(row)
        place = made.at(day)
        tested = {swab.due_on: swab for swab in swabs if swab.due_on}
        days = [made.first + DAY * n for n in range(made.days)]
        rows = [_day_row(row, on, day, tested) for on in days]
        context |= {
            "place": place,
            "kind": terms.KINDS[row.kind],
            "terms": terms.TERMS[row.kind],
            "tomorrow": tested.get(day + DAY),
            "tested_today": tested.get(day),
            "passed": [one for on, one in zip(days, rows, strict=True) if on < day],
            "coming": [one for on, one in zip(days, rows, strict=True) if on >= day],
            "reports": row.checkups.filter(on=day).count(),
            "running": row.matter.state in RUNNING,
            "rulings": list(row.rulings.order_by("at", "pk")),
            "appeals": queries.appeals_against(row),
            "title": title_of(row),
            "free": made.last + DAY,
            # Days over and every test there: nobody waits for a signature.
            "free_now": place.means == "over" and queries.status_for([row], row.area).colour == "green",
        }
    return render(request, "measures/mine.html", context)


def _day_row(row: Measure, on: dt.date, today: dt.date, tested: dict[dt.date, Any]) -> dict[str, Any]:
    place = row.calendar.at(on)
    swab = tested.get(on)
    kind = terms.KINDS[place.stretch.kind] if place.stretch else Words("", "")
    day = day_words(on, today)
    return {
        "title": Words(f"{day.zh} {WEEK[on.weekday()].zh}", f"{WEEK[on.weekday()].en} {day.en}"),
        "note": Words(f"第 {place.day} 天 · {kind.zh}", f"day {place.day} · {kind.en}"),
        "state": (swab.state if on <= today or swab.result else Words("检测", "Test")) if swab else "",
        "tone": (swab.tone if on <= today or swab.result else "info") if swab else "",
        "today": on == today,
    }


def _asked(
    request: HttpRequest, row: Measure, schema: type[Facts], title: Words, done: Callable[[Any], str], told: Words,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    """A short form of the person's own; `done` does it and answers where to go."""
    form = SchemaForm(schema, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if until := ratelimit.take("measure.own", row.matter.code):
                raise Refused(closed_words(until))
            to = done(form.value)
            messages.success(request, str(told))
            return HttpResponseRedirect(to)
        except Refused as refused:
            form.refuse(refused)
    context |= {
        "form": form,
        "title": title,
        "back": reverse("measure_mine", args=[row.matter.code]),
        "draft": f"{row.matter.code}-{schema.__name__}",
    }
    return render(
        request, "measures/mine_form.html", context, status=422 if form.bound and form.errors else 200
    )


@inside
def report(request: HttpRequest, row: Measure) -> HttpResponse:
    """Tell temperature and symptoms."""

    def done(value: facts.Report) -> str:
        perform(code=row.matter.code, act="record_check", actor=CALLER, facts=value)
        return reverse("measure_mine", args=[row.matter.code])

    told = Words(
        "记下了，谢谢您。不舒服请随时再报。", "Noted, thank you. Report again at any time if unwell."
    )
    return _asked(request, row, facts.Report, Words("报体温和症状", "Temperature and symptoms"), done, told)


@inside
def need(request: HttpRequest, row: Measure) -> HttpResponse:
    """Ask for what one needs: it becomes a call for help that somebody holds and a clock watches."""
    if row.matter.state not in RUNNING:
        raise NotYours(row.matter.code)

    def done(value: Need) -> str:
        made = services.need_tell(row=row, category=value.category, text=value.text)
        return reverse("track_printed", args=[made.code])

    told = Words("收到了，会有人和您联系。", "Received. Somebody will be in touch.")
    return _asked(request, row, Need, Words("我有需要", "I need something"), done, told)


@inside
def appeal(request: HttpRequest, row: Measure) -> HttpResponse:
    """Object to the measure."""

    def done(value: facts.Objection) -> str:
        services.appeal_file(row=row, said=value, actor=CALLER)
        return reverse("measure_mine", args=[row.matter.code])

    told = Words(
        "申诉收到了，由没有参与原决定的人办理，有结果就告诉您。",
        "Your appeal is in. Somebody who had no part in the decision hears it; you will be told.",
    )
    return _asked(request, row, facts.Objection, Words("申诉", "Appeal"), done, told, appeals=True)


@require_POST
@inside
def read(request: HttpRequest, row: Measure) -> HttpResponse:
    """The person has read the notice."""
    told = facts.Acknowledgement(how="self")
    perform(code=row.matter.code, act="acknowledge", actor=CALLER, facts=told)
    messages.success(request, str(Words("已记下您看过告知书。", "Noted that you have read the notice.")))
    return redirect("measure_mine", code=row.matter.code)


@inside
def notice(request: HttpRequest, row: Measure) -> HttpResponse:
    """One's own notice as a PDF."""
    return notice_answer(request, row)


def notice_answer(request: HttpRequest, row: Measure) -> HttpResponse:
    """The notice of a decided measure. NotYours before the decision and after its data were destroyed."""
    if row.decided_at is None or row.destroyed_at is not None:
        raise NotYours(row.matter.code)
    address = request.build_absolute_uri(reverse("measure_check", args=[row.notice]))
    response = HttpResponse(notice_pdf(row, address), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.notice}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@never_cache
def appeal_mine(request: HttpRequest, code: str) -> HttpResponse:
    """How an appeal stands, for whoever filed it with a phone number of their own."""
    meant = read_code(code) or code
    caller = door.caller_of(request)
    if caller is None or not caller.holds(meant):
        return HttpResponseRedirect(reverse("track_printed", args=[meant]))
    with scope.everything("somebody is at their own appeal"):
        row = Appeal.objects.select_related("matter").filter(matter__code=meant).first()
        if row is None:
            raise NotYours(meant)
        state = kind_of(services.APPEAL).states[row.matter.state]
        return render(request, "measures/appeal_mine.html", {"row": row, "state": state, "code": meant})


@never_cache
def status(request: HttpRequest) -> HttpResponse:
    """The colour of everybody whose measures this caller may see, why, and until when; nobody has set it."""
    caller = door.caller_of(request)
    if caller is None:
        return redirect(f"{reverse('track')}?for=status")
    with scope.everything("a person looks at their own status"):
        shown = [_shown(rows) for rows in queries.people_of(caller.all_codes())]
    return render(request, "measures/status.html", {"people": shown})


def _shown(rows: list[Measure]) -> dict[str, Any]:
    found = queries.status_for(rows, rows[0].area)
    by_code = {row.matter.code: row for row in rows}
    return {
        "name": rows[0].name,
        "colour": found.colour,
        "words": terms.COLOURS[found.colour],
        "tone": terms.COLOUR_TONES[found.colour],
        "until": found.until,
        "tested_until": found.tested_until,
        "because": [
            {"row": by_code[code], "kind": terms.KINDS[kind], "url": reverse("measure_mine", args=[code]),
             "appeal": reverse("measure_appeal", args=[code])}
            for code, kind in found.because
        ],
    }  # fmt: skip
