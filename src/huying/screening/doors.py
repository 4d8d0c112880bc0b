"""The doors of screening."""

from . import doors_lists

__all__ = ["doors_lists"]
