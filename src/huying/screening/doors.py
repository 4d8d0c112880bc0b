"""The doors of screening."""

from . import doors_lists, doors_rounds, doors_travel

__all__ = ["doors_lists", "doors_rounds", "doors_travel"]
