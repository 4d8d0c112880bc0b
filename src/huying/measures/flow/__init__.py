"""What may happen to measures, to what serves them, and by whom."""

from .appeal import APPEAL
from .follow_up import FOLLOW_UP
from .measure import MEASURE

__all__ = ["APPEAL", "FOLLOW_UP", "MEASURE"]
