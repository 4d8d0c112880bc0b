"""What may happen to a call for help, and by whom."""

from .alert import ALERT
from .emergency import EMERGENCY
from .request import REQUEST

__all__ = ["ALERT", "EMERGENCY", "REQUEST"]
