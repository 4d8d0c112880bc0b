"""First landing points: who came is registered, the result shown is checked, who has none is sampled on the spot."""

import datetime as dt
from typing import TYPE_CHECKING

from django.db import transaction

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.places import scope
from huying.rulebook.limits import DOCUMENTS
from huying.rulebook.queries import reader
from huying.rulebook.spans import parse_span
from huying.rulebook.validity import LANDED, TEST_VALIDITY, Stamps, Validity, decide
from huying.screening.models import Declaration, Landing
from huying.screening.travel_facts import Declaring

from .travel import OneDeclared, declare_many

if TYPE_CHECKING:
    from huying.matters.models import Matter

HOUR = dt.timedelta(hours=1)
_SAMPLE = Words(
    "没有有效的核酸阴性证明，要在这里采样，采好再放行：请写采样管编号。",
    "No valid negative result: take a sample here before letting them go on, and write the tube's number.",
)


def verdict_of(area: str, result: str, shown_at: dt.datetime | None, at: dt.datetime) -> tuple[str, Validity]:
    """What a shown result is worth at a landing point, and the rule it is measured by; the last minute counts.

    `shown_at` is the time the rule counts from, as the certificate shows it.
    """
    rule: Validity = reader(at).value(TEST_VALIDITY.code, area, choice=LANDED)
    if result == "positive":
        return "positive", rule
    if result != "negative" or shown_at is None:
        return "missing", rule
    found = decide(rule, Stamps(**{rule.basis: shown_at}), at)
    return ("valid" if found.valid else "expired"), rule


def papers_of(area: str) -> tuple[str, ...]:
    """The papers that may be demanded at the landing points of a place; no others."""
    papers: tuple[str, ...] = reader(now()).value(DOCUMENTS.code, area, choice=LANDED)
    return papers


def land(*, seat: Seat, said: Declaring, area: str, point: str, tube: str) -> "Matter":
    """Register somebody who set foot here; opens the declaration for where they go on to.

    Raises Refused when no valid result was shown and no sample was taken.
    """
    moment = now()
    verdict, rule = verdict_of(seat.area, said.test_result, said.test_at, moment)
    if verdict != "valid" and not tube:
        raise Refused(_SAMPLE, {"tube": _SAMPLE})
    # A station may send people on to any part of the city: the opening is not bound to the post's own area.
    actor = Actor("system", person=seat.user_id, name=seat.name)
    with transaction.atomic():
        matter = declare_many(rows=[OneDeclared(said, area)], actor=actor, channel="landing")[0]
        with scope.everything("somebody is registered at a first landing point"):
            Landing.objects.create(
                area=seat.area, declaration=Declaration.objects.get(pk=matter.pk), at=moment, by_id=seat.user_id,
                point=point, verdict=verdict, hours=parse_span(rule.window).delta // HOUR, test_at=said.test_at, tube=tube,
                sampled_at=moment if tube else None,
            )  # fmt: skip
    return matter
