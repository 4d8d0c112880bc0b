"""Workbooks (xlsx, xls, ods): every visible sheet, merged cells filled downwards, numbers as people write them."""

import datetime as dt
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

from huying.intake.limits import Limits
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .cells import cell_of
from .content import DAMAGED
from .rows import Cell, Grid, Line, Problem

_UNPACK = Path(__file__).with_name("unpack.py")
TOO_MANY_COLUMNS = Words("超过 {limit} 列。", "More than {limit} columns.")


class Workbook:
    """A workbook read by a process of its own, sheet after sheet; close it when done."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.limits = limits
        arguments = [str(path), str(limits.memory), str(limits.rows + limits.preview)]
        self.child = subprocess.Popen(
            [sys.executable, "-I", str(_UNPACK), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            encoding="utf-8",
        )
        self.timer = Timer(limits.seconds, self.child.kill)
        self.timer.daemon = True
        self.timer.start()
        self.next_head: dict[str, object] | None = None

    def close(self) -> None:
        """Stop the process."""
        self.timer.cancel()
        self.child.kill()
        if self.child.stdout:
            self.child.stdout.close()
        self.child.wait()

    def grids(self) -> Iterator[Grid]:
        """The sheets in their order; each must be read, or left, before the next."""
        head: object = self._read()
        while isinstance(head, dict) and "end" not in head:
            self.next_head = None
            lines = self._lines(head)
            yield Grid(str(head["sheet"]), lines)
            for _ in lines:
                pass
            head = self.next_head

    def _read(self) -> dict[str, object] | list[object]:
        assert self.child.stdout is not None  # noqa: S101
        line = self.child.stdout.readline()
        if not line.endswith("\n"):
            # It died before it said "end": too big for its memory or time, or damaged.
            raise Refused(DAMAGED)
        value: dict[str, object] | list[object] = json.loads(line)
        return value

    def _lines(self, head: dict[str, object]) -> Iterator[Line]:
        merged: list[list[int]] = head["merged"]  # type: ignore[assignment]
        coming = iter(sorted(merged))
        following = next(coming, None)
        open_merges: dict[int, tuple[int, Cell]] = {}
        number = 0
        while isinstance(values := self._read(), list):
            cells = [self._cell(value) for value in values[: self.limits.columns]]
            for column, (last, cell) in list(open_merges.items()):
                if number > last:
                    del open_merges[column]
                elif column < len(cells) and not cells[column].raw:
                    cells[column] = cell
            while following is not None and following[0] <= number:
                first, last, column = following
                if first == number and column < len(cells):
                    open_merges[column] = (last, cells[column])
                following = next(coming, None)
            number += 1
            yield Line(number, cells, self._problems(values))
        self.next_head = values

    def _problems(self, values: list[object]) -> tuple[Problem, ...]:
        if any(value not in ("", None) for value in values[self.limits.columns :]):
            return (Problem("", TOO_MANY_COLUMNS.fill(limit=self.limits.columns)),)
        return ()

    def _cell(self, value: object) -> Cell:
        if isinstance(value, dict):
            value = _time_text(value)
        return cell_of(value, self.limits.cell)


def _time_text(value: dict[str, object]) -> str:
    if "s" in value:
        seconds = float(str(value["s"]))
        return str(dt.timedelta(seconds=round(seconds)))
    text = str(next(iter(value.values())))
    # A day stored with no hour is a day: "2022-01-08 00:00:00" is how sheets keep it.
    return text.removesuffix(" 00:00:00")
