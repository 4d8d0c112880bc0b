"""Screening for programs."""

from ninja import Router

from . import lists
from .travel import router as travel

router = Router()
router.add_router("", lists.router)
router.add_router("", travel)

__all__ = ["router"]
