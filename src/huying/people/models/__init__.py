"""Residents, households, staff and posts, and the record of who looked at what."""

from .records import Audit, AuditSeal, OnceCode, Undertaking
from .residents import Household, Resident
from .staff import KEY_PURPOSE, ApiToken, Post, Unit, User

__all__ = [
    "KEY_PURPOSE",
    "ApiToken",
    "Audit",
    "AuditSeal",
    "Household",
    "OnceCode",
    "Post",
    "Resident",
    "Undertaking",
    "Unit",
    "User",
]
