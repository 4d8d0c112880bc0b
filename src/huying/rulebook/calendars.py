"""When the office is open, and when a span of time that started at a moment is over. Pure.

A working day ends when the office closes on it, and the day on which a span starts does not count
(Civil Code of China, articles 201 and 203). Working hours count only while the office is open.
"""

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, get_args
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from huying.kernel.words import Words

from .spans import Span
from .values import Wrong

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = get_args(Weekday)
_DAY_NAMES = ("一", "二", "三", "四", "五", "六", "日")
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TICK = dt.timedelta(microseconds=1)
_HOURS = re.compile(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})")
_LAST_YEAR = 9998
_SLICE = 12
_DAY_MINUTES = 24 * 60


def _hours(text: str) -> str:
    found = _HOURS.fullmatch(text.strip())
    if found:
        start, end = int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])
        if max(int(found[2]), int(found[4])) < 60 and start < end <= _DAY_MINUTES:
            return text.strip()
    raise Wrong(
        Words(
            "办公时间请写成 08:30-12:00，最晚到 24:00，现在是“{text}”。",
            "Write office hours as 08:30-12:00, ending at 24:00 at the latest; this says “{text}”.",
        ).fill(text=text[:40])
    )


Hours = Annotated[str, AfterValidator(_hours)]


def _minutes(text: str) -> tuple[int, int]:
    found = _HOURS.fullmatch(text)
    assert found is not None  # noqa: S101 - a model holds only checked hours
    return int(found[1]) * 60 + int(found[2]), int(found[3]) * 60 + int(found[4])


class WorkingTime(BaseModel):
    """The value of the key `calendar.working`: when an office is open.

    `week` gives the hours of each weekday (a lunch break is the gap between two); `holidays` are closed
    with their names; `make_up` are days off that are worked, with the hours of `make_up_as`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    zone: str
    week: dict[Weekday, tuple[Hours, ...]]
    holidays: dict[dt.date, str] = Field(default_factory=dict, max_length=5_000)
    make_up: tuple[dt.date, ...] = Field(default=(), max_length=5_000)
    make_up_as: Weekday = "fri"

    @model_validator(mode="after")
    def _whole(self) -> "WorkingTime":
        try:
            ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise Wrong(
                Words("没有这个时区：{z}。", "There is no such time zone: {z}.").fill(z=self.zone[:40])
            )
        if not any(self.week.values()):
            raise Wrong(
                Words("一周里至少要有一段办公时间。", "At least one day of the week needs office hours.")
            )
        if self.make_up and not self.week.get(self.make_up_as):
            raise Wrong(
                Words("调休上班日没有办公时间。", "The days worked to make up for holidays have no hours.")
            )
        for hours in self.week.values():
            spans = [_minutes(text) for text in hours]
            if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
                raise Wrong(
                    Words(
                        "同一天的办公时间要按先后写，不能重叠。",
                        "Office hours of a day go in order, without overlap.",
                    )
                )
        both = sorted(set(self.holidays) & set(self.make_up))
        if both:
            raise Wrong(
                Words("{d} 既是假日又是上班日。", "{d} is both a holiday and a working day.").fill(d=both[0])
            )
        return self

    def words(self) -> Words:
        """The week in words, and how many holidays are known until when."""
        zh, en = [], []
        for place, day in enumerate(WEEKDAYS):
            hours = ", ".join(self.week.get(day, ()))
            if hours:
                zh.append(f"周{_DAY_NAMES[place]} {hours}")
                en.append(f"{day.title()} {hours}")
        last = max((*self.holidays, *self.make_up), default=None)
        known = (
            Words("；节假日知道到 {d}", "; holidays known until {d}").fill(d=last) if last else Words("", "")
        )
        return Words("；".join(zh) + known.zh, "; ".join(en) + known.en)


class _Sheet(NamedTuple):
    """Working time laid out over some years. Never changed, only replaced, so threads may share it."""

    first_year: int
    last_year: int
    days: list[int]  # ordinals of the working days
    closing: list[int]  # when each of them closes; all moments in microseconds since 1970
    opens: list[int]
    closes: list[int]
    worked: list[int]  # office time before each opening

    def before(self, tick: int) -> int:
        """Office time between the first opening and a moment."""
        place = bisect_right(self.opens, tick) - 1
        if place < 0:
            return 0
        return self.worked[place] + min(tick, self.closes[place]) - self.opens[place]


class Calendar:
    """A working time made quick to ask: days and hours are laid out once for a stretch of years."""

    def __init__(self, working: WorkingTime) -> None:
        self.working = working
        self.zone = ZoneInfo(working.zone)
        self._make_up = frozenset(working.make_up)
        self._week = tuple(tuple(_minutes(text) for text in working.week.get(day, ())) for day in WEEKDAYS)
        self._sheet: _Sheet | None = None

    def hours(self, day: dt.date) -> tuple[tuple[int, int], ...]:
        """The open stretches of a day in minutes after local midnight."""
        if day in self._make_up:
            return self._week[WEEKDAYS.index(self.working.make_up_as)]
        if day in self.working.holidays:
            return ()
        return self._week[day.weekday()]

    def due(self, start: dt.datetime, span: Span) -> dt.datetime:
        """When a span that starts then is over, in UTC. Raises ValueError for a moment without zone."""
        if span.clock == "elapsed":
            return _in_utc(start) + span.delta
        if span.amount == 0:
            return _in_utc(start)
        over = self._after_days if span.unit == "wd" else self._after_hours
        return _EPOCH + dt.timedelta(microseconds=over(start, span))

    def elapsed(self, start: dt.datetime, end: dt.datetime) -> dt.timedelta:
        """The office time between two moments; negative when `end` is the earlier one."""
        sheet = self._laid_out(start, end)
        return dt.timedelta(microseconds=sheet.before(_ticks(end)) - sheet.before(_ticks(start)))

    def is_open(self, moment: dt.datetime) -> bool:
        """Whether the office is open at that moment."""
        sheet, tick = self._laid_out(moment, moment), _ticks(moment)
        place = bisect_right(sheet.opens, tick) - 1
        return place >= 0 and tick < sheet.closes[place]

    def _after_days(self, start: dt.datetime, span: Span) -> int:
        own = _in_utc(start).astimezone(self.zone).toordinal()
        sheet = self._laid_out(start, start)
        while True:
            place = bisect_right(sheet.days, own) + span.amount - 1
            if place < len(sheet.days):
                return sheet.closing[place]
            sheet = self._grown(sheet)

    def _after_hours(self, start: dt.datetime, span: Span) -> int:
        first, wanted = _ticks(start), span.seconds * 1_000_000
        sheet = self._laid_out(start, start)
        while True:
            goal = sheet.before(first) + wanted
            # The stretch in which the goal is met: the last one with less office time before it.
            place = bisect_left(sheet.worked, goal) - 1
            over = sheet.opens[place] + goal - sheet.worked[place]
            if over <= sheet.closes[place]:
                return over
            sheet = self._grown(sheet)

    def _laid_out(self, start: dt.datetime, end: dt.datetime) -> _Sheet:
        # A year more on each side, because the office's zone may already be in another year than UTC.
        first, last = max(min(start.year, end.year) - 1, 1), min(max(start.year, end.year) + 1, _LAST_YEAR)
        sheet = self._sheet
        if sheet and sheet.first_year <= first and last <= sheet.last_year:
            return sheet
        if sheet:
            first, last = min(first, sheet.first_year), max(last, sheet.last_year)
        return self._lay_out(first, last)

    def _grown(self, sheet: _Sheet) -> _Sheet:
        if sheet.last_year >= _LAST_YEAR:
            raise OverflowError("past the end of the calendar")
        return self._lay_out(sheet.first_year, min(sheet.last_year + _SLICE, _LAST_YEAR))

    def _lay_out(self, first_year: int, last_year: int) -> _Sheet:
        sheet = _Sheet(first_year, last_year, [], [], [], [], [])
        done, previous = 0, -(2**62)
        day, end = dt.date(first_year, 1, 1), dt.date(last_year, 12, 31)
        while day <= end:
            hours = self.hours(day)
            for start, stop in hours:
                # Clock changes can empty a stretch or push one into the next; no moment counts twice.
                opened = max(self._tick_at(day, start), previous)
                previous = max(self._tick_at(day, stop), opened)
                if previous > opened:
                    sheet.opens.append(opened)
                    sheet.closes.append(previous)
                    sheet.worked.append(done)
                    done += previous - opened
            if hours:
                sheet.days.append(day.toordinal())
                # A day worked to 24:00 ends a second earlier, for midnight already belongs to the next day.
                sheet.closing.append(previous - (1_000_000 if hours[-1][1] == _DAY_MINUTES else 0))
            day += dt.timedelta(days=1)
        self._sheet = sheet
        return sheet

    def _tick_at(self, day: dt.date, minutes: int) -> int:
        extra, minutes = divmod(minutes, _DAY_MINUTES)
        local = dt.datetime.combine(day, dt.time(minutes // 60, minutes % 60), tzinfo=self.zone)
        return _ticks(local + dt.timedelta(days=extra))


def _in_utc(moment: dt.datetime) -> dt.datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs a zone")
    return moment.astimezone(dt.UTC)


def _ticks(moment: dt.datetime) -> int:
    # Through UTC, because differences inside one zone would ignore that its clocks are changed.
    return (_in_utc(moment) - _EPOCH) // _TICK


@lru_cache(maxsize=256)
def _calendar(text: str) -> Calendar:
    return Calendar(WorkingTime.model_validate_json(text))


def calendar(working: WorkingTime) -> Calendar:
    """The calendar of a working time; the same one each time it is asked for."""
    return _calendar(working.model_dump_json())


def due(start: dt.datetime, span: Span, working: WorkingTime) -> dt.datetime:
    """When a span that starts at `start` is over by that working time, in UTC."""
    return calendar(working).due(start, span)


def elapsed(start: dt.datetime, end: dt.datetime, working: WorkingTime) -> dt.timedelta:
    """The office time between two moments by that working time."""
    return calendar(working).elapsed(start, end)
