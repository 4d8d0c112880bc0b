"""One door to every form of table: open it, see its headings, read its rows."""

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Names
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple, Self

from huying.intake.limits import Limits, limits
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .cells import plain, tidy
from .content import content_of, save
from .delimited import lines_of
from .headings import Match, bare, heading_score, recognise
from .jsonlines import NO_ROWS, looks_like_json, records_of
from .mapping import Mapping
from .rows import Cell, Grid, Line, Problem, Record, Row
from .workbook import Workbook

_SAMPLED_RECORDS = 200

NO_HEADING = Words(
    "没有认出表头。第一行是：{line}。请在对应文件里写明每一列是什么。",
    "The heading was not recognised. The first line is: {line}. Say in a mapping file what each column is.",
)
NOT_IN_FILE = Words(
    "表里没有这些列：{names}。表里有：{headings}。",
    "The table has no such columns: {names}. It has: {headings}.",
)
TOO_MANY_ROWS = Words("超过 {limit} 行，请分成几个文件。", "More than {limit} rows; split the file.")
LONGER = Words("这一行比表头多出几列内容：{cells}", "This line has more cells than the heading: {cells}")
SKIPPED_SHEET = Words(
    "工作表“{name}”没有认出表头，跳过。", "The sheet “{name}” has no heading we know; skipped."
)
ANY = Words("（空）", "(empty)")


class Preview(NamedTuple):
    """What a page shows before a load: the form of the file, its headings, and the first rows."""

    form: str
    headings: list[str]
    recognised: dict[str, Match]
    left: list[str]
    rows: list[Row]
    notes: list[Words]


class Table:
    """An opened file; `headings` and `recognised` are known once the first row was read."""

    def __init__(
        self,
        source: Path | str | IO[bytes],
        *,
        mapping: Mapping | None = None,
        synonyms: Names[str, Sequence[str]] | None = None,
        bounds: Limits | None = None,
    ) -> None:
        self.mapping = mapping or Mapping()
        self.synonyms = synonyms
        self.limits = bounds or limits()
        self.headings: list[str] = []
        self.recognised: dict[str, Match] = {}
        self.notes: list[Words] = []
        self.form = ""
        self._stack = ExitStack()
        self._index = 0
        try:
            folder = Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="huying-")))
            path = Path(source) if isinstance(source, str | Path) else save(source, folder, self.limits.bytes)
            self._content = content_of(path, folder, self.limits)
        except BaseException:
            self._stack.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def rows(self) -> Iterator[Row]:
        """Every row, once. Raises Refused when the whole file cannot be used."""
        path, form, encoding = self._content
        found: Iterator[Row]
        if form == "workbook":
            book = Workbook(path, self.limits)
            self._stack.callback(book.close)
            self.form = "workbook"
            found = self._from_grids(book.grids())
        elif looks_like_json(path, encoding):
            self.form = f"json {encoding}"
            found = self._from_records(records_of(path, encoding, self.limits))
        else:
            delimiter, lines = lines_of(path, encoding, self.limits)
            self.form = f"text {encoding} {delimiter!r}"
            found = self._from_grids(iter([Grid("", lines)]))
        return self._counted(found)

    def _counted(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            if row.index > self.limits.rows:
                raise Refused(TOO_MANY_ROWS.fill(limit=self.limits.rows))
            yield row
        if self._index == 0 and not self.headings:
            raise Refused(NO_ROWS)

    # Grids: the heading is searched in the first lines.

    def _from_grids(self, grids: Iterator[Grid]) -> Iterator[Row]:
        first_line = ""
        for grid in grids:
            if self.mapping.sheet and grid.name and grid.name != self.mapping.sheet:
                continue
            looked_at = max(self.limits.preview, self.mapping.heading_row or 0)
            ahead = list(itertools.islice(grid.lines, looked_at))
            filled = [line for line in ahead if any(cell.text for cell in line.cells)]
            if not filled:
                continue
            heading = self._heading_of(filled)
            if heading is None:
                first_line = first_line or "，".join(cell.text[:30] for cell in filled[0].cells if cell.text)
                self.notes.append(SKIPPED_SHEET.fill(name=grid.name))
                continue
            names = _unique([cell.text for cell in heading.cells])
            try:
                fields = self._fields(names)
            except Refused as refused:
                if not self.headings:
                    raise
                # An earlier sheet had the columns asked for; this one is something else.
                self.notes.append(refused.words)
                continue
            body = itertools.chain((line for line in ahead if line.number > heading.number), grid.lines)
            yield from self._body(grid.name, names, fields, heading, body)
        if not self.headings and first_line:
            raise Refused(NO_HEADING.fill(line=first_line[:200]))

    def _heading_of(self, lines: list[Line]) -> Line | None:
        wanted = {bare(name) for field in self.mapping.fields for name in self.mapping.headings(field)}
        if self.mapping.heading_row:
            return next((line for line in lines if line.number == self.mapping.heading_row), None)

        def score(line: Line) -> float:
            texts = [cell.text for cell in line.cells]
            mapped = sum(1.0 for text in set(map(bare, texts)) if text in wanted)
            if self.synonyms is None:
                return mapped or float(len({text for text in texts if text}))
            return mapped * 2 + heading_score([text for text in texts if len(text) <= 40], self.synonyms)

        best = max(lines, key=score)
        needed = 0.9 if self.synonyms is not None else 1.0
        return best if score(best) >= needed else None

    def _body(
        self, sheet: str, names: list[str], fields: dict[str, list[str]], heading: Line, lines: Iterator[Line]
    ) -> Iterator[Row]:
        repeated = [cell.text for cell in heading.cells]
        for line in lines:
            texts = [cell.text for cell in line.cells]
            if (not any(texts) and not line.problems) or texts == repeated:
                continue
            problems = list(line.problems)
            named = {name: cell for name, cell in zip(names, line.cells, strict=False) if name}
            beyond = [
                cell
                for place, cell in enumerate(line.cells)
                if cell.text and (place >= len(names) or not names[place])
            ]
            if beyond:
                shown = "，".join(cell.text for cell in beyond)[:200]
                # Text past the last column means a delimiter inside a cell: the columns have shifted.
                fatal = any(cell.text for cell in line.cells[len(names) :])
                problems.append(Problem("", LONGER.fill(cells=shown), fatal=fatal))
                named |= {f"+{place}": cell for place, cell in enumerate(beyond, start=1)}
            yield self._row(line.number, sheet, named, fields, problems)

    # Records: the names stand in every object.

    def _from_records(self, records: Iterator[Record]) -> Iterator[Row]:
        ahead = list(itertools.islice(records, _SAMPLED_RECORDS))
        names = list(dict.fromkeys(name for record in ahead for name in record.cells if name))
        fields = self._fields(names) if names else {}
        if names and not fields and self.synonyms is not None:
            raise Refused(NO_HEADING.fill(line="，".join(names)[:200]))
        for record in itertools.chain(ahead, records):
            if not record.problems and not any(cell.text for cell in record.cells.values()):
                continue
            yield self._row(record.number, "", record.cells, fields, list(record.problems))

    # Both.

    def _fields(self, names: list[str]) -> dict[str, list[str]]:
        """field -> the headings it is read from; what the mapping says wins."""
        # "电话 (2)" is a heading of its own, though bare of brackets it is the first one.
        present = {bare(name): name for name in reversed(names) if name} | {
            name: name for name in names if name
        }

        def find(asked: str) -> str | None:
            return present.get(asked) or present.get(bare(asked))

        fields: dict[str, list[str]] = {}
        missing = []
        for field in self.mapping.fields:
            asked = self.mapping.headings(field)
            missing += [name for name in asked if find(name) is None]
            fields[field] = [found for name in asked if (found := find(name))]
        if missing:
            headings = "，".join(name for name in names if name)[:500]
            raise Refused(NOT_IN_FILE.fill(names="，".join(missing)[:200], headings=headings or ANY))
        used = {name for headings in fields.values() for name in headings}
        free = [name for name in names if name and name not in used]
        if self.synonyms is None:
            fields |= {name: [name] for name in free if name not in fields}
            matches: dict[str, Match] = {}
        else:
            open_fields = {
                field: words
                for field, words in self.synonyms.items()
                if field not in fields
                and field not in self.mapping.constants
                and field not in self.mapping.skip
            }
            matches = recognise(free, open_fields)
            fields |= {field: [match.heading] for field, match in matches.items()}
        if not self.headings:
            self.headings = [name for name in names if name]
            given = {
                field: Match("，".join(self.mapping.headings(field)), 1.0) for field in self.mapping.fields
            }
            self.recognised = given | matches
        return fields

    def _row(
        self,
        number: int,
        sheet: str,
        named: dict[str, Cell],
        fields: dict[str, list[str]],
        problems: list[Problem],
    ) -> Row:
        self._index += 1
        cells: dict[str, str] = {}
        for field, headings in fields.items():
            parts = [named[name] for name in headings if name in named]
            problems += [Problem(field, cell.problem, cell.fatal) for cell in parts if cell.problem]
            text = "\n".join(dict.fromkeys(cell.text for cell in parts if cell.text))
            if words := self.mapping.values.get(field):
                known = {plain(word).casefold(): value for word, value in words.items()}
                text = known.get(plain(text).casefold(), text)
            if text:
                cells[field] = text
        for field, value in self.mapping.constants.items():
            cells.setdefault(field, tidy(value))
        raw = {name: cell.raw for name, cell in named.items()}
        return Row(self._index, number, cells, raw, tuple(problems), sheet)


def _unique(names: list[str]) -> list[str]:
    """Headings made different: a second 电话 is 电话 (2)."""
    seen: dict[str, int] = {}
    result = []
    for name in names:
        name = " ".join(name.split())
        seen[name] = seen.get(name, 0) + 1
        result.append(f"{name} ({seen[name]})" if name and seen[name] > 1 else name)
    return result


def open_table(
    source: Path | str | IO[bytes],
    *,
    mapping: Mapping | None = None,
    synonyms: Names[str, Sequence[str]] | None = None,
    bounds: Limits | None = None,
) -> Table:
    """Open a path or an upload; use it in a `with` block. Raises Refused."""
    return Table(source, mapping=mapping, synonyms=synonyms, bounds=bounds)


def read_rows(
    source: Path | str | IO[bytes],
    *,
    mapping: Mapping | None = None,
    synonyms: Names[str, Sequence[str]] | None = None,
    bounds: Limits | None = None,
) -> Iterator[Row]:
    """Every row of a path or an upload; without `synonyms` a cell's field is its heading. Raises Refused."""
    with open_table(source, mapping=mapping, synonyms=synonyms, bounds=bounds) as table:
        yield from table.rows()


def preview(table: Table, count: int = 10) -> Preview:
    """The headings and first rows of an opened table."""
    rows = list(itertools.islice(table.rows(), count))
    taken = {match.heading for match in table.recognised.values()}
    left = [name for name in table.headings if name not in taken]
    return Preview(table.form, table.headings, table.recognised, left, rows, table.notes)
