"""Emptying the outbox: claim with a lease, send outside every lock, write down what became of it."""

import datetime as dt
import json
import logging
import time
import uuid
from collections.abc import Sequence
from typing import cast

from django.db import connection, transaction
from django.db.models import F

from huying.base.clock import now
from huying.kernel.words import Language
from huying.messages.guard import shorten, without_personal
from huying.messages.limits import limits
from huying.messages.models import FAILED, GIVEN_UP, QUEUED, SENT, SKIPPED, SPREAD, Notice, Preference, Robot
from huying.messages.outlets import LATER, NEVER, WENT, Letter, Outlet, Result, outlet_of
from huying.messages.queries.reach import Reach, contacts
from huying.messages.templates import template_of
from huying.people.queries import people_on_duty
from huying.places.scope import everything

log = logging.getLogger(__name__)
KEYS = uuid.UUID("6c3f6f0e-3f0b-5e43-9c3c-0d6f6e0a7a11")
WHY = "sending notices"
MARK = """
UPDATE notices_notice AS n
SET state = said.state, next_try = said.next_try, error = said.error, provider_id = said.provider_id,
    sent_at = said.sent_at, lease = NULL, sealed = CASE WHEN said.state = 'queued' THEN n.sealed ELSE ''::bytea END
FROM unnest(%s::bigint[], %s::text[], %s::timestamptz[], %s::text[], %s::text[], %s::timestamptz[])
     AS said(id, state, next_try, error, provider_id, sent_at)
WHERE n.id = said.id AND n.lease = %s
"""


def send_channel(*, channel: str, seconds: float | None = None) -> int:
    """Send what is due on one channel until nothing is left or the time is up; the number that went.

    Stops early when a whole batch failed, since the outlet is down then: the next sweep tries again.
    """
    outlet, went = outlet_of(channel), 0
    stop = time.monotonic() + (limits().job_seconds if seconds is None else seconds)
    while time.monotonic() < stop:
        lease = uuid.uuid4()
        more, claimed = claim(channel=channel, outlet=outlet, lease=lease)
        results = _given(outlet, [letter for _, letter in claimed])
        mark(notices=[notice for notice, _ in claimed], results=results, lease=lease)
        went += sum(result.outcome == WENT for result in results)
        down = bool(results) and all(result.outcome == LATER for result in results)
        if down or not more:
            break
    return went


def claim(*, channel: str, outlet: Outlet, lease: uuid.UUID) -> tuple[bool, list[tuple[Notice, Letter]]]:
    """Take what is due, so that no other worker sends it before the lease ends.

    Returns whether there may be more, and the notices with their letters. Notices to a desk become one
    notice for each person on duty; those that are too late or reach nobody are closed.
    """
    at, most = now(), min(outlet.at_once, limits().batch)
    ends = at + dt.timedelta(seconds=2 * outlet.patience + 30)
    with transaction.atomic(), everything(WHY):
        due = list(
            Notice.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(state=QUEUED, channel=channel, next_try__lte=at)
            .order_by("rank", "next_try", "id")[:most]
        )
        late = [one for one in due if one.until is not None and one.until < at]
        # Claimed as often as allowed and never marked: whoever tried it died every time.
        deadly = [one for one in due if one not in late and one.tries > len(limits().backoff)]
        _close(late, GIVEN_UP, "too late to be worth sending")
        _close(deadly, GIVEN_UP, "no answer, however often it was tried")
        alive = [one for one in due if one not in late and one not in deadly]
        desks = [one for one in alive if one.unit]
        _spread(desks, channel, at)
        reach = contacts([one.user_id for one in alive if one.user_id is not None])
        robots = Robot.objects.in_bulk([one.robot_id for one in alive if one.robot_id is not None])
        ready, lost = [], []
        for one in alive:
            if not one.unit:
                letter = _letter(one, channel, reach, robots)
                (ready.append((one, letter)) if letter else lost.append(one))
        _close(lost, SKIPPED, "no address for this channel")
        Notice.objects.filter(id__in=[one.id for one, _ in ready]).update(
            lease=lease, next_try=ends, tries=F("tries") + 1
        )
    return len(due) == most or bool(desks), ready


def mark(*, notices: Sequence[Notice], results: Sequence[Result], lease: uuid.UUID) -> None:
    """Write down what became of claimed notices; those whose lease another worker took over are left to it."""
    if not notices:
        return
    at, waits = now(), limits().backoff
    rows = []
    for notice, result in zip(notices, results, strict=True):
        tries = notice.tries + 1
        state, next_try = {WENT: SENT, NEVER: FAILED}.get(result.outcome, QUEUED), None
        if state == QUEUED and tries > len(waits):
            state = GIVEN_UP
        elif state == QUEUED:
            next_try = at + dt.timedelta(seconds=waits[tries - 1])
        sent_at = at if state == SENT else None
        rows.append((notice.id, state, next_try, result.error[:300], result.provider_id[:120], sent_at))
    with transaction.atomic(), everything(WHY), connection.cursor() as cursor:
        cursor.execute(MARK, [*(list(column) for column in zip(*rows, strict=True)), lease])
        if cursor.rowcount != len(rows):
            log.warning("notices: %s of %s leases had run out", len(rows) - cursor.rowcount, len(rows))


def key_of(notice: Notice) -> str:
    """The same key for every try of a notice, different for any two notices."""
    return uuid.uuid5(KEYS, f"{notice.once}\n{notice.target}\n{notice.channel}").hex


def worded(notice: Notice, language: Language, channel: str) -> tuple[str, str]:
    """Title and body of a notice as they leave on a channel: guarded, and no longer than it takes."""
    values = {**notice.values, **(json.loads(notice.sealed) if notice.sealed else {})}
    title, body = (without_personal(text) for text in template_of(notice.template).fill(values, language))
    if channel == "sms":
        return "", shorten(body, limits().sms_characters)
    if channel == "robot":
        return "", shorten(f"{title}\n{body}", limits().robot_characters)
    return title, body


def _given(outlet: Outlet, letters: list[Letter]) -> list[Result]:
    if not letters:
        return []
    try:
        return outlet.send(letters)
    except Exception as error:  # an outlet is somebody else's code: its fault must not stop the others
        log.exception("notices: the outlet failed")
        return [Result(LATER, error=f"outlet: {type(error).__name__}") for _ in letters]


def _letter(notice: Notice, channel: str, reach: dict[int, Reach], robots: dict[int, Robot]) -> Letter | None:
    language, to = cast(Language, notice.language), notice.address
    robot = robots.get(notice.robot_id) if notice.robot_id is not None else None
    if notice.user_id is not None:
        person = reach.get(notice.user_id)
        if person is None:
            return None
        language, to = person.language, person.phone if channel == "sms" else person.email
    if robot is not None:
        to = robot.name
    if not to:
        return None
    title, body = worded(notice, language, channel)
    return Letter(key_of(notice), to, title, body, robot)


def _close(notices: list[Notice], state: str, why: str) -> None:
    if notices:
        ids = [one.id for one in notices]
        Notice.objects.filter(id__in=ids).update(state=state, error=why, next_try=None, sealed="")


def _spread(desks: list[Notice], channel: str, at: dt.datetime) -> None:
    """One notice for each person on duty (or each robot) of the desks, unless they were told already."""
    if not desks:
        return
    pairs = sorted({(one.unit, one.unit_area) for one in desks})
    people: dict[tuple[str, str], list[int]] = {}
    if channel == "robot":
        found = Robot.objects.filter(active=True, area__in={area for _, area in pairs})
        for robot in found:
            people.setdefault((robot.unit, robot.area), []).append(robot.pk)
    else:
        people = {desk: [user.pk for user in users] for desk, users in people_on_duty(pairs).items()}
    quiet = set() if channel == "robot" else _quiet(channel, [one for ids in people.values() for one in ids])
    children = []
    for desk in desks:
        muted = set() if template_of(desk.template).must else quiet
        for one in people.get((desk.unit, desk.unit_area), ()):
            if one not in muted:
                children.append(_child(desk, channel, one, at))
    Notice.objects.bulk_create(children, ignore_conflicts=True)
    _close(desks, SPREAD, "")


def _child(desk: Notice, channel: str, one: int, at: dt.datetime) -> Notice:
    kept = ("once", "template", "values", "sealed", "about", "language", "area", "rank", "until")
    whom = {"robot_id": one} if channel == "robot" else {"user_id": one}
    return Notice(
        **{name: getattr(desk, name) for name in kept},
        **whom,
        target=f"robot:{one}" if channel == "robot" else f"user:{one}",
        channel=channel,
        state=QUEUED,
        next_try=at,
        created_at=at,
    )


def _quiet(channel: str, users: list[int]) -> set[int]:
    off = Preference.objects.filter(user__in=users, **{channel: False})
    return set(off.values_list("user_id", flat=True))
