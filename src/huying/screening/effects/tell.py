"""Whom acts on people of lists are told."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.screening import check_notices as notices

from .batch import said


def new(done: Sequence[Done]) -> None:
    """Each desk hears once how many people of a batch are its own."""
    desks: dict[tuple[str, str, str], list[Done]] = defaultdict(list)
    for one in done:
        desks[one.after.holder.unit, one.after.holder.area, said(one, "list")].append(one)
    tell_many(
        [
            Tell(
                to=Recipient(unit=unit, area=area),
                template=notices.NEW,
                values={"list": code, "n": len(batch)},
                about=batch[0].matter.code if len(batch) == 1 else None,
                area=area,
                once=f"{notices.NEW}:{batch[0].matter.code}",
            )
            for (unit, area, code), batch in desks.items()
        ]
    )


def desks(done: Iterable[Done], template: str, *, before: bool = False) -> None:
    """Tell the desks that hold these matters, or held them before."""
    told = []
    for one in done:
        holder = one.before.holder if before else one.after.holder
        told.append(
            Tell(
                to=Recipient(unit=holder.unit, area=holder.area),
                template=template,
                values={"code": one.matter.code},
                about=one.matter.code,
                area=one.matter.area,
                once=f"{template}:{one.matter.code}:{one.line.seq}",
            )
        )
    tell_many(told)


def handed(done: Sequence[Done]) -> None:
    """The receiving desk should acknowledge."""
    desks(done, notices.HANDED)


def climbed(done: Sequence[Done]) -> None:
    """The desk one level up has it now."""
    desks([one for one in done if one.before.holder[:2] != one.after.holder[:2]], notices.CLIMBED)


def _senders(done: Sequence[Done], template: str) -> None:
    """Tell whoever handed it over, about their own matter."""
    parents = [(one, one.matter.parent) for one in done]
    tell_many(
        [
            Tell(
                to=Recipient(unit=parent.unit, area=parent.unit_area),
                template=template,
                values={"code": parent.code},
                about=parent.code,
                area=parent.area,
                once=f"{template}:{one.matter.code}:{one.line.seq}",
            )
            for one, parent in parents
            if parent is not None
        ]
    )


def receipt(done: Sequence[Done]) -> None:
    """The sender hears that it was acknowledged."""
    _senders(done, notices.RECEIPT)


def sent_back(done: Sequence[Done]) -> None:
    """The sender hears that it comes back."""
    _senders(done, notices.BACK)
