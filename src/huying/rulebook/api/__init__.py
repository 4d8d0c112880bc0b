"""Rules, responses and diseases for programs."""

from . import profiles, responses, rules
from .common import router

__all__ = ["profiles", "responses", "router", "rules"]
