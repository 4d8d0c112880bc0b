"""What every reader gives: rows with text cells, the original kept, and what was wrong."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from huying.kernel.words import Words


class Problem(NamedTuple):
    """Something wrong in a row; `field` is the field or heading it concerns, "" for the whole row.

    A problem that is not `fatal` is only told: the row can still be used.
    """

    field: str
    words: Words
    fatal: bool = True


class Cell(NamedTuple):
    """One cell: the text to use, the text as it stood, and what was wrong with it."""

    text: str
    raw: str
    problem: Words | None = None
    fatal: bool = True


@dataclass(frozen=True)
class Row:
    """One row of a table.

    index: running number over the whole file, from 1 (what a resumed load counts by);
    number: the line of the file, or the row of the sheet, a person looks for;
    cells: field -> tidied text, empty ones left out; raw: heading -> text as it stood.
    """

    index: int
    number: int
    cells: dict[str, str]
    raw: dict[str, str]
    problems: tuple[Problem, ...] = ()
    sheet: str = ""

    @property
    def broken(self) -> bool:
        """True when a problem keeps the row from being used."""
        return any(problem.fatal for problem in self.problems)


class Line(NamedTuple):
    """One line of a grid before its columns have names."""

    number: int
    cells: list[Cell]
    problems: tuple[Problem, ...] = ()


class Grid(NamedTuple):
    """A sheet, or a delimited file: lines whose heading is still to be found."""

    name: str
    lines: Iterator[Line]


class Record(NamedTuple):
    """One JSON object: its own names for its cells."""

    number: int
    cells: dict[str, Cell]
    problems: tuple[Problem, ...] = ()


@dataclass
class Found:
    """What was read off a file: its form, and its tables or records."""

    form: str
    grids: Iterator[Grid] | None = None
    records: Iterator[Record] | None = None
    notes: list[Words] = field(default_factory=list)
