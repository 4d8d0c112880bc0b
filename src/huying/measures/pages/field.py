"""The worker's phone: samples to take today, whom to ask, what to see to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from huying.base.mask import mask_name
from huying.kernel.words import Words
from huying.matters.queries import desk
from huying.matters.showing import rows_of as matter_rows
from huying.measures import terms
from huying.measures.models import Measure, Swab
from huying.measures.queries import measures as queries
from huying.people.seats import seat_of, seated
from huying.places.queries import area_names

MOST = 100


@never_cache
@seated("measure.care")
def field_measures(request: HttpRequest) -> HttpResponse:
    """Today: what to see to first, then samples, then who has not reported, then who should be released."""
    seat = seat_of(request)
    swabs = queries.swabs_due(seat.area)[:MOST]
    silent = list(queries.listed(seat.area, "silent")[:MOST])
    due = list(queries.listed(seat.area, "due")[:MOST])
    names = area_names({row.area for row in (*swabs, *silent, *due)})
    todo = list(desk(area=seat.area, kind="measures.follow_up").select_related("person")[:MOST])
    context = {
        "todo": matter_rows(todo),
        "swabs": [_swab_row(swab, names) for swab in swabs],
        "silent": [_row(row, names, "record_check") for row in silent],
        "due": [_row(row, names, "release") for row in due],
        "day": queries.today(),
    }
    return render(request, "measures/field.html", context)


def _swab_row(swab: Swab, names: dict[str, Words]) -> dict[str, object]:
    on = swab.due_on
    assert on is not None  # noqa: S101 - planned ones only
    return {
        "title": mask_name(swab.measure.name),
        "place": names[swab.area],
        "note": terms.SAMPLES[swab.sample]
        if swab.sample == "double"
        else Words(f"{on.month}月{on.day}日", f"{on:%d %b}"),
        "state": swab.state,
        "tone": swab.tone if swab.missed_at else "warn",
        "url": reverse("act", args=[swab.measure.matter.code, "record_test"]),
    }


def _row(row: Measure, names: dict[str, Words], act: str) -> dict[str, object]:
    return {
        "title": mask_name(row.name),
        "place": names[row.area],
        "note": row.kind_words,
        "url": reverse("act", args=[row.matter.code, act]),
    }
