"""Reading notices."""

from .inbox import Item, inbox, unread
from .trouble import failures, robots, shown

__all__ = ["Item", "failures", "inbox", "robots", "shown", "unread"]
