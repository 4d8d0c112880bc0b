"""Fixtures of the tests of screening."""

from huying.screening.tests.listing import task

__all__ = ["task"]
