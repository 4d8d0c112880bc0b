"""Opening specimens and joint checks, receiving and reporting many at once by the numbers on the tubes."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open, perform
from huying.people.seats import Seat, as_actor
from huying.places.codes import covers

from .facts import Checking, Positive, Reason, Taking
from .queries import by_tube

if TYPE_CHECKING:
    from huying.matters.models import Matter

SPECIMEN, JOINT = "sampling.specimen", "sampling.joint_check"
ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
NO_TUBE = Words("没有登记过这支试管。", "No such tube is registered.")
NO_RESULT = Words(
    "看不懂结果“{text}”，请写 阴性、阳性 或 作废。",
    "“{text}” is no result: write negative, positive or void.",
)
SPOKEN = {
    "negative": ("阴", "阴性", "negative", "neg", "-", "未检出"),
    "positive": ("阳", "阳性", "positive", "pos", "+", "检出"),
    "void": ("作废", "无效", "void", "invalid"),
}
_PARTS = re.compile(r"[\t,，;；\s]+")


def specimen_take(
    *, area: str, actor: Actor, said: "Mapping[str, Any] | Taking", once: str | None = None
) -> "Matter":
    """Register a specimen taken at a place of the actor's area. Raises Refused; pydantic's ValidationError for wrong facts."""
    _inside(actor, area)
    facts = said if isinstance(said, Taking) else Taking.model_validate(dict(said))
    return matter_open(kind=SPECIMEN, area=area, actor=actor, facts=facts, once=once)


def check_plan(
    *, area: str, actor: Actor, said: "Mapping[str, Any] | Checking", once: str | None = None
) -> "Matter":
    """Plan a joint check of a place of the actor's area. Raises Refused."""
    _inside(actor, area)
    facts = said if isinstance(said, Checking) else Checking.model_validate(dict(said))
    return matter_open(kind=JOINT, area=area, actor=actor, facts=facts, once=once)


def tubes_in(text: str) -> list[str]:
    """The numbers of tubes in what was typed or scanned."""
    return list(dict.fromkeys(part.upper() for part in _PARTS.split(text) if part))


def tubes_receive(*, seat: Seat, tubes: Sequence[str]) -> list[tuple[str, Words | None]]:
    """Receive each; the sentence why not for those that could not be."""
    return [(tube, _perform(seat, tube, "receive", None)) for tube in tubes]


def results_read(text: str) -> list[tuple[str, str]]:
    """Lines of tube and result. A result nobody understands is kept as it was typed."""
    found = []
    for line in text.splitlines():
        tube, _, result = line.strip().replace("，", " ").replace(",", " ").replace("\t", " ").partition(" ")
        if tube:
            found.append((tube.upper(), result.strip()))
    return found


def result_of(text: str) -> str | None:
    """The result somebody means; None when it is none."""
    told = text.strip().casefold()
    return next((code for code, words in SPOKEN.items() if told in words), None)


def results_report(*, seat: Seat, rows: Sequence[tuple[str, str]]) -> list[tuple[str, Words | None]]:
    """Report each result; those not received yet are received with it. The sentence why not for the others."""
    done: list[tuple[str, Words | None]] = []
    for tube, text in rows:
        result = result_of(text)
        if result is None:
            done.append((tube, NO_RESULT.fill(text=text[:30])))
            continue
        row = by_tube(seat.area, [tube]).get(tube)
        late = row is not None and row.matter.state in ("taken", "sent") and result != "void"
        why = _perform(seat, tube, "receive", None) if late else None
        if why is not None:
            done.append((tube, why))
            continue
        facts: Any = (
            Positive()
            if result == "positive"
            else Reason(reason=f"实验室报告：{text[:100]}")
            if result == "void"
            else None
        )
        done.append((tube, _perform(seat, tube, result, facts)))
    return done


def _perform(seat: Seat, tube: str, act: str, facts: Any) -> Words | None:
    row = by_tube(seat.area, [tube]).get(tube.upper())
    if row is None:
        return NO_TUBE
    assert act in kind_of(SPECIMEN).by_code  # noqa: S101 - one of ours
    try:
        with transaction.atomic():
            perform(code=row.matter.code, act=act, actor=as_actor(seat), facts=facts)
    except Refused as refused:
        return refused.words
    return None


def _inside(actor: Actor, area: str) -> None:
    if actor.area and not covers(actor.area, area):
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})
