"""Lists out as CSV or XLSX that harm nobody who opens them: no text becomes a formula."""

import csv
import datetime as dt
import io
import tempfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import IO, Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone

from huying.base.exports import Column
from huying.kernel.refused import Refused
from huying.kernel.words import Words

__all__ = ["Column", "export", "harmless", "shown", "write_csv", "write_xlsx"]

FORMS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# What a spreadsheet program takes for the beginning of a formula, half and full width.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_767  # characters Excel keeps in one cell
_IN_MEMORY = 8 * 2**20
_NO_FORM = Words("只能下载 csv 或 xlsx。", "Only csv or xlsx can be downloaded.")


def harmless(text: str) -> str:
    """A text no spreadsheet program runs: one that looks like a formula gets an apostrophe, as the programs write it."""
    return f"'{text}" if text.startswith(_STARTS) or text.lstrip().startswith(_STARTS[:4]) else text


def shown(value: object) -> str | float | int | dt.datetime | dt.date:
    """A value as a list shows it: local times, words of the reader's language, numbers as numbers."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(Words("是", "yes") if value else Words("否", "no"))
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, Words | str):
        return str(value)
    if isinstance(value, int | float | dt.date):
        # Beyond 15 digits a spreadsheet would change a number.
        return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value
    return float(value) if isinstance(value, Decimal) else str(value)


def write_csv(out: IO[bytes], rows: Iterable[Any], columns: Sequence[Column]) -> None:
    """UTF-8 with the mark by which Excel knows it."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(str(column.title)) for column in columns])
    for row in rows:
        writer.writerow([_csv_cell(shown(column.value(row))) for column in columns])
    text.flush()
    text.detach()


def _csv_cell(value: str | float | int | dt.datetime | dt.date) -> str | float | int:
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, dt.date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value


def write_xlsx(out: IO[bytes], rows: Iterable[Any], columns: Sequence[Column], *, sheet: str = "") -> None:
    """One sheet with a fixed heading; text is written as text, never as a formula, a link or a number."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
    }
    with xlsxwriter.Workbook(out, options) as book:
        page = book.add_worksheet((sheet or str(Words("列表", "List")))[:31])
        bold, moment, day = (
            book.add_format({"bold": True}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
            book.add_format({"num_format": "yyyy-mm-dd"}),
        )
        page.freeze_panes(1, 0)
        page.set_column(0, max(len(columns) - 1, 0), 18)
        for place, column in enumerate(columns):
            page.write_string(0, place, str(column.title), bold)
        for number, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                value = shown(column.value(row))
                if isinstance(value, str):
                    page.write_string(number, place, value[:_LONGEST])
                elif isinstance(value, dt.datetime):
                    page.write_datetime(number, place, value, moment)
                elif isinstance(value, dt.date):
                    page.write_datetime(number, place, value, day)
                else:
                    page.write_number(number, place, value)


def export(rows: Iterable[Any], columns: Sequence[Column], fmt: str, *, name: str = "list") -> HttpResponse:
    """A list as a download, `fmt` "csv" or "xlsx". Raises Refused for another form.

    Written whole before it answers: once the view has returned, the scope sees nothing more.
    """
    if fmt not in FORMS:
        raise Refused(_NO_FORM)
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as out:
        if fmt == "csv":
            write_csv(out, rows, columns)
        else:
            write_xlsx(out, rows, columns, sheet=name)
        out.seek(0)
        response = HttpResponse(out.read(), content_type=FORMS[fmt])
    plain = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in name) or "list"
    response["Content-Disposition"] = (
        f"attachment; filename=\"{plain}.{fmt}\"; filename*=UTF-8''{quote(name)}.{fmt}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response
