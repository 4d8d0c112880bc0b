"""Reading notices."""

from .inbox import Item, inbox, notice_of, unread
from .trouble import failures, robots, shown

__all__ = ["Item", "failures", "inbox", "notice_of", "robots", "shown", "unread"]
