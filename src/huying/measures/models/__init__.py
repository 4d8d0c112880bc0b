"""Measures on people and places, and what serves them."""

from .loops import Loop, LoopLink
from .measures import Appeal, Checkup, FollowUp, Measure, Ruling, Swab
from .sites import Room, RoomTurn, Site, SiteStaff, Stay
from .teams import TeamMember
from .transfers import Passenger, Transfer, TransferLink
from .upkeep import Disinfection, Hold, Inspection, Venue
from .zones import Zone, ZonePhase, ZonePlace, ZoneProof

__all__ = [
    "Appeal",
    "Checkup",
    "Disinfection",
    "FollowUp",
    "Hold",
    "Inspection",
    "Loop",
    "LoopLink",
    "Measure",
    "Passenger",
    "Room",
    "RoomTurn",
    "Ruling",
    "Site",
    "SiteStaff",
    "Stay",
    "Swab",
    "TeamMember",
    "Transfer",
    "TransferLink",
    "Venue",
    "Zone",
    "ZonePhase",
    "ZonePlace",
    "ZoneProof",
]
