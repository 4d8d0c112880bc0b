"""Limits of the machine for sending, from the settings; rules about people are in the rulebook."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Limits:
    """`backoff`: seconds to wait after each failed try; as many tries as it has entries, plus one.

    `job_seconds`: how long one job goes on before it lets others have their turn. `stalled_seconds`: a worker
    silent for so long is dead. `*_characters`: longer texts are cut. `inbox_days`: how far back the inbox looks.
    `batch`: notices claimed at once. `kept_shown`: how many messages the console outlet keeps.
    """

    backoff: tuple[int, ...] = (30, 120, 600, 1800, 7200)
    job_seconds: int = 50
    stalled_seconds: int = 60
    sms_characters: int = 200
    robot_characters: int = 600
    inbox_days: int = 90
    batch: int = 50
    kept_shown: int = 200


@dataclass(frozen=True, slots=True)
class Gateway:
    """How to speak to an SMS gateway over HTTP; see docs/how-to/connect-sms-and-group-chats.md.

    In the strings of `body` and `headers` `{phone}`, `{text}`, `{key}` and `{sign}` are replaced. `ok_path` names the
    field of the answer that tells success (dots go deeper), `ok_values` what it says then, `never_values` what it
    says when another try would be useless; `id_path` names the provider's message id. `secret` signs
    `<timestamp>\\n<body>` with HMAC-SHA256 into the headers X-Timestamp and X-Signature. Seconds in `timeout`.
    """

    url: str
    body: Any = field(default_factory=lambda: {"phone": "{phone}", "text": "{text}", "id": "{key}"})
    headers: dict[str, str] = field(default_factory=dict)
    secret: str = ""
    ok_path: str = ""
    ok_values: tuple[Any, ...] = ()
    never_values: tuple[Any, ...] = ()
    id_path: str = ""
    timeout: float = 8.0
    parallel: int = 8
    ca_file: str = ""


def limits() -> Limits:
    """The limits in force; a misspelt name in the settings is an error."""
    return Limits(**getattr(settings, "HUYING_NOTICES", {}))


def gateway() -> Gateway:
    """The SMS gateway of the settings.

    Raises ValueError when none is set, or when its address is neither https nor on this machine.
    """
    given = dict(getattr(settings, "HUYING_SMS_GATEWAY", {}))
    for name in ("ok_values", "never_values"):
        if name in given:
            given[name] = tuple(given[name])
    if not given.get("url"):
        raise ValueError("HUYING_SMS_GATEWAY has no url")
    made = Gateway(**given)
    if not made.url.startswith(("https://", "http://127.0.0.1:", "http://localhost:", "http://[::1]:")):
        raise ValueError("HUYING_SMS_GATEWAY: an address outside this machine has to be https")
    return made
