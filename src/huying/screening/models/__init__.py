"""What screening keeps for good."""

from .lists import CallLock, Contacted, OutLetter, PushList, Reply, Shift, Subject

__all__ = ["CallLock", "Contacted", "OutLetter", "PushList", "Reply", "Shift", "Subject"]
