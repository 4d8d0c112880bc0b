"""What a shift leaves open, and the shifts before."""

from typing import Any

from django.db.models import QuerySet

from huying.base.errors import NotYours
from huying.base.mask import mask_name, mask_phone
from huying.kernel.kinds import kind_of
from huying.matters.queries import desk
from huying.people.seats import Seat
from huying.places.queries import area_names
from huying.screening.check_terms import category_words
from huying.screening.models import Shift, Subject

KINDS = ("screening.check", "screening.reply")


def open_lines(seat: Seat) -> list[dict[str, Any]]:
    """Everything of lists that is open in the seat's area, the first due first; names are shortened."""
    matters = list(desk(area=seat.area, kind=KINDS).select_related("person"))
    people = Subject.objects.in_bulk([m.pk for m in matters])
    names = area_names({m.area for m in matters})
    lines = []
    for matter in matters:
        one = people.get(matter.pk)
        said = mask_name(one.found_name or one.name) or mask_phone(one.phone) if one else ""
        state = kind_of(matter.kind).states[matter.state].title
        category = category_words(matter.area, one.found_category or one.category) if one else None
        due = (one.due_at if one else None) or matter.due_at
        lines.append(
            {
                "code": matter.code,
                "who": said,
                "what": [category.zh, category.en] if category else ["回复来函", "Answer to a letter"],
                "where": [names[matter.area].zh, names[matter.area].en],
                "state": [state.zh, state.en],
                "due": due.isoformat() if due else "",
                "holder": matter.person.get_full_name() if matter.person else "",
            }
        )
    return sorted(lines, key=lambda line: str(line["due"]))


def waiting_shift(seat: Seat) -> Shift | None:
    """The shift of this desk that was left and not taken over."""
    rows = Shift.objects.filter(area=seat.area, unit=seat.unit, in_at=None)
    return rows.select_related("out_by").order_by("-begun_at").first()


def shifts_of(seat: Seat) -> "QuerySet[Shift]":
    """The shifts of this desk, the latest first."""
    rows = Shift.objects.filter(area=seat.area, unit=seat.unit)
    return rows.select_related("out_by", "in_by").order_by("-begun_at", "-pk")


def shift_for(seat: Seat, pk: int) -> Shift:
    """One shift of this desk. Raises NotYours."""
    found = shifts_of(seat).filter(pk=pk).first()
    if found is None:
        raise NotYours(f"shift {pk}")
    return found
