"""What is in force, where and why; and what is written about it."""

import datetime as dt
from collections.abc import Callable

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from huying.base import clock
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.places.picking import home

from .baseline import SLUG, floor
from .categories import CATEGORIES, Category
from .ceiling import WHOLE
from .models import DiseaseProfile, Edition, PublicNotice, Response, RuleSet
from .profiles import Profile
from .reader import Because, Book, Reader, RuleMissing, Source

__all__ = [
    "Because",
    "Reader",
    "RuleMissing",
    "book",
    "categories",
    "categories_offered",
    "forget",
    "place_here",
    "profile",
    "profile_of",
    "reader",
    "response_at",
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


def labels_used() -> list[tuple[str, Words]]:
    """The policy labels on notices that were published, each once, by name."""
    rows = (
        PublicNotice.objects.filter(status="published")
        .exclude(labels=[])
        .values_list("labels", flat=True)[:500]
    )
    found = {one["code"]: Words(one["zh"], one["en"]) for labels in rows for one in labels}
    return sorted(found.items(), key=lambda item: item[1].zh)


def place_here() -> str:
    """The place whose rules a form goes by: that of the reader's scope, else the city's own."""
    area = scope.current()
    return home() if area in (None, codes.ALL) else str(area)


def categories_offered() -> dict[str, Category]:
    """The categories a form offers: those in force where the reader is and in places inside, the one that counts first
    first.
    """
    area, at = place_here(), clock.now()
    found = dict(categories(area, at))
    inside = {
        source.area
        for source in book().sources
        if CATEGORIES.code in source.document
        and source.holds(CATEGORIES.code, at)
        and codes.covers(area, source.area)
    }
    for place in sorted(inside - {area}):
        found = {**categories(place, at), **found}
    return {one.code: one for one in sorted(found.values(), key=lambda one: (one.precedence, one.code))}


def response_at(area: str, at: dt.datetime | None = None) -> Response | None:
    """The response in force at a place and moment: of the nearest area up the tree, the one that started last."""
    return _running(area, at or clock.now()).first()


def _running(area: str, at: dt.datetime) -> "QuerySet[Response]":
    rows = Response.objects.filter(area__in=[area, *codes.ancestors(area)], starts__lte=at)
    return rows.filter(Q(ended_at__isnull=True) | Q(ended_at__gt=at)).order_by("-area", "-starts", "-pk")


def profile(area: str, at: dt.datetime | None = None) -> Profile | None:
    """The disease profile that counts at a place and moment: of the nearest response in force that names one."""
    at = at or clock.now()
    slug = _running(area, at).exclude(profile="").values_list("profile", flat=True).first()
    return profile_of(slug, at) if slug else None


def profile_of(slug: str, at: dt.datetime | None = None) -> Profile | None:
    """The version of a disease profile that counts at a moment; None before the first was published."""
    versions = DiseaseProfile.objects.filter(
        slug=slug, status="published", published_at__lte=at or clock.now()
    )
    document = versions.order_by("-version").values_list("document", flat=True).first()
    return Profile.model_validate(document) if document is not None else None


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
