"""Screening for programs."""

from ninja import Router

from . import lists

router = Router()
router.add_router("", lists.router)

__all__ = ["router"]
