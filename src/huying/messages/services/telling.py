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
from pydantic_core import to_json

from huying.base.clock import now
from huying.base.secrets import keyed_hash, seal
from huying.kernel.words import Language
from huying.messages.models import Preference
from huying.messages.templates import NoticeTemplate, stored, template_of
from huying.places.codes import ALL
from huying.places.scope import everything

LONGEST_ONCE = 200
TURNS = ("state", "next_try", "sent_at")
SEND = "huying.messages.jobs.send_due"
COLUMNS = {
    "once": "text",
    "target": "text",
    "channel": "text",
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
    "state": "text",
    "rank": "smallint",
    "next_try": "timestamptz",
    "until": "timestamptz",
    "sent_at": "timestamptz",
}
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
# One parameter, whatever the number of rows: JSON is written several times faster than twenty arrays.
INSERT = f"""
WITH written AS (
INSERT INTO notices_notice ({_NAMES}, created_at, tries, error, provider_id)
SELECT {_NAMES}, %s, 0, '', ''
FROM jsonb_to_recordset(%s::jsonb) AS told({", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())})
ORDER BY once, target, channel
ON CONFLICT (once, target, channel) DO NOTHING
RETURNING channel, state)
SELECT channel, state, count(*) FROM written GROUP BY 1, 2
"""  # noqa: S608 - the names come from COLUMNS above


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
        ways = (
            self.user_id is not None,
            bool(self.unit),
            bool(self.phone),
            bool(self.email),
            self.robot is not None,
        )
        if sum(ways) != 1 or bool(self.unit) != bool(self.area):
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
    at, quiet = now(), _switched_off(tells)
    rows = [row for one in tells for row in _rows(one, at, quiet)]
    if not rows:
        return 0
    with transaction.atomic(), everything("writing notices"), connection.cursor() as cursor:
        # In a fixed order, so that two events telling the same people wait for each other instead of deadlocking.
        cursor.execute(INSERT, [at, to_json(rows).decode()])
        written = cursor.fetchall()
        wake({channel for channel, state, _ in written if state == "queued"})
    return sum(count for _, _, count in written)


def wake(channels: set[str]) -> None:
    """Put one job per channel in the outbox: the number of recipients never shows in the job table."""
    if not channels:
        return
    # On Django's own connection even inside the worker, whose connector is another one: the outbox is one transaction.
    job = configure_task(name=SEND, job_manager=JobManager(DjangoConnector()), queue="notices")
    waiting: list[JSONDict] = [{"channel": channel} for channel in sorted(channels)]
    job.batch_defer(*waiting)


def _switched_off(tells: Sequence[Tell]) -> set[tuple[int, str]]:
    """Which people want no text messages, or no mail."""
    users = {one.to.user_id for one in tells if one.to.user_id is not None}
    users = (
        users if any({"sms", "email"} & set(template_of(one.template).channels) for one in tells) else set()
    )
    off = Preference.objects.filter(user__in=users).values_list("user_id", "sms", "email") if users else ()
    return {
        (user, name)
        for user, *on in off
        for name, wanted in zip(("sms", "email"), on, strict=True)
        if not wanted
    }


def _rows(one: Tell, at: dt.datetime, quiet: set[tuple[int, str]]) -> list[dict[str, Any]]:
    template, to = template_of(one.template), one.to
    template.check(one.values)
    if not 1 <= len(one.once) <= LONGEST_ONCE:
        raise ValueError(f"notice {one.template}: `once` must be 1 to {LONGEST_ONCE} characters long")
    reaching = to.channels
    channels = [name for name in template.channels if name in reaching]
    if not channels:
        raise ValueError(f"notice {one.template}: none of its channels reaches {to.target}")
    if to.user_id is not None and not template.must:
        channels = [name for name in channels if (to.user_id, name) not in quiet]
    if not channels:
        return []
    row = _row(one, template)
    moment = at.isoformat()
    now_or_later = {True: ("sent", None, moment), False: ("queued", moment, None)}
    return [
        {**row, "channel": name, **dict(zip(TURNS, now_or_later[name == "inapp"], strict=True))}
        for name in channels
    ]


def _row(one: Tell, template: NoticeTemplate) -> dict[str, Any]:
    to = one.to
    kept = {name: stored(value) for name, value in one.values.items()}
    secret = {name: kept.pop(name) for name in template.secret}
    return {
        "once": one.once,
        "target": to.target,
        "template": template.code,
        "values": kept,
        "sealed": _sealed(json.dumps(secret) if secret else "", "sealed"),
        "about": one.about or "",
        "user_id": to.user_id,
        "unit": to.unit,
        "unit_area": to.area or ALL,
        "address": _sealed(to.phone or to.email, "address"),
        "robot_id": to.robot,
        "language": to.language,
        "area": one.area or to.area or ALL,
        "rank": 0 if template.urgent else 1,
        "until": one.until.isoformat() if one.until else None,
    }


def _sealed(text: str, column: str) -> str:
    """An encrypted column's bytes in PostgreSQL's own notation."""
    return "\\x" + seal(text, f"notices_notice.{column}").hex()
