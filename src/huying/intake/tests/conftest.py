"""Fixtures of the intake tests."""

from .things import _thing_table, thing_table

__all__ = ["_thing_table", "thing_table"]
