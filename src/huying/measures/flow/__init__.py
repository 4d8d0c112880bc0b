"""The kinds of matter of this app; importing it declares them."""

from . import loops, transfers, upkeep, zones  # noqa: F401
