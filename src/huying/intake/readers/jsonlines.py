"""JSON: one object a line, an array of objects, or an object that holds such an array."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from huying.intake.limits import Limits
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .cells import cell_of
from .delimited import LINE_TOO_LONG
from .rows import Cell, Problem, Record

NOT_JSON = Words("这一行不是完整的 JSON。", "This line is not complete JSON.")
NOT_AN_OBJECT = Words("这一行不是“名称：内容”的形式。", "This line is not an object of names and values.")
NO_ROWS = Words("文件里没有找到一行行的数据。", "No rows were found in the file.")
TOO_MANY_NAMES = Words("超过 {limit} 项。", "More than {limit} names.")


def looks_like_json(path: Path, encoding: str) -> bool:
    """True when the first character that is not white space opens an object or an array."""
    with path.open(encoding=encoding, errors="replace") as file:
        while piece := file.read(4096):
            if text := piece.strip("\ufeff\0 \t\r\n"):
                return text[0] in "{["
    return False


def records_of(path: Path, encoding: str, limits: Limits) -> Iterator[Record]:
    """The objects of a JSON file; a line that is none becomes a record with a problem."""
    whole = _whole(path, encoding, limits)
    if whole is not None:
        for number, value in enumerate(whole, start=1):
            yield _record(number, value, json.dumps(value, ensure_ascii=False)[: limits.cell], limits)
        return
    with path.open(encoding=encoding, errors="replace", newline="\n") as file:
        number = 0
        while line := file.readline(limits.line + 1):
            number += 1
            if len(line) > limits.line:
                raise Refused(LINE_TOO_LONG.fill(number=number))
            text = line.strip("\ufeff\0 \t\r\n")
            if text:
                yield _parsed(number, text, limits)


def _load(text: str) -> Any:
    # Whole numbers stay text: an identity number must not pass through a float, nor a giant one through int.
    return json.loads(text, parse_int=str)


def _whole(path: Path, encoding: str, limits: Limits) -> list[Any] | None:
    """The array a file is or holds; None when it is one object a line."""
    with path.open(encoding=encoding, errors="replace") as file:
        first = ""
        while not first.strip("\ufeff\0 \t\r\n"):
            first = file.readline(limits.line + 1)
            if not first:
                raise Refused(NO_ROWS)
        rest = file.read(1)
        try:
            value = _load(first.strip("\ufeff\0 \t\r\n"))
        except (ValueError, RecursionError):
            value = None
        if isinstance(value, dict) and (rest or _held(value) is None):
            return None
        if isinstance(value, list) and rest and not any(isinstance(item, dict) for item in value):
            return None
        file.seek(0)
        try:
            value = _load(file.read().strip("\ufeff\0 \t\r\n"))
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, list) else _held(value)


def _held(value: object) -> list[Any] | None:
    if not isinstance(value, dict):
        return None
    lists = [item for item in value.values() if isinstance(item, list) and item and isinstance(item[0], dict)]
    return lists[0] if len(lists) == 1 else None


def _parsed(number: int, text: str, limits: Limits) -> Record:
    try:
        value = _load(text)
    except (ValueError, RecursionError):
        shown = text[: limits.cell].encode("utf-8", "replace").decode()
        return Record(number, {"": Cell("", shown)}, (Problem("", NOT_JSON),))
    return _record(number, value, text[: limits.cell], limits)


def _record(number: int, value: object, text: str, limits: Limits) -> Record:
    if not isinstance(value, dict):
        shown = text.encode("utf-8", "replace").decode().replace("\0", "")
        return Record(number, {"": Cell("", shown)}, (Problem("", NOT_AN_OBJECT),))
    if len(value) > limits.columns:
        return Record(number, {}, (Problem("", TOO_MANY_NAMES.fill(limit=limits.columns)),))
    return Record(number, {cell_of(name, 200).text: _cell(item, limits) for name, item in value.items()})


def _cell(value: object, limits: Limits) -> Cell:
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return cell_of("\n".join(value), limits.cell)
    if isinstance(value, dict | list):
        return cell_of(json.dumps(value, ensure_ascii=False), limits.cell)
    return cell_of(value, limits.cell)
