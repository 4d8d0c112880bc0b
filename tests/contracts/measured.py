"""A measure on somebody of community A, with an appeal and a task, each holding the secret word."""

import datetime as dt
from typing import TYPE_CHECKING

from huying.kernel.situation import Actor
from huying.measures.measure_facts import Objection, Proposal
from huying.measures.models import FollowUp, Measure
from huying.measures.services.measures import appeal_file, measure_propose
from huying.people.seats import as_actor
from huying.rulebook.testing import rules_hold

if TYPE_CHECKING:
    from tests.contracts.neighbourhood import Neighbourhood


def measure_in(place: "Neighbourhood", secret: str, phone: str) -> tuple[str, str, str, str]:
    """The codes of a measure in force, of an appeal and of a task that hang from it, and of its notice."""
    segments = [{"kind": "quarantine_home", "days": 7}, {"kind": "daily_monitoring", "days": 7}]
    tests = [{"segment": 1, "days": [1, 7]}]
    rules_hold(
        {"measures.regime": {"place_exposed": {"segments": segments, "tests": tests}}}, area=place.cast.a
    )
    said = Proposal(
        category="place_exposed", name=secret, phone=phone, address=f"{secret}苑1幢", reason=secret, source=secret,
        cohort=secret, exposed_at=place.now.date() - dt.timedelta(days=1), site_hint=secret,
    )  # fmt: skip
    code = measure_propose(area=place.cast.building, said=said, actor=as_actor(place.alice)).code
    place.act(as_actor(place.seat("health_officer")), code, "decide", reason=secret)
    place.act(Actor("caller"), code, "record_check", celsius=38.5, note=secret)
    place.act(as_actor(place.alice), code, "note_home", home=secret, own_room=False)
    row = Measure.objects.select_related("matter").get(matter__code=code)
    appeal = appeal_file(
        row=row, said=Objection(text=secret, by_whom=secret, contact_phone=phone), actor=Actor("caller")
    )
    task = FollowUp.objects.select_related("matter").get(measure=row)
    return code, appeal.code, task.matter.code, row.notice
