"""Dates and times as people write them, Chinese or English, into zone-aware moments."""

import datetime as dt
import re
from typing import NamedTuple
from zoneinfo import ZoneInfo

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .cells import plain

UNREAD = Words(
    "看不懂这个时间：{text}。请写成 2022-01-08 09:05 这样。",
    "This time is not understood: {text}. Write it like 2022-01-08 09:05.",
)
AMBIGUOUS = Words(
    "{text} 分不清哪个是月、哪个是日。请写成 2022-01-08 这样。",
    "In {text} it is unclear which is the month and which the day. Write it like 2022-01-08.",
)

# Excel counts days from here (its 1900 calendar holds a 29 February that never was).
_SERIAL_START = dt.datetime(1899, 12, 30)  # noqa: DTZ001
_SERIALS = range(20_000, 80_000)  # 1954 to 2119

_DIGIT = {letter: str(value) for value, letter in enumerate("〇一二三四五六七八九")} | {"零": "0", "两": "2"}
_NUMERAL = re.compile("[〇零一二两三四五六七八九十]+")
_NOISE = re.compile(
    r"[(\[]?(?:星期|礼拜|周)[1-7日天][)\]]?|\b(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b,?|左右|许|整|前后|之前|(?<!大)前(?!天)",
    re.I,
)
_RELATIVE = {
    "大前天": -3,
    "前天": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
}
_RELATIVE |= {"大后天": 3, "后天": 2, "明天": 1, "明日": 1, "明晚": 1, "明早": 1}
_RELATIVE |= {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}

_YMD = re.compile(r"(\d{4}|\d{2})[-/.年]\s*(\d{1,2})[-/.月]\s*(\d{1,2})(?:\s*[日号]|(?!\d))")
_MD = re.compile(r"(\d{1,2})月\s*(\d{1,2})(?:\s*[日号]|(?!\d))")
_XXY = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DMONY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s]+([a-z]{3,9})\.?,?[-\s]+(\d{4})", re.I)
_MONDY = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_TIME = re.compile(
    r"T?\s*(?P<part>凌晨|清晨|早上|早晨|早|上午|中午|下午|傍晚|晚上|晚|夜里|[ap]\.?m\.?)?\s*"
    r"(?P<hour>\d{1,2})(?:[:点时](?P<minute>\d{1,2}|半|[13]刻)?(?:[:分](?P<second>\d{1,2}(?:\.\d+)?)?)?秒?|(?=\s*[ap]\.?m))"
    r"\s*(?P<after>[ap]\.?m\.?|上午|下午)?\s*(?P<zone>z|utc|gmt|[+-]\d{2}:?\d{2})?\s*",
    re.I,
)
_PARTS = {"凌晨", "清晨", "早上", "早晨", "早", "上午", "中午", "下午", "傍晚", "晚上", "晚", "夜里"}
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\s*(\d{2})(\d{2})(\d{2})?)?")


class Read(NamedTuple):
    """A moment, and whether an hour was written; without one it is the first instant of the day."""

    at: dt.datetime
    timed: bool


def read_moment(text: str, *, zone: ZoneInfo, around: dt.datetime, year: int | None = None) -> Read:
    """The moment a text means in local time `zone`.

    around: what "今天" and a date without a year are near to; year: that year, where it is known.
    Raises Refused when the text is no date, or could be two.
    """
    written = plain(text)
    typed = _number(written, zone)
    if typed is not None:
        return typed
    words = _NOISE.sub(" ", _digits(written)).replace("：", ":").strip()
    refused = Refused(UNREAD.fill(text=written[:60]))
    date, rest = _date(words, around.astimezone(zone), year, refused)
    rest = rest.strip(" ,，T\t")
    if not rest:
        return Read(_local(dt.datetime.combine(date, dt.time()), zone), False)
    if rest in _PARTS:
        return Read(_local(dt.datetime.combine(date, dt.time()), zone), False)
    match = _TIME.fullmatch(rest)
    if match is None:
        raise refused
    return Read(_timed(date, match, zone, refused), True)


def _number(text: str, zone: ZoneInfo) -> Read | None:
    """Epoch seconds or milliseconds, a sheet's serial number, or 20220108 and 20220108090500."""
    if re.fullmatch(r"[12]\d{9}(?:\.\d+)?", text):
        return Read(dt.datetime.fromtimestamp(float(text), zone), True)
    if re.fullmatch(r"[12]\d{12}", text):
        return Read(dt.datetime.fromtimestamp(int(text) / 1000, zone), True)
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text) and int(float(text)) in _SERIALS:
        days = float(text)
        moment = _SERIAL_START + dt.timedelta(seconds=round(days * 86_400))
        return Read(_local(moment, zone), days != int(days))
    if match := _COMPACT.fullmatch(text):
        try:
            moment = dt.datetime(*(int(part or 0) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001
        except ValueError:
            return None
        return Read(_local(moment, zone), match[4] is not None)
    return None


def _digits(text: str) -> str:
    """Chinese numerals up to 99, and years digit by digit, as figures."""

    def figure(match: re.Match[str]) -> str:
        word = match[0]
        if "十" not in word:
            return "".join(_DIGIT[letter] for letter in word)
        tens, _, ones = word.partition("十")
        return str(int(_DIGIT.get(tens, "1")) * 10 + int(_DIGIT.get(ones, "0")))

    return _NUMERAL.sub(figure, text)


def _date(text: str, around: dt.datetime, year: int | None, refused: Refused) -> tuple[dt.date, str]:
    """The date at the head of a text, and what follows it."""
    for word, days in _RELATIVE.items():
        if text.lower().startswith(word):
            rest = text[len(word) :]
            evening = (
                "晚" if word.endswith("晚") or word == "tonight" else "早" if word.endswith("早") else ""
            )
            return around.date() + dt.timedelta(days=days), evening + rest.strip() if rest.strip() else ""
    try:
        match = _YMD.match(text)
        # 01-08-22 is not the year 2001: two digits first are a year only where the rest allows no doubt.
        if match and (len(match[1]) == 4 or int(match[1]) > 12 or match[0][2] == "年"):
            return dt.date(_full_year(match[1]), int(match[2]), int(match[3])), text[match.end() :]
        if match := _MD.match(text):
            return _near(int(match[1]), int(match[2]), around.date(), year), text[match.end() :]
        if match := _XXY.match(text):
            one, two = int(match[1]), int(match[3])
            if one <= 12 and two <= 12 and one != two:
                raise Refused(AMBIGUOUS.fill(text=text[:60]))
            month, day = (two, one) if one > 12 else (one, two)
            return dt.date(_full_year(match[4]), month, day), text[match.end() :]
        for pattern, day_group, month_group in ((_DMONY, 1, 2), (_MONDY, 2, 1)):
            match = pattern.match(text)
            if match and match[month_group][:3].lower() in _MONTHS:
                month = _MONTHS.index(match[month_group][:3].lower()) + 1
                return dt.date(int(match[3]), month, int(match[day_group])), text[match.end() :]
    except ValueError as error:
        raise refused from error
    raise refused


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _near(month: int, day: int, today: dt.date, year: int | None) -> dt.date:
    if year is not None:
        return dt.date(year, month, day)
    possible = []
    for candidate in (today.year - 1, today.year, today.year + 1):
        try:
            possible.append(dt.date(candidate, month, day))
        except ValueError:
            continue
    return min(possible, key=lambda date: abs(date - today))


def _timed(date: dt.date, match: re.Match[str], zone: ZoneInfo, refused: Refused) -> dt.datetime:
    hour = int(match["hour"])
    minute = {"半": 30, "1刻": 15, "3刻": 45}.get(match["minute"] or "0") or int(
        (match["minute"] or "0")[:2].rstrip("刻半") or 0
    )
    part = (match["part"] or match["after"] or "").lower().replace(".", "")
    late = part in ("下午", "傍晚", "晚上", "晚", "夜里", "pm") or (part == "中午" and hour < 3)
    if late and hour < 12 and not (part in ("晚上", "晚", "夜里") and hour < 5):
        hour += 12
    elif (part in ("凌晨", "am", "上午") and hour == 12) or (part in ("晚上", "晚", "夜里") and hour == 12):
        hour = 0 if part in ("凌晨", "am") else 12 if part == "上午" else 24
    elif part in ("晚上", "晚", "夜里") and hour < 5:
        hour += 24
    seconds = float(match["second"] or 0)
    if hour > 28 or (hour > 24 and not part) or minute > 59 or seconds >= 60:
        raise refused
    try:
        moment = dt.datetime.combine(date, dt.time()) + dt.timedelta(
            hours=hour, minutes=minute, seconds=seconds
        )
    except OverflowError as error:
        raise refused from error
    if offset := (match["zone"] or "").lower():
        return moment.replace(tzinfo=_offset(offset)).astimezone(zone)
    return _local(moment, zone)


def _offset(text: str) -> dt.timezone:
    if text in ("z", "utc", "gmt"):
        return dt.UTC
    sign = -1 if text[0] == "-" else 1
    hours, minutes = int(text[1:3]), int(text[-2:])
    return dt.timezone(sign * dt.timedelta(hours=min(hours, 23), minutes=min(minutes, 59)))


def _local(moment: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    """Local time with its zone; an hour the clocks skipped moves to the hour after."""
    return moment.replace(tzinfo=zone).astimezone(dt.UTC).astimezone(zone)
