"""Declaring for oneself, for others and for several; correcting; sites that are told."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from huying.base.clock import now
from huying.base.ids import new_code
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Language, Words
from huying.matters.services import Opening, open_many, perform
from huying.places import codes, scope
from huying.rulebook.queries import reader
from huying.screening.models import Declaration, DeclarationVersion, Reached, Site, Stay
from huying.screening.queries.applies import Readings, contact_by, leading, readings, reasons_kept
from huying.screening.reading import Because
from huying.screening.reading import Stay as Told
from huying.screening.rules_travel import NOTICE
from huying.screening.travel_facts import Arriving, Declared, Declaring, StayIn
from huying.screening.travel_terms import SITE_KINDS

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "screening.declaration"
NOT_HERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
_ONCE = 80


class Named(NamedTuple):
    """An employer, hotel or school as somebody named it, with its entry when it is registered."""

    kind: str
    name: str
    site: Site | None


@dataclass(frozen=True)
class Origin:
    """How a declaration came: what its opening keeps beside what was said."""

    channel: str
    language: Language = "zh"
    user_id: int | None = None
    party: str = ""
    sites: Sequence[Named] = ()
    response_id: int | None = None
    resident_id: int | None = None
    found: Sequence[Because] = ()
    stays: Sequence[Told] = ()


@dataclass(frozen=True)
class OneDeclared:
    """One person to declare: what was said and where they will stay."""

    said: Declaring
    area: str
    once: str | None = None
    resident_id: int | None = None


def declare_many(
    *,
    rows: Sequence[OneDeclared],
    actor: Actor,
    channel: str,
    language: Language = "zh",
    site: Site | None = None,
) -> list["Matter"]:
    """Open a declaration for every row and one for each companion; the matters of the rows, in their order.

    What applies is read once for all. The same `once` is opened once. Who is here already counts as arrived.
    Raises Refused, naming the field, when the place is outside of the actor's area (a landing point's may be).
    """
    known = readings()
    openings: list[Opening] = []
    heads: list[int] = []
    for row in rows:
        if actor.area and channel not in ("landing", "file") and not codes.covers(actor.area, row.area):
            raise Refused(NOT_HERE, {"area": NOT_HERE})
        heads.append(len(openings))
        openings += _openings(row, known, actor, channel, language, site)
    with transaction.atomic(), scope.everything("somebody declares"):
        matters = open_many(kind=KIND, rows=openings, actor=actor)
        for matter, opening in zip(matters, openings, strict=True):
            said: Any = opening.facts
            if said.way == "in" and said.arrives_at <= now() and matter.state == "declared":
                perform(
                    code=matter.code, act="arrive", actor=actor, facts=Arriving(arrived_at=said.arrives_at),
                    once=f"arrive:{matter.code}",
                )  # fmt: skip
    return [matters[place] for place in heads]


def _openings(
    row: OneDeclared, known: Readings, actor: Actor, channel: str, language: Language, site: Site | None
) -> list[Opening]:
    said = row.said
    told = sites_named(said, row.area, site)
    party = new_code() if said.companions else ""
    stays, found = read(known, row.area, said)
    origin = Origin(
        channel, language, actor.person, party, told, _response(row.area), row.resident_id, found, stays
    )
    category, _ = leading(found)
    due = contact_by(row.area, category, max(said.arrives_at, now()))
    whole = Declared.model_construct(**dict(said), category=category, contact_by=due, reason="")
    made = [Opening(row.area, whole, source=channel, once=_once(row.once), extra=origin)]
    for number, companion in enumerate(said.companions):
        own = whole.model_copy(
            update={
                "name": companion.name, "phone": companion.phone or said.phone, "companions": (), "symptoms": (),
                "test_result": "none", "test_at": None, "declarant": "family" if said.declarant == "self" else said.declarant,
                "declarant_name": said.name, "seat": "",
            }
        )  # fmt: skip
        once = _once(f"{row.once}:{number}") if row.once else None
        made.append(Opening(row.area, own, source=channel, once=once, extra=Origin(
            channel, language, actor.person, party, told, origin.response_id, None, found, stays
        )))  # fmt: skip
    return made


def _once(key: str | None) -> str | None:
    if key is None or len(key) <= _ONCE:
        return key
    return f"decl:{hashlib.blake2b(key.encode(), digest_size=24).hexdigest()}"


def _response(area: str) -> int | None:
    from huying.screening.queries.travel import response_at

    return response_at(area)


def read(known: Readings, area: str, said: Declaring) -> tuple[list[Told], list[Because]]:
    """The stays with their places, and every rule they meet."""
    stays = [known.stay(one.said, one.came, one.left) for one in said.stays]
    return stays, known.because(area, stays, said.marks, timezone.localdate(said.arrives_at))


def notice_at(area: str) -> Any:
    """The privacy notice in force at a place."""
    return reader(now()).value(NOTICE.code, area)


def correct(*, code: str, said: Declaring, actor: Actor, reason: str, area: str) -> "Matter":
    """Correct a declaration: what applies is read again, and what it said before is kept with the reason."""
    known = readings()
    stays, found = read(known, area, said)
    category, _ = leading(found)
    due = contact_by(area, category, max(said.arrives_at, now()))
    facts = Declared.model_construct(**dict(said), category=category, contact_by=due, reason=reason)
    with scope.everything("a declaration is corrected"):
        row = Declaration.objects.get(matter__code=code)
        origin = Origin(
            row.channel, "zh", actor.person, row.party, sites_named(said, area), row.response_id, row.resident_id, found, stays,
        )  # fmt: skip
        return perform(code=code, act="correct", actor=actor, facts=facts, extra=origin)


def row_says(row: Declaration) -> dict[str, Any]:
    """A kept declaration as its questions: what a correction begins with, and what a version keeps."""
    named = {one.kind: one.name for one in row.reached.all()}
    return {kind: named.get(kind, "") for kind in SITE_KINDS} | {
        "way": row.way, "name": row.name, "phone": row.phone,
        "stays": [
            {"listed": "", "text": stay.text, "came": stay.came, "left": stay.left} for stay in row.stays.order_by("came", "id")
        ],
        "marks": row.marks, "why": row.why, "arrives_at": row.arrives_at, "transport": row.transport or "other",
        "number": row.number, "seat": row.seat, "place_text": row.place_text, "room": row.room,
        "companions": [], "symptoms": row.symptoms,
        "test_result": row.test_result, "test_at": row.test_at, "declarant": row.declarant,
        "declarant_name": row.declarant_name,
    }  # fmt: skip


def version_keep(row: Declaration, *, by: str, reason: str) -> None:
    """Keep what a declaration says now, before it is changed."""
    DeclarationVersion.objects.create(
        area=row.area, declaration=row, number=row.version, by=by, reason=reason, category=row.category,
        said=json.dumps(row_says(row), ensure_ascii=False, default=str),
    )  # fmt: skip


def row_follow(row: Declaration, said: Declaring, origin: Origin | None) -> None:
    """Let a row say what was said, and what was read from it; not yet saved."""
    found: Sequence[Because]
    if origin is None:
        _, found = read(readings(), row.area, said)
    else:
        found = origin.found
    for name in (
        "way", "name", "phone", "why", "arrives_at", "transport", "number", "seat", "place_text", "room", "test_result", "test_at", "declarant", "declarant_name",
    ):  # fmt: skip
        setattr(row, name, getattr(said, name))
    row.marks, row.symptoms = list(said.marks), list(said.symptoms)
    row.category, row.sure = leading(found)
    row.reasons = reasons_kept(found)
    row.read_at = now()


def stays_of(row: Declaration, said: Sequence[StayIn], origin: Origin | None) -> list[Stay]:
    """The stays of a declaration as rows, not yet saved."""
    known = readings() if origin is None else None
    told = (
        [known.stay(one.said, one.came, one.left) for one in said]
        if known
        else list(origin.stays if origin else ())
    )
    return [
        Stay(
            declaration=row, area=row.area, place=one.area or codes.ALL, known=bool(one.area), text=one.text[:120],
            came=one.came, left=one.left,
        )
        for one in told
    ]  # fmt: skip


def sites_named(said: Declaring, area: str, known: Site | None = None) -> list[Named]:
    """The employer, hotel and school somebody named, each with the registered one of that name, the nearest first."""
    named = {kind: str(getattr(said, kind)) for kind in SITE_KINDS if getattr(said, kind)}
    if known is not None:
        named[known.told_as] = known.name
    return [
        Named(kind, name, known if known is not None and known.told_as == kind else _registered(name, area))
        for kind, name in named.items()
    ]


def _registered(name: str, area: str) -> Site | None:
    """The site of a name at a place, around it, or else in its city."""
    above = [area, *codes.ancestors(area)]
    with scope.everything("a declaration names an employer, hotel or school"):
        rows = {one.area: one for one in Site.objects.filter(name=name, area__in=above)}
        near = next((rows[at] for at in above if at in rows), None)
        city = codes.at(area, "city")
        if near or city is None:
            return near
        return scope.within(Site.objects.filter(name=name), city).order_by("area").first()


def reached_of(row: Declaration, origin: Origin | None, said: Declaring) -> list[Reached]:
    """Whom a declaration names, as rows, not yet saved."""
    sites = origin.sites if origin else sites_named(said, row.area)
    return [
        Reached(declaration=row, area=row.area, kind=one.kind, name=one.name, site=one.site) for one in sites
    ]


def site_register(*, area: str, kind: str, name: str, contact_name: str, contact_phone: str) -> Site:
    """Register an employer, hotel or school; Refused when there is one of that name at the place."""
    try:
        with transaction.atomic():
            return Site.objects.create(
                code=new_code(),
                area=area,
                kind=kind,
                name=name,
                contact_name=contact_name,
                contact_phone=contact_phone,
            )
    except IntegrityError:
        words = Words("这里已经登记过这个名称。", "One of that name is registered here already.")
        raise Refused(words, {"name": words})


def arrival_day(row: Declaration) -> dt.date:
    """The day somebody arrived, or is expected."""
    return timezone.localdate(row.arrived_at or row.arrives_at)
