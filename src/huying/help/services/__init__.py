"""Writing calls for help: what comes in, and the channels, categories, cards and pictures around it."""

from huying.base.pictures import Picture

from .cards import card_draft, card_from_requests, card_publish, card_used, card_withdraw
from .channels import (
    category_change,
    category_create,
    category_retire,
    channel_change,
    channel_close,
    channel_open,
)
from .emergencies import emergency_open
from .photos import photo_add, photos_sweep
from .requests import Incoming, Taken, request_open, requests_merge, requests_open_many
from .rounds import need_check
from .screening import Screened, requests_screen
from .seeding import Seeded, help_seed

__all__ = [
    "Incoming",
    "Picture",
    "Screened",
    "Seeded",
    "Taken",
    "card_draft",
    "card_from_requests",
    "card_publish",
    "card_used",
    "card_withdraw",
    "category_change",
    "category_create",
    "category_retire",
    "channel_change",
    "channel_close",
    "channel_open",
    "emergency_open",
    "help_seed",
    "need_check",
    "photo_add",
    "photos_sweep",
    "request_open",
    "requests_merge",
    "requests_open_many",
    "requests_screen",
]
