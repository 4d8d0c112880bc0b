"""Calls for help: where they come in, what they say, what came of them."""

from .cards import CardSource, CardUse, SolutionCard
from .emergencies import Alert, Emergency
from .intake import Category, Channel
from .requests import Feedback, FollowUp, HelpRequest, Match, Merge, Photo
from .rounds import NeedCheck
from .sorting import Learned, Topic
from .stairwells import Stairwell, StairwellCall, StairwellMember

__all__ = [
    "Alert",
    "CardSource",
    "CardUse",
    "Category",
    "Channel",
    "Emergency",
    "Feedback",
    "FollowUp",
    "HelpRequest",
    "Learned",
    "Match",
    "Merge",
    "NeedCheck",
    "Photo",
    "SolutionCard",
    "Stairwell",
    "StairwellCall",
    "StairwellMember",
    "Topic",
]
