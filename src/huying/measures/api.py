"""Measures, zones and what serves them, for programs."""

from ninja import Router

from .logistics_api import router as logistics
from .loops_api import router as loops
from .person_api import router as persons
from .place_api import router as places

router = Router(tags=["measures"])
router.add_router("", places)
router.add_router("", logistics)
router.add_router("", loops)
router.add_router("", persons)
