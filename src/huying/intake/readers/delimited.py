"""Delimited text: comma, tab, semicolon or bar; quotes that do not match; lines of uneven length."""

import csv
import itertools
from collections import Counter, deque
from collections.abc import Iterator
from pathlib import Path

from huying.intake.limits import Limits
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .cells import cell_of
from .rows import Line, Problem

DELIMITERS = (",", "\t", ";", "|")
_SNIFFED = 60

LINE_TOO_LONG = Words(
    "第 {number} 行太长，这不像一个表格。", "Line {number} is too long; this does not look like a table."
)
QUOTES = Words(
    "引号没有成对，这一行按原样分列，请核对。",
    "The quotes do not match; the line was split as it stands, please check it.",
)
TOO_MANY_COLUMNS = Words("超过 {limit} 列。", "More than {limit} columns.")


def lines_of(path: Path, encoding: str, limits: Limits) -> tuple[str, Iterator[Line]]:
    """The delimiter of a text file and its lines, numbered as an editor numbers them."""
    delimiter, skipped = _delimiter(path, encoding, limits)
    return delimiter, _lines(path, encoding, delimiter, skipped, limits)


def _physical(path: Path, encoding: str, limits: Limits) -> Iterator[str]:
    with path.open(encoding=encoding, errors="replace", newline=None) as file:
        number = 0
        while line := file.readline(limits.line + 1):
            number += 1
            if len(line) > limits.line:
                raise Refused(LINE_TOO_LONG.fill(number=number))
            yield line


def _delimiter(path: Path, encoding: str, limits: Limits) -> tuple[str, int]:
    sample = [line for line in itertools.islice(_physical(path, encoding, limits), _SNIFFED) if line.strip()]
    if sample and sample[0].lower().startswith("sep=") and len(sample[0].strip()) == 5:
        return sample[0][4], 1
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(_split(line, delimiter)[0]) for line in sample)
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = count / len(sample) + min(width, 20) / 100
        if score > best_score:
            best, best_score = delimiter, score
    return best, 0


def _split(line: str, delimiter: str) -> tuple[list[str], bool]:
    """One physical line on its own; True when its quotes had to be ignored."""
    try:
        return next(csv.reader([line], delimiter=delimiter, strict=True), []), False
    except csv.Error:
        pass
    try:
        return next(csv.reader([line.rstrip("\n")], delimiter=delimiter, quoting=csv.QUOTE_NONE), []), True
    except csv.Error:
        return line.rstrip("\n").split(delimiter), True


class _Source:
    """Physical lines that can be given back, so that one stray quote cannot swallow the rest of a file."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.ahead: deque[str] = deque()
        self.taken: list[str] = []

    def window(self, size: int) -> Iterator[str]:
        """The next lines, at most `size`, remembered as taken."""
        self.taken = []
        while len(self.taken) < size:
            line = self.ahead.popleft() if self.ahead else next(self.lines, None)
            if line is None:
                return
            self.taken.append(line)
            yield line

    def keep(self, count: int) -> str:
        """Give back all but the first `count` lines taken; returns the first."""
        self.ahead.extendleft(reversed(self.taken[count:]))
        return self.taken[0]


def _lines(path: Path, encoding: str, delimiter: str, skipped: int, limits: Limits) -> Iterator[Line]:
    csv.field_size_limit(max(csv.field_size_limit(), limits.line))
    source = _Source(_physical(path, encoding, limits))
    number = 1
    for _ in source.window(skipped):
        number += 1
    while True:
        record, used, loose = _record(source, delimiter, limits)
        if record is None:
            return
        yield _line(number, record, loose, limits)
        number += used


def _record(source: _Source, delimiter: str, limits: Limits) -> tuple[list[str] | None, int, bool]:
    """The next record, the number of physical lines it took, and whether its quotes were ignored."""
    reader = csv.reader(source.window(limits.quoted_lines), delimiter=delimiter, strict=True)
    try:
        record = next(reader, None)
    except csv.Error:
        record = None
    if not source.taken:
        return None, 0, False
    if record is not None:
        # The reader stops right after the record, so nothing has to be given back.
        return record, len(source.taken), False
    first = source.keep(1)
    cells, loose = _split(first, delimiter)
    return cells, 1, loose


def _line(number: int, record: list[str], loose: bool, limits: Limits) -> Line:
    problems = [Problem("", QUOTES, fatal=False)] if loose else []
    if len(record) > limits.columns:
        problems.append(Problem("", TOO_MANY_COLUMNS.fill(limit=limits.columns)))
        record = record[: limits.columns]
    return Line(number, [cell_of(text, limits.cell) for text in record], tuple(problems))
