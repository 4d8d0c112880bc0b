"""What can be seen of imports from a seat."""

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.places.scope import within

from .limits import limits
from .models import Import, ImportRow

_FORMS = {
    "workbook": Words("表格文件", "Workbook"),
    "json": Words("JSON 行", "JSON lines"),
    "text": Words("CSV 文本", "Delimited text"),
}


def imports(area: str) -> "QuerySet[Import]":
    """The imports of an area, the latest first, each with the number of its rows that wait (`to_correct`)."""
    # A subquery, so that only the imports of the page shown are counted.
    mine = ImportRow.objects.filter(load=OuterRef("pk"), state="rejected").order_by()
    waiting = Coalesce(Subquery(mine.values("load").annotate(count=Count("pk")).values("count")), 0)
    return within(Import.objects.all(), area).annotate(to_correct=waiting).order_by("-created_at", "-pk")


def import_of(area: str, number: int) -> Import:
    """One import. Raises NotYours when it is not of the area."""
    found = imports(area).filter(pk=number).first()
    if found is None:
        raise NotYours(f"import {number}")
    return found


def rows_waiting(area: str, *, load: Import | None = None) -> "QuerySet[ImportRow]":
    """The rows to be corrected, of one import or of the whole area, in the order of the file."""
    found = within(ImportRow.objects.filter(state="rejected"), area).order_by("load_id", "number", "pk")
    return found.filter(load=load) if load else found


def row_waiting(area: str, load: Import, number: int) -> ImportRow:
    """One row of an import by its id. Raises NotYours when there is none to be corrected."""
    found = rows_waiting(area, load=load).select_related("load").filter(pk=number).first()
    if found is None:
        raise NotYours(f"row {number}")
    return found


def raw_of(row: ImportRow) -> dict[str, str]:
    """heading -> text as it stood; empty once the row was opened."""
    found: dict[str, str] = json.loads(row.raw) if row.raw else {}
    return found


def cells_of(row: ImportRow) -> dict[str, str]:
    """field -> text, as it was read or last typed."""
    found: dict[str, str] = json.loads(row.cells) if row.cells else {}
    return found


def headings_of(rows: Sequence[ImportRow]) -> list[str]:
    """The headings of some rows in the order they were first met."""
    return list(dict.fromkeys(name for row in rows for name in raw_of(row)))


def interrupted(load: Import) -> bool:
    """Whether a load that should be running has given no sign of life."""
    silent = now() - load.touched_at > dt.timedelta(seconds=limits().stalled)
    return load.state == "reading" and silent


def form_words(form: str) -> Words:
    """The form of a file for people."""
    kind, _, encoding = form.partition(" ")
    words = _FORMS.get(kind, Words("", ""))
    name = encoding.split(" ")[0].upper().replace("-SIG", "")
    return Words(f"{words.zh}（{name}）", f"{words.en} ({name})") if name else words


def progress_of(load: Import) -> dict[str, Any]:
    """How far a load is: rows done, rows in all (None while unknown), percent."""
    percent = load.progress * 100 // load.total if load.total else (100 if load.state == "done" else 0)
    return {"done": load.progress, "total": load.total, "percent": percent}
