"""The tables of measures."""

from .measures import Appeal, Checkup, FollowUp, Measure, Ruling, Swab

__all__ = ["Appeal", "Checkup", "FollowUp", "Measure", "Ruling", "Swab"]
