"""The kinds of screening; importing them declares them."""

from . import declaration, outreach

__all__ = ["declaration", "outreach"]
