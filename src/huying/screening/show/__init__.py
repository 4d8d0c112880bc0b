"""How the kinds of screening look on desks."""

from . import lists, rounds, travel

__all__ = ["lists", "rounds", "travel"]
