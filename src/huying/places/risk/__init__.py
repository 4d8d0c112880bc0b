"""Areas at risk: what stood on which list at any moment, and whether a place lies inside one."""

from huying.places.levels import LEVEL_WORDS, LEVELS, RANK, Level

from .queries import RiskArea, as_of, covers, levels_at, risk_map
from .riskmap import Listed, RiskMap

__all__ = (
    "LEVELS",
    "LEVEL_WORDS",
    "RANK",
    "Level",
    "Listed",
    "RiskArea",
    "RiskMap",
    "as_of",
    "covers",
    "levels_at",
    "risk_map",
)
