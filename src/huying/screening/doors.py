"""The doors of screening."""

from . import doors_travel

__all__ = ["doors_travel"]
