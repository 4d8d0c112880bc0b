"""How to reach people, and on which channels something waits."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huying.kernel.words import Language
from huying.messages.models import QUEUED, Notice
from huying.messages.templates import CHANNELS
from huying.people.models import User
from huying.places.scope import everything


@dataclass(frozen=True, slots=True)
class Reach:
    """How one person is reached; an empty address means not on that channel."""

    language: Language
    phone: str
    email: str


def contacts(user_ids: Sequence[int]) -> dict[int, Reach]:
    """How to reach each user who may still log in."""
    if not user_ids:
        return {}
    users = User.objects.filter(id__in=set(user_ids), is_active=True)
    return {user.pk: Reach("en" if user.language == "en" else "zh", user.phone, user.email) for user in users}


def waiting_channels(at: dt.datetime) -> set[str]:
    """The channels on which something is due."""
    with transaction.atomic(), everything("sending notices"):
        due = Notice.objects.filter(state=QUEUED, next_try__lte=at)
        return {name for name in CHANNELS if due.filter(channel=name).exists()}
