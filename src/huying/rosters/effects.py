"""What follows from a gap: the row, and word to the office and to whoever it climbs to."""

from collections.abc import Sequence

from django.utils.timezone import localtime

from huying.base.spans import moment_words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many

from . import notices
from .facts import Missing, Reason
from .models import Gap
from .queries import names_of
from .terms import WHATS


def raised(done: Sequence[Done]) -> None:
    """Write the gap and tell the office."""
    for one in done:
        if not isinstance(one.facts, Missing):
            raise TypeError("a gap says which shift it is")
        told = one.facts
        Gap.objects.create(
            matter=one.matter, area=one.matter.area, unit=told.unit, what=told.what, starts_at=told.starts_at, ends_at=told.ends_at
        )  # fmt: skip
    climbed(done)


def waived(done: Sequence[Done]) -> None:
    """Why nobody is needed."""
    for one in done:
        if isinstance(one.facts, Reason):
            Gap.objects.filter(pk=one.matter.pk).update(outcome=one.facts.reason)


def climbed(done: Sequence[Done]) -> None:
    """Whoever holds it now learns of it."""
    rows = Gap.objects.in_bulk([one.matter.pk for one in done])
    names = names_of((row.unit, row.area) for row in rows.values())
    tells = []
    for one in done:
        row, holder = rows[one.matter.pk], one.after.holder
        values = {
            "what": WHATS[row.what], "desk": names[row.unit, row.area], "when": moment_words(localtime(row.starts_at), one.line.at),
            "code": one.matter.code,
        }  # fmt: skip
        tells.append(
            Tell(
                to=Recipient(unit=holder.unit, area=holder.area), template=notices.GAP, values=values,
                once=f"{notices.GAP}:{one.matter.code}:{one.line.seq}", about=one.matter.code, area=row.area,
            )
        )  # fmt: skip
    tell_many(tells)
