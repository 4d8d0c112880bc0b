"""What can be loaded: each kind of list says what its rows are and what opens them."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ValidationError

from huying.base.forms import sentence
from huying.base.secrets import keyed_hash
from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words

from .readers.rows import Problem


@dataclass(frozen=True)
class Loading:
    """What a load is: where its rows belong, how they came in, who loads them; `load` is the stored import."""

    area: str
    actor: Actor
    channel: str = ""
    file: str = ""
    user_id: int | None = None
    load: int | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of one row: the code of what was opened, or was there already, or why not.

    `merge` says that a person should look whether it is one with another.
    """

    code: str = ""
    already: bool = False
    refused: Refused | None = None
    merge: bool = False


Open = Callable[[Sequence[Any], Loading], Sequence[Outcome]]


@dataclass(frozen=True)
class ImportKind:
    """A kind of list.

    `open` runs inside a transaction and answers every row in order; it may be called again with fewer
    rows when it raises. `key` is what makes two rows the same row in any file; rows that are not
    the same but `alike` are suggested for merging. `ready` raises Refused when nothing can be loaded now.
    With `by_channel` the same row sent by another channel is another row. A cell of the fields that are `forgiven`
    may be unreadable without the row being lost: it stands as the field `<name>_fault` instead.
    """

    code: str
    title: Words
    schema: type[BaseModel]
    synonyms: Mapping[str, Sequence[str]]
    open: Open
    key: Callable[[Any], str]
    alike: Callable[[Any], str] | None = None
    ready: Callable[[Loading], None] | None = None
    needs: tuple[str, ...] = ("import.load",)
    by_channel: bool = False
    forgiven: tuple[str, ...] = ()


_kinds: dict[str, ImportKind] = {}

UNKNOWN = Words("没有“{code}”这种导入，现有：{known}。", "There is no import “{code}”; there are: {known}.")


def content_key(value: BaseModel) -> str:
    """The whole content of a row as one text: rows are the same when they say the same."""
    return json.dumps(value.model_dump(mode="json"), ensure_ascii=False, sort_keys=True)


def import_kind(
    code: str,
    *,
    title: Words,
    schema: type[BaseModel],
    synonyms: Mapping[str, Sequence[str]],
    open: Open,
    key: Callable[[Any], str] = content_key,
    alike: Callable[[Any], str] | None = None,
    ready: Callable[[Loading], None] | None = None,
    needs: tuple[str, ...] = ("import.load",),
    by_channel: bool = False,
    forgiven: tuple[str, ...] = (),
) -> ImportKind:
    """Make a kind of list known. Raises ValueError when a synonym names no field of the schema."""
    if unknown := set(synonyms) - set(schema.model_fields):
        raise ValueError(f"import {code}: no such fields {sorted(unknown)}")
    kind = ImportKind(code, title, schema, synonyms, open, key, alike, ready, needs, by_channel, forgiven)
    _kinds[code] = kind
    return kind


def import_kinds() -> list[ImportKind]:
    """Every kind that can be loaded, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


def import_kind_of(code: str) -> ImportKind:
    """The kind of a code. Raises Refused naming the kinds there are."""
    if code not in _kinds:
        raise Refused(UNKNOWN.fill(code=code, known=", ".join(sorted(_kinds)) or "-"))
    return _kinds[code]


@dataclass(frozen=True)
class Checked:
    """A row against its schema: the value, or the problems."""

    value: BaseModel | None
    problems: tuple[Problem, ...] = field(default=())


def check(
    kind: ImportKind, cells: Mapping[str, str], *, around: dt.datetime, year: int | None = None
) -> Checked:
    """The value of a row's cells; `around` and `year` date what is written without a year."""
    known = {name: text for name, text in cells.items() if name in kind.schema.model_fields}
    try:
        return Checked(kind.schema.model_validate(known, context={"around": around, "year": year}))
    except ValidationError as wrong:
        problems = []
        for error in wrong.errors(include_url=False):
            name = str(error["loc"][0]) if error["loc"] else ""
            label = (
                label_of(kind.schema, name)
                if name in kind.schema.model_fields
                else Words("这一行", "the row")
            )
            problems.append(Problem(name, sentence(error, label)))
        return Checked(None, tuple(problems))


def once_key(kind: ImportKind, value: BaseModel, channel: str = "") -> str:
    """The key a row is opened under only once, as 32 hex letters that tell nothing of its content."""
    text = f"{channel}\n{kind.key(value)}" if kind.by_channel and channel else kind.key(value)
    return keyed_hash(hashlib.sha256(text.encode()).hexdigest(), f"intake.{kind.code}").hex()


def alike_key(kind: ImportKind, value: BaseModel) -> str:
    """The key rows have in common that may be one matter; empty when the kind has none."""
    text = kind.alike(value) if kind.alike else ""
    return (
        keyed_hash(hashlib.sha256(text.encode()).hexdigest(), f"intake.alike.{kind.code}").hex()
        if text
        else ""
    )


def raw_key(kind: ImportKind, raw: Mapping[str, str]) -> str:
    """The key of a row that could not be used, from its text as it stood."""
    text = json.dumps(
        {name: value for name, value in raw.items() if value}, ensure_ascii=False, sort_keys=True
    )
    return keyed_hash(hashlib.sha256(text.encode()).hexdigest(), f"intake.raw.{kind.code}").hex()
