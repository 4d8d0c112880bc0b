"""The kinds of value a rule can have: how each is checked, read, said and compared."""

from .compound import Ladder, List, Record, Table
from .simple import Choice, Count, Duration, Flag, Share, Text
from .spoken import SpanText
from .value import OTHERS, Value, Wrong, said_by

__all__ = [
    "OTHERS", "Choice", "Count", "Duration", "Flag", "Ladder", "List", "Record", "Share", "SpanText", "Table", "Text", "Value",
    "Wrong", "said_by",
]  # fmt: skip
