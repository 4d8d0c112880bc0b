"""Who holds a matter after an act."""

from collections.abc import Callable, Sequence

from .situation import LEVELS, Holder, Situation

Held = tuple[str, Holder]
HolderRule = Callable[[Situation], Held]


def keep(now: Situation) -> Held:
    """Whoever holds it goes on holding it."""
    return now.matter.level, now.matter.holder


def take(now: Situation) -> Held:
    """The person who acts takes it on, for the unit that holds it."""
    return now.matter.level, now.matter.holder._replace(person=now.actor.person)


def release(now: Situation) -> Held:
    """The unit goes on holding it, no person in particular."""
    return now.matter.level, now.matter.holder._replace(person=None)


def own(now: Situation) -> Held:
    """The unit and person who act hold it from now on."""
    return now.matter.level, Holder(now.actor.unit, now.actor.area, now.actor.person)


def desk_of(now: Situation, level: str) -> Held:
    """The desk of a step; of the first step above it when the matter's place is not known so exactly."""
    holder = now.ground.desk(level, now.matter.area)
    return (holder.unit if holder.unit in LEVELS else level), holder


def climb(now: Situation, ladder: Sequence[str] = LEVELS) -> Held:
    """One step up the ladder; from the top step it goes nowhere."""
    step = ladder.index(now.matter.level) if now.matter.level in ladder else -1
    return desk_of(now, ladder[min(step + 1, len(ladder) - 1)])


def at_level(level: str) -> HolderRule:
    """The desk of one step of the ladder for the matter's area."""
    return lambda now: desk_of(now, level)


def unit_at(unit: str, level: str) -> HolderRule:
    """A special unit, such as the health bureau, that works for the area of one step of the ladder."""

    def rule(now: Situation) -> Held:
        return level, Holder(unit, now.ground.desk(level, now.matter.area).area)

    return rule


def as_told(now: Situation) -> Held:
    """The holder the act names: fields `unit`, `area`, `level` and `person`, each only if it is said.

    A ladder step named as the unit gets its own area from the matter's.
    """
    unit = now.said("unit") or now.matter.holder.unit
    level = now.said("level") or (unit if unit in LEVELS else now.matter.level)
    area = now.said("area") or now.ground.desk(level, now.matter.area).area
    return level, Holder(unit, area, now.said("person"))


def hand_back(now: Situation) -> Held:
    """Back to whoever handed it over; to the district's desk when nobody did."""
    before = now.matter.facts.get("handed_from")
    if before:
        return before["level"], Holder(before["unit"], before["area"])
    return desk_of(now, "district")
