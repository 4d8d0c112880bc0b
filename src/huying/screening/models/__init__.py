"""What screening keeps for good."""

from .outreach import Inspection, Outreach, Returnee, Survey, SurveyAnswer
from .travel import Declaration, DeclarationVersion, Landing, Reached, Site, Stay

__all__ = [
    "Declaration", "DeclarationVersion", "Inspection", "Landing", "Outreach",
    "Reached", "Returnee", "Site", "Stay", "Survey",
    "SurveyAnswer",
]  # fmt: skip
