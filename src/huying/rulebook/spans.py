"""Lengths of time as rules write them: `20m`, `3h`, `2d`, and by the office's hours `5wd`, `4wh`."""

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from huying.kernel.refused import Refused
from huying.kernel.words import Words

Unit = Literal["m", "h", "d", "wh", "wd"]
Clock = Literal["elapsed", "working"]

UNITS: tuple[Unit, ...] = get_args(Unit)
LONGEST = dt.timedelta(days=36_600)
_SECONDS: dict[str, int] = {"m": 60, "h": 3_600, "d": 86_400, "wh": 3_600, "wd": 86_400}
_NAMES: dict[Unit, tuple[str, str]] = {
    "m": ("分钟", "minute"),
    "h": ("小时", "hour"),
    "d": ("天", "day"),
    "wh": ("个工作小时", "working hour"),
    "wd": ("个工作日", "working day"),
}
_SPOKEN: dict[str, Unit] = {
    "m": "m", "min": "m", "minute": "m", "minutes": "m", "分": "m", "分钟": "m",
    "h": "h", "hour": "h", "hours": "h", "时": "h", "小时": "h", "个小时": "h",
    "d": "d", "day": "d", "days": "d", "天": "d", "日": "d",
    "wh": "wh", "working hour": "wh", "working hours": "wh", "工作小时": "wh", "个工作小时": "wh",
    "wd": "wd", "working day": "wd", "working days": "wd", "工作日": "wd", "个工作日": "wd",
}  # fmt: skip
_SHAPE = re.compile(r"([0-9]{1,8})\s*([a-z]+(?: [a-z]+)?|[\u4e00-\u9fff]+)")
_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")


@dataclass(frozen=True, order=False)
class Span:
    """A whole number of minutes, hours, days, working hours or working days.

    A day is 24 hours that pass (`clock == "elapsed"`); a working day ends when the office closes.
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.amount < 0 or self.unit not in UNITS:
            raise ValueError(f"not a span: {self.amount!r} {self.unit!r}")
        if self.amount * _SECONDS[self.unit] > LONGEST.total_seconds():
            raise ValueError(f"longer than a hundred years: {self.amount}{self.unit}")

    def __str__(self) -> str:
        return f"{self.amount}{self.unit}"

    @property
    def clock(self) -> Clock:
        """Whether time simply passes or only the office's hours count."""
        return "working" if self.unit in ("wh", "wd") else "elapsed"

    @cached_property
    def seconds(self) -> int:
        """Seconds that pass, or seconds of office time for working hours; ValueError for working days."""
        if self.unit == "wd":
            raise ValueError("a working day has no fixed number of seconds")
        return self.amount * _SECONDS[self.unit]

    @property
    def days(self) -> int:
        """Days or working days; ValueError for the other units."""
        if self.unit not in ("d", "wd"):
            raise ValueError(f"not counted in days: {self}")
        return self.amount

    @cached_property
    def delta(self) -> dt.timedelta:
        """The time that passes; ValueError when working time is meant."""
        if self.clock == "working":
            raise ValueError(f"working time needs a calendar: {self}")
        return dt.timedelta(seconds=self.seconds)

    @property
    def words(self) -> Words:
        """As people say it: `20 分钟`, `20 minutes`."""
        zh, en = _NAMES[self.unit]
        return Words(f"{self.amount} {zh}", f"{self.amount} {en}{'' if self.amount == 1 else 's'}")

    def longer_than(self, other: "Span") -> bool | None:
        """Whether this is the longer one; None when the two are counted by different clocks."""
        if self.unit == other.unit:
            return self.amount > other.amount
        if self.clock == other.clock == "elapsed":
            return self.seconds > other.seconds
        return None


def parse_span(text: str) -> Span:
    """The span a person wrote: `20m`, `20 分钟`, `5 working days`, `5个工作日`.

    Raises Refused with a sentence saying how to write it.
    """
    found = _SHAPE.fullmatch(text.translate(_WIDE).strip().lower())
    unit = _SPOKEN.get(found[2]) if found else None
    if found is None or unit is None:
        raise Refused(
            Words(
                "时长请写成 20m（分钟）、3h（小时）、2d（天）、4wh（工作小时）或 5wd（工作日），现在是“{text}”。",
                "Write a length of time as 20m (minutes), 3h (hours), 2d (days), 4wh (working hours) "
                "or 5wd (working days); this says “{text}”.",
            ).fill(text=text[:40])
        )
    try:
        return Span(int(found[1]), unit)
    except ValueError:
        raise Refused(Words("时长不能超过一百年。", "A length of time cannot pass a hundred years."))
