"""Who is on duty at a desk, and how to reach them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from huying.kernel.words import Language
from huying.messages.models import QUEUED, Notice
from huying.messages.templates import CHANNELS
from huying.people.models import Post, User
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


def on_duty(desks: Sequence[tuple[str, str]], at: dt.datetime) -> dict[tuple[str, str], list[int]]:
    """The users who hold a post at each desk (unit, area) at a moment."""
    wanted = Q(pk__in=[])
    for unit, area in desks:
        wanted |= Q(unit=unit, area=area)
    posts = Post.objects.held(at).filter(wanted).order_by("user_id")
    found: dict[tuple[str, str], list[int]] = {}
    for unit, area, user in posts.values_list("unit", "area", "user_id").distinct():
        found.setdefault((unit, area), []).append(user)
    return found


def waiting_channels(at: dt.datetime) -> set[str]:
    """The channels on which something is due."""
    with transaction.atomic(), everything("sending notices"):
        due = Notice.objects.filter(state=QUEUED, next_try__lte=at)
        return {name for name in CHANNELS if due.filter(channel=name).exists()}
