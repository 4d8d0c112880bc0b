"""Writing notices: told in one transaction with the event, sent by the worker afterwards."""

from .telling import Recipient, Tell, tell, tell_many

__all__ = ["Recipient", "Tell", "tell", "tell_many"]
