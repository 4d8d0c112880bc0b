"""What rules may say about screening."""

from . import rules_lists

__all__ = ["rules_lists"]
