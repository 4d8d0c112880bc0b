"""Rows of a list into matters, many at a time: matched, routed, timed, opened in a few statements."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from huying.base.secrets import keyed_hash
from huying.kernel.situation import Actor
from huying.matters.services import Opening, open_many
from huying.places import codes, scope
from huying.rulebook.queries import reader
from huying.screening import rules_lists as rules
from huying.screening.check_facts import Receiving
from huying.screening.check_terms import DEFAULT_CATEGORY
from huying.screening.models import PushList, Subject

from .deadlines import Due, due_for
from .matching import Match, Person, matches_for
from .placing import Place, homes_of, place_of

KIND = "screening.check"


@dataclass(frozen=True, slots=True)
class Named:
    """One person as a list names them; numbers are in the form `base.numbers` gives them."""

    name: str = ""
    phones: tuple[str, ...] = ()
    identity: str = ""
    identity_fault: str = ""
    address: str = ""
    area: str = ""
    category: str = ""
    exposed_at: dt.date | None = None
    exposure: str = ""
    received_at: dt.datetime | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of a row: the code of its matter, and whether another row has the same phone or identity."""

    code: str
    alike: bool


@dataclass(slots=True)
class _Row:
    named: Named
    pushed: PushList
    category: str
    received_at: dt.datetime
    home: str = ""
    match: Match | None = None
    place: Place = field(default_factory=lambda: Place("", False, ""))
    due: Due | None = None
    alike: bool = False


def rows_open(rows: Sequence[tuple[Named, PushList]], *, actor: Actor, once: str = "") -> list[Opened]:
    """Open a matter for every row, in order; needs a scope that holds the lists.

    Every row costs the same few statements of its batch: three look-ups of residents, one of other rows, and the
    engine's writing. `once` makes the openings of this call recognisable, so that a second one changes nothing.
    """
    made = [_row(named, pushed) for named, pushed in rows]
    for area in {row.pushed.area for row in made}:
        _find([row for row in made if row.pushed.area == area], area)
    _mark_alike(made)
    dues: dict[tuple[str, str, dt.datetime], Due] = {}
    for row in made:
        key = (row.category, row.place.area, row.received_at)
        row.due = dues.get(key) or dues.setdefault(key, due_for(*key))
    codes_of: dict[int, str] = {}
    for act, chosen in (
        ("route", [n for n, row in enumerate(made) if row.place.known]),
        ("receive", [n for n, row in enumerate(made) if not row.place.known]),
    ):
        if chosen:
            openings = [_opening(made[n], f"{once}:{n}" if once else None) for n in chosen]
            opened = open_many(kind=KIND, act=act, rows=openings, actor=actor)
            codes_of |= {n: matter.code for n, matter in zip(chosen, opened, strict=True)}
    return [Opened(codes_of[n], row.alike) for n, row in enumerate(made)]


def _row(named: Named, pushed: PushList) -> _Row:
    category = named.category or pushed.category or DEFAULT_CATEGORY
    return _Row(named, pushed, category, named.received_at or pushed.received_at)


def _find(rows: list[_Row], within: str) -> None:
    """Where they live and whom they may be, all rows of one list's area together."""
    homes = homes_of([row.named.address for row in rows], within)
    people = [
        Person(row.named.name, row.named.phones[0] if row.named.phones else "", row.named.identity, home)
        for row, home in zip(rows, homes, strict=True)
    ]
    known = reader()
    sure = known.share(rules.MATCH_SURE.code, within)
    shown = known.share(rules.MATCH_SHOWN.code, within)
    for row, home, found in zip(rows, homes, matches_for(people, within, limit=2), strict=True):
        best = found[0] if found and found[0].score >= shown else None
        # Two equally good ones are nobody's home.
        single = best is not None and (len(found) < 2 or found[1].score < best.score)
        roster = best.area if best and single and best.score >= sure else ""
        row.home, row.match = home, best
        row.place = place_of(told=row.named.area, home=home, roster=roster, within=within)


def _mark_alike(rows: list[_Row]) -> None:
    """Which rows have a phone or identity number that another row has: said, never merged."""
    phones = [keyed_hash(row.named.phones[0], "phone") if row.named.phones else None for row in rows]
    identities = [keyed_hash(row.named.identity, "identity") if row.named.identity else None for row in rows]
    with scope.everything("which rows may be one person"):
        seen = _known("phone_hash", phones) | _known("identity_hash", identities)
    for row, *keys in zip(rows, phones, identities, strict=True):
        mine = {key for key in keys if key}
        row.alike = bool(mine & seen)
        seen |= mine


def _known(column: str, keys: Iterable[bytes | None]) -> set[bytes]:
    wanted = {key for key in keys if key}
    if not wanted:
        return set()
    found = Subject.objects.filter(**{f"{column}__in": wanted}).values_list(column, flat=True)
    return {bytes(key) for key in found}


def _opening(row: _Row, once: str | None) -> Opening:
    due = row.due
    assert due is not None  # noqa: S101 - every row was timed
    facts = Receiving(
        category=row.category, list=row.pushed.code, check_by=due.check_by, control_by=due.control_by
    )
    return Opening(
        row.place.area, facts, source="push-list", once=once, extra=_subject(row, due),
        level="grid" if row.place.known else _level(row.place.area),
    )  # fmt: skip


def _level(area: str) -> str:
    grade = codes.grade(area)
    return grade if grade in ("community", "street", "district", "city") else "city"


def _subject(row: _Row, due: Due) -> Subject:
    named, match = row.named, row.match
    told: dict[str, Any] = {}
    if match is not None:
        told = {
            "resident_id": match.resident,
            "match": "proposed",
            "match_score": match.score,
            "match_how": match.how,
        }
    return Subject(
        list_id=row.pushed.pk,
        number=named.number,
        name=named.name,
        phone=named.phones[0] if named.phones else "",
        more_phones="\n".join(named.phones[1:]),
        identity=named.identity,
        identity_fault=named.identity_fault,
        address=named.address,
        exposure=named.exposure,
        category=row.category,
        exposed_at=named.exposed_at,
        received_at=row.received_at,
        milestone=due.milestone,
        due_at=due.at,
        placed=row.place.known,
        placed_by=row.place.how,
        alike=row.alike,
        **told,
    )  # fmt: skip
