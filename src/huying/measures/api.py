"""Measures for programs: every router of this app under one."""

from ninja import Router

from .person_api import router as persons

router = Router(tags=["measures"])
router.add_router("", persons)
