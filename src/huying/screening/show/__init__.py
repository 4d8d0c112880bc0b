"""How the kinds of screening look on desks."""

from . import lists, travel

__all__ = ["lists", "travel"]
