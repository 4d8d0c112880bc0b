"""Reading specimens: lists, what a joint check still lacks, and how many positives have their sequence."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet

from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.places import scope
from huying.rulebook.queries import reader

from . import rules, terms
from .models import JointCheck, Specimen
from .values import Circumstance, Subject

DONE = ("negative", "positive", "sequenced", "not_sequenced", "settled")


@dataclass(frozen=True, slots=True)
class Sequencing:
    """Of the positives that must be sequenced: `all` = sequenced + under way + late + not sequenced, always."""

    all: int
    sequenced: int
    under_way: int
    late: int
    not_sequenced: int

    @property
    def adds_up(self) -> bool:
        """None is missed."""
        return self.all == self.sequenced + self.under_way + self.late + self.not_sequenced

    @property
    def share(self) -> float:
        """How many of them have a sequence, from 0 to 1; 1 when there are none."""
        return self.sequenced / self.all if self.all else 1.0


def circumstances_at(area: str, at: dt.datetime) -> dict[str, Circumstance]:
    """Why specimens are taken, by the rules in force there."""
    return {one.code: one for one in reader(at).value(rules.CIRCUMSTANCES.code, area)}


def specimens_in(area: str, state: str = "", subject: str = "") -> "QuerySet[Specimen]":
    """The specimens of an area, those open and due first first."""
    rows = scope.within(Specimen.objects.select_related("matter"), area)
    if state == "open":
        rows = rows.filter(matter__ended_at=None)
    elif state:
        rows = rows.filter(matter__state=state)
    if subject in terms.SUBJECTS:
        rows = rows.filter(subject=subject)
    return rows.order_by("-matter_id")


def by_tube(area: str, tubes: list[str]) -> dict[str, Specimen]:
    """Specimens of an area by the numbers of their tubes."""
    wanted = [tube.upper() for tube in tubes]
    return {
        row.tube: row
        for row in scope.within(Specimen.objects.filter(tube__in=wanted), area).select_related("matter")
    }


def at_laboratory(seat: Seat) -> "QuerySet[Specimen]":
    """What waits at the seat's laboratory."""
    rows = Specimen.objects.filter(
        matter__unit=seat.unit,
        matter__unit_area=seat.area,
        matter__state__in=("sent", "received", "positive"),
    )
    return rows.select_related("matter").order_by("matter__due_at", "pk")


def specimen_for(seat: Seat, code: str) -> Specimen:
    """One specimen of the seat's area. Raises NotYours."""
    row = scope.within(Specimen.objects.filter(matter__code=code), seat.area).select_related("matter").first()
    if row is None:
        raise NotYours(code)
    return row


def may_see_person(seat: Seat, row: Specimen) -> bool:
    """Whether somebody may read whose it is: whoever takes specimens there, while it is open; a laboratory never."""
    return (
        seat.able("specimen.take", "people.reveal")
        and row.matter.ended_at is None
        and not seat.able("specimen.test")
    )


def missing_subjects(row: JointCheck) -> list[tuple[Words, int]]:
    """The subjects of a joint check that have too few specimens with a result, and how many are missing."""
    wanted: tuple[Subject, ...] = reader(row.matter.opened_at).value(rules.SUBJECTS.code, row.area)
    found = Counter(
        row.specimens.filter(result__in=("negative", "positive")).values_list("subject", flat=True)
    )
    return [(one.words(), one.least - found[one.code]) for one in wanted if found[one.code] < one.least]


def sequencing_of(area: str, at: dt.datetime) -> dict[str, Sequencing]:
    """The positives of an area that must be sequenced, by subject, and all of them under ""; two queries."""
    rows = scope.within(Specimen.objects.filter(to_sequence=True), area)
    counted = Counter(rows.values_list("subject", "matter__state"))
    book, late = reader(at), Counter[str]()
    waiting = rows.filter(matter__state="positive").values_list("subject", "area", "result_at")
    for subject, place, turned in waiting:
        if turned is not None and book.due(rules.SEQUENCE.code, turned, place) <= at:
            late[subject] += 1
    found = {
        subject: Sequencing(
            sum(n for (one, _), n in counted.items() if one == subject),
            counted[subject, "sequenced"],
            counted[subject, "positive"] - late[subject],
            late[subject],
            counted[subject, "not_sequenced"],
        )
        for subject in terms.SUBJECTS
    }
    each = list(found.values())
    found[""] = Sequencing(
        sum(one.all for one in each), sum(one.sequenced for one in each), sum(one.under_way for one in each),
        sum(one.late for one in each), sum(one.not_sequenced for one in each),
    )  # fmt: skip
    return found
