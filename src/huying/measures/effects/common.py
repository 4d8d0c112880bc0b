"""What effects on measures share: the rows of a batch, local days, who decided, whom to tell."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django.utils import timezone
from pydantic import BaseModel

from huying.base.numbers import read_phone
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.measures.models import Measure, Ruling
from huying.messages.services import Recipient, Tell
from huying.people.roles import role_title

if TYPE_CHECKING:
    from huying.matters.models import Matter

Said = TypeVar("Said", bound=BaseModel)


def said(one: Done, schema: type[Said]) -> Said:
    """What was told with an act, as its schema."""
    return cast(Said, one.facts)


def measures_of(done: Sequence[Done]) -> Iterator[tuple[Done, Measure]]:
    """Each act with the row of its measure."""
    rows = Measure.objects.select_related("response").in_bulk([one.matter.pk for one in done])
    for one in done:
        row = rows[one.matter.pk]
        row.matter = one.matter
        yield one, row


def day_of(moment: dt.datetime) -> dt.date:
    """The local day of a moment."""
    return timezone.localtime(moment).date()


def begins(day: dt.date) -> dt.datetime:
    """The moment a local day begins."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def decider_words(actor: Actor) -> Words:
    """Who decided, by post and name."""
    title = role_title(actor.role)
    return Words(f"{title.zh} {actor.name}".strip(), f"{actor.name}, {title.en}".strip(", "))


def ruling(one: Done, row: Measure, what: str, reason: str, **more: Any) -> Ruling:
    """Write down a decision of the person who acts."""
    return ruled(one.line.actor, one.line.at, row, what, reason, **more)


def ruled(actor: Actor, at: dt.datetime, row: Measure, what: str, reason: str, **more: Any) -> Ruling:
    """Write down a decision about a measure."""
    assert actor.person is not None  # noqa: S101 - only posts decide
    return Ruling.objects.create(
        measure=row,
        area=row.area,
        what=what,
        at=at,
        by_id=actor.person,
        role=actor.role,
        reason=reason,
        **more,
    )


def to_person(
    row: Measure, matter: "Matter", template: str, values: dict[str, object], once: str
) -> list[Tell]:
    """A text message to the person of a measure; nothing where no phone is known, or what is known is no number."""
    if not row.phone or read_phone(row.phone) is None:
        return []
    return [
        Tell(
            to=Recipient(phone=row.phone),
            template=template,
            values={"code": matter.code, **values},
            about=matter.code,
            area=row.area,
            once=f"{template}:{matter.code}:{once}",
        )
    ]


def to_desk(one: Done, template: str, values: dict[str, object]) -> Tell:
    """A notice to the desk that holds the matter after the act."""
    return Tell(
        to=Recipient(unit=one.after.holder.unit, area=one.after.holder.area),
        template=template,
        values={"code": one.matter.code, **values},
        about=one.matter.code,
        area=one.matter.area,
        once=f"{template}:{one.matter.code}:{one.line.seq}",
    )
