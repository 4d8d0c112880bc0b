"""The kinds of screening; importing them declares them."""

from . import check, declaration, outreach, reply, rounds

__all__ = ["check", "declaration", "outreach", "reply", "rounds"]
