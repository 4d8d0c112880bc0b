"""The volunteer's own page: standing, hours, checking in at a unit, what was forgotten, the certificate."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.base.spans import moment_words
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.places.queries import area_names
from huying.volunteers import queries, services, terms
from huying.volunteers.forms import CheckIn, Claim
from huying.volunteers.models import Turnout, Volunteer

from .phone import volunteering

SHOWN = 30


@never_cache
@volunteering
def me(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """What I gave, and whether I take orders."""
    turnouts = queries.turnouts_of(volunteer, limit=SHOWN)
    context = {
        "volunteer": volunteer,
        "given": queries.given_by(volunteer),
        "turnouts": turnout_rows(turnouts),
        "standings": terms.pairs(terms.STANDINGS),
        "team": terms.TEAMS[volunteer.team],
        "skills": [terms.SKILLS[code] for code in volunteer.skills],
        "certificates": queries.certificates_of(volunteer),
        "seat": seat,
    }
    return render(request, "volunteers/me.html", context)


def turnout_rows(turnouts: list[Turnout]) -> list[dict[str, Any]]:
    """Turn-outs as rows: what, where, how long, whether it counts."""
    names = area_names({one.area for one in turnouts})
    rows = []
    for one in turnouts:
        state, tone = _counts(one)
        hours = one.hours
        rows.append(
            {
                "title": one.order.title if one.order else (one.task_words or Words("值守", "On duty")),
                "place": names.get(one.area, ""),
                "note": period(one),
                "hours": str(Words(f"{hours:.1f} 小时", f"{hours:.1f} h")) if hours is not None else "",
                "state": state,
                "tone": tone,
            }
        )
    return rows


def period(one: Turnout) -> str:
    """When it was: 1月5日 09:00–11:30."""
    start, moment = timezone.localtime(one.started_at), now()
    began = str(moment_words(start, moment))
    if one.ended_at is None:
        return f"{began}–"
    end = timezone.localtime(one.ended_at)
    return f"{began}–{f'{end:%H:%M}' if end.date() == start.date() else moment_words(end, moment)}"


def _counts(one: Turnout) -> tuple[Words, str]:
    if one.ended_at is None:
        return Words("在岗", "Running"), "info"
    if one.counts:
        return Words("已计入", "Counts"), "good"
    return Words("待确认", "To be confirmed"), "warn"


@require_POST
@volunteering
def stand(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """Take orders, wait in reserve, or pause."""
    try:
        services.volunteer_stand(volunteer=volunteer, standing=request.POST.get("standing", ""))
    except Refused as refused:
        messages.warning(request, str(refused.words))
    else:
        messages.success(request, f"{Words('现在的状态', 'Now')}: {terms.STANDINGS[volunteer.standing]}")
    return redirect("volunteer_me")


@never_cache
@volunteering
def here(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """Check in at a stairwell group or another unit, or check out."""
    running = queries.runs(volunteer)
    form = SchemaForm(CheckIn, _posted(request), initial={"area": volunteer.area})

    def keep(value: CheckIn) -> Words:
        services.turnout_check_in(volunteer=volunteer, seat=seat, area=value.area, task=value.task)
        return Words("已报到，开始计时。走的时候请签退。", "Checked in. Check out when you leave.")

    if (done := _kept(request, form, keep)) is not None:
        return done
    where = area_names({running.area})[running.area] if running else ""
    context = {
        "form": form,
        "running": running,
        "where": where,
        "back": reverse("volunteer_home"),
        "seat": seat,
    }
    return render(request, "volunteers/here.html", context, status=_status(form))


@require_POST
@volunteering
def leave(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """Check out."""
    try:
        ended = services.turnout_check_out(volunteer=volunteer)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("volunteer_me")
    words = Words("已签退，这次 {hours} 小时。辛苦了！", "Checked out after {hours} hours. Thank you!")
    messages.success(request, str(words.fill(hours=f"{ended.hours or 0:.1f}")))
    if not ended.counts:
        messages.warning(
            request,
            str(
                Words(
                    "时间很长，要请社区确认后才计入。",
                    "That is long: it counts once the community confirms it.",
                )
            ),
        )
    return redirect("volunteer_me")


@never_cache
@volunteering
def claim(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """Hours without a check-in: a second person confirms them."""
    form = SchemaForm(Claim, _posted(request), initial={"area": volunteer.area})

    def keep(value: Claim) -> Words:
        services.turnout_claim(volunteer=volunteer, seat=seat, **value.model_dump())
        return Words("已记下，等另一位工作人员确认。", "Noted: another person will confirm it.")

    if (done := _kept(request, form, keep)) is not None:
        return done
    context = {"form": form, "back": reverse("volunteer_me"), "seat": seat}
    return render(request, "volunteers/claim.html", context, status=_status(form))


@require_POST
@volunteering
def certify(request: HttpRequest, seat: Seat, volunteer: Volunteer) -> HttpResponse:
    """A certificate of all that counts up to now."""
    try:
        issued = services.certificate_issue(volunteer=volunteer, seat=seat)
    except Refused as refused:
        messages.warning(request, str(refused.words))
        return redirect("volunteer_me")
    return redirect("certificate", number=issued.number)


def _posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _status(form: SchemaForm) -> int:
    return 422 if form.bound and form.errors else 200


def _kept(request: HttpRequest, form: SchemaForm, keep: Callable[[Any], Words]) -> HttpResponse | None:
    """Keep a valid form and go home; None when it has to be shown (again)."""
    if not form.is_valid():
        return None
    try:
        told = keep(form.value)
    except Refused as refused:
        form.refuse(refused)
        return None
    messages.success(request, str(told))
    return redirect("volunteer_me")
