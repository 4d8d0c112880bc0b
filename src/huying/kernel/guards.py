"""Reasons why an act may have to wait, as sentences."""

from collections.abc import Callable

from .situation import Situation
from .words import Words

Guard = Callable[[Situation], Words | None]


def below_cap(counter: str, rule: str, words: Words) -> Guard:
    """Refuse once a counted act has happened as often as the rule allows."""

    def guard(now: Situation) -> Words | None:
        limit = now.ground.count(rule, now.matter.area)
        return words.fill(limit=limit) if int(now.matter.facts.get(counter, 0)) >= limit else None

    return guard


def fact_is_set(name: str, words: Words) -> Guard:
    """Refuse until the matter knows a fact."""
    return lambda now: None if now.matter.facts.get(name) else words
