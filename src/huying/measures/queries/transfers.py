"""Reading transfers: the open ones of a place, one with its people and links, who may see whom in full."""

from typing import TYPE_CHECKING

from huying.base.errors import NotYours
from huying.matters import queries as matters
from huying.measures.models import Passenger, Transfer, TransferLink
from huying.people.access import Look, reveal_many
from huying.people.seats import Seat
from huying.places import scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from huying.matters.models import Matter

KIND = "measures.transfer"


def transfer_for(area: str, code: str) -> Transfer:
    """A transfer that goes to a place of the area. Raises NotYours otherwise."""
    rows = scope.within(Transfer.objects.filter(code=code), area)
    found = rows.select_related("matter", "site").first()
    if found is None:
        raise NotYours(code)
    return found


def transfers_open(area: str, *, offset: int = 0, limit: int = 200) -> "list[tuple[Matter, Transfer]]":
    """The open transfers to an area, the next due first, each with its row; two queries."""
    found = list(matters.desk(area=area, kind=KIND)[offset : offset + limit])
    rows = transfers_of(found)
    return [(one, rows[one.pk]) for one in found]


def links_of(transfer: Transfer) -> list[TransferLink]:
    """Its links in order, once each."""
    rows = TransferLink.objects.filter(transfer=transfer, area=transfer.area)
    return list(rows.select_related("by"))


def links_from(area: str, *, limit: int = 200) -> list[list[TransferLink]]:
    """The transfers that left an area, the newest first, each as its links: seen from where people were fetched."""
    rows = scope.within(TransferLink.objects.all(), area).select_related("by").order_by("-at", "-pk")[:limit]
    found: dict[str, dict[str, TransferLink]] = {}
    for row in rows:
        found.setdefault(row.code, {})[f"{row.at}{row.link}"] = row
    return [list(reversed(links.values())) for links in found.values()]


def passengers_of(transfer: Transfer) -> list[Passenger]:
    """Its people by their number."""
    return list(Passenger.objects.filter(transfer=transfer).select_related("room").order_by("number"))


def transfers_of(rows: "Sequence[Matter]") -> dict[int, Transfer]:
    """The transfers of some matters, by id."""
    return Transfer.objects.select_related("site").in_bulk([one.pk for one in rows])


def may_see_people(seat: Seat, transfer: Transfer) -> bool:
    """Whether this seat takes the people along or in: at the unit that holds it, while it is open."""
    matter = transfer.matter
    ours = seat.unit == matter.unit and (seat.area == matter.unit_area or seat.unit == "quarantine_site")
    return matter.ended_at is None and ours


def people_in_full(seat: Seat, code: str, purpose: str) -> list[dict[str, str]]:
    """Names, telephones and addresses of a transfer for whoever holds it, on record. Raises Refused, NotYours."""
    transfer = transfer_for(seat.area, code)
    may = may_see_people(seat, transfer)
    looks = [
        Look(
            KIND,
            code,
            transfer.area,
            {"name": one.name, "phone": one.phone, "from": transfer.from_text, "to": transfer.to_text},
            may,
            one.resident_id,
            bytes(one.phone_hash) if one.phone_hash else None,
        )
        for one in passengers_of(transfer)
    ]
    return reveal_many(seat, looks, purpose)
