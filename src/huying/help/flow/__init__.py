"""What may happen to a call for help, and by whom."""

from .alert import ALERT
from .emergency import EMERGENCY
from .request import REQUEST
from .stairwell import STAIRWELL, STAIRWELL_CALL

__all__ = ["ALERT", "EMERGENCY", "REQUEST", "STAIRWELL", "STAIRWELL_CALL"]
