"""Reading lists, the people they name, and other rows about the same person."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.matters.queries import matter_for
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.screening.models import CallLock, Contacted, OutLetter, PushList, Subject

if TYPE_CHECKING:
    from huying.matters.models import Matter

HISTORY = 20


def lists_in(area: str) -> QuerySet[PushList]:
    """The lists received in an area, the newest first."""
    return scope.within(PushList.objects.all(), area).order_by("-received_at", "-pk")


def list_for(area: str, code: str) -> PushList:
    """One list of the area by its code. Raises NotYours."""
    found = scope.within(PushList.objects.filter(code=code), area).first()
    if found is None:
        raise NotYours(code)
    return found


def with_lists(found: Sequence[Subject]) -> Sequence[Subject]:
    """The same people, each knowing its list: a list stands at the desk that received it, mostly far above."""
    with scope.everything("the heads of the lists that people are on"):
        heads = PushList.objects.in_bulk({one.list_id for one in found})
    for one in found:
        one.list = heads[one.list_id]
    return found


def subjects_in(area: str, *, pushed: PushList | None = None) -> QuerySet[Subject]:
    """The people of an area's lists with their matters; of one list when it is named."""
    rows = Subject.objects.select_related("matter__person")
    rows = scope.within(rows, area)
    return rows.filter(list=pushed) if pushed is not None else rows


def open_in(area: str) -> QuerySet[Subject]:
    """Everybody open in an area, the first due first."""
    return subjects_in(area).filter(matter__ended_at=None).order_by("due_at", "pk")


def subject_for(seat: Seat, code: str) -> Subject:
    """One person of the seat's area by the code of the matter. Raises NotYours."""
    matter = matter_for(seat.area, code)
    found = Subject.objects.select_related("matter__person", "out").filter(pk=matter.pk)
    one = found.first()
    if one is None:
        raise NotYours(code)
    return with_lists([one])[0]


def subjects_of(matters: Sequence["Matter"]) -> dict[int, Subject]:
    """The people behind some matters, by the id of the matter."""
    return Subject.objects.in_bulk([m.pk for m in matters])


def to_match(area: str) -> QuerySet[Subject]:
    """Whose match with the roster waits for a person's yes or no."""
    rows = Subject.objects.filter(match="proposed", matter__ended_at=None).select_related("matter")
    return scope.within(rows, area).order_by("due_at", "pk")


def same_person(subject: Subject) -> list[Subject]:
    """Other rows, of this and other lists, with the same phone, identity number or confirmed resident.

    Across areas, because lists are: only lists, codes and states are shown of rows elsewhere.
    """
    wanted = Q()
    if subject.phone_hash:
        wanted |= Q(phone_hash=subject.phone_hash)
    if subject.identity_hash:
        wanted |= Q(identity_hash=subject.identity_hash)
    if subject.resident_id and subject.match == "confirmed":
        wanted |= Q(resident_id=subject.resident_id, match="confirmed")
    if not wanted:
        return []
    chain = _chain(subject)
    with scope.everything("which other lists name this person"):
        rows = Subject.objects.filter(wanted).exclude(pk__in=chain).select_related("matter", "list")
        return list(rows.order_by("received_at", "pk")[:HISTORY])


def _chain(subject: Subject) -> set[int]:
    """The rows one person passed through by hand-overs: they are this row, not others."""
    known = {subject.pk}
    with scope.everything("the hand-overs of one row"):
        before = subject.previous_id
        while before is not None and before not in known:
            known.add(before)
            before = Subject.objects.filter(pk=before).values_list("previous_id", flat=True).first()
        while after := set(
            Subject.objects.filter(previous_id__in=known).exclude(pk__in=known).values_list("pk", flat=True)
        ):
            known |= after
    return known


def onward(subject: Subject) -> Subject | None:
    """Where a row went on when it was handed over inside, seen by its sender: state and desk only."""
    with scope.everything("what became of a hand-over"):
        rows = Subject.objects.filter(previous_id=subject.pk).exclude(matter__state="returned")
        return rows.select_related("matter").order_by("-pk").first()


def contacts_of(subject: Subject) -> list[Contacted]:
    """Who of any office turned to this number before, the latest first; no name or number is in it."""
    wanted = Q(subject=subject.pk)
    if subject.phone_hash:
        wanted |= Q(phone_hash=subject.phone_hash)
    with scope.everything("who called this number before"):
        return list(Contacted.objects.filter(wanted).select_related("by").order_by("-at")[:HISTORY])


def calling_now(subject: Subject) -> CallLock | None:
    """Who is calling this number just now."""
    if not subject.phone_hash:
        return None
    with scope.everything("who is calling this number"):
        return CallLock.objects.filter(phone_hash=subject.phone_hash, until__gt=now()).first()


def may_reveal(seat: Seat, subject: Subject) -> bool:
    """Whether the whole name, phone and address are this seat's: it holds the matter, and that is open."""
    matter = subject.matter
    ours = (matter.unit, matter.unit_area) == (seat.unit, seat.area)
    # The worker of the very place goes on with it when the clock has moved it up.
    place = seat.unit == "grid" and codes.covers(seat.area, matter.area)
    return matter.ended_at is None and (ours or place)


def letter_for(area: str, number: str) -> OutLetter:
    """An outgoing letter of the area. Raises NotYours."""
    found = scope.within(OutLetter.objects.filter(number=number), area).first()
    if found is None:
        raise NotYours(number)
    return found


def letters_in(area: str) -> QuerySet[OutLetter]:
    """The outgoing letters of an area, the newest first."""
    return scope.within(OutLetter.objects.all(), area).order_by("-made_at", "-pk")
