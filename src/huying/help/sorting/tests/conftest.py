"""The city of the help desks for the tests of suggestions."""

from huying.help.tests.conftest import city

__all__ = ["city"]
