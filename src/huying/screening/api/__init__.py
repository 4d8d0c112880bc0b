"""Screening for programs."""

from ninja import Router

from . import lists
from .rounds import router as rounds
from .travel import router as travel

router = Router()
router.add_router("", lists.router)
router.add_router("", travel)
router.add_router("", rounds)

__all__ = ["router"]
