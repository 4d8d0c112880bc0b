"""The keys this app reads."""

from . import rules_travel  # noqa: F401
