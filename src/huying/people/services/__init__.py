"""Writes about people: staff and posts, residents, and the audit of all of it."""

from .record import Line, audit, audit_check, audit_many, audit_seal
from .residents import (
    household_at,
    households_given,
    resident_change,
    resident_create,
    resident_merge,
    resident_unmerge,
)
from .staff import (
    PostGiven,
    first_administrator,
    post_cover,
    post_end,
    post_give,
    staff_close,
    staff_create,
    staff_link,
    staff_reopen,
    unit_set,
)
from .tokens import token_create, token_revoke
from .undertakings import undertaking_sign

__all__ = [
    "Line",
    "PostGiven",
    "audit",
    "audit_check",
    "audit_many",
    "audit_seal",
    "first_administrator",
    "household_at",
    "households_given",
    "post_cover",
    "post_end",
    "post_give",
    "resident_change",
    "resident_create",
    "resident_merge",
    "resident_unmerge",
    "staff_close",
    "staff_create",
    "staff_link",
    "staff_reopen",
    "token_create",
    "token_revoke",
    "undertaking_sign",
    "unit_set",
]
