"""Tables of the rulebook."""

from .endings import STATES, DataItem
from .law import LEVELS, STATUSES, Edition, Response, RuleException, RuleLog, RuleSet
from .papers import SourceFile
from .profiles import DiseaseProfile
from .releases import ISSUERS, PublicNotice

__all__ = [
    "ISSUERS", "LEVELS", "STATES", "STATUSES", "DataItem", "DiseaseProfile", "Edition", "PublicNotice", "Response", "RuleException", "RuleLog",
    "RuleSet", "SourceFile",
]  # fmt: skip
