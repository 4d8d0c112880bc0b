"""Files of lists: JSON, lines of JSON, printed text, tables; alone, in a folder or in an archive."""

import codecs
import datetime as dt
import gzip
import json
import tarfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from huying.intake.limits import limits
from huying.intake.readers.content import TOO_BIG, megabytes
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.risk.lists import ListRead
from huying.places.risk.official import list_of, looks_official
from huying.places.risk.press import list_of_text, looks_printed

from .tables import list_of_table

MEMBER = 16 * 2**20
MEMBERS = 20_000

NOT_TEXT = Words("看不出是什么文字编码。", "The encoding of the text is not clear.")
NOT_JSON = Words("JSON 写得不完整，读不了。", "The JSON is broken and cannot be read.")
DAMAGED = Words(
    "压缩包不完整或已损坏，后面的没有读到。", "The archive is damaged; what follows was not read."
)
NO_FILE = Words("包里的“{name}”不是普通文件，跳过。", "“{name}” in the archive is no plain file; skipped.")
TOO_MANY = Words(
    "包里的文件太多，只读了前 {limit} 个。", "Too many files in the archive; the first {limit} were read."
)
EMPTY = Words("里面没有名单。", "There is no list in it.")


@dataclass(frozen=True)
class Found:
    """A list, or why there is none, and the file it was in; `line` where one file holds several."""

    file: str
    read: ListRead | None = None
    error: Words | None = None
    line: int = 0


def lists_in(path: Path, *, at: dt.datetime | None = None, name: str = "") -> Iterator[Found]:
    """Every list in a file, an archive (.tar, .tar.gz) or a folder. Raises nothing: what cannot be read is told.

    `at` dates a table that does not say itself from when it is.
    """
    shown = name or path.name
    try:
        if path.is_dir():
            for inner in sorted(
                one for one in path.rglob("*") if one.is_file() and not one.name.startswith(".")
            ):
                yield from lists_in(inner, at=at, name=str(inner.relative_to(path)))
            return
        if path.stat().st_size > limits().bytes:
            raise Refused(TOO_BIG.fill(limit=megabytes(limits().bytes)))
        yield from _file(path, shown, at)
    except Refused as refused:
        yield Found(shown, error=refused.words)
    except OSError:
        yield Found(shown, error=DAMAGED)


def _file(path: Path, name: str, at: dt.datetime | None) -> Iterator[Found]:
    with path.open("rb") as file:
        head = file.read(2)
    if head == b"\x1f\x8b":
        with gzip.open(path) as unpacked:
            if _is_tar(unpacked):
                unpacked.seek(0)
                yield from _archive(unpacked, name)
                return
    elif _tar_alone(path):
        with path.open("rb") as file:
            yield from _archive(file, name)
        return
    content = _bytes(path, packed=head == b"\x1f\x8b")
    found = _texts(content, name) if content is not None else None
    if found is None:
        yield Found(name, list_of_table(path, at=at))
    else:
        yield from found


def _is_tar(file: IO[bytes] | gzip.GzipFile) -> bool:
    try:
        return file.read(512)[257:262] == b"ustar"
    except (OSError, EOFError, zlib.error):
        return False


def _tar_alone(path: Path) -> bool:
    with path.open("rb") as file:
        return _is_tar(file)


class _Bounded:
    """A stream that ends with a refusal where it unpacks to too much."""

    def __init__(self, inner: IO[bytes] | gzip.GzipFile, limit: int) -> None:
        self.inner, self.left, self.limit = inner, limit, limit

    def read(self, size: int = -1) -> bytes:
        """As a file's."""
        piece = self.inner.read(size if size >= 0 else self.left + 1)
        self.left -= len(piece)
        if self.left < 0:
            raise Refused(TOO_BIG.fill(limit=megabytes(self.limit)))
        return piece


def _archive(file: IO[bytes] | gzip.GzipFile, name: str) -> Iterator[Found]:
    count = 0
    try:
        with tarfile.open(fileobj=_Bounded(file, limits().unpacked), mode="r|") as archive:  # type: ignore[call-overload]
            for member in archive:
                short = Path(member.name).name[:200]
                if member.isdir() or short.startswith("."):
                    continue
                count += 1
                if count > MEMBERS:
                    yield Found(name, error=TOO_MANY.fill(limit=MEMBERS))
                    return
                yield from _member(archive, member, short)
    except (tarfile.TarError, OSError, EOFError, zlib.error, ValueError):
        yield Found(name, error=DAMAGED)
        return
    if not count:
        yield Found(name, error=EMPTY)


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo, name: str) -> Iterator[Found]:
    inner = archive.extractfile(member) if member.isfile() else None
    if inner is None:
        yield Found(name, error=NO_FILE.fill(name=name))
    elif member.size > MEMBER:
        yield Found(name, error=TOO_BIG.fill(limit=megabytes(MEMBER)))
    else:
        found = _texts(inner.read(), name)
        yield from found if found is not None else (Found(name, error=NOT_JSON),)


def _bytes(path: Path, *, packed: bool) -> bytes | None:
    """The content of a file that can be JSON or text; None for what must be a workbook."""
    try:
        with gzip.open(path) if packed else path.open("rb") as file:
            content: bytes = file.read(MEMBER + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused(DAMAGED) from None
    if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")):
        return None
    return content if len(content) <= MEMBER else None


def _texts(content: bytes, name: str) -> Iterator[Found] | None:
    """The lists of a text; None when it is neither JSON nor a printed list, but may be a table."""
    text = _decoded(content)
    if text is None:
        return iter([Found(name, error=NOT_TEXT)])
    start = text.lstrip("\ufeff \t\r\n\0")
    if start.startswith(("{", "[")):
        return _json(start, name)
    if looks_printed(text):
        return iter([_printed(name, text)])
    return None


def _decoded(content: bytes) -> str | None:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _json(text: str, name: str) -> Iterator[Found] | None:
    value = _loaded(text)
    if value is not _BROKEN:
        return _values(value, name)
    lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if len(lines) < 2 or _loaded(lines[0][1]) is _BROKEN:
        return iter([Found(name, error=NOT_JSON)])
    return (found for number, line in lines for found in _values(_loaded(line), name, number) or ())


_BROKEN = object()


def _loaded(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _BROKEN


def _values(value: Any, name: str, line: int = 0) -> Iterator[Found] | None:
    """The lists in a JSON value; None for rows of a table."""
    if isinstance(value, list) and value and not any(map(_known, value)):
        return None
    several = value if isinstance(value, list) else [value]
    if not several:
        return iter([Found(name, error=EMPTY, line=line)])
    return (
        _value(one, name, line or (number if len(several) > 1 else 0))
        for number, one in enumerate(several, 1)
    )


def _known(value: Any) -> bool:
    return looks_official(value) or (isinstance(value, dict) and isinstance(value.get("text"), str))


def _value(value: Any, name: str, line: int) -> Found:
    try:
        if value is _BROKEN:
            raise Refused(NOT_JSON)
        if isinstance(value, dict) and isinstance(value.get("text"), str) and not looks_official(value):
            return Found(name, list_of_text(value["text"], row=value), line=line)
        return Found(name, list_of(value), line=line)
    except Refused as refused:
        return Found(name, error=refused.words, line=line)


def _printed(name: str, text: str) -> Found:
    try:
        return Found(name, list_of_text(text))
    except Refused as refused:
        return Found(name, error=refused.words)
