"""What follows from a daily round: it ends only when every door was asked, and what is left has somebody who knows."""

from collections.abc import Sequence

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places.queries import area_names
from huying.screening import round_notices as notices
from huying.screening.models import RoundLine

STILL = Words(
    "还有 {n} 户没有问，也没有写没联系上。", "{n} doors were neither asked nor noted as not reached."
)


def finished(done: Sequence[Done]) -> None:
    """Nobody is left out in silence."""
    for one in done:
        still = RoundLine.objects.filter(round=one.matter.pk, state="open").count()
        if still:
            raise Refused(STILL.fill(n=still))


def late(done: Sequence[Done]) -> None:
    """Whoever holds it now learns how many doors are left."""
    names = area_names({one.matter.area for one in done})
    tell_many(
        [
            Tell(
                to=Recipient(unit=one.after.holder.unit, area=one.after.holder.area), template=notices.LATE,
                values={
                    "place": names[one.matter.area], "code": one.matter.code,
                    "n": RoundLine.objects.filter(round=one.matter.pk, state="open").count(),
                },
                once=f"{notices.LATE}:{one.matter.code}:{one.line.seq}", about=one.matter.code, area=one.matter.area,
            )
            for one in done
        ]
    )  # fmt: skip
