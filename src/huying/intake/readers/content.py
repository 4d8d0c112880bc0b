"""What a file is, judged by its content and never by its name."""

import codecs
import gzip
import re
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import IO, NamedTuple

from huying.intake.limits import Limits
from huying.kernel.refused import Refused
from huying.kernel.words import Words

_PIECE = 1 << 20
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

EMPTY = Words("文件是空的。", "The file is empty.")
TOO_BIG = Words(
    "文件太大，最多 {limit} MB。请分成几个文件。", "The file is too big; at most {limit} MB. Split it."
)
DAMAGED = Words(
    "文件不完整或已损坏，打不开。请重新导出再试。",
    "The file is incomplete or damaged and cannot be opened. Export it again.",
)
NOT_A_TABLE = Words(
    "这不是我们能读的表格。请用 Excel（xlsx、xls、ods）、CSV 或 JSON 行文件。",
    "This is not a table we can read. Use Excel (xlsx, xls, ods), CSV or JSON lines.",
)


class Content(NamedTuple):
    """The unpacked file: where it is, what it is ("workbook", "text") and its encoding."""

    path: Path
    form: str
    encoding: str = ""


def megabytes(size: int) -> int:
    """A limit in bytes as whole megabytes for a sentence."""
    return max(1, size // 2**20)


def save(source: IO[bytes], folder: Path, limit: int) -> Path:
    """Copy an upload to a file; Refused when it is larger than `limit` bytes."""
    path = folder / "file"
    size = 0
    with path.open("wb") as out:
        while piece := source.read(_PIECE):
            size += len(piece)
            if size > limit:
                raise Refused(TOO_BIG.fill(limit=megabytes(limit)))
            out.write(piece)
    return path


def content_of(path: Path, folder: Path, limits: Limits) -> Content:
    """Unpack and judge a file; `folder` takes what has to be unpacked.

    Raises Refused for an empty, too big, damaged or unknown file.
    """
    if path.stat().st_size > limits.bytes:
        raise Refused(TOO_BIG.fill(limit=megabytes(limits.bytes)))
    head = _head(path)
    if head.startswith(b"\x1f\x8b"):
        path = _gunzip(path, folder, limits)
        head = _head(path)
    if not head.strip(b"\0 \t\r\n"):
        raise Refused(EMPTY)
    if head.startswith(b"PK\x03\x04"):
        _check_zip(path, limits)
        return Content(path, "workbook")
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Content(path, "workbook")
    if head.startswith((b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf", b"PK")):
        raise Refused(NOT_A_TABLE)
    return Content(path, "text", encoding_of(path))


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


def _gunzip(path: Path, folder: Path, limits: Limits) -> Path:
    size = 0
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as out:
        try:
            with gzip.open(path) as packed:
                while piece := packed.read(_PIECE):
                    size += len(piece)
                    if size > limits.unpacked:
                        raise Refused(TOO_BIG.fill(limit=megabytes(limits.unpacked)))
                    out.write(piece)
        except (OSError, EOFError, zlib.error) as error:
            raise Refused(DAMAGED) from error
        return Path(out.name)


def _check_zip(path: Path, limits: Limits) -> None:
    """Refuse an archive that unpacks to too much, or to something other than its directory says."""
    size = 0
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            if not names & {"[Content_Types].xml", "mimetype", "xl/workbook.xml", "content.xml"}:
                raise Refused(NOT_A_TABLE)
            for member in archive.infolist():
                if member.flag_bits & 1:
                    raise Refused(DAMAGED)
                with archive.open(member) as file:
                    while piece := file.read(_PIECE):
                        size += len(piece)
                        if size > limits.unpacked:
                            raise Refused(TOO_BIG.fill(limit=megabytes(limits.unpacked)))
    # A hostile archive can break the reader in many places; each of these means "damaged".
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        EOFError,
        OSError,
        zlib.error,
        ValueError,
        RuntimeError,
    ) as error:
        raise Refused(DAMAGED) from error


class _Count(NamedTuple):
    """Characters of a text read in one encoding: unreadable, in the range GB text can pass for, Chinese, all."""

    bad: int
    narrow: int
    wide: int
    size: int


def encoding_of(path: Path) -> str:
    """The encoding of a text file: "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be" or "gb18030".

    Raises Refused when it is no text.
    """
    head = _head(path)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    if (sixteen := _sixteen(path)) is not None:
        return sixteen
    utf8 = _count(path, "utf-8")
    if utf8.bad == 0 and (utf8.wide or not utf8.narrow):
        return "utf-8"
    if utf8.bad and utf8.wide and utf8.bad * 20 < utf8.wide:
        return "utf-8"
    chinese = _count(path, "gb18030")
    if chinese.bad == 0 and chinese.wide:
        return "gb18030"
    if utf8.bad == 0:
        return "utf-8"
    if chinese.wide and chinese.bad * 20 < chinese.wide:
        return "gb18030"
    if utf8.bad * 50 < utf8.size:
        return "utf-8"
    raise Refused(NOT_A_TABLE)


def _sixteen(path: Path) -> str | None:
    """UTF-16 without a mark: its line ends and delimiters leave a zero in one half of the pairs only."""
    with path.open("rb") as file:
        sample = file.read(1 << 16)
    if path.stat().st_size % 2 or b"\0" not in sample:
        return None
    pairs = len(sample) // 2
    for name, half, end in (("utf-16-le", 1, b"\n\0"), ("utf-16-be", 0, b"\0\n")):
        zeros, others = sample[half::2].count(0), sample[1 - half :: 2].count(0)
        # A stray zero in other text is not beside a line end that starts at an even place.
        ends = sum(1 for found in re.finditer(re.escape(end), sample) if found.start() % 2 == 0)
        if ends and zeros * 50 >= pairs and others * 20 <= zeros:
            return name if _count(path, name).bad == 0 else None
    return None


_WIDE = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]+")
_NARROW = re.compile("[\u0080-\u07ff]+")


def _count(path: Path, encoding: str) -> _Count:
    bad = narrow = wide = size = 0
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            text = decoder.decode(piece)
            size += len(text)
            if text.isascii():
                continue
            bad += text.count("\ufffd")
            narrow += sum(map(len, _NARROW.findall(text)))
            wide += sum(map(len, _WIDE.findall(text)))
        bad += decoder.decode(b"", final=True).count("\ufffd")
    return _Count(bad, narrow, wide, size)
