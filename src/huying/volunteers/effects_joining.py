"""What follows from signing up: the row, the account, a word to whoever signed up."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from pydantic import BaseModel

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.models import Post
from huying.people.seats import Seat, seat_at
from huying.places.queries import area_names

from . import facts, notices
from . import facts_joining as told
from .models import Application
from .services.people import volunteer_register

Said = TypeVar("Said", bound=BaseModel)
OWN = Words("自己的报名请由其他人审核。", "Somebody else must decide on your own signing up.")
NO_POST = Words("您现在不在这个岗位。", "You do not hold this post now.")


def keep(done: Sequence[Done]) -> None:
    """What was told, and when the phone was proved."""
    for one in done:
        said = _said(one, told.Applying)
        Application.objects.create(
            matter=one.matter, area=one.matter.area, name=said.name, phone=said.phone, team=said.team,
            skills=list(said.skills), note=said.note, proved_at=now(),
        )  # fmt: skip


def desk_told(done: Sequence[Done]) -> None:
    """The desk that decides."""
    tells = []
    for one in done:
        unit, area, _ = one.after.holder
        values = {"place": area_names([one.matter.area])[one.matter.area], "code": one.matter.code}
        tells.append(_tell(one, Recipient(unit=unit, area=area), notices.JOINING, values))
    tell_many(tells)


def register(done: Sequence[Done]) -> None:
    """Approved: the record and the account, or the account they have already; nobody decides on their own."""
    for one in done:
        said, row = _said(one, told.Approving), Application.objects.get(pk=one.matter.pk)
        seat = _seat(one)
        volunteer, new = volunteer_register(
            by=seat, area=row.area, name=row.name, phone=row.phone, team=row.team, skills=row.skills
        )
        if volunteer.user_id == seat.user_id:
            raise Refused(OWN)
        row.volunteer, row.new_account = volunteer, new
        row.trained, row.insured = said.trained, said.insured
        row.save(update_fields=["volunteer", "new_account", "trained", "insured"])
        words = said.words or Words("您可以接单了。", "You can take orders now.").zh
        _applicant(one, row, notices.JOINED, words)


def _seat(one: Done) -> Seat:
    actor = one.line.actor
    post = Post.objects.held().filter(user_id=actor.person or 0, role=actor.role, area=actor.area)
    held = post.select_related("user", "covering__user").first()
    if held is None:
        raise Refused(NO_POST)
    return seat_at(held)


def refused(done: Sequence[Done]) -> None:
    """Not this time, and why."""
    for one in done:
        row = Application.objects.get(pk=one.matter.pk)
        reason = _said(one, facts.Reason).reason
        Application.objects.filter(pk=row.pk).update(outcome=reason)
        _applicant(one, row, notices.NOT_JOINED, reason)


def _applicant(one: Done, row: Application, template: str, words: str) -> None:
    values = {"code": one.matter.code, "words": words}
    tell_many([_tell(one, Recipient(phone=row.phone), template, values)])


def _tell(one: Done, to: Recipient, template: str, values: Mapping[str, object]) -> Tell:
    return Tell(
        to=to, template=template, values=values, once=f"{template}:{one.matter.code}:{one.line.seq}",
        about=one.matter.code, area=one.matter.area,
    )  # fmt: skip


def _said(one: Done, schema: type[Said]) -> Said:
    if not isinstance(one.facts, schema):
        raise TypeError(f"{one.line.act} was told {type(one.facts).__name__}, not {schema.__name__}")
    return one.facts
