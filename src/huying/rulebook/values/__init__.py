"""The kinds of value a rule can have: how each is checked, read, said and compared."""

from .compound import Ladder, List, Record, Table
from .simple import Choice, Count, Duration, Flag, Share, Text
from .value import OTHERS, Value, Wrong, said_by

__all__ = [
    "OTHERS", "Choice", "Count", "Duration", "Flag", "Ladder", "List", "Record", "Share", "Table", "Text", "Value",
    "Wrong", "said_by",
]  # fmt: skip
