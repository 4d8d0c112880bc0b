"""What every program door shares: the shapes of answers that are no success, and how a moment is written."""

import datetime as dt
import re
from typing import Annotated

from ninja import Schema
from pydantic import AwareDatetime, BeforeValidator

_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value
    # A bare number would be taken for seconds since 1970; in a query "+08:00" often arrives as " 08:00".
    if isinstance(value, str) and _DAY.match(value):
        return value.replace(" ", "+") if "T" in value else value
    raise ValueError("not a moment")


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""A moment with its offset as RFC 3339 writes it; a number is refused."""


class Sentence(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class Problem(Schema):
    """What went wrong, for a person; `id` finds it in the log."""

    message: Sentence
    fields: dict[str, Sentence] = {}
    id: str | None = None


class Refusal(Problem):
    """It cannot be done now: the sentence says why."""
