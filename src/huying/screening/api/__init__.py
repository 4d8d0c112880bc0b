"""Screening for programs."""

from ninja import Router

from .travel import router as travel

router = Router()
router.add_router("", travel)

__all__ = ["router"]
