"""Answers put into words, for checking before sending and for showing what an act was told."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone

from huying.base import clock, spans
from huying.kernel.words import Words

from .field import Field
from .place import place_source
from .schema import SchemaForm
from .typed import read_date, read_datetime

EMPTY = Words("没有填", "not given")


class Answer(NamedTuple):
    """A question and what was answered."""

    label: Words
    said: Words
    empty: bool


def _joined(parts: Sequence[Words]) -> Words:
    return Words("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))


def _place(code: str) -> Words:
    names = [name for _, name in place_source().trail(code)]
    return Words(" ".join(name.zh for name in names), ", ".join(name.en for name in reversed(names)))


def _typed(field: Field) -> Words:
    """A typed answer, dates the way people write them."""
    text = field.value
    now = timezone.localtime(clock.now())
    if field.widget == "date":
        try:
            return spans.day_words(dt.date.fromisoformat(read_date(text)), now.date())
        except ValueError:
            return Words(text, text)
    if field.widget == "datetime":
        moment = read_datetime(text)
        if isinstance(moment, dt.datetime):
            return spans.moment_words(timezone.localtime(moment), now)
    return Words(text, text)


def said_words(field: Field) -> Words:
    """What one field holds, in words; empty words when it holds nothing."""
    if field.widget in ("group", "rows"):
        rows = [field.children] if field.widget == "group" else field.rows
        lines = [_joined([w for w in map(said_words, row) if w.zh]) for row in rows]
        return Words("\n".join(w.zh for w in lines), "\n".join(w.en for w in lines))
    if field.widget == "check":
        return Words("是", "Yes") if field.values else Words("否", "No")
    if field.widget == "photo":
        count = len(field.values)
        return Words(f"{count} 张", f"{count}") if count else Words("", "")
    if field.widget == "password":
        return Words("••••", "••••") if field.value else Words("", "")
    if not field.value:
        return Words("", "")
    if field.choices:
        known = {choice.value: choice.words for choice in field.choices}
        return _joined([known.get(value, Words(value, value)) for value in field.values])
    if field.widget == "place":
        place = _place(field.value)
        return Words(f"{place.zh} {field.typed}".strip(), f"{field.typed}, {place.en}".strip(", "))
    return _typed(field)


def answers(form: SchemaForm, names: Sequence[str] | None = None) -> list[Answer]:
    """The answers of a form in words; hidden fields are left out."""
    found = []
    for field in form.fields:
        if field.widget == "hidden" or (names is not None and field.name not in names):
            continue
        said = said_words(field)
        found.append(Answer(field.label, said if said.zh else EMPTY, not said.zh))
    return found
