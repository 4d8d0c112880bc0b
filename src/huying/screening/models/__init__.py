"""What screening keeps for good."""

from .outreach import Inspection, Outreach, Returnee, Survey, SurveyAnswer
from .travel import Declaration, DeclarationVersion, Landing, Site, Stay

__all__ = [
    "Declaration", "DeclarationVersion", "Inspection", "Landing", "Outreach", "Returnee", "Site", "Stay", "Survey",
    "SurveyAnswer",
]  # fmt: skip
