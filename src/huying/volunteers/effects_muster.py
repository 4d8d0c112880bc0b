"""What follows from a call for volunteers: the row, and a word to everybody who volunteers there."""

from collections.abc import Iterable, Mapping, Sequence

from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places import scope
from huying.places.queries import area_names

from . import facts, notices
from .facts_muster import Mustering
from .models import Muster, MusterAnswer, Volunteer


def keep(done: Sequence[Done]) -> None:
    """Write what is called for, and tell every active volunteer who lives in its area."""
    for one in done:
        if not isinstance(one.facts, Mustering):
            raise TypeError("a call for volunteers says what for")
        row = Muster.objects.create(
            matter=one.matter,
            area=one.matter.area,
            **(one.facts.model_dump() | {"skills": list(one.facts.skills)}),
        )
        there = scope.within(Volunteer.objects.filter(standing="active"), row.area)
        place = area_names([row.area])[row.area]
        values = {"title": row.title, "place": place, "wanted": row.wanted, "code": one.matter.code}
        _tell(one, there.order_by("pk").values_list("user_id", flat=True), notices.MUSTER, values)


def word(done: Sequence[Done]) -> None:
    """Those who come read what the desk says."""
    for one in done:
        if words := str(getattr(one.facts, "words", "")):
            _tell_those_who_come(one, words)


def off(done: Sequence[Done]) -> None:
    """It does not take place, and why."""
    for one in done:
        if isinstance(one.facts, facts.Reason):
            _tell_those_who_come(one, one.facts.reason)


def _tell_those_who_come(one: Done, words: str) -> None:
    row = Muster.objects.get(pk=one.matter.pk)
    coming = MusterAnswer.objects.filter(muster=row, left_at=None).order_by("pk")
    values = {"title": row.title, "words": words, "code": one.matter.code}
    _tell(one, coming.values_list("volunteer__user_id", flat=True), notices.MUSTER_WORD, values)


def _tell(one: Done, users: Iterable[int], template: str, values: Mapping[str, object]) -> None:
    tell_many(
        [
            Tell(
                to=Recipient(user_id=user), template=template, values=values,
                once=f"{template}:{one.matter.code}:{one.line.seq}", about=one.matter.code, area=one.matter.area,
            )
            for user in users
        ]
    )  # fmt: skip
