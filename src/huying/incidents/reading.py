"""People typed or pasted, one a line: name, phone, when they came and went. Pure."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from huying.base.numbers import narrow, read_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words

MOST = 500
_SPLIT = re.compile(r"[\t,，;；]")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})$")
TOO_MANY = Words("一次最多 {n} 人，请分几次。", "At most {n} people at a time.")
NAME = Words("第 {n} 行：没有姓名。", "Line {n}: no name.")
LONG = Words("第 {n} 行：姓名太长。", "Line {n}: the name is too long.")
PHONE = Words("第 {n} 行：“{text}”不是电话号码。", "Line {n}: “{text}” is no phone number.")
TIME = Words("第 {n} 行：“{text}”不是时间，请写成 18:30。", "Line {n}: “{text}” is no time; write 18:30.")
ORDER = Words("第 {n} 行：走的时间比来的早。", "Line {n}: they went before they came.")


@dataclass(frozen=True, slots=True)
class Named:
    """One person of a list; the moments are None where nothing was said."""

    name: str
    phone: str
    came_at: dt.datetime | None
    went_at: dt.datetime | None


def people_of(text: str, heard_at: dt.datetime) -> list[Named]:
    """Every line as a person; hours count back from `heard_at` (local). Raises Refused naming the lines that are wrong."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST:
        words = TOO_MANY.fill(n=MOST)
        raise Refused(words, {"lines": words})
    found, wrong = [], []
    for n, line in lines:
        try:
            found.append(_person(n, [narrow(part).strip() for part in _SPLIT.split(line)], heard_at))
        except Refused as refused:
            wrong.append(refused.words)
    if wrong:
        words = Words(" ".join(one.zh for one in wrong[:10]), " ".join(one.en for one in wrong[:10]))
        raise Refused(words, {"lines": words})
    return found


def _person(n: int, parts: list[str], heard_at: dt.datetime) -> Named:
    name, phone, came, went = (parts + [""] * 4)[:4]
    if not name:
        raise Refused(NAME.fill(n=n))
    if len(name) > 60:
        raise Refused(LONG.fill(n=n))
    number = read_phone(phone) if phone else ""
    if number is None:
        raise Refused(PHONE.fill(n=n, text=phone[:30]))
    times = [_moment(n, one, heard_at) for one in (came, went)]
    if times[0] and times[1] and times[1] < times[0]:
        raise Refused(ORDER.fill(n=n))
    return Named(name, number, times[0], times[1])


def _moment(n: int, text: str, heard_at: dt.datetime) -> dt.datetime | None:
    if not text:
        return None
    told = _CLOCK.match(text.replace("点", ":").replace("：", ":"))
    if told is None or int(told[1]) > 23 or int(told[2]) > 59:
        raise Refused(TIME.fill(n=n, text=text[:30]))
    moment = heard_at.replace(hour=int(told[1]), minute=int(told[2]), second=0, microsecond=0)
    # Written down after midnight, 23:00 was the evening before.
    return moment - dt.timedelta(days=1) if moment > heard_at else moment


def together(
    came: dt.datetime | None, went: dt.datetime | None, window: tuple[dt.datetime, dt.datetime] | None
) -> bool | None:
    """Whether somebody was there while the case was, or within the margin after it; None when the times do not say.

    `window` is from the case's coming to its leaving plus the margin of the rule. Whoever has not gone is still there.
    """
    if came is None or window is None:
        return None
    return came <= window[1] and (went is None or went >= window[0])


def shares(people: Iterable[bool | None]) -> dict[bool | None, int]:
    """How many of each answer."""
    counts: dict[bool | None, int] = {True: 0, False: 0, None: 0}
    for one in people:
        counts[one] += 1
    return counts
