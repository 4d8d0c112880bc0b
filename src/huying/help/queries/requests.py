"""Reading requests: one of them, the screening queue, what its caller and what everybody may see."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from huying.base.errors import NotYours
from huying.base.mask import mask_name, mask_phone
from huying.help import terms
from huying.help.models import (
    Alert,
    Category,
    Emergency,
    HelpRequest,
    Match,
    Photo,
    StairwellCall,
    StairwellMember,
)
from huying.kernel.kinds import State, kind_of
from huying.kernel.situation import LEVELS, Snapshot
from huying.kernel.words import Words
from huying.matters import queries as matters
from huying.people.access import reveal
from huying.people.queries import unit_at
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.places.queries import area_names

from .stairwells import group_at, members_of

if TYPE_CHECKING:
    from huying.matters.models import Matter

KINDS = ("help.request", "help.emergency")
# Where a request can be matched with an offer.
MATCHABLE = ("handling", "contacted", "liaison", "external")


@dataclass(frozen=True, slots=True)
class Case:
    """A request with the matter that says where it stands."""

    matter: "Matter"
    row: HelpRequest


def request_for(seat: Seat, code: str) -> Case:
    """One request of the seat's area. Raises NotYours."""
    matter = matters.matter_for(seat.area, code)
    row = HelpRequest.objects.select_related("category", "channel", "kept_in__matter").filter(pk=matter.pk)
    found = row.first()
    if found is None:
        raise NotYours(code)
    return Case(matter, found)


def screening_queue(area: str) -> "QuerySet[HelpRequest]":
    """What waits to be screened, first what must be looked at first: see `help.queue.attend_by`."""
    waiting = HelpRequest.objects.filter(screened_at=None, closed_at=None, matter__state="received")
    return (
        scope.within(waiting, area)
        .select_related("category", "channel", "matter")
        .order_by("attend_by", "pk")
    )


@dataclass(frozen=True, slots=True)
class Contact:
    """Who can be rung and where to go, in full."""

    name: str
    phone: str
    place: str
    room: str


def contact_for(seat: Seat, code: str, purpose: str) -> Contact:
    """The contact in full, for whoever holds the matter while it is open; the look leaves an audit line.

    Of an emergency also every unit that was alerted sees it. Raises Refused with the reason, NotYours.
    """
    matter = matters.matter_for(seat.area, code)
    row: HelpRequest | Emergency | None = (
        HelpRequest.objects.filter(pk=matter.pk).first() or Emergency.objects.filter(pk=matter.pk).first()
    )
    if row is None:
        raise NotYours(code)
    told = reveal(
        seat,
        kind=matter.kind,
        ref=code,
        area=matter.area,
        values={"name": row.contact_name, "phone": row.contact_phone, "room": row.room},
        may=may_see_contact(seat, matter),
        purpose=purpose,
        subject=row.phone_hash,
    )
    return Contact(told["name"], told["phone"], row.place_text, told["room"])


def may_see_contact(seat: Seat, matter: "Matter") -> bool:
    """Whether this seat holds the matter, or was alerted of the emergency, while it is open."""
    if matter.ended_at is not None or not seat.able("people.reveal"):
        return False
    if (matter.unit, matter.unit_area) == (seat.unit, seat.area) and matter.person_id in (None, seat.user_id):
        return True
    return matter.kind == "help.emergency" and _alerted(seat, matter)


def _alerted(seat: Seat, matter: "Matter") -> bool:
    return Alert.objects.filter(emergency=matter.pk, unit=seat.unit, unit_area=seat.area).exists()


@dataclass(frozen=True, slots=True)
class Masked:
    """A contact as every screen may show it."""

    name: str
    phone: str


def masked(row: HelpRequest | Emergency) -> Masked:
    """The contact with the telling part hidden; who rang for them stays out altogether."""
    return Masked(mask_name(row.contact_name.partition("（")[0]), mask_phone(row.contact_phone))


# What a caller reads of the history: what was said to them, and what they said; nothing internal.
TO_CALLER = frozenset(
    [
        "reply",
        "progress",
        "ask_more",
        "liaise",
        "answer",
        "solve",
        "match",
        "paired",
        "paired_once",
        "cannot_solve",
        "refer_outside",
        "hand_over_external",
    ]
)
BY_CALLER = frozenset(["add", "confirm", "not_solved", "withdraw"])


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that was said between the caller and those who handle it."""

    at: dt.datetime
    ours: bool
    what: Words
    words: str


@dataclass(frozen=True, slots=True)
class CallerView:
    """What a caller sees: where it stands, what happens next and by when, and what was said."""

    code: str
    kind: str
    row: HelpRequest | None
    state: State
    open: bool
    clocks: list[tuple[Words, dt.datetime]]
    talk: list[Told]
    acts: list[matters.Offer]
    photos: list[Photo]
    # How the request stands that they say is the same, or that theirs was merged into.
    same: Words | None = None
    # The office that holds it now: its name, who runs it, its public phone.
    office: tuple[Words, str, str] | None = None
    # Who answers for the stairwell, when their home is under quarantine, and how their calls stand.
    group: list[StairwellMember] | None = None
    calls: Sequence[StairwellCall] = ()


def caller_view(code: str) -> CallerView:
    """The page of a caller who has shown who they are. Raises NotYours for a code of no request or emergency."""
    from huying.kernel.situation import Actor

    matter = matters.matter_for(codes.ALL, code)
    if matter.kind not in KINDS:
        raise NotYours(code)
    kind, standing = kind_of(matter.kind), matters.standing(matter)
    rows = HelpRequest.objects.select_related("category", "kept_in__matter", "follows__matter")
    row = rows.filter(pk=matter.pk).first()
    return CallerView(
        code=code,
        kind=matter.kind,
        row=row,
        state=kind.states[matter.state],
        open=matter.ended_at is None,
        clocks=_promised(standing),
        talk=_talk(matter),
        acts=matters.acts_for(matter, Actor("caller")),
        photos=list(Photo.objects.filter(matter=matter).order_by("added_at")),
        same=_same(row),
        office=_office(matter) if matter.ended_at is None else None,
        group=_group(row),
        calls=_calls(row),
    )


def _office(matter: "Matter") -> tuple[Words, str, str]:
    unit = unit_at(matter.unit, matter.unit_area)
    if unit is not None and unit.area == matter.unit_area:
        return unit.title, unit.run_by, unit.phone
    if matter.unit in terms.UNITS and matter.unit not in LEVELS:
        return terms.UNITS[matter.unit], "", ""
    return area_names([matter.unit_area])[matter.unit_area], "", ""


def _group(row: HelpRequest | None) -> list[StairwellMember] | None:
    if row is None or not row.under_quarantine or row.closed_at is not None:
        return None
    group = group_at(row.area)
    return members_of(group) if group else None


def _same(row: HelpRequest | None) -> Words | None:
    other = row and (row.kept_in or row.follows)
    return kind_of(other.matter.kind).states[other.matter.state].title if other else None


def _calls(row: HelpRequest | None) -> list[StairwellCall]:
    if row is None or not row.under_quarantine:
        return []
    rows = StairwellCall.objects.filter(request=row).select_related("matter")
    return list(rows.order_by("-called_at"))


def _promised(standing: Snapshot) -> list[tuple[Words, dt.datetime]]:
    """The clocks that are promises to the caller, the next first."""
    kind = kind_of(standing.kind)
    theirs = {"first_answer", "solution", "confirm", "transport", "arrival"}
    found = [(kind.timer(c).title, due) for c, due in standing.clocks.items() if c in theirs]
    return sorted(found, key=lambda clock: clock[1])


def _talk(matter: "Matter") -> list[Told]:
    kind = kind_of(matter.kind)
    said = []
    for line in matters.history(matter):
        ours = line.act in TO_CALLER
        if not ours and not (line.act in BY_CALLER and line.actor.role == "caller"):
            continue
        words = line.told.get("words") or line.told.get("reason") or line.told.get("thanks") or ""
        if line.act in ("refer_outside", "hand_over_external"):
            words += f"（{line.told.get('system', '')} {line.told.get('reference', '')}）"
        said.append(Told(line.at, ours, kind.act(line.act).title, str(words)))
    return said


@dataclass(frozen=True, slots=True)
class Public:
    """What everybody may know of a request: nothing anybody wrote, and the place down to its community only."""

    code: str
    kind: str
    category: str
    title: Words
    state: Words
    open: bool
    area: str
    received_at: dt.datetime
    closed_at: dt.datetime | None
    outcome: Words | None
    expected_at: dt.datetime | None


def public_requests(
    area: str,
    *,
    category: str = "",
    status: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    ids: Sequence[str] = (),
    limit: int = 100,
    offset: int = 0,
) -> list[Public]:
    """The newest requests of an area as the public may see them. `status` is "open", "closed" or empty."""
    rows = scope.within(HelpRequest.objects.exclude(outcome="merged"), area)
    if category:
        rows = rows.filter(category=category)
    if status:
        rows = rows.filter(matter__ended_at__isnull=status == "open")
    if since:
        rows = rows.filter(received_at__gte=since)
    if until:
        rows = rows.filter(received_at__lte=until)
    if ids:
        rows = rows.filter(matter__code__in=ids)
    rows = rows.select_related("matter", "category").order_by("-received_at", "-pk")
    return [_public(row) for row in rows[offset : offset + limit]]


def _public(row: HelpRequest) -> Public:
    kind = kind_of(row.matter.kind)
    return Public(
        code=row.matter.code,
        kind=row.kind,
        category=row.category_id,
        title=row.category.words,
        state=kind.states[row.matter.state].title,
        open=row.matter.ended_at is None,
        area=codes.at(row.area, "community") or row.area,
        received_at=row.received_at,
        closed_at=row.closed_at,
        outcome=terms.OUTCOMES.get(row.outcome),
        expected_at=row.matter.due_at,
    )


def followers(row: HelpRequest) -> "QuerySet[HelpRequest]":
    """The requests merged into this one."""
    return HelpRequest.objects.filter(kept_in=row).select_related("matter")


def fitting(row: HelpRequest, area: str) -> "QuerySet[HelpRequest]":
    """What may be matched with a request or an offer: open ones of the other sort about the same, the oldest first.

    A request is matched once somebody has taken it on.
    """
    rows = HelpRequest.objects.filter(closed_at=None, category__in=_same_topic(row))
    if row.kind == "offer":
        rows = rows.filter(kind="request", matter__state__in=MATCHABLE)
    else:
        rows = rows.filter(kind="offer")
    return scope.within(rows, area).select_related("matter", "category").order_by("received_at", "pk")


def _same_topic(row: HelpRequest) -> list[str]:
    """Its category and those under the same heading."""
    heading = row.category.parent_id
    return (
        [row.category_id]
        if heading is None
        else list(
            Category.objects.filter(Q(pk=row.category_id) | Q(parent=heading)).values_list("pk", flat=True)
        )
    )


def matched_with(row: HelpRequest) -> "QuerySet[Match]":
    """The matches of a request or an offer, the newest first."""
    rows = Match.objects.filter(Q(offer=row) | Q(request=row)).order_by("-at")
    return rows.select_related("offer__matter", "request__matter")


def same_household(row: HelpRequest) -> "QuerySet[HelpRequest]":
    """Other open requests from the same phone or the same door, so that nobody is rung by three offices."""
    alike = Q(pk__in=[])
    if row.phone_hash:
        alike |= Q(phone_hash=row.phone_hash)
    if row.address_hash:
        alike |= Q(address_hash=row.address_hash)
    return HelpRequest.objects.filter(alike, closed_at=None).exclude(pk=row.pk).select_related("matter")


def alerts_of(emergency: Emergency) -> "QuerySet[Alert]":
    """The units that were told, those that have not acknowledged first."""
    return (
        Alert.objects.filter(emergency=emergency).order_by("acknowledged_at", "pk").select_related("matter")
    )
