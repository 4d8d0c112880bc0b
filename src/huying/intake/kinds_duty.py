"""Duty rosters as offices keep them: a line a shift, with the day, which shift, and who."""

import datetime as dt
import re
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.queries import desk_members
from huying.people.seats import Seat, posts_of, seat_at
from huying.rosters import queries
from huying.rosters.services import turn_put

from .fields import Moment
from .kinds import Loading, Outcome, import_kind

_SEVERAL = re.compile(r"[、,，;；/\n|\s]+")
_CLOCK = re.compile(r"(\d{1,2})[:：点](\d{2})?")
DAY_SHIFT, NIGHT_SHIFT = ("白", "日", "早", "day"), ("夜", "晚", "night")
NOBODY_LOADS = Words(
    "值班表要由有岗位的人在页面上导入。", "A roster is loaded on the page, by somebody at a post."
)
NO_DAY = Words("看不出是哪一天。", "It is not clear which day.")
NO_SHIFT = Words(
    "那一天没有这个班次：{text}。可以写：{all}。",
    "There is no such shift on that day: {text}. One may write: {all}.",
)
NO_NAME = Words("请写谁值班。", "Say who is on duty.")
NOT_HERE = Words("本单位没有叫“{name}”的人。", "Nobody called “{name}” works at this office.")
TWO = Words("本单位有 {n} 个“{name}”，请写登录名。", "{n} people are called “{name}”; give the log-in name.")


class DutyRow(BaseModel):
    """One shift as a table tells it; several names are put on it together."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    day: Moment = ask("日期", "Day", default=None, widget="date")
    shift: str = ask("班次", "Shift", default="", max_length=40, widget="text")
    names: str = ask("值班人员", "Who", default="", max_length=400, widget="text")


SYNONYMS: dict[str, Sequence[str]] = {
    "day": ["日期", "值班日期", "时间", "开始时间", "date", "day"],
    "shift": ["班次", "班", "时段", "开始", "几点", "shift", "begins"],
    "names": ["值班人员", "值班人", "姓名", "人员", "带班领导", "name", "names", "who"],
}  # fmt: skip


def _open(rows: Sequence[DutyRow], loading: Loading) -> Sequence[Outcome]:
    seat = _seat(loading)
    return [_put(row, loading, seat) for row in rows]


def _seat(loading: Loading) -> Seat | None:
    if loading.user_id is None:
        return None
    at = (loading.actor.role, loading.actor.area)
    return next((seat_at(post) for post in posts_of(loading.user_id) if (post.role, post.area) == at), None)


def _put(row: DutyRow, loading: Loading, seat: Seat | None) -> Outcome:
    try:
        if seat is None:
            raise Refused(NOBODY_LOADS)
        desk = (seat.unit, seat.area)
        slot = _slot(row, desk)
        known = {turn.user_id for turn in slot.turns}
        people = [_person(name, desk, slot.starts_at) for name in _SEVERAL.split(row.names) if name]
        if not people:
            raise Refused(NO_NAME, {"names": NO_NAME})
        made = ""
        with transaction.atomic():
            for user in people:
                if user not in known:
                    made = str(turn_put(by=seat, desk=desk, user_id=user, starts_at=slot.starts_at).pk)
    except Refused as refused:
        return Outcome(refused=refused)
    return Outcome(code=made or f"{slot.starts_at:%F %H:%M}", already=not made)


def _slot(row: DutyRow, desk: queries.Desk) -> queries.Slot:
    if row.day is None:
        raise Refused(NO_DAY, {"day": NO_DAY})
    moment = timezone.localtime(row.day)
    found = [slot for slot in queries.slots(desk, moment.date(), 1) if slot.wanted]
    told = _CLOCK.search(row.shift)
    wanted = (
        dt.time(int(told[1]) % 24, int(told[2] or 0) % 60)
        if told
        else moment.time()
        if not row.shift
        else None
    )
    begins = {timezone.localtime(slot.starts_at).time(): slot for slot in found}
    if wanted in begins:
        return begins[wanted]
    if len(found) == 1 and not row.shift:
        return found[0]
    late = any(sign in row.shift.casefold() for sign in NIGHT_SHIFT)
    if found and (late or any(sign in row.shift.casefold() for sign in DAY_SHIFT)):
        return found[-1] if late else found[0]
    every = "、".join(f"{begin:%H:%M}" for begin in begins) or "—"
    words = NO_SHIFT.fill(text=row.shift or f"{moment:%H:%M}", all=every)
    raise Refused(words, {"shift": words})


def _person(name: str, desk: queries.Desk, at: dt.datetime) -> int:
    members = desk_members(*desk, at)
    found = [user for user in members if name in (user.name, user.username)]
    if len(found) == 1:
        return found[0].pk
    words = TWO.fill(n=len(found), name=name) if found else NOT_HERE.fill(name=name)
    raise Refused(words, {"names": words})


DUTY = import_kind(
    "duty",
    title=Words("值班表", "Duty roster"),
    schema=DutyRow,
    synonyms=SYNONYMS,
    open=_open,
    key=lambda row: f"{row.day} {row.shift} {row.names}",
    needs=("import.load", "duty.plan"),
)
