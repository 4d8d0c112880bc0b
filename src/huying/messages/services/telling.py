"""The outbox: one statement writes all notices of an event, whatever their number."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task
from procrastinate.types import JSONDict

from huying.base.clock import now
from huying.base.documents import document, rows_of
from huying.base.secrets import keyed_hash, seal
from huying.kernel.words import Language
from huying.messages.models import QUEUED, SENT, Preference, Robot
from huying.messages.templates import NoticeTemplate, stored, template_of
from huying.places.codes import ALL
from huying.places.scope import everything

LONGEST_ONCE = 200
SEND = "huying.messages.jobs.send_due"
# What the document holds of each recipient, in this order; None stands for the value that the statement names.
TOLD = {
    "once": "text",
    "target": "text",
    "channels": "text",
    "template": "text",
    "values": "jsonb",
    "sealed": "bytea",
    "about": "text",
    "user_id": "bigint",
    "unit": "text",
    "unit_area": "text",
    "address": "bytea",
    "robot_id": "bigint",
    "language": "text",
    "area": "text",
    "rank": "smallint",
    "until": "timestamptz",
}
# A recipient stands in the document once, whatever the number of channels.
INSERT = f"""
WITH written AS (
INSERT INTO notices_notice (once, target, channel, template, "values", sealed, about, user_id, unit, unit_area, address,
                            robot_id, language, area, state, rank, next_try, until, sent_at, created_at, tries, error, provider_id)
SELECT told.once, told.target, channel, told.template, told."values", coalesce(told.sealed, ''), coalesce(told.about, ''),
       told.user_id, told.unit, coalesce(told.unit_area, '{ALL}'), coalesce(told.address, ''), told.robot_id,
       told.language, coalesce(told.area, told.unit_area, '{ALL}'),
       CASE channel WHEN 'inapp' THEN '{SENT}' ELSE '{QUEUED}' END, told.rank,
       CASE channel WHEN 'inapp' THEN NULL ELSE moment END, told.until, CASE channel WHEN 'inapp' THEN moment END,
       moment, 0, '', ''
FROM (SELECT %s::timestamptz AS moment) AS now,
     {rows_of(TOLD)} AS told,
     string_to_table(told.channels, ',') AS channel
ORDER BY once, target, channel
ON CONFLICT (once, target, channel) DO NOTHING
RETURNING channel, state)
SELECT channel, state, count(*) FROM written GROUP BY 1, 2
"""  # noqa: S608 - the names come from TOLD above


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom to tell: a user, a desk (unit and area), a phone, an e-mail address, or a robot; exactly one.

    `language` counts for phones, e-mail addresses and robots; people are told in their own.
    """

    user_id: int | None = None
    unit: str = ""
    area: str = ""
    phone: str = ""
    email: str = ""
    robot: int | None = None
    language: Language = "zh"

    def __post_init__(self) -> None:
        ways = (self.user_id is not None) + bool(self.unit) + bool(self.phone) + bool(self.email)
        ways += self.robot is not None
        if ways != 1 or bool(self.unit) != bool(self.area):
            raise ValueError(
                "a recipient is a user, a unit with its area, a phone, an e-mail address or a robot"
            )

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels that can reach this recipient."""
        if self.phone:
            return ("sms",)
        if self.email:
            return ("email",)
        if self.robot is not None:
            return ("robot",)
        return ("inapp", "sms", "email", "robot") if self.unit else ("inapp", "sms", "email")

    @property
    def target(self) -> str:
        """A short key of the recipient, without personal data."""
        if self.user_id is not None:
            return f"user:{self.user_id}"
        if self.unit:
            return f"desk:{self.area}:{self.unit}"
        if self.robot is not None:
            return f"robot:{self.robot}"
        kind, address = ("phone", self.phone) if self.phone else ("email", self.email.lower())
        return f"{kind}:{keyed_hash(address, 'notice').hex()}"


@dataclass(frozen=True, slots=True)
class Tell:
    """One thing to tell one recipient.

    `once` names the event (say `help.assigned:<code>:<seq>`): the same recipient hears of it once.
    `area` is the place it is about; `until` is the moment after which it is not worth sending.
    """

    to: Recipient
    template: str
    values: Mapping[str, object]
    once: str
    about: str | None = None
    area: str = ""
    until: dt.datetime | None = None


def tell(
    *,
    to: Recipient,
    template: str,
    values: Mapping[str, object],
    once: str,
    about: str | None = None,
    area: str = "",
    until: dt.datetime | None = None,
) -> int:
    """Tell one recipient one thing; see `tell_many`."""
    return tell_many([Tell(to, template, values, once, about, area, until)])


def tell_many(tells: Sequence[Tell]) -> int:
    """Write the notices of an event in the caller's transaction and wake the sender when it commits.

    Returns the number of notices written, one per recipient and channel; what was told before is left out.
    Raises KeyError for an unknown template, ValueError for missing or unknown values or an empty `once`.
    """
    with transaction.atomic(), everything("writing notices"):
        ways = _Ways(tells)
        rows = [row for one in tells if (row := _row(one, ways))]
        if not rows:
            return 0
        with connection.cursor() as cursor:
            # In a fixed order, so that two events telling the same people wait for each other instead of deadlocking.
            cursor.execute(INSERT, [now(), document(rows)])
            written = cursor.fetchall()
        wake({channel for channel, state, _ in written if state == QUEUED})
    return sum(count for _, _, count in written)


def wake(channels: set[str]) -> None:
    """Put one job per channel in the outbox: the number of recipients never shows in the job table."""
    if not channels:
        return
    # On Django's own connection even inside the worker, whose connector is another one: the outbox is one transaction.
    job = configure_task(name=SEND, job_manager=JobManager(DjangoConnector()), queue="notices")
    waiting: list[JSONDict] = [{"channel": channel} for channel in sorted(channels)]
    job.batch_defer(*waiting)


class _Ways:
    """On which channels the notices of one event go out: what is switched off, and where no robot is, is left out."""

    def __init__(self, tells: Sequence[Tell]) -> None:
        self._quiet = _switched_off(tells)
        self._robots = _with_robot(tells)
        self._desks: dict[tuple[str, str, str], str] = {}

    def of(self, one: Tell, template: NoticeTemplate) -> str:
        """The channels with commas between, which may be none.

        Raises ValueError for a recipient that none of the template's channels could ever reach.
        """
        to = one.to
        if to.unit:
            desk = (template.code, to.unit, to.area)
            if desk not in self._desks:
                self._desks[desk] = self._joined(one, template)
            return self._desks[desk]
        return self._joined(one, template)

    def _joined(self, one: Tell, template: NoticeTemplate) -> str:
        to = one.to
        channels = [name for name in template.channels if name in to.channels]
        if not channels:
            raise ValueError(f"notice {one.template}: none of its channels reaches {to.target}")
        if to.user_id is not None and not template.must:
            channels = [name for name in channels if (to.user_id, name) not in self._quiet]
        if to.unit and (to.unit, to.area) not in self._robots:
            channels = [name for name in channels if name != "robot"]
        return ",".join(channels)


def _switched_off(tells: Sequence[Tell]) -> set[tuple[int, str]]:
    """Which people want no text messages, or no mail."""
    users = {one.to.user_id for one in tells if one.to.user_id is not None}
    if not users or not any({"sms", "email"} & set(template_of(one.template).channels) for one in tells):
        return set()
    off = Preference.objects.filter(user__in=users).values_list("user_id", "sms", "email")
    return {
        (user, name)
        for user, *on in off
        for name, wanted in zip(("sms", "email"), on, strict=True)
        if not wanted
    }


def _with_robot(tells: Sequence[Tell]) -> set[tuple[str, str]]:
    """The desks in whose chat group there is a robot now: most have none, and then there is nothing to send."""
    areas = {one.to.area for one in tells if one.to.unit and "robot" in template_of(one.template).channels}
    return (
        set(Robot.objects.filter(active=True, area__in=areas).values_list("unit", "area")) if areas else set()
    )


def _row(one: Tell, ways: _Ways) -> tuple[Any, ...] | None:
    """What the document says of one recipient; None when they hear of it on no channel."""
    template, to = template_of(one.template), one.to
    template.check(one.values)
    if not 1 <= len(one.once) <= LONGEST_ONCE:
        raise ValueError(f"notice {one.template}: `once` must be 1 to {LONGEST_ONCE} characters long")
    channels = ways.of(one, template)
    kept = {name: stored(value) for name, value in one.values.items()}
    secret = {name: kept.pop(name) for name in template.secret}
    if not channels:
        return None
    address = to.phone or to.email
    return (
        one.once,
        to.target,
        channels,
        template.code,
        kept,
        _sealed(json.dumps(secret), "sealed") if secret else None,
        one.about,
        to.user_id,
        to.unit,
        to.area or None,
        _sealed(address, "address") if address else None,
        to.robot,
        to.language,
        one.area or None,
        0 if template.urgent else 1,
        one.until,
    )


def _sealed(text: str, column: str) -> str:
    """An encrypted column's bytes in PostgreSQL's own notation."""
    return "\\x" + seal(text, f"notices_notice.{column}").hex()
