"""Writing rosters: the shifts an office must fill, who is on them, who came, swaps, and the gaps that are found."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.timezone import localtime

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.spans import moment_words
from huying.kernel.refused import Refused
from huying.kernel.situation import LEVELS
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.messages.services import Recipient, tell
from huying.people.models import User
from huying.people.queries import desk_members
from huying.people.seats import Seat
from huying.places import scope
from huying.places.codes import grade
from huying.rulebook.queries import reader

from . import notices, rules
from .facts import Missing, NewPattern
from .models import Gap, Pattern, Swap, Turn
from .queries import DAY, Desk, Slot, local_day, may_plan, names_of, not_come, slots, slots_of, standing

KIND = "rosters.gap"
NOT_YOURS = Words(
    "您现在的岗位不排这个单位的班。", "Your present post does not arrange this office's roster."
)
NO_SHIFT = Words(
    "这个时间没有班次，请先定好每天的班次。",
    "There is no shift at that time; write down the daily shifts first.",
)
OVER = Words("这个班已经结束。", "This shift is over.")
NOT_THERE = Words("{who} 到时候不在这个岗位。", "{who} has no post at this office then.")
TWICE = Words("{who} 这段时间已经有班（{desk}，{when}）。", "{who} is on duty then already ({desk}, {when}).")
NO_REST = Words(
    "{who} 和另一个班（{desk}，{when}）之间休息不到 {rest}。",
    "{who} would have less than {rest} between this and another shift ({desk}, {when}).",
)
TOO_LONG = Words("一个班最长 {longest}。", "A shift lasts {longest} at most.")
NOT_NOW = Words("还没到时间，开始前 {span} 以内才能签到。", "It is too early: from {span} before its begin.")
NOT_MINE = Words("这不是您的班。", "This is not your shift.")
SELF = Words("请选另一位同事。", "Choose a colleague.")
ASKED = Words("已经请过人，等答复。", "Somebody has been asked already.")
STARTED = Words("班已经开始，请找排班的人换。", "It has begun: ask whoever arranges the roster.")


def pattern_add(*, by: Seat, desk: Desk, said: NewPattern) -> Pattern:
    """A shift the office must fill every day from now on. Refused when it is longer than the rule allows."""
    _planner(by, desk)
    longest = reader(now()).duration(rules.LONGEST.code, desk[1])
    start = now()
    if start + dt.timedelta(hours=said.hours) > reader(start).due(rules.LONGEST.code, start, desk[1]):
        words = TOO_LONG.fill(longest=longest)
        raise Refused(words, {"hours": words})
    with transaction.atomic():
        return Pattern.objects.create(unit=desk[0], area=desk[1], made_by_id=by.user_id, **said.model_dump())


def pattern_end(*, by: Seat, pk: int) -> Pattern:
    """Today is its last day; shifts that were arranged stay."""
    with transaction.atomic():
        row = Pattern.objects.select_for_update().filter(pk=pk).first()
        if row is None:
            raise NotYours(f"pattern {pk}")
        _planner(by, (row.unit, row.area))
        row.until = max(local_day(now()), row.since)
        row.save(update_fields=["until"])
    return row


def turn_put(*, by: Seat, desk: Desk, user_id: int, starts_at: dt.datetime) -> Turn:
    """Put somebody on a shift. Refused for a stranger, an overlap, too little rest, a shift that is over."""
    _planner(by, desk)
    return _put(by.user_id, desk, user_id, _slot(desk, starts_at))


def turn_off(*, by: Seat, turn: Turn, reason: str) -> None:
    """Take somebody off a shift; who and why stays written. A gap it leaves is found at once."""
    desk = (turn.unit, turn.area)
    _planner(by, desk)
    if turn.ends_at <= now():
        raise Refused(OVER)
    with transaction.atomic():
        turn.off_by_id, turn.off_at, turn.reason = by.user_id, now(), reason
        turn.save(update_fields=["off_by", "off_at", "reason"])
        _tell(turn, turn.user_id, notices.OFF, reason=reason)
    gaps_watch([desk])


def week_copy(*, by: Seat, desk: Desk, monday: dt.date) -> tuple[int, list[Words]]:
    """Everybody of the week before once more, shift by shift; how many, and why not for the others."""
    _planner(by, desk)
    done, refused = 0, []
    taken = {(turn.user_id, turn.starts_at) for slot in slots(desk, monday, 7) for turn in slot.turns}
    for slot in slots(desk, monday - 7 * DAY, 7):
        for turn in slot.turns:
            starts = turn.starts_at + 7 * DAY
            if (turn.user_id, starts) in taken:
                continue
            try:
                with transaction.atomic():
                    turn_put(by=by, desk=desk, user_id=turn.user_id, starts_at=starts)
                done += 1
            except Refused as no:
                refused.append(no.words)
    return done, refused


def may_come(turn: Turn, at: dt.datetime) -> bool:
    """Whether it is time to come: from as long before its begin as the rule gives for being late."""
    early = turn.starts_at - (reader(at).due(rules.LATE.code, turn.starts_at, turn.area) - turn.starts_at)
    return early <= at < turn.ends_at


def turn_here(*, seat: Seat, turn: Turn) -> None:
    """I am here. From as long before its begin as the rule gives for being late."""
    if turn.user_id != seat.user_id:
        raise Refused(NOT_MINE)
    moment = now()
    if turn.ends_at <= moment:
        raise Refused(OVER)
    if not may_come(turn, moment):
        raise Refused(NOT_NOW.fill(span=reader(moment).duration(rules.LATE.code, turn.area)))
    with transaction.atomic():
        Turn.objects.filter(pk=turn.pk, came_at=None).update(came_at=moment)
        _close_gaps((turn.unit, turn.area), turn.starts_at, "nobody_came")


def swap_ask(*, seat: Seat, turn: Turn, to: int, words: str) -> Swap:
    """Ask a colleague to take one's shift over; nothing changes before they agree."""
    if turn.user_id != seat.user_id:
        raise Refused(NOT_MINE)
    if turn.starts_at <= now():
        raise Refused(STARTED)
    members = desk_members(turn.unit, turn.area, turn.starts_at)
    if to == seat.user_id or to not in {user.pk for user in members}:
        raise Refused(SELF, {"to": SELF})
    with transaction.atomic():
        if Swap.objects.select_for_update().filter(turn=turn, answered_at=None).exists():
            raise Refused(ASKED)
        swap = Swap.objects.create(turn=turn, area=turn.area, to_id=to, words=words)
        _tell(turn, to, notices.SWAP, who=seat.name, words=words, once=f"swap:{swap.pk}")
    return swap


def swap_answer(*, seat: Seat, pk: int, agrees: bool) -> None:
    """Take the shift over, or say that one cannot; the rules of a shift hold for whoever takes it."""
    with transaction.atomic():
        swap = (
            Swap.objects.select_for_update()
            .filter(pk=pk, to_id=seat.user_id, answered_at=None)
            .select_related("turn")
            .first()
        )
        if swap is None:
            raise NotYours(f"swap {pk}")
        turn, moment = swap.turn, now()
        swap.answered_at, swap.agreed = moment, agrees
        swap.save(update_fields=["answered_at", "agreed"])
        if agrees:
            if turn.off_at or turn.starts_at <= moment:
                raise Refused(STARTED)
            desk = (turn.unit, turn.area)
            turn.off_by_id, turn.off_at, turn.reason = seat.user_id, moment, f"{seat.name} 代班"
            turn.save(update_fields=["off_by", "off_at", "reason"])
            _put(seat.user_id, desk, seat.user_id, Slot(*desk, turn.starts_at, turn.ends_at, 1), told=False)
        answer = Words("同意代班", "takes it") if agrees else Words("这次不行", "cannot")
        _tell(turn, turn.user_id, notices.SWAPPED, who=seat.name, answer=answer, once=f"swapped:{swap.pk}")


def gaps_watch(desks: Iterable[Desk] | None = None) -> int:
    """Open a gap for every shift nobody fills in time or nobody came to; end those that are filled or over. How many are new."""
    moment, fresh = now(), 0
    with transaction.atomic(), scope.everything("looking for gaps in rosters"):
        today = local_day(moment)
        wanted = (
            list(desks) if desks is not None else sorted(set(Pattern.objects.values_list("unit", "area")))
        )
        for desk, found in slots_of(wanted, today - DAY, 4).items():
            horizon = reader(moment).due(rules.AHEAD.code, moment, desk[1])
            for slot in found:
                fresh += _look(desk, slot, moment, horizon)
        over = Gap.objects.filter(matter__ended_at=None, ends_at__lte=moment)
        for code in list(over.order_by("pk").values_list("matter__code", flat=True)):
            perform(code=code, act="miss", actor=SYSTEM)
    return fresh


def _look(desk: Desk, slot: Slot, moment: dt.datetime, horizon: dt.datetime) -> int:
    if slot.ends_at <= moment or slot.starts_at > horizon:
        return 0
    if not slot.missing:
        _close_gaps(desk, slot.starts_at, "unfilled")
    if not slot.wanted:
        return 0
    if slot.missing:
        return _raise(desk, slot, "unfilled")
    if slot.starts_at <= moment and not_come(slot, moment):
        return _raise(desk, slot, "nobody_came")
    return 0


def _raise(desk: Desk, slot: Slot, what: str) -> int:
    known = Gap.objects.filter(unit=desk[0], area=desk[1], starts_at=slot.starts_at, what=what)
    if known.filter(matter__ended_at=None).exists() or known.filter(matter__state="not_needed").exists():
        return 0
    level = grade(desk[1])
    facts = Missing(
        what=what, unit=desk[0], area=desk[1], level=level if level in LEVELS else "city", starts_at=slot.starts_at,
        ends_at=slot.ends_at,
    )  # fmt: skip
    matter_open(kind=KIND, area=desk[1], actor=SYSTEM, facts=facts)
    return 1


def _close_gaps(desk: Desk, starts_at: dt.datetime, what: str) -> None:
    rows = Gap.objects.filter(
        unit=desk[0], area=desk[1], starts_at=starts_at, what=what, matter__ended_at=None
    )
    for code in list(rows.values_list("matter__code", flat=True)):
        perform(code=code, act="fill", actor=SYSTEM)


def _planner(by: Seat, desk: Desk) -> None:
    if not may_plan(by, desk):
        raise Refused(NOT_YOURS)


def _slot(desk: Desk, starts_at: dt.datetime) -> Slot:
    found = next((one for one in slots(desk, local_day(starts_at), 1) if one.starts_at == starts_at), None)
    if found is None:
        raise Refused(NO_SHIFT, {"starts_at": NO_SHIFT})
    return found


def _put(by: int, desk: Desk, user_id: int, slot: Slot, *, told: bool = True) -> Turn:
    if slot.ends_at <= now():
        raise Refused(OVER)
    with transaction.atomic():
        # One arranges at a time for one person, so that two do not overlap unseen.
        user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
        if user is None or user not in desk_members(*desk, slot.starts_at):
            words = NOT_THERE.fill(who=user or "—")
            raise Refused(words, {"user": words})
        _fits(user, slot)
        turn = Turn.objects.create(
            unit=desk[0],
            area=desk[1],
            user=user,
            starts_at=slot.starts_at,
            ends_at=slot.ends_at,
            put_by_id=by,
        )
        if told and by != user_id:
            _tell(turn, user_id, notices.PUT)
        if len(slot.turns) + 1 >= slot.wanted:
            _close_gaps(desk, slot.starts_at, "unfilled")
    return turn


def _fits(user: User, slot: Slot) -> None:
    """Refused when the person has another shift then, anywhere, or too little rest before or after."""
    book = reader(slot.starts_at)
    rested = book.due(rules.REST.code, slot.ends_at, slot.area)
    before = slot.starts_at - (rested - slot.ends_at)
    with scope.everything("the other shifts of a person"):
        other = (
            standing()
            .filter(user=user, starts_at__lt=rested, ends_at__gt=before)
            .order_by("starts_at")
            .first()
        )
    if other is None:
        return
    told = {
        "who": user,
        "desk": names_of([(other.unit, other.area)])[other.unit, other.area],
        "when": moment_words(localtime(other.starts_at), now()),
    }
    if other.starts_at < slot.ends_at and slot.starts_at < other.ends_at:
        words = TWICE.fill(**told)
    else:
        words = NO_REST.fill(rest=book.duration(rules.REST.code, slot.area), **told)
    raise Refused(words, {"user": words})


def _tell(turn: Turn, user_id: int, template: str, *, once: str = "", **more: object) -> None:
    desk = (turn.unit, turn.area)
    values = {"desk": names_of([desk])[desk], "when": moment_words(localtime(turn.starts_at), now()), **more}
    tell(
        to=Recipient(user_id=user_id), template=template, values=values, once=f"{template}:{once or turn.pk}",
        area=turn.area, until=turn.ends_at,
    )  # fmt: skip
