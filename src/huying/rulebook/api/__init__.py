"""Rules, responses and diseases for programs."""

from . import profiles, releases, responses, rules
from .common import router

__all__ = ["profiles", "releases", "responses", "router", "rules"]
