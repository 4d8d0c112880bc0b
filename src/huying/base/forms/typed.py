"""Between what stands in a form's controls and Python values."""

import datetime as dt
import enum
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from .shapes import Shape

Raw = dict[str, list[str]]

_DATE = re.compile(r"^(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d\d)(\d\d))$")
_TIME = re.compile(r"^(\d{1,2})\s*[:时点]\s*(\d{1,2})?\s*分?(?::\d{2})?$")


def raw_of(data: Mapping[str, Any]) -> Raw:
    """A QueryDict or a mapping of texts and lists of texts, as lists of texts."""
    lists = getattr(data, "lists", None)
    if lists is not None:
        return {name: [str(value) for value in values] for name, values in lists()}
    return {
        name: [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
        for name, value in data.items()
    }


def narrow(text: str) -> str:
    """Full-width digits and signs as the plain ones, no white space around."""
    return unicodedata.normalize("NFKC", text).strip()


def unreadable(text: str) -> str:
    """A text that pydantic refuses: left alone it would take `20220305` for seconds since 1970."""
    return f"?{text}"


def read_date(text: str) -> str:
    """A day in any of the usual ways of writing as ISO 8601: 2022-3-5, 2022年3月5日, 20220305."""
    found = _DATE.match(narrow(text))
    if not found:
        return unreadable(text)
    year, month, day = (part for part in found.groups() if part)
    return f"{year}-{int(month):02}-{int(day):02}"


def read_time(text: str) -> str:
    """A time of day as HH:MM; anything else unchanged."""
    found = _TIME.match(narrow(text))
    return f"{int(found[1]):02}:{int(found[2] or 0):02}" if found else narrow(text)


def read_datetime(text: str) -> dt.datetime | str:
    """A day and time in the reader's zone as an aware datetime; a day alone is not midnight but unreadable."""
    text = narrow(text)
    day, _, hour = re.sub(r"[T\s]+|(?<=日)", "\n", text, count=1).partition("\n")
    try:
        moment = dt.datetime.fromisoformat(f"{read_date(day)}T{read_time(hour)}")
    except ValueError:
        return unreadable(text)
    return timezone.make_aware(moment) if timezone.is_naive(moment) else moment


def _one(shape: Shape, text: str) -> Any:
    if shape.widget == "date":
        return read_date(text)
    if shape.widget == "datetime":
        return read_datetime(text)
    if shape.widget == "time":
        return read_time(text)
    if shape.widget == "number":
        return narrow(text).replace(",", "")
    if shape.widget == "phone":
        return re.sub(r"[\s()\-]", "", narrow(text))
    if shape.widget == "yesno":
        return {"yes": True, "no": False}.get(text, text)
    return text


def read(shape: Shape, values: Sequence[str]) -> Any:
    """The Python value of what was typed for one field, or None when nothing was."""
    if shape.widget == "check":
        return bool(values)
    if shape.widget == "lines":
        lines = [line.strip() for value in values for line in value.splitlines()]
        said: list[Any] = [line for line in lines if line]
        return said or None
    said = [_one(shape, value) for value in values if value.strip()]
    if not said:
        return None
    return said if shape.many else said[-1]


def show(shape: Shape, value: Any) -> list[str]:
    """The texts that stand in the controls for a Python value."""
    if value is None:
        return []
    if shape.widget == "lines":
        return ["\n".join(str(one) for one in value)] if value else []
    if isinstance(value, list | tuple | set | frozenset):
        return [text for one in value for text in show(shape, one)]
    if isinstance(value, enum.Enum):
        return [str(value.value)]
    if isinstance(value, bool):
        if shape.widget == "check":
            return ["yes"] if value else []
        return ["yes" if value else "no"]
    if isinstance(value, dt.datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return [f"{local:%Y-%m-%dT%H:%M}"]
    if isinstance(value, dt.time):
        return [f"{value:%H:%M}"]
    return [str(value)]
