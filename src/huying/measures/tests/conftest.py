"""Fixtures of this app's tests."""

from huying.measures.tests.places import quarter  # noqa: F401
