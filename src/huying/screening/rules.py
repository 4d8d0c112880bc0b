"""What rules may say about screening."""

from . import rules_lists, rules_rounds, rules_travel

__all__ = ["rules_lists", "rules_rounds", "rules_travel"]
