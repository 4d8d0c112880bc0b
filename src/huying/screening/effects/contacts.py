"""Who turned to a person when, and who is calling just now: told to the next office before it calls."""

import datetime as dt
from collections.abc import Sequence

from django.db import connection

from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.matters.store import Done
from huying.people.roles import role_title
from huying.places.queries import area_name
from huying.screening import rules_lists as rules
from huying.screening.models import CallLock, Contacted, Subject

from .batch import subjects_of

NO_PHONE = Words(
    "名单上没有能打的电话，请上门或查底册。",
    "The list gives no phone number: visit, or look into the roster.",
)
BUSY = Words(
    "{office}正在联系这个号码，{minutes} 分钟内请不要再打。",
    "{office} is calling this number: please do not call for {minutes} minutes.",
)

_HOLD = """
INSERT INTO screening_calllock (area, phone_hash, by_id, office, until) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (phone_hash) DO UPDATE SET area = excluded.area, by_id = excluded.by_id, office = excluded.office,
    until = excluded.until
WHERE screening_calllock.until <= %s OR screening_calllock.by_id = excluded.by_id
RETURNING id
"""


def office_of(actor: Actor) -> str:
    """The office an act is done for, as colleagues call it."""
    place = area_name(actor.area).zh if actor.area else ""
    return f"{place} {role_title(actor.role).zh}".strip()[:120]


def calling(done: Sequence[Done]) -> None:
    """Take the number for as long as the rule says; refused while somebody else is calling it."""
    found = subjects_of(done)
    for one in done:
        subject = found[one.matter.pk]
        if not subject.phone_hash:
            raise Refused(NO_PHONE)
        _hold(one, subject)
    _note(done, found, "call")


def _hold(one: Done, subject: Subject) -> None:
    at = one.line.at
    until = ground_at(at).due(rules.CALL_LOCK.code, at, one.matter.area, None)
    actor = one.line.actor
    told = [one.matter.area, subject.phone_hash, actor.person, office_of(actor), until, at]
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, told)
        if cursor.fetchone():
            return
    held = CallLock.objects.get(phone_hash=subject.phone_hash)
    left = max(1, round((held.until - at) / dt.timedelta(minutes=1)))
    raise Refused(BUSY.fill(office=held.office, minutes=left))


def visiting(done: Sequence[Done]) -> None:
    """Somebody goes there."""
    _note(done, subjects_of(done), "visit")


def reached(done: Sequence[Done]) -> None:
    """The person was reached."""
    _ended(done, "found")


def gone(done: Sequence[Done]) -> None:
    """They are somewhere else."""
    _ended(done, "not_here")


def missed(done: Sequence[Done]) -> None:
    """Nobody answered."""
    _ended(done, "unreachable")


def refused(done: Sequence[Done]) -> None:
    """They would not cooperate."""
    _ended(done, "refused")


def wrong(done: Sequence[Done]) -> None:
    """It is somebody else."""
    _ended(done, "wrong_person")


def _ended(done: Sequence[Done], result: str) -> None:
    found = subjects_of(done)
    for one in done:
        held = CallLock.objects.filter(phone_hash=found[one.matter.pk].phone_hash)
        held.filter(by_id=one.line.actor.person).delete()
    _note(done, found, result)


def _note(done: Sequence[Done], found: dict[int, Subject], way: str) -> None:
    Contacted.objects.bulk_create(
        Contacted(
            area=one.matter.area,
            subject=found[one.matter.pk],
            phone_hash=found[one.matter.pk].phone_hash,
            at=one.line.at,
            by_id=one.line.actor.person,
            office=office_of(one.line.actor),
            way=way,
        )
        for one in done
    )
