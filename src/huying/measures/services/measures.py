"""Proposing measures, filing appeals, asking for help under one, and what happens when a response ends."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, Opening, matter_open, open_many, perform
from huying.measures import measure_facts as facts
from huying.measures import person_rules as rules
from huying.measures import terms
from huying.measures.models import Checkup, Measure, Ruling, Swab
from huying.places.codes import covers
from huying.rulebook.models import Response
from huying.rulebook.queries import reader

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "measures.measure"
APPEAL = "measures.appeal"
ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
OVER = Words("这项措施已经结束，不用再申诉。", "This measure is over: there is nothing to appeal against.")
BLANK = "(destroyed)"


def measure_propose(*, area: str, said: facts.Proposal, actor: Actor, once: str | None = None) -> "Matter":
    """Propose a measure for one person. Refused outside the actor's area."""
    if actor.area and not covers(actor.area, area):
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})
    return matter_open(kind=KIND, area=area, actor=actor, facts=said, once=once)


def measures_propose(*, rows: Sequence[Opening], actor: Actor) -> "list[Matter]":
    """Propose measures for a list of people, in one transaction and one set."""
    return open_many(kind=KIND, rows=rows, actor=actor)


def appeal_file(
    *,
    row: Measure,
    said: facts.Objection,
    actor: Actor,
    request: str = "",
    once: str | None = None,
) -> "Matter":
    """Appeal against a measure: held by the district's desk, decided by somebody who had no part in it.

    `request` is the code of the call for help it came with. Due by the rule's clock, earlier where it is needed earlier.
    """
    if row.matter.ended_at is not None:
        raise Refused(OVER)
    deciders = Ruling.objects.filter(measure=row).values_list("by_id", flat=True)
    wanted = said.needed_by and wanted_by(said.needed_by, row.area)
    filing = facts.Filing.model_construct(
        **{
            **{name: getattr(said, name) for name in facts.Objection.model_fields},
            # Where nobody left another number, the person under the measure is told.
            "contact_phone": said.contact_phone or row.phone,
        },
        deciders=tuple(sorted(set(deciders))),
        wanted_by=wanted,
        request=request,
    )
    return matter_open(kind=APPEAL, area=row.area, actor=actor, facts=filing, parent=row.matter, once=once)


def wanted_by(needed_by: dt.datetime, area: str) -> dt.datetime:
    """When an appeal must be decided so that the outcome is there in time; now at the earliest."""
    lead = reader().duration(rules.APPEAL_LEAD.code, area).delta
    return max(now(), needed_by - lead)


def need_tell(*, row: Measure, category: str, text: str, once: str | None = None) -> "Matter":
    """A person under a measure asks for something: a call for help of their own, with what is known of them filled in."""
    takes = kind_of("help.request").act("receive").takes
    assert takes is not None  # noqa: S101 - declared so
    told = {
        "text": text,
        "category": category,
        "pace": terms.NEED_PACES.get(category, terms.USUAL_PACE),
        "contact_name": row.name,
        "contact_phone": row.phone,
        "place_text": row.address,
        "under_quarantine": True,
    }
    return matter_open(
        kind="help.request", act="receive", area=row.area, actor=Actor("caller"), facts=takes.model_validate(told),
        parent=row.matter, source="web", once=once,
    )  # fmt: skip


def together(
    *, codes: Sequence[str], act: str, said: Any, actor: Actor, area: str
) -> "Mapping[str, Words | None]":
    """The same act on several measures, each for itself: the sentence why not, or None where it was done."""
    found: dict[str, Words | None] = {}
    for code in dict.fromkeys(codes):
        row = Measure.objects.filter(matter__code=code).first()
        if row is None or not covers(area, row.area):
            raise NotYours(code)
        try:
            with transaction.atomic():
                perform(code=code, act=act, actor=actor, facts=said)
            found[code] = None
        except Refused as refused:
            found[code] = refused.words
    return found


# What a response leaves behind.


def open_under(response: Response) -> int:
    """How many measures, decided or proposed, hang from a response."""
    return int(_open(response).count())


def _open(response: Response) -> Any:
    return Measure.objects.filter(response=response, matter__ended_at=None)


def end_under(response: Response, why: Words) -> int:
    """End every measure that hangs from a response; the people are told."""
    ended = 0
    for code in list(_open(response).order_by("pk").values_list("matter__code", flat=True)):
        perform(code=code, act="response_over", actor=SYSTEM, facts=facts.Told(words=str(why)[:300]))
        ended += 1
    return ended


def personal_under(response: Response) -> int:
    """How many measures of a response still hold personal data."""
    return Measure.objects.filter(response=response, destroyed_at=None).count()


def personal_destroy(response: Response) -> int:
    """Blank who a measure was about, and delete reports of health and samples; of measures that have ended."""
    gone = list(Measure.objects.filter(response=response, destroyed_at=None, matter__ended_at__isnull=False))
    Checkup.objects.filter(measure__in=gone).delete()
    Swab.objects.filter(measure__in=gone).delete()
    for row in gone:
        row.name = BLANK
        row.phone = row.identity = row.address = row.reason = row.home = ""
        row.resident, row.cohort, row.site_hint, row.release_reason = None, "", "", ""
        row.destroyed_at = now()
        row.save()
        for appeal in row.appeals.all():
            appeal.text, appeal.contact_phone, appeal.by_whom = BLANK, "", ""
            appeal.save()
    return len(gone)
