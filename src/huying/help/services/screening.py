"""Screening: one decision for one message or for several alike, in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from huying.help import facts
from huying.help.models import HelpRequest
from huying.kernel.facts import Facts
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import perform

ACTS = {"direct": "handle", "refer": "refer", "external": "refer_outside"}
_NO_UNIT = Words("请选转给哪个单位。", "Choose the unit it goes to.")
_NO_REFERENCE = Words("请写对方给的工单号。", "Write the number the hotline gave.")
_HANDED = Words(
    "您的事已转{system}，对方工单号 {reference}。我们会继续跟进，时限不变。",
    "It is with {system} now under its number {reference}. We keep watching it; your time limit stays.",
)


@dataclass(frozen=True, slots=True)
class Screened:
    """What a screener decided; `unit` and `level` belong to "refer", `system` and `reference` to "external"."""

    category: str
    urgency: Literal["high", "normal", "low"]
    handling: str
    kind: str | None = None
    unit: str = ""
    level: str | None = None
    system: str = ""
    reference: str = ""
    note: str = ""


def requests_screen(
    *, codes: Sequence[str], decided: Screened, actor: Actor, once: str | None = None
) -> None:
    """Send messages the way that was decided, all or none. Raises Refused naming what is missing, NotYours."""
    rows = HelpRequest.objects.filter(matter__code__in=codes)
    languages = dict(rows.values_list("matter__code", "language"))
    with transaction.atomic():
        for code in codes:
            perform(
                code=code,
                act=ACTS[decided.handling],
                actor=actor,
                facts=_told(decided, languages.get(code, "zh")),
                once=f"{once}:{code}"[:80] if once else None,
            )


def _told(decided: Screened, language: str) -> Facts:
    said: dict[str, str | None] = {
        "kind": decided.kind,
        "category": decided.category,
        "urgency": decided.urgency,
        "note": decided.note,
    }
    if decided.handling == "refer":
        if not decided.unit:
            raise Refused(_NO_UNIT, {"unit": _NO_UNIT})
        return facts.Referral.model_validate({**said, "unit": decided.unit, "level": decided.level or None})
    if decided.handling == "external":
        if not decided.reference:
            raise Refused(_NO_REFERENCE, {"reference": _NO_REFERENCE})
        words = _HANDED.fill(system=decided.system, reference=decided.reference)
        said |= {"system": decided.system, "reference": decided.reference}
        said["words"] = words.en if language == "en" else words.zh
        return facts.OutsideScreened.model_validate(said)
    return facts.Handling.model_validate(said)
