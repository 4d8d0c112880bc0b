"""Which channels are open, into which categories messages are sorted, and which way each goes."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models.intake import Category, Channel
from huying.help.rules import ROUTING, Route
from huying.kernel.words import Words
from huying.places.codes import ancestors
from huying.rulebook.queries import reader


def categories(*, channel: Channel | None = None) -> "QuerySet[Category]":
    """The categories in use, in their order; only those of a channel when it has its own choice."""
    found = Category.objects.filter(active=True)
    if channel is not None and channel.categories.exists():
        found = found.filter(channels=channel)
    return found


def category_known(code: str) -> Category | None:
    """A category in use by its code."""
    return Category.objects.filter(code=code, active=True).first()


def category_choices() -> list[tuple[str, Words]]:
    """The categories in use that are no mere headings, for a form."""
    rows = list(categories())
    headings = {row.parent_id for row in rows}
    names = {row.code: row.words for row in rows}
    return [
        (row.code, _with_heading(row.words, names.get(row.parent_id or "")))
        for row in rows
        if row.code not in headings
    ]


def _with_heading(words: Words, heading: Words | None) -> Words:
    if heading is None:
        return words
    return Words(f"{heading.zh}：{words.zh}", f"{heading.en}: {words.en}")


def _open_now() -> Q:
    at = now()
    return Q(open=True) & (Q(opens_at=None) | Q(opens_at__lte=at)) & (Q(closes_at=None) | Q(closes_at__gt=at))


def channels_open(area: str, *, kind: str | None = None) -> "QuerySet[Channel]":
    """The channels people of an area can use now: those of the area and of the areas over it."""
    found = Channel.objects.filter(_open_now(), area__in=[area, *ancestors(area)])
    return found.filter(kind=kind) if kind else found


def channel(code: str) -> Channel:
    """A channel, open or closed. Raises NotYours when there is none."""
    found = Channel.objects.filter(code=code).first()
    if found is None:
        raise NotYours(code)
    return found


def is_open(channel: Channel) -> bool:
    """Whether messages may come in by it now."""
    return Channel.objects.filter(_open_now(), pk=channel.pk).exists()


def open_codes() -> set[str]:
    """The codes of all channels by which messages may come in now."""
    return set(Channel.objects.filter(_open_now()).values_list("code", flat=True))


@dataclass(frozen=True, slots=True)
class Way:
    """Where a message goes: handled directly, referred to a unit, or handed to a system outside."""

    handling: str
    unit: str = ""
    level: str = ""
    system: str = ""


def route_for(category: Category, area: str) -> Way:
    """The way messages of a category go in an area now: the rules', else the category's own."""
    route: Route = reader().value(ROUTING.code, area, choice=category.code)
    if route.handling == "usual":
        return Way(category.handling, category.unit)
    return Way(route.handling, route.unit or category.unit, route.level, route.system)
