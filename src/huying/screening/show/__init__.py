"""How screening shows its matters; importing shows them."""

from . import travel

__all__ = ["travel"]
