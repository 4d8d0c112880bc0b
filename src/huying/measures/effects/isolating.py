"""Whoever tests positive has a measure proposed at once; a person decides, and what runs goes on until then."""

import datetime as dt

from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.measures import measure_facts as facts
from huying.measures import person_rules as rules
from huying.measures.models import Measure
from huying.measures.queries.measures import same_person
from huying.rulebook.queries import categories, reader

from .common import day_of

KIND = "measures.measure"
WHY = Words("检测阳性（{code} 登记的结果）", "A positive test, recorded under {code}")

RULED_OUT = Words("复核排除阳性：{why}", "The positive was ruled out: {why}")


def isolation_propose(row: Measure, at: dt.datetime) -> None:
    """Propose what the rules hold for people who tested positive, unless that is running or proposed already."""
    category = reader(at).value(rules.POSITIVE.code, row.area)
    known = categories(row.area, at).get(category)
    if known is None or not known.measures or row.category == category:
        return
    if same_person(row).filter(category=category, matter__ended_at=None).exists():
        return
    said = facts.Proposal(
        category=category, name=row.name, phone=row.phone, identity=row.identity, address=row.address,
        exposed_at=day_of(at), found_at=at, arrived_on=row.arrived_on, reason=WHY.fill(code=row.matter.code).zh,
        source=row.matter.code, resident=row.resident_id, cohort=row.cohort,
    )  # fmt: skip
    matter_open(
        kind=KIND, act="propose", area=row.area, actor=SYSTEM, facts=said, parent=row.matter,
        once=f"measure:{row.pk}:isolation:{day_of(at)}",
    )  # fmt: skip


def isolation_unasked(row: Measure, reason: str) -> None:
    """A re-test did not confirm it: what was proposed or decided because of it is proposed for release."""
    found = Measure.objects.filter(source=row.matter.code, matter__parent=row.matter, matter__ended_at=None)
    for code in list(found.values_list("matter__code", flat=True)):
        said = facts.ReleaseAsked(reason=RULED_OUT.fill(why=reason[:300]).zh)
        perform(code=code, act="ask_release", actor=SYSTEM, facts=said)
