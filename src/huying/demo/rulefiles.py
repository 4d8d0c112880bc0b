"""Rule sets and diseases from files into a demo or drill database: drafted by one drill hand, published by another."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.models import User
from huying.places.codes import ALL
from huying.places.models import Area
from huying.rulebook.document import RuleDocument, read_document
from huying.rulebook.models import DiseaseProfile, RuleSet
from huying.rulebook.profiles import Profile, profile_read, profile_stored
from huying.rulebook.services import (
    Hand,
    exception_sign,
    profile_draft,
    profile_publish,
    ruleset_draft,
    ruleset_publish,
)
from huying.rulebook.yamls import read_yaml

from .city import CITY

DRAFTER, PUBLISHER = "drill-drafter", "drill-publisher"
FOLDER = Path(__file__).parent / "data"
REAL = Words(
    "这个数据库不是演示或演练库：2022 年的规则只用于演练，不能装进来。",
    "This database is neither a demo nor a drill: rules of 2022 are for drills and stay out.",
)


@dataclass(frozen=True, slots=True)
class Read:
    """A file that holds a rule set or a disease."""

    name: str
    rules: RuleDocument | None = None
    disease: Profile | None = None


def drill_only() -> None:
    """Raise Refused unless the database is that of the fictional city."""
    if not Area.objects.filter(code=CITY).exists():
        raise Refused(REAL)


def files_read(paths: Sequence[Path]) -> list[Read]:
    """Every file, checked. Raises Refused naming the file and the line of the first that is wrong."""
    found = []
    for path in paths:
        text = path.read_text("utf-8")
        try:
            raw = read_yaml(text).value
            if isinstance(raw, dict) and "rules" in raw:
                found.append(Read(path.name, rules=read_document(text)))
            else:
                found.append(Read(path.name, disease=profile_read(text)))
        except Refused as refused:
            raise Refused(
                Words("{file}：{why}", "{file}: {why}").fill(file=path.name, why=refused.words)
            ) from None
    return found


def in_order(found: Sequence[Read]) -> Iterator[Read]:
    """Diseases first, then rule sets by their first day, a parent before its children."""
    yield from (one for one in found if one.disease is not None)
    waiting = sorted((one for one in found if one.rules), key=_since)
    while waiting:
        named = {one.rules.slug for one in waiting if one.rules}
        ready = next((one for one in waiting if one.rules and one.rules.parent not in named), waiting[0])
        waiting.remove(ready)
        yield ready


def _since(one: Read) -> tuple[str, str]:
    assert one.rules is not None  # noqa: S101 - only rule sets are sorted
    return one.rules.valid.since.isoformat(), one.rules.slug


@transaction.atomic
def files_load(paths: Sequence[Path], *, area: str = "", now: bool = False) -> list[str]:
    """Load files and bring them into force under drill hands; answers what was loaded, by file, nothing twice.

    A rule set comes into force on its own first day, as it did; with `now` it starts at once and lasts as long. With
    `area` every set that is not for the whole country is for that area. All or nothing.
    """
    drill_only()
    loaded = []
    hands = [Hand(User.objects.get_or_create(username=name)[0].pk, ALL) for name in (DRAFTER, PUBLISHER)]
    for one in in_order(files_read(paths)):
        if (one.disease is not None and _disease(one.disease, *hands)) or (
            one.rules is not None and _rules(_placed(one.rules, area, now=now), *hands, now=now)
        ):
            loaded.append(one.name)
    return loaded


def _placed(document: RuleDocument, area: str, *, now: bool) -> RuleDocument:
    if area and document.area != ALL:
        document.area = area
    if now:
        lasts, document.valid.since = document.valid.until - document.valid.since, clock.now()
        document.valid.until = document.valid.since + lasts
    return document


def _rules(document: RuleDocument, drafter: Hand, publisher: Hand, *, now: bool) -> bool:
    last = RuleSet.objects.filter(slug=document.slug, published_at__isnull=False).order_by("-version").first()
    same = last is not None and (last.document, last.area) == (document.rules, document.area)
    if last is not None and same and (now or last.valid_from == document.valid.since):
        return False
    with clock.borrow(document.valid.since):
        draft = ruleset_draft(document=document, by=drafter)
        if told := _exceptions().get(document.slug):
            exception_sign(
                code=draft.code, authority_area=ALL, expires=document.valid.until, by=publisher, **told
            )  # fmt: skip
        ruleset_publish(code=draft.code, by=publisher)
    return True


@cache
def _exceptions() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = read_yaml((FOLDER / "exceptions.yaml").read_text("utf-8")).value
    return found


def _disease(profile: Profile, drafter: Hand, publisher: Hand) -> bool:
    last = DiseaseProfile.objects.filter(slug=profile.slug, status="published").order_by("-version").first()
    if last is not None and last.document == profile_stored(profile):
        return False
    profile_publish(code=profile_draft(profile=profile, by=drafter).code, by=publisher)
    return True
