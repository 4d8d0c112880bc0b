"""Who holds a call for help after an act."""

from huying.kernel.holders import Held, as_told, at_level, unit_at
from huying.kernel.situation import LEVELS, Holder, Situation

volunteer_team = unit_at("volunteer_team", "district")
community = at_level("community")


def up(now: Situation) -> Held:
    """One level higher: from a special unit to the desk of its own level, from a desk to the next one.

    Steps at which the matter's area has no desk of its own are passed over; from the top it goes nowhere.
    """
    held, level = now.matter.holder, now.matter.level
    start = LEVELS.index(level) if level in LEVELS else len(LEVELS) - 1
    if held.unit in LEVELS:
        start = LEVELS.index(held.unit) + 1
    for step in LEVELS[start:]:
        desk = now.ground.desk(step, now.matter.area)
        if desk[:2] != held[:2]:
            return desk.unit, desk
    return level, held._replace(person=None)


def own_desk(now: Situation) -> Held:
    """The desk and the person who act, on their own step of the ladder; the district's for special units."""
    unit = now.actor.unit
    return (unit if unit in LEVELS else "district"), Holder(unit, now.actor.area, now.actor.person)


def told_unit(now: Situation) -> Held:
    """The unit the act names, for its part of the matter's area; the holder itself while nobody was named."""
    if now.facts is None:
        return now.matter.level, now.matter.holder
    unit = now.said("unit")
    if now.said("level") is None and unit not in LEVELS:
        desk = now.ground.desk("district", now.matter.area)
        return "district", Holder(unit, now.said("area") or desk.area)
    return as_told(now)


def to_person(now: Situation) -> Held:
    """A colleague of the unit that holds it."""
    return now.matter.level, now.matter.holder._replace(person=now.said("person"))
