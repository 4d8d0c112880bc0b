"""From what a cell holds to the text a person meant."""

import math
import re
import unicodedata

from huying.kernel.words import Words

from .rows import Cell

# A spreadsheet keeps 15 significant digits of a number; an identity number has 18.
_KEPT_DIGITS = 15

LOST_DIGITS = Words(
    "这个号码在表格里存成了数字，后面几位已经丢失。请把这一列设成“文本”后重新填写。",
    "This number was stored as a number in the sheet and its last digits are lost. "
    "Format the column as text and type it again.",
)
UNREADABLE = Words(
    "有辨认不出的字符，请对照原件改正。",
    "Some characters could not be read; please correct them from the original.",
)
DROPPED = Words("去掉了看不见的控制字符。", "Invisible control characters were removed.")
TOO_LONG = Words("内容太长，最多 {limit} 个字。", "The text is too long; at most {limit} characters.")

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code - 0xFEE0).isalnum()}
_UNSEEN = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F, 0xFEFF, 0x200B, 0x2060])
_TIDY = _WIDE | _UNSEEN | {0x3000: " ", 0xA0: " "}
_SCIENCE = re.compile(r"(\d)(?:\.(\d+))?[Ee]\+(\d{1,3})")
_SIGNS = tuple("=+-@＝＋－＠")
_FORMULA_TEXT = re.compile(r'="(.*)"', re.DOTALL)


def plain(text: str) -> str:
    """The compatibility form without spaces around: for numbers, codes, headings and dates."""
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).strip()


def tidy(text: str) -> str:
    """Text for reading: half-width letters and digits, no invisible characters, punctuation kept."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text.translate(_TIDY).strip()


def number_text(value: float) -> tuple[str, Words | None]:
    """A stored number as a person would write it: 13812348000.0 is "13812348000"."""
    if not math.isfinite(value):
        return "", UNREADABLE
    if value != int(value):
        return repr(value) if abs(value) < 1e15 else str(int(value)), None
    digits = str(int(value))
    lost = len(digits.lstrip("-")) > _KEPT_DIGITS
    return digits, LOST_DIGITS if lost else None


def science_text(text: str) -> tuple[str, Words | None]:
    """Undo "1.38E+10", which a sheet saved as text shows for a long number."""
    match = _SCIENCE.fullmatch(text)
    if match is None:
        return text, None
    lead, rest, power = match[1], match[2] or "", int(match[3])
    if power > 40 or lead == "0":
        return text, None
    digits = lead + rest
    if len(digits) > power + 1:
        return text, None
    whole = digits.ljust(power + 1, "0")
    lost = len(whole) >= 11 and len(digits) < len(whole)
    return (text if lost else whole), LOST_DIGITS if lost else None


def cell_of(value: object, limit: int) -> Cell:
    """A cell of at most `limit` characters from text, a number or a truth value."""
    problem: Words | None = None
    if value is None:
        return Cell("", "")
    if isinstance(value, bool):
        text = raw = "true" if value else "false"
    elif isinstance(value, float):
        text, problem = number_text(value)
        raw = text
    else:
        raw = str(value)
        text, problem = science_text(tidy(_bare(raw)))
    return _checked(text, raw, problem, limit)


def _bare(raw: str) -> str:
    """A text without what keeps programs from changing it: ="013800", or an apostrophe before a sign."""
    if raw.startswith("'") and raw[1:].lstrip().startswith(_SIGNS):
        return raw[1:]
    wrapped = _FORMULA_TEXT.fullmatch(raw.strip())
    return wrapped[1] if wrapped else raw


def _checked(text: str, raw: str, problem: Words | None, limit: int) -> Cell:
    if len(raw) > limit:
        return Cell(text[:limit], raw[:limit], TOO_LONG.fill(limit=limit))
    if any("\ud800" <= letter <= "\udfff" for letter in raw):
        whole = raw.encode("utf-8", "replace").decode()
        return Cell(tidy(whole), whole, UNREADABLE)
    fatal = problem is not None
    if "\ufffd" in raw:
        problem = problem or UNREADABLE
    elif "\0" in raw:
        problem = problem or DROPPED
    return Cell(text, raw.replace("\0", ""), problem, fatal)
