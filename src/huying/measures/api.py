"""Measures, zones and what serves them, for programs."""

from ninja import Router

from .place_api import router as places

router = Router(tags=["measures"])
router.add_router("", places)
