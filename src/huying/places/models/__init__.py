"""The tree of places, the divisions of the country, and the lists of areas at risk."""

from .areas import GRADE_WORDS, Area, Edition
from .divisions import Division
from .risk import RiskName, RiskSource, RiskSpan, RiskVersion

__all__ = [
    "GRADE_WORDS",
    "Area",
    "Division",
    "Edition",
    "RiskName",
    "RiskSource",
    "RiskSpan",
    "RiskVersion",
]
