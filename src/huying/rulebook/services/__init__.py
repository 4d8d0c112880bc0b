"""Every change to responses and rule sets. Each is logged; publications come one after another."""

from .baseline import baseline_load
from .ground import SYSTEM, Hand
from .responses import response_change_level, response_end, response_start
from .rulesets import (
    Published,
    exception_sign,
    excesses_of,
    ruleset_draft,
    ruleset_publish,
    ruleset_withdraw,
    sources_after,
)

__all__ = [
    "SYSTEM", "Hand", "Published", "baseline_load", "exception_sign", "excesses_of", "response_change_level",
    "response_end", "response_start", "ruleset_draft", "ruleset_publish", "ruleset_withdraw", "sources_after",
]  # fmt: skip
