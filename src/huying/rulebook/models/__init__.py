"""Tables of the rulebook."""

from .endings import STATES, DataItem
from .law import LEVELS, STATUSES, Edition, Response, RuleException, RuleLog, RuleSet
from .papers import SourceFile
from .profiles import DiseaseProfile

__all__ = [
    "LEVELS", "STATES", "STATUSES", "DataItem", "DiseaseProfile", "Edition", "Response", "RuleException", "RuleLog",
    "RuleSet", "SourceFile",
]  # fmt: skip
