"""How a matter stands, as words and tone."""

from typing import Any

from django import template

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words

register = template.Library()


@register.filter
def state_words(matter: Any) -> Words:
    """What the state of a matter is called."""
    return kind_of(matter.kind).states[matter.state].title


@register.filter
def state_tone(matter: Any) -> str:
    """The tone of the state of a matter."""
    return kind_of(matter.kind).states[matter.state].tone
