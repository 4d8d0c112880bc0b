"""Measures on people and places, and what serves them."""

from .zones import Zone, ZonePhase, ZonePlace, ZoneProof

__all__ = ["Zone", "ZonePhase", "ZonePlace", "ZoneProof"]
