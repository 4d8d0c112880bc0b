"""Lists out as spreadsheets: the writer stands in an upper room and says so when it starts."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse

from huying.kernel.words import Words


class Column(NamedTuple):
    """A column of a list: its heading, and what of a row stands in it."""

    title: Words | str
    value: Callable[[Any], object]


Exporter = Callable[..., HttpResponse]
_exporters: list[Exporter] = []


def use_exporter(exporter: Exporter) -> None:
    """Set who writes lists: `exporter(rows, columns, fmt, name=...)`; the last one set counts."""
    _exporters[:] = [exporter]


def export(rows: Iterable[Any], columns: Sequence[Column], fmt: str, *, name: str) -> HttpResponse:
    """A list as a download, `fmt` "csv" or "xlsx". Raises Refused for another form."""
    return _exporters[0](rows, columns, fmt, name=name)
