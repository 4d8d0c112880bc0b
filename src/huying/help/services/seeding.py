"""What a new installation starts with: categories, channels and cards."""

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from django.utils.timezone import localdate

from huying.base.clock import now
from huying.help.models import Category, Channel, SolutionCard
from huying.places.codes import ALL

SEED = Path(__file__).parents[1] / "seed.yaml"


@dataclass(frozen=True, slots=True)
class Seeded:
    """How many of each were new."""

    categories: int
    channels: int
    cards: int


def help_seed(*, area: str = ALL) -> Seeded:
    """Add what of the seed is not there yet; what is there, changed or retired by people, stays as they left it.

    `area` is where the channels are open and the cards true.
    """
    seed = _seed()
    with transaction.atomic():
        return Seeded(
            categories=sum(_category(row) for row in seed["categories"]),
            channels=sum(_channel(row, area) for row in seed["channels"]),
            cards=sum(_card(row, area, seed["card_days"]) for row in seed["cards"]),
        )


@cache
def _seed() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(SEED.read_text(encoding="utf-8"))
    return found


def _category(row: dict[str, Any]) -> bool:
    values = {key: value for key, value in row.items() if key not in ("code", "parent")}
    if row.get("parent"):
        values["parent_id"] = row["parent"]
    return Category.objects.get_or_create(code=row["code"], defaults=values)[1]


def _channel(row: dict[str, Any], area: str) -> bool:
    values = {key: value for key, value in row.items() if key != "code"}
    return Channel.objects.get_or_create(code=row["code"], defaults={**values, "area": area})[1]


def _card(row: dict[str, Any], area: str, days: int) -> bool:
    today = localdate(now())
    values = {key: value.strip() for key, value in row.items() if key not in ("code", "category")}
    values |= {
        "category_id": row["category"],
        "area": area,
        "owner_area": area,
        "valid_from": today,
        "valid_until": today + dt.timedelta(days=days),
        "state": "published",
        "published_at": now(),
    }
    return SolutionCard.objects.get_or_create(code=row["code"], defaults=values)[1]
