"""What screening keeps for good."""

from .lists import CallLock, Contacted, OutLetter, PushList, Reply, Shift, Subject
from .outreach import Inspection, Outreach, Returnee, Survey, SurveyAnswer
from .rounds import Round, RoundLine
from .travel import Declaration, DeclarationVersion, Landing, Reached, RereadMark, Site, Stay

__all__ = [
    "CallLock",
    "Contacted",
    "Declaration",
    "DeclarationVersion",
    "Inspection",
    "Landing",
    "OutLetter",
    "Outreach",
    "PushList",
    "Reached",
    "Reply",
    "RereadMark",
    "Returnee",
    "Round",
    "RoundLine",
    "Shift",
    "Site",
    "Stay",
    "Subject",
    "Survey",
    "SurveyAnswer",
]
