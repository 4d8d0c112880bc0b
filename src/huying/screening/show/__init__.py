"""How the kinds of screening look on desks."""

from . import lists

__all__ = ["lists"]
