"""Reading rosters: the shifts of a week, who is on duty now, what is not filled."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils import timezone

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.situation import LEVEL_WORDS
from huying.kernel.words import Words
from huying.people.queries import desks_staffed, unit_names
from huying.people.roles import UNIT_WORDS
from huying.people.seats import Seat
from huying.places import scope
from huying.places.codes import ancestors, covers
from huying.rulebook.queries import reader

from . import rules
from .models import Pattern, Swap, Turn

Desk = tuple[str, str]
DAY = dt.timedelta(days=1)


@dataclass(slots=True)
class Slot:
    """One shift of one day: when, how many it wants, who is on it. `wanted` is 0 for one outside every pattern."""

    unit: str
    area: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    wanted: int
    turns: list[Turn] = field(default_factory=list)

    @property
    def missing(self) -> int:
        """How many are not there yet."""
        return max(0, self.wanted - len(self.turns))

    def running(self, at: dt.datetime) -> bool:
        """Whether it is on at a moment."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True, slots=True)
class DeskNow:
    """An office that keeps a roster: who is on duty, who comes next, whether there is a gap just now."""

    unit: str
    area: str
    on: tuple[Turn, ...]
    following: Turn | None
    gap: bool
    whole_day: bool


def local_day(moment: dt.datetime) -> dt.date:
    """The local day of a moment."""
    return timezone.localtime(moment).date()


def monday(day: dt.date) -> dt.date:
    """The first day of the week of a day."""
    return day - dt.timedelta(days=day.weekday())


def at_local(day: dt.date, begins: dt.time) -> dt.datetime:
    """The moment of a local time on a local day."""
    return timezone.make_aware(dt.datetime.combine(day, begins))


def standing() -> "QuerySet[Turn]":
    """Turns that were not taken off again."""
    return Turn.objects.filter(off_at=None)


def slots(desk: Desk, first: dt.date, days: int) -> list[Slot]:
    """Every shift of an office that begins on these local days, with who is on it."""
    return slots_of([desk], first, days)[desk]


def slots_of(desks: Collection[Desk], first: dt.date, days: int) -> dict[Desk, list[Slot]]:
    """The same for many offices, from two queries."""
    found: dict[Desk, list[Slot]] = {desk: [] for desk in desks}
    if not found:
        return found
    mine = _of(desks)
    low, high = at_local(first, dt.time()), at_local(first + days * DAY, dt.time())
    known: dict[tuple[Desk, dt.datetime], Slot] = {}
    for pattern in Pattern.objects.filter(mine).order_by("begins", "pk"):
        desk = (pattern.unit, pattern.area)
        for day in (first + n * DAY for n in range(days)):
            if pattern.holds(day):
                starts = at_local(day, pattern.begins)
                slot = known.get((desk, starts))
                if slot is None:
                    ends = starts + dt.timedelta(hours=pattern.hours)
                    known[desk, starts] = slot = Slot(*desk, starts, ends, 0)
                slot.wanted += pattern.people
    turns = standing().filter(mine, starts_at__gte=low, starts_at__lt=high).select_related("user")
    for turn in turns.order_by("starts_at", "pk"):
        desk = (turn.unit, turn.area)
        slot = known.get((desk, turn.starts_at))
        if slot is None:
            known[desk, turn.starts_at] = slot = Slot(*desk, turn.starts_at, turn.ends_at, 0)
        slot.turns.append(turn)
    for (desk, _), slot in sorted(known.items(), key=lambda item: item[0][1]):
        found[desk].append(slot)
    return found


def desks_with_roster(area: str) -> list[Desk]:
    """The offices of an area that must be on duty today or later."""
    rows = scope.within(Pattern.objects.all(), area).filter(Q(until=None) | Q(until__gte=local_day(now())))
    return sorted(set(rows.values_list("unit", "area")), key=lambda desk: (desk[1], desk[0]))


# The offices of the command and its task forces: what a city expects to be awake at any hour.
COMMANDS = ("city", "district", "street", "health_bureau")


def desks_without_roster(area: str) -> list[Desk]:
    """The staffed offices of the command in an area that keep no roster."""
    kept = set(desks_with_roster(area))
    return [desk for desk in desks_staffed(COMMANDS, area) if desk not in kept]


def swaps_open(turns: Collection[int]) -> dict[int, Swap]:
    """The question that waits for an answer, by turn."""
    return {
        one.turn_id: one for one in Swap.objects.filter(turn__in=turns, answered_at=None).select_related("to")
    }


def board(area: str, at: dt.datetime) -> list[DeskNow]:
    """Every office of an area with a roster, as it stands at a moment."""
    return _now(desks_with_roster(area), at)


def _now(desks: Collection[Desk], at: dt.datetime) -> list[DeskNow]:
    today = local_day(at)
    found = []
    for desk, all_slots in slots_of(desks, today - DAY, 3).items():
        running = [slot for slot in all_slots if slot.running(at)]
        ahead = [turn for slot in all_slots if slot.starts_at > at for turn in slot.turns]
        on = tuple(turn for slot in running for turn in slot.turns)
        gap = any(slot.missing or not_come(slot, at) for slot in running if slot.wanted)
        found.append(DeskNow(*desk, on, ahead[0] if ahead else None, gap, _whole_day(all_slots, at)))
    return found


def board_above(area: str, at: dt.datetime) -> list[DeskNow]:
    """The offices above an area that keep a roster, the nearest first: whom to ring at any hour.

    Who of the staff is on duty is no secret to staff; their plans are.
    """
    with scope.everything("who is on duty above"):
        rows = Pattern.objects.filter(area__in=ancestors(area)).filter(
            Q(until=None) | Q(until__gte=local_day(at))
        )
        desks = sorted(
            set(rows.values_list("unit", "area")), key=lambda desk: (-len(desk[1].rstrip("0")), desk[0])
        )
        return _now(desks, at)


def _whole_day(found: Iterable[Slot], at: dt.datetime) -> bool:
    """Whether the shifts an office wants leave no minute of the coming day without one."""
    reached = at
    for slot in found:
        if slot.wanted and slot.starts_at <= reached < slot.ends_at:
            reached = slot.ends_at
    return reached >= at + DAY


def not_come(slot: Slot, at: dt.datetime) -> bool:
    """Whether nobody has come to a shift although its time to do so is over."""
    if any(turn.came_at for turn in slot.turns):
        return False
    return reader(at).due(rules.LATE.code, slot.starts_at, slot.area) <= at


def on_shift(desks: Collection[Desk], at: dt.datetime) -> Mapping[Desk, set[int]]:
    """Who is on shift at desks: those who came, and those whose time to come is not over. In any scope."""
    found: dict[Desk, set[int]] = defaultdict(set)
    if not desks:
        return found
    with scope.everything("who is on shift"):
        rows = list(standing().filter(_of(desks), starts_at__lte=at, ends_at__gt=at))
    for turn in rows:
        if turn.came_at or reader(at).due(rules.LATE.code, turn.starts_at, turn.area) > at:
            found[turn.unit, turn.area].add(turn.user_id)
    return found


def turns_of(user_id: int, since: dt.datetime) -> list[Turn]:
    """Somebody's own shifts that are not over, the next first."""
    return list(standing().filter(user_id=user_id, ends_at__gt=since).order_by("starts_at")[:60])


def turn_for(seat: Seat, pk: int) -> Turn:
    """A turn of the seat's area. Raises NotYours."""
    turn = scope.within(standing().filter(pk=pk), seat.area).select_related("user").first()
    if turn is None:
        raise NotYours(f"turn {pk}")
    return turn


def swaps_for(user_id: int) -> list[Swap]:
    """Shifts somebody is asked to take over."""
    rows = Swap.objects.filter(to_id=user_id, answered_at=None, turn__off_at=None, turn__starts_at__gt=now())
    return list(rows.select_related("turn__user").order_by("turn__starts_at"))


def may_plan(seat: Seat, desk: Desk) -> bool:
    """Whether a seat arranges an office's roster: it has the ability and the office works inside its area."""
    return seat.able("duty.plan") and covers(seat.area, desk[1])


def may_read(seat: Seat, desk: Desk) -> bool:
    """Whether a seat reads an office's roster: it arranges it, or works there."""
    return may_plan(seat, desk) or (seat.unit, seat.area) == desk


def names_of(desks: Iterable[Desk]) -> dict[Desk, Words]:
    """What offices are called."""
    wanted = set(desks)
    known, usual = unit_names(wanted), LEVEL_WORDS | UNIT_WORDS
    return {desk: known.get(desk) or usual.get(desk[0]) or Words(desk[0], desk[0]) for desk in wanted}


def _of(desks: Collection[Desk]) -> Q:
    wanted = Q(pk__in=[])
    for unit, area in desks:
        wanted |= Q(unit=unit, area=area)
    return wanted
