"""What may happen to measures, to zones and what serves them, and by whom; importing it declares the kinds."""

from . import loops, transfers, upkeep, zones  # noqa: F401
from .appeal import APPEAL
from .follow_up import FOLLOW_UP
from .measure import MEASURE

__all__ = ["APPEAL", "FOLLOW_UP", "MEASURE"]
