"""Putting a rejected row right, and opening it."""

import json
from collections.abc import Mapping

from django.db import IntegrityError, transaction

from huying.base.clock import now
from huying.intake.kinds import Loading, check, import_kind_of, once_key
from huying.intake.models import ImportRow
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .loading import open_rows, refusal

GONE = Words("这一行已经处理过了。", "This row was dealt with already.")
NO_REASON = Words("请写明为什么不必登记。", "Say why it need not be opened.")
STILL_WRONG = Words("还有地方不对，请看下面的说明。", "Something is still wrong; see below.")


def row_correct(*, row: int, cells: Mapping[str, str], loading: Loading) -> ImportRow:
    """Check a corrected row and open it; the line says `corrected`, or `already` when it was there.

    Raises Refused with the sentences of its fields; what was typed is kept then.
    """
    with transaction.atomic():
        line = ImportRow.objects.select_for_update().select_related("load").get(pk=row)
        if line.state != "rejected":
            raise Refused(GONE)
        kind = import_kind_of(line.kind)
        said = {name: text for name, text in cells.items() if text.strip()}
        year = line.load.mapping.get("year")
        found = check(kind, said, around=line.load.created_at, year=year)
        if found.value is None:
            raise Refused(STILL_WRONG, {one.field: one.words for one in found.problems})
        once = once_key(kind, found.value, loading.channel)
        try:
            with transaction.atomic():
                # The key first: whoever loads the same row at this moment waits here.
                line.once, line.state = once, "corrected"
                line.save(update_fields=["once", "state"])
        except IntegrityError:
            before = ImportRow.objects.filter(kind=line.kind, once=once).first()
            return _settle(line, state="already", code=before.code if before else "", once=None)
        outcome = open_rows(kind, [found.value], loading)[0]
        if outcome.refused is not None:
            raise Refused(outcome.refused.words, {one.field: one.words for one in refusal(outcome.refused)})
        state = "already" if outcome.already else "corrected"
        return _settle(line, state=state, code=outcome.code, once=once)


def row_keep(*, row: int, cells: Mapping[str, str]) -> None:
    """Keep what was typed into a row that still cannot be opened."""
    said = {name: text for name, text in cells.items() if text.strip()}
    with transaction.atomic():
        line = ImportRow.objects.select_for_update().get(pk=row)
        if line.state == "rejected":
            line.cells, line.touched_at = json.dumps(said, ensure_ascii=False), now()
            line.save(update_fields=["cells", "touched_at"])


def row_set_aside(*, row: int, reason: str) -> ImportRow:
    """Say why a rejected row needs no opening, such as a line of totals. Raises Refused without a reason."""
    why = reason.replace("\x00", "").strip()  # JSON in PostgreSQL takes no NUL
    if not why:
        raise Refused(NO_REASON, {"reason": NO_REASON})
    with transaction.atomic():
        line = ImportRow.objects.select_for_update().get(pk=row)
        if line.state != "rejected":
            raise Refused(GONE)
        line.state, line.touched_at = "set_aside", now()
        line.problems = [{"field": "", "zh": why[:200], "en": why[:200]}]
        line.save(update_fields=["state", "touched_at", "problems"])
    return line


def _settle(line: ImportRow, *, state: str, code: str, once: str | None) -> ImportRow:
    # The text of a row that was opened lives on in what was opened, not here.
    line.state, line.code, line.once, line.touched_at = state, code, once, now()
    line.cells = line.raw = ""
    line.problems = []
    line.save()
    return line
