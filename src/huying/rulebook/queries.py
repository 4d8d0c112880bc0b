"""What is in force, where and why; and what is written about it."""

import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction

from huying.base import clock

from .baseline import SLUG, floor
from .categories import CATEGORIES, Category
from .ceiling import WHOLE
from .models import Edition, RuleSet
from .reader import Because, Book, Reader, RuleMissing, Source

__all__ = [
    "Because",
    "Reader",
    "RuleMissing",
    "book",
    "categories",
    "forget",
    "reader",
    "source_of",
    "sources",
]

# The last book read, under its stamp; replaced as a whole, so threads may share it.
_kept: dict[str, Book] = {}


class _Seen:
    """A mark among the commit hooks of a transaction: the stamp read in it. Gone once it ends, either way."""

    def __init__(self, stamp: str) -> None:
        self.stamp = stamp

    def __call__(self) -> None:
        """Nothing to do at commit."""


def reader(at: dt.datetime | None = None) -> Reader:
    """The rules in force at a moment, now by default. Costs one small query a transaction at most."""
    return book().at(at or clock.now())


def categories(area: str, at: dt.datetime | None = None) -> dict[str, Category]:
    """The categories of people in force at a place and moment by code, the one that counts first first."""
    found: tuple[Category, ...] = reader(at).value(CATEGORIES.code, area)
    return {one.code: one for one in sorted(found, key=lambda one: (one.precedence, one.code))}


def book() -> Book:
    """Every rule set that was or will be in force; read anew only after a change."""
    stamp = _stamp()
    found = _kept.get(stamp)
    if found is None:
        found = Book(stamp, sources())
        _kept.clear()
        _kept[stamp] = found
    return found


def forget() -> None:
    """Let the next reader of this transaction look at the stamp again."""
    connection.run_on_commit = [hook for hook in connection.run_on_commit if not isinstance(hook[1], _Seen)]


def _stamp() -> str:
    for hook in connection.run_on_commit:
        if isinstance(hook[1], _Seen):
            return hook[1].stamp
    stamp = Edition.objects.values_list("stamp", flat=True).first() or ""
    if connection.in_atomic_block:
        mark: Callable[[], None] = _Seen(stamp)
        transaction.on_commit(mark)
    return stamp


def _published() -> list[Source]:
    found = RuleSet.objects.filter(published_at__isnull=False).prefetch_related("exceptions")
    return [source_of(rule_set) for rule_set in found]


def sources() -> list[Source]:
    """Every published set as it stands in the database now, the shipped values below all."""
    return [floor(), *_published()]


def source_of(rule_set: RuleSet) -> Source:
    """A rule set as the reader sees it, with its exceptions as the ends of single keys."""
    lasts: dict[str, dt.datetime] = {}
    for exception in rule_set.exceptions.all():
        for code in exception.keys:
            lasts[code] = max(exception.expires, lasts.get(code, exception.expires))
    excepted = frozenset(lasts)
    until = rule_set.valid_until
    for whole in WHOLE:
        if whole in lasts:
            end = lasts.pop(whole)
            until = min(until, end) if until else end
    for code, text in rule_set.ended_keys.items():
        end = dt.datetime.fromisoformat(text)
        lasts[code] = min(end, lasts.get(code, end))
    return Source(
        id=rule_set.id,
        code=rule_set.code,
        title=rule_set.title,
        authority=rule_set.issuer,
        area=rule_set.area,
        valid_from=rule_set.valid_from,
        valid_until=until,
        document=rule_set.document,
        lasts=lasts,
        excepted=excepted,
        parent=rule_set.parent_id,
        law=rule_set.slug != SLUG,
    )
