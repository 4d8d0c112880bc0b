"""Measures on people and places, and what serves them."""

from .loops import Loop, LoopLink
from .sites import Room, RoomTurn, Site, SiteStaff, Stay
from .teams import TeamMember
from .transfers import Passenger, Transfer, TransferLink
from .upkeep import Disinfection, Hold, Inspection, Venue
from .zones import Zone, ZonePhase, ZonePlace, ZoneProof

__all__ = [
    "Disinfection",
    "Hold",
    "Inspection",
    "Loop",
    "LoopLink",
    "Passenger",
    "Room",
    "RoomTurn",
    "Site",
    "SiteStaff",
    "Stay",
    "TeamMember",
    "Transfer",
    "TransferLink",
    "Venue",
    "Zone",
    "ZonePhase",
    "ZonePlace",
    "ZoneProof",
]
