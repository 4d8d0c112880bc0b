"""Which desk an office named by its code is."""

from huying.kernel.holders import Held
from huying.kernel.situation import LEVELS, Holder, Situation

from .roles import ROLES

# An office that is no step of the ladder works for the area its posts usually have.
USUAL = {role.unit: role.grade for role in ROLES.values() if role.unit not in LEVELS and role.grade in LEVELS}


def office(now: Situation) -> Held:
    """The office the act names, at the area it names, else at its usual step of the ladder above the place."""
    unit = str(now.said("unit") or now.matter.holder.unit)
    level = unit if unit in LEVELS else str(USUAL.get(unit, now.matter.level))
    area = now.said("area") or now.ground.desk(level, now.matter.area).area
    return level, Holder(unit, area)
