"""What rules may say about screening."""

from . import rules_lists, rules_travel

__all__ = ["rules_lists", "rules_travel"]
