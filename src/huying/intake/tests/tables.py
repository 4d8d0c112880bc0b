"""The same table written in every form, for tests."""

import csv
import gzip
import io
import json
from collections.abc import Sequence

import xlsxwriter

Rows = Sequence[Sequence[str]]


def as_csv(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    """Delimited text as a program would write it."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return out.getvalue().encode(encoding)


def as_jsonl(rows: Rows, *, packed: bool = False) -> bytes:
    """One object a line."""
    heading, *body = rows
    lines = [json.dumps(dict(zip(heading, row, strict=True)), ensure_ascii=False) for row in body]
    data = "\n".join(lines).encode()
    return gzip.compress(data) if packed else data


def as_xlsx(
    rows: Sequence[Sequence[object]], *, above: int = 0, merges: Sequence[tuple[int, int, int, int, str]] = ()
) -> bytes:
    """A workbook of one sheet; numbers stay numbers."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        sheet = book.add_worksheet("登记表")
        for at, row in enumerate(rows, start=above):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, column, value)
                else:
                    sheet.write(at, column, value)
        for merge in merges:
            sheet.merge_range(*merge)
    return out.getvalue()
