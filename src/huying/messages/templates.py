"""The registered sentences that notices are made of, in both languages."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any

from huying.kernel.words import Language, Words, reading

CHANNELS = ("inapp", "sms", "email", "robot")

# A template never has a place for these: a notice leaves the building, and may be read over a shoulder.
PERSONAL = {
    *("phone", "mobile", "telephone", "identity", "id_number", "passport", "birth", "birthday"),
    *("address", "home", "door", "room", "latitude", "longitude"),
}


@dataclass(frozen=True, slots=True)
class NoticeTemplate:
    """Title and body with named places `{name}`; `secret` places are erased once the notice has gone.

    `must` means a person cannot switch it off; `urgent` means it overtakes others in the queue.
    """

    code: str
    title: Words
    body: Words
    channels: tuple[str, ...]
    places: frozenset[str]
    secret: frozenset[str] = frozenset()
    must: bool = False
    urgent: bool = False

    def check(self, values: Mapping[str, object]) -> None:
        """Raise ValueError when a place would stay empty or a value has no place."""
        missing, unknown = self.places - values.keys(), values.keys() - self.places
        if missing or unknown:
            raise ValueError(
                f"notice {self.code}: missing values {sorted(missing)}, unknown values {sorted(unknown)}"
            )

    def fill(self, values: Mapping[str, Any], language: Language) -> tuple[str, str]:
        """Title and body in one language, from stored values (see `stored`)."""
        said = {name: spoken(value, language) for name, value in values.items()}
        with reading(language):
            return str(self.title).format_map(said), str(self.body).format_map(said)


_templates: dict[str, NoticeTemplate] = {}


def notice_template(
    code: str,
    *,
    title: Words,
    body: Words,
    channels: tuple[str, ...] = ("inapp",),
    secret: tuple[str, ...] = (),
    must: bool = False,
    urgent: bool = False,
) -> NoticeTemplate:
    """Register the sentences of one notice; called from an app's `notices.py` at import.

    Raises ValueError for a code used twice, an unknown channel, a place that differs between the languages,
    is not a plain name, or would carry personal data.
    """
    if code in _templates:
        raise ValueError(f"notice {code} is registered twice")
    wrong = [channel for channel in channels if channel not in CHANNELS]
    if wrong or not channels:
        raise ValueError(f"notice {code}: unknown channels {wrong}")
    zh, en = (_places(code, title.zh + "\n" + body.zh), _places(code, title.en + "\n" + body.en))
    if zh != en:
        raise ValueError(f"notice {code}: the languages differ in {sorted(zh ^ en)}")
    if personal := {name for name in zh if PERSONAL & {name, *name.split("_")}}:
        raise ValueError(f"notice {code} would carry personal data: {sorted(personal)}")
    if set(secret) - zh:
        raise ValueError(f"notice {code}: no place for {sorted(set(secret) - zh)}")
    if secret and "inapp" in channels:
        raise ValueError(f"notice {code}: a secret is erased once sent, so it cannot stay in an inbox")
    made = NoticeTemplate(code, title, body, channels, zh, frozenset(secret), must, urgent)
    _templates[code] = made
    return made


def template_of(code: str) -> NoticeTemplate:
    """The registered template; KeyError when no app registered it."""
    return _templates[code]


def templates() -> tuple[NoticeTemplate, ...]:
    """Every registered template, by code."""
    return tuple(_templates[code] for code in sorted(_templates))


def forget_template(code: str) -> None:
    """Take a template out again; for tests that register their own."""
    _templates.pop(code, None)


def stored(value: object) -> Any:
    """The value as it is kept in the row: text, number, a pair of words, or a moment."""
    if type(value) is str:
        return value.replace("\x00", "") if "\x00" in value else value
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, dt.datetime | dt.date):
        return {"at": value.isoformat()}
    if isinstance(value, bool):
        raise TypeError("a notice says words, not true or false")
    # No text column takes a NUL.
    return value if isinstance(value, int | float) else str(value).replace("\x00", "")


def spoken(value: Any, language: Language) -> str:
    """A stored value as it is said in one language."""
    if not isinstance(value, dict):
        return str(value)
    if "at" not in value:
        return str(value[language])
    return _moment(value["at"], language)


def _moment(text: str, language: Language) -> str:
    from django.utils import timezone

    if len(text) == 10:
        day = dt.date.fromisoformat(text)
        return f"{day.month}月{day.day}日" if language == "zh" else f"{day.day} {day:%b}"
    at = timezone.localtime(dt.datetime.fromisoformat(text))
    if language == "zh":
        return f"{at.month}月{at.day}日{at:%H:%M}"
    return f"{at.day} {at:%b} {at:%H:%M}"


def _places(code: str, sentence: str) -> frozenset[str]:
    """The names between braces; nothing but a plain name may stand there, so nothing is ever evaluated."""
    found = set()
    for _, name, spec, conversion in Formatter().parse(sentence):
        if name is None:
            continue
        if spec or conversion or not name.isidentifier():
            raise ValueError(f"notice {code}: {{{name}}} is not a plain name")
        found.add(name)
    return frozenset(found)
