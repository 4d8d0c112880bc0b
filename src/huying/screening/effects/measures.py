"""From what was found to the measure proposed, where measures are decided in the system."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from huying.kernel.kinds import kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import children
from huying.matters.services import SYSTEM, matter_open
from huying.matters.store import Done
from huying.rulebook.queries import categories, reader
from huying.screening import rules_lists as rules
from huying.screening.models import Subject
from huying.screening.queries.applies import duty_of

from .batch import said, subjects_of

MEASURE = "measures.measure"
DECIDED = Words(
    "管控措施 {code} 还在办，落实后这里自动记为管控到位。",
    "The measure {code} is under way; once it is in force this is noted by itself.",
)
# The ends and states of a measure in which nothing is being decided any more.
SETTLED = ("refused", "released", "ended", "withdrawn")


def propose(done: Sequence[Done]) -> None:
    """Propose a measure for everybody known by name whose category leads to one, if measures are decided here at all."""
    if MEASURE not in {kind.code for kind in kinds()}:
        return
    found = subjects_of(done)
    for one in done:
        if not reader(one.line.at).flag(rules.PROPOSES.code, one.matter.area):
            continue
        subject = found[one.matter.pk]
        told = _told(one, subject)
        known = categories(one.matter.area, one.line.at).get(told["category"])
        if known is None or not known.measures or not _certain(one, told) or _running(one):
            continue
        takes = kind_of(MEASURE).act("propose").takes
        facts = None
        if takes is not None:
            facts = takes.model_validate({k: v for k, v in told.items() if k in takes.model_fields})
        matter_open(
            kind=MEASURE, act="propose", area=one.matter.area, actor=SYSTEM, facts=facts, parent=one.matter,
            source="screening",
        )  # fmt: skip


def _certain(one: Done, told: dict[str, Any]) -> bool:
    """Checked, and confirmed to be the person of the list: nothing is proposed for somebody unknown."""
    return one.after.state == "located" and one.after.facts.get("who") == "confirmed" and bool(told["name"])


def _told(one: Done, subject: Subject) -> dict[str, Any]:
    found_at: dt.datetime = one.line.at
    category = said(one, "category") or subject.found_category
    return {
        "category": category,
        "name": subject.found_name or subject.name,
        "phone": subject.phone,
        "identity": subject.identity,
        "address": (subject.found_where or subject.address)[:200],
        "exposed_at": subject.exposed_at or found_at.date(),
        "found_at": found_at,
        "arrived_on": getattr(one.facts, "arrived_on", None),
        "reason": str(Words("名单 {n}，核查结果", "List {n}, as checked").fill(n=subject.list).zh),
        "source": subject.list.sender or subject.list.code,
        "resident": subject.resident_id if subject.match == "confirmed" else None,
        "site_hint": "",
        "regime": _regime(one, category),
    }


def _regime(one: Done, category: str) -> str | None:
    """The measure that the rules on this category call by name, if they do."""
    return duty_of(one.matter.area, category, one.line.at).regime if category else None


def _running(one: Done) -> str:
    """The code of a measure that is being decided for this person already."""
    open_ = children(one.matter).filter(kind=MEASURE).exclude(state__in=SETTLED)
    return open_.values_list("code", flat=True).first() or ""


def not_decided_elsewhere(done: Sequence[Done]) -> None:
    """What a measure in the system decides is not noted by hand."""
    for one in done:
        if code := _running(one):
            raise Refused(DECIDED.fill(code=code))
