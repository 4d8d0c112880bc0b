"""Errors that are neither a sentence for a person nor a bug."""


class NotYours(Exception):
    """The thing is outside the reader's area or role; shown exactly like a thing that is not there."""
