"""What hangs from a response, told by the domains above: what ends with it, and which personal data came with it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from huying.kernel.words import Words

from .models import Response


@dataclass(frozen=True, slots=True)
class Hanging:
    """One kind of thing that may not outlive its response.

    `remaining` counts what is still open under a response; `end` ends all of it, in the transaction and with the
    scope of its caller, told the sentence why, and answers how many there were.
    """

    code: str
    title: Words
    remaining: Callable[[Response], int]
    end: Callable[[Response, Words], int]


@dataclass(frozen=True, slots=True)
class PersonalData:
    """One class of personal data gathered for responses.

    `count` says how many rows came with a response; `destroy` removes or blanks them for good and answers how many.
    `keep_rule` is the key of the rule that says how long they may stay after the end; of a table, the line named
    like this class. `rows` gives the rows that are about to go, for the hash in the certificate.
    """

    code: str
    title: Words
    purpose: Words
    keep_rule: str
    count: Callable[[Response], int]
    destroy: Callable[[Response], int]
    rows: Callable[[Response], "QuerySet[Any]"] | None = None


_hanging: dict[str, Hanging] = {}
_data: dict[str, PersonalData] = {}


def hangs(thing: Hanging) -> None:
    """Make a kind of thing known that ends with its response; called once, when its app is ready."""
    _hanging[thing.code] = thing


def holds(data: PersonalData) -> None:
    """Make a class of personal data known; called once, when its app is ready."""
    _data[data.code] = data


def hanging() -> list[Hanging]:
    """Everything that may not outlive a response, by code."""
    return [_hanging[code] for code in sorted(_hanging)]


def personal_data() -> list[PersonalData]:
    """Every class of personal data that comes with responses, by code."""
    return [_data[code] for code in sorted(_data)]


def data_class(code: str) -> PersonalData | None:
    """One class of personal data; None when nobody keeps it any more."""
    return _data.get(code)


def digest_of(rows: "QuerySet[Any]") -> str:
    """A sha256 over every column of the rows in order of their ids, read in portions."""
    running = hashlib.sha256()
    for row in rows.order_by("pk").values_list().iterator(chunk_size=2_000):
        running.update(repr(tuple(_plain(value) for value in row)).encode())
        running.update(b"\n")
    return running.hexdigest()


def _plain(value: object) -> str:
    return bytes(value).hex() if isinstance(value, memoryview | bytes) else str(value)
