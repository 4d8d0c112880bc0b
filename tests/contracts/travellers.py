"""Travellers of community A: a declaration, a site with a survey, a line of the ledger, a re-check."""

import datetime as dt
from typing import Any

from huying.base import clock
from huying.kernel.situation import Actor
from huying.people.seats import as_actor
from huying.screening.services.outreach import inspections_draw, returnee_write, survey_answer, survey_send
from huying.screening.services.several import OneRow
from huying.screening.services.travel import OneDeclared, declare_many, site_register
from huying.screening.travel_facts import Declaring, StayIn, Surveying


def furnish(place: Any) -> None:
    """Put one of everything that travellers leave into a neighbourhood."""
    from huying.screening.models import Survey
    from tests.contracts.neighbourhood import PHONE, SECRET

    area, alice = place.cast.building, as_actor(place.alice)
    day = clock.now().date()
    site = site_register(
        area=place.cast.a, kind="hotel", name=f"{SECRET}宾馆", contact_name=SECRET, contact_phone=PHONE
    )
    said = Declaring(
        name=f"{SECRET}客", phone=PHONE, arrives_at=clock.now() + dt.timedelta(hours=5), transport="train", number="G1",
        stays=(StayIn(text=f"{SECRET}镇", came=day - dt.timedelta(days=3), left=day),), place_text=f"{SECRET}路", room=SECRET,
        hotel=site.name, why=SECRET,
    )  # fmt: skip
    made = declare_many(rows=[OneDeclared(said, area)], actor=Actor("caller"), channel="public")[0]
    place.declaration, place.host = made.code, site.code
    place.survey = survey_send(site=site, said=Surveying(staff=2, days=14, roster=SECRET), actor=alice).code
    survey = Survey.objects.select_related("site", "matter").get(matter__code=place.survey)
    survey_answer(survey=survey, rows=[OneRow(name=f"{SECRET}员", phone=PHONE)], actor=alice)
    row, _ = returnee_write(
        area=area, name=f"{SECRET}生", place_text=f"{SECRET}县", phone=PHONE, away="student", site_name=SECRET, route=SECRET, note=SECRET
    )  # fmt: skip
    place.returnee = row
    place.inspection = inspections_draw(seat=place.seat("street_officer"), line="supervisor")[0].code
