"""The kinds of screening; importing them declares them."""

from . import check, reply

__all__ = ["check", "reply"]
