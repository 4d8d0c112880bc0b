"""What follows from acts on the closed loop: one owner at a time, and no moment without one."""

from collections.abc import Sequence
from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.messages.templates import notice_template
from huying.places import codes

from .models import Loop, LoopLink
from .services.keeping import response_at

LATE = notice_template(
    "measures.loop_late",
    title=Words("闭环有一环超时", "A link of the closed loop is late"),
    body=Words("闭环 {code}：{state}。请马上处理。", "Loop {code}: {state}. Please act now."),
    channels=("inapp", "robot"),
).code
NOT_NEXT = Words("闭环不能跳过环节。", "No link of the loop may be left out.")


def loop_begin(done: Sequence[Done]) -> None:
    """Write the person and the chain as the rule has it now; the first owner has them."""
    for one in done:
        said: Any = one.facts
        loop = Loop.objects.create(
            matter=one.matter, code=one.matter.code, area=one.matter.area, name=said.name, phone=said.phone,
            cohort=said.cohort, measure=said.measure, chain=one.extra, response=response_at(one.matter.area),
        )  # fmt: skip
        _begin(loop, 0, one)


def _begin(loop: Loop, place: int, one: Done) -> None:
    holder = one.after.holder
    LoopLink.objects.create(
        loop=loop, area=loop.area, place=place, link=loop.chain[place]["code"], unit=holder.unit, unit_area=holder.area,
        owner_id=one.line.actor.person, since=one.line.at,
    )  # fmt: skip


def _now(one: Done) -> tuple[Loop, LoopLink]:
    loop = Loop.objects.select_for_update().get(pk=one.matter.pk)
    return loop, LoopLink.objects.get(loop=loop, until=None)


def loop_passed(done: Sequence[Done]) -> None:
    """On its way to the next owner; until that one acknowledges, the last one goes on answering for them."""
    for one in done:
        loop, link = _now(one)
        if link.place + 1 >= len(loop.chain):
            raise Refused(Words("这已经是最后一环。", "This is the last link."))
        following = loop.chain[link.place + 1]
        said: Any = one.facts
        if said.unit != following["unit"] or said.area != following["area"]:
            raise Refused(NOT_NEXT)
        LoopLink.objects.filter(pk=link.pk).update(note=said.note)


def loop_taken(done: Sequence[Done]) -> None:
    """Acknowledged: the last link ends and the next begins at the same moment."""
    for one in done:
        loop, link = _now(one)
        if getattr(one.facts, "link", "") != loop.chain[link.place + 1]["code"]:
            raise Refused(NOT_NEXT)
        LoopLink.objects.filter(pk=link.pk).update(until=one.line.at)
        _begin(loop, link.place + 1, one)


def loop_finished(done: Sequence[Done]) -> None:
    """Only the owner of the last link ends it."""
    for one in done:
        loop, link = _now(one)
        if link.place + 1 < len(loop.chain):
            following = loop.chain[link.place + 1]
            raise Refused(
                Words("后面还有“{link}”，请交给下一环。", "“{link}” comes next: hand them over.").fill(
                    link=Words(following["zh"], following["en"])
                )
            )
        LoopLink.objects.filter(pk=link.pk).update(until=one.line.at)


def loop_broken(done: Sequence[Done]) -> None:
    """Broken off with a reason."""
    for one in done:
        loop, link = _now(one)
        LoopLink.objects.filter(pk=link.pk).update(until=one.line.at)
        Loop.objects.filter(pk=loop.pk).update(outcome=str(getattr(one.facts, "reason", "")))


def loop_late(done: Sequence[Done]) -> None:
    """The owner and the district hear that a link is late."""
    for one in done:
        holder = one.after.holder
        values = {"code": one.matter.code, "state": one.kind.states[one.after.state].title}
        once = f"{LATE}:{one.matter.code}:{one.line.seq}"
        district = codes.at(one.matter.area, "district") or one.matter.area
        told = {(holder.unit, holder.area), ("district", district)}
        tell_many(
            [
                Tell(Recipient(unit=unit, area=area), LATE, values, once, one.matter.code, one.matter.area)
                for unit, area in sorted(told)
            ]
        )
