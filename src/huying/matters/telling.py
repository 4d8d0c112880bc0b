"""History lines as sentences."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localtime

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.spans import day_words, moment_words
from huying.kernel.decide import Happened
from huying.kernel.facts import choices_of, label_of
from huying.kernel.kinds import Kind, role_words
from huying.kernel.words import Words
from huying.places.queries import area_name

_PLACE = re.compile(r"\d{20}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the history: when, who, what, in what words, and where it led."""

    at: datetime
    who: str
    what: Words
    notes: list[tuple[Words, str]]
    state: Words
    tone: str
    by_clock: bool
    covering: str = ""


def sentence_of(kind: Kind, line: Happened) -> Told:
    """A history line for people."""
    act = kind.by_code.get(line.act)
    state = kind.states.get(line.state)
    name = line.actor.name
    return Told(
        at=line.at,
        who=name or str(role_words(line.actor.role)),
        what=act.title if act else Words(line.act, line.act),
        notes=_notes(kind, line),
        state=state.title if state else Words(line.state, line.state),
        tone=state.tone if state else "idle",
        by_clock=line.actor.role == "clock",
        covering=line.actor.covering,
    )


def _notes(kind: Kind, line: Happened) -> list[tuple[Words, str]]:
    act = kind.by_code.get(line.act)
    if act is None or act.takes is None:
        return [(Words(name, name), str(value)) for name, value in line.told.items()]
    notes = []
    for name, value in line.told.items():
        if name in act.takes.model_fields and value not in ("", [], {}, False):
            notes.append((label_of(act.takes, name), _said(act.takes, name, value)))
    return notes


def _said(schema: Any, name: str, value: Any) -> str:
    words = dict(choices_of(schema, name))
    if isinstance(value, list):
        return "、".join(str(words.get(str(v), v)) for v in value)
    if value is True:
        return str(Words("是", "yes"))
    said = str(value)
    return str(words[said]) if said in words else str(_plain(said))


def _plain(said: str) -> Words | str:
    """A moment, a day or the code of a place as people say it; anything else as it is."""
    if _PLACE.fullmatch(said):
        try:
            return area_name(said)
        except NotYours:
            return said
    try:
        if _MOMENT.fullmatch(said):
            return moment_words(localtime(datetime.fromisoformat(said)), localtime(now()))
        return day_words(date.fromisoformat(said), localtime(now()).date()) if _DAY.fullmatch(said) else said
    except ValueError:
        return said
