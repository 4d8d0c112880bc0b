"""One chunk of rows into the system, in one transaction: each opened once, whatever happens.

Order of locks: the import, then its rows by key, then whatever the kind opens.
"""

import datetime as dt
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from pydantic import BaseModel

from huying.base.clock import now
from huying.intake.kinds import ImportKind, Loading, Outcome, alike_key, check, once_key, raw_key
from huying.intake.models import Import, ImportRow
from huying.intake.readers.rows import Problem, Row
from huying.kernel.refused import Refused
from huying.kernel.words import Words

log = logging.getLogger(__name__)

FAULT = Words(
    "这一行没能登记：系统出了问题，已经记下。可以稍后再提交一次。",
    "This row could not be opened: the system has a fault, which was noted. Submit it again later.",
)

_CLAIM = """
INSERT INTO intake_importrow (load_id, area, kind, number, sheet, state, code, merge, once, raw_key, alike, cells, raw,
                              problems, touched_at)
SELECT %s, %s, %s, claim.number, claim.sheet, 'opened', '', false, claim.once, '', claim.alike, '', '', '[]', %s
FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[]) AS claim (number, sheet, once, alike)
ORDER BY claim.once
ON CONFLICT (kind, once) DO NOTHING
RETURNING once, id
"""


_SETTLE = """
UPDATE intake_importrow SET state = settled.state, code = settled.code, merge = settled.merge
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::boolean[]) AS settled (id, state, code, merge)
WHERE intake_importrow.id = settled.id
"""


@dataclass(frozen=True)
class Done:
    """What became of one row in this run: `state` is one of ImportRow's, `problems` say why it was rejected."""

    row: Row
    state: str
    code: str = ""
    merge: bool = False
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Judged:
    """A row against its schema, with the keys it is known by."""

    row: Row
    value: BaseModel | None
    once: str
    raw: str
    alike: str = ""
    problems: tuple[Problem, ...] = field(default=())


def chunk_judge(
    kind: ImportKind, rows: Sequence[Row], *, around: dt.datetime, year: int | None, channel: str = ""
) -> list[Judged]:
    """Every row checked; nothing is written."""
    judged = []
    for row in rows:
        fatal = tuple(one for one in row.problems if one.fatal and one.field not in kind.forgiven)
        found = check(kind, _cells(kind, row), around=around, year=year)
        # A cell that could not be read is one fault, not two.
        blamed = {problem.field for problem in fatal}
        problems = fatal + tuple(one for one in found.problems if one.field not in blamed)
        value = None if problems else found.value
        once = once_key(kind, value, channel) if value is not None else ""
        alike = alike_key(kind, value) if value is not None else ""
        judged.append(Judged(row, value, once, raw_key(kind, row.raw), alike, problems))
    return judged


def _cells(kind: ImportKind, row: Row) -> dict[str, str]:
    """The cells of a row; one that could not be read but is forgiven stands as its own fault."""
    broken = {one.field for one in row.problems if one.fatal and one.field in kind.forgiven}
    if not broken:
        return row.cells
    kept = {name: text for name, text in row.cells.items() if name not in broken}
    return kept | {f"{name}_fault": row.cells.get(name, "-") for name in broken}


def chunk_load(
    *, load: int, kind: ImportKind, loading: Loading, judged: Sequence[Judged], after: int
) -> list[Done] | None:
    """Open a chunk and count it, in one transaction; the scope must cover the import.

    `after` is the progress the chunk follows. Answers None, and writes nothing, when the import was stopped
    or another process has gone on with it.
    """
    with transaction.atomic():
        held = Import.objects.select_for_update().filter(pk=load, state="reading", progress=after).first()
        if held is None:
            return None
        good = [one for one in judged if one.value is not None]
        done = _good(held, kind, loading, good)
        done += _bad(held, kind, [one for one in judged if one.value is None])
        _count(held, done, judged[-1].row.index)
    return sorted(done, key=lambda one: one.row.index)


def _good(held: Import, kind: ImportKind, loading: Loading, judged: Sequence[Judged]) -> list[Done]:
    first = {one.once: one for one in reversed(judged)}
    known = _alike(kind, judged)
    ids = _claim(held, kind, list(first.values()))
    mine = [first[once] for once in sorted(ids, key=lambda once: first[once].row.index)]
    outcomes = dict(
        zip((one.once for one in mine), open_rows(kind, [one.value for one in mine], loading), strict=True)
    )
    results: list[Done] = []
    for one in mine:
        outcome = outcomes[one.once]
        if outcome.refused is None and one.alike:
            outcome = replace(outcome, merge=outcome.merge or (not outcome.already and one.alike in known))
            known.add(one.alike)
        results.append(_settled(one, outcome))
    _write([ids[one.once] for one in mine], results)
    for one, result in zip(mine, results, strict=True):
        if result.state == "rejected":
            _reject(held, kind, ids[one.once], one, result.problems)
    claimed = {id(one) for one in mine}
    # A row that stands twice in one chunk shares the fate of the first.
    fates = {one.once: result for one, result in zip(mine, results, strict=True)}
    again = [one for one in judged if id(one) not in claimed]
    results += [
        Done(one.row, "rejected", problems=fates[one.once].problems)
        for one in again
        if one.once in fates and fates[one.once].state == "rejected"
    ]
    results += _again(
        held, kind, [one for one in again if one.once not in fates or fates[one.once].state != "rejected"]
    )
    # What was refused under an earlier mapping and now went through is not to be corrected any more.
    through = {one.row.index for one in results if one.state != "rejected"}
    keys = [one.raw for one in judged if one.row.index in through]
    ImportRow.objects.filter(kind=kind.code, area=held.area, state="rejected", raw_key__in=keys).delete()
    return results


def _claim(held: Import, kind: ImportKind, first: Sequence[Judged]) -> dict[str, int]:
    """Write the keys of these rows; those that nobody had before, with the id of their line."""
    if not first:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            [
                held.pk,
                held.area,
                kind.code,
                now(),
                [one.row.number for one in first],
                [one.row.sheet[:100] for one in first],
                [one.once for one in first],
                [one.alike for one in first],
            ],
        )
        return dict(cursor.fetchall())


def _alike(kind: ImportKind, judged: Sequence[Judged]) -> set[str]:
    """Which of these were opened before in other rows that may be the same matter."""
    keys = {one.alike for one in judged if one.alike}
    opened = ImportRow.objects.filter(kind=kind.code, alike__in=keys, state__in=("opened", "corrected"))
    return set(opened.values_list("alike", flat=True)) if keys else set()


def open_rows(kind: ImportKind, values: Sequence[BaseModel | None], loading: Loading) -> list[Outcome]:
    """Open rows together; when that fails, in halves, until only the row at fault is left out."""
    if not values:
        return []
    try:
        with transaction.atomic():
            outcomes = list(kind.open(values, loading))
            if len(outcomes) != len(values):
                raise RuntimeError(f"import {kind.code}: {len(outcomes)} outcomes for {len(values)} rows")
            return outcomes
    except (OperationalError, InterfaceError):
        raise  # the database, not a row, is at fault: the chunk is tried again as a whole
    except Refused as refused:
        if len(values) == 1:
            return [Outcome(refused=refused)]
    except Exception:
        if len(values) == 1:
            log.exception("import %s: a row could not be opened", kind.code)
            return [Outcome(refused=Refused(FAULT))]
    half = len(values) // 2
    return open_rows(kind, values[:half], loading) + open_rows(kind, values[half:], loading)


def _settled(one: Judged, outcome: Outcome) -> Done:
    """What became of a row whose key is ours."""
    if outcome.refused is not None:
        return Done(one.row, "rejected", problems=refusal(outcome.refused))
    return Done(one.row, "already" if outcome.already else "opened", outcome.code, outcome.merge)


def _write(ids: Sequence[int], results: Sequence[Done]) -> None:
    """Put what became of the rows into their lines, in one statement."""
    through = [(pk, one) for pk, one in zip(ids, results, strict=True) if one.state != "rejected"]
    if not through:
        return
    values: list[Any] = [
        [pk for pk, _ in through],
        [one.state for _, one in through],
        [one.code for _, one in through],
        [one.merge for _, one in through],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, values)


def _reject(held: Import, kind: ImportKind, pk: int, one: Judged, problems: Sequence[Problem]) -> None:
    """A row that was right in itself but could not be opened: it gives its key back and waits."""
    waiting = ImportRow.objects.filter(kind=kind.code, area=held.area, state="rejected", raw_key=one.raw)
    waiting.exclude(pk=pk).delete()
    line = ImportRow.objects.get(pk=pk)
    line.state, line.once, line.alike = "rejected", None, ""
    _keep(line, one.row, one.raw, problems)
    line.save()


def _again(held: Import, kind: ImportKind, judged: Sequence[Judged]) -> list[Done]:
    """Rows that were opened before, by this file or another."""
    codes = dict(
        ImportRow.objects.filter(kind=kind.code, once__in=[one.once for one in judged]).values_list(
            "once", "code"
        )
    )
    done = [Done(one.row, "already", codes.get(one.once, "")) for one in judged]
    ImportRow.objects.bulk_create(_known(held, kind, one) for one in done)
    return done


def _known(held: Import, kind: ImportKind, one: Done) -> ImportRow:
    return ImportRow(
        load=held,
        area=held.area,
        kind=kind.code,
        number=one.row.number,
        sheet=one.row.sheet[:100],
        state="already",
        code=one.code,
    )


def _bad(held: Import, kind: ImportKind, judged: Sequence[Judged]) -> list[Done]:
    """Rows that cannot be used: kept for correction, unless somebody dealt with the same text before."""
    keys = [one.raw for one in judged]
    of_kind = ImportRow.objects.filter(kind=kind.code, raw_key__in=keys)
    corrected = dict(of_kind.filter(state__in=("corrected", "set_aside")).values_list("raw_key", "code"))
    waiting = {line.raw_key: line for line in of_kind.filter(state="rejected", area=held.area)}
    done: list[Done] = []
    new: dict[str, ImportRow] = {}
    known: list[Done] = []
    for one in judged:
        if one.raw in corrected:
            known.append(Done(one.row, "already", corrected[one.raw]))
            continue
        # The same bad text twice waits once: correcting it once is enough.
        line = waiting.get(one.raw) or new.setdefault(one.raw, ImportRow(area=held.area, kind=kind.code))
        line.load, line.state, line.number, line.sheet = held, "rejected", one.row.number, one.row.sheet[:100]
        _keep(line, one.row, one.raw, one.problems)
        done.append(Done(one.row, "rejected", problems=one.problems))
    ImportRow.objects.bulk_create(new.values(), ignore_conflicts=True)
    ImportRow.objects.bulk_update(
        waiting.values(), ["load", "number", "sheet", "raw_key", "cells", "raw", "problems", "touched_at"]
    )
    ImportRow.objects.bulk_create(_known(held, kind, one) for one in known)
    return done + known


def refusal(refused: Refused) -> tuple[Problem, ...]:
    """A refusal as the problems of a row."""
    found = tuple(Problem(name, words) for name, words in refused.fields.items())
    return found or (Problem("", refused.words),)


def _keep(line: ImportRow, row: Row, key: str, problems: Sequence[Problem]) -> None:
    line.raw_key, line.touched_at = key, now()
    line.cells = json.dumps(row.cells, ensure_ascii=False)
    line.raw = json.dumps(row.raw, ensure_ascii=False)
    line.problems = [{"field": one.field, "zh": one.words.zh, "en": one.words.en} for one in problems]


def _count(held: Import, done: Sequence[Done], last: int) -> None:
    def how_many(*states: str) -> int:
        return sum(1 for one in done if one.state in states)

    Import.objects.filter(pk=held.pk).update(
        progress=last,
        received=F("received") + len(done),
        opened=F("opened") + how_many("opened"),
        already=F("already") + how_many("already"),
        rejected=F("rejected") + how_many("rejected"),
        merge_suggested=F("merge_suggested") + sum(1 for one in done if one.merge),
        touched_at=now(),
    )
