"""What screening keeps for good."""

from .outreach import Inspection, Outreach, Returnee, Survey, SurveyAnswer
from .travel import Declaration, DeclarationVersion, Landing, Reached, RereadMark, Site, Stay

__all__ = [
    "Declaration", "DeclarationVersion", "Inspection", "Landing", "Outreach",
    "Reached",
    "RereadMark", "Returnee", "Site", "Stay", "Survey",
    "SurveyAnswer",
]  # fmt: skip
