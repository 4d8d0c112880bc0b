"""Who knocks, and the sentence when it was too often: as the ground has it."""

from huying.base.visitors import (
    CLOSED,
    closed_words,
    closing_words,
    limited,
    visitor_address,
)

__all__ = ["CLOSED", "closed_words", "closing_words", "limited", "visitor_address"]
