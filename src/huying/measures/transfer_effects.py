"""What follows from acts on transfers: the list of people, each link with its time and owner, rooms at arrival."""

from collections.abc import Sequence
from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.queries import unit_names
from huying.places import codes

from . import transfer_notices as notices
from .models import Passenger, Room, Transfer, TransferLink
from .placing import Guest, place
from .queries.sites import cohorts_there, floors_apart, free_rooms
from .services.keeping import response_at
from .services.sites import stay_begin

LINK_OF = {"ask": "asked", "assign": "assigned", "depart": "departed", "arrive": "arrived", "accept": "handed_over", "cancel": "cancelled"}  # fmt: skip


def transfer_keep(done: Sequence[Done]) -> None:
    """Write who is to be taken from where to where; the team that has vehicles is told."""
    for one in done:
        said: Any = one.facts
        transfer = Transfer.objects.create(
            matter=one.matter, code=one.matter.code, area=one.matter.area, to=said.to, from_area=said.from_area,
            from_text=said.from_text, to_text=said.to_text, site_id=said.site, wanted_by=said.wanted_by,
            protection=said.protection, response=response_at(said.from_area),
        )  # fmt: skip
        people = list(said.passengers)
        if any(p.with_number == n or (p.with_number or 1) > len(people) for n, p in enumerate(people, 1)):
            words = Words(
                "“和第几个人同住”要写名单里另一个人的序号。",
                "“Stays with” is the number of another person on the list.",
            )
            raise Refused(words, {"passengers": words})
        for number, person in enumerate(people, 1):
            Passenger.objects.create(transfer=transfer, area=one.matter.area, number=number, **dict(person))
        _link(one, transfer)
        _tell(one, notices.ASKED)


def _link(one: Done, transfer: Transfer, note: str = "") -> None:
    """The link at both its ends: whose duty it was, when, who did it."""
    holder = one.after.holder
    names = unit_names([(holder.unit, holder.area)])
    owner = str(names.get((holder.unit, holder.area), "")) or one.line.actor.name
    link = LINK_OF[one.line.act]
    for area in sorted({transfer.area, transfer.from_area}):
        TransferLink.objects.create(
            transfer=transfer, area=area, code=transfer.code, link=link, at=one.line.at, unit=holder.unit,
            owner=owner[:80], by_id=one.line.actor.person, note=note[:400],
        )  # fmt: skip


def _transfer(one: Done) -> Transfer:
    return Transfer.objects.select_related("site").select_for_update(of=("self",)).get(pk=one.matter.pk)


def vehicle_keep(done: Sequence[Done]) -> None:
    """Which vehicle, who drives, how they protect themselves."""
    for one in done:
        said: Any = one.facts
        transfer = _transfer(one)
        transfer.vehicle, transfer.driver, transfer.driver_phone = (
            said.vehicle,
            said.driver,
            said.driver_phone,
        )
        transfer.protection = said.protection or transfer.protection
        transfer.save(update_fields=["vehicle", "driver", "driver_phone", "protection"])
        _link(one, transfer, f"{said.vehicle} {said.driver}")


def link_keep(done: Sequence[Done]) -> None:
    """A link is done; whoever has to go on is told."""
    for one in done:
        note = str(getattr(one.facts, "words", "") or getattr(one.facts, "reason", ""))
        _link(one, _transfer(one), note)
        if one.line.act == "arrive":
            _tell(one, notices.ARRIVED)


def people_received(done: Sequence[Done]) -> None:
    """Acknowledged: everybody is there, and at a site everybody has a room; else the link stays open."""
    for one in done:
        said: Any = one.facts
        transfer = _transfer(one)
        people = list(Passenger.objects.filter(transfer=transfer).order_by("number"))
        if said.count != len(people):
            words = Words(
                "名单上 {n} 人，实到 {c} 人：请先找到人，或在名单上查清。", "{n} on the list, {c} arrived: find the others first."
            ).fill(n=len(people), c=said.count)  # fmt: skip
            raise Refused(words, {"count": words})
        if transfer.site_id is not None:
            _into_rooms(transfer, people, said.rooms, one)
        _link(one, transfer)


def _into_rooms(transfer: Transfer, people: list[Passenger], told: Sequence[str], one: Done) -> None:
    rooms = rooms_for(transfer, people) if not told else _rooms_told(transfer, people, told)
    stays = stay_begin(
        rooms=[(rooms[p.number], _stay(p, transfer)) for p in people], user=one.line.actor.person
    )
    made = {person.number: stay for person, stay in zip(people, stays, strict=True)}
    for person in people:
        Passenger.objects.filter(pk=person.pk).update(room=rooms[person.number])
        if person.with_number is not None:
            made[person.number].carer = made[person.with_number]
            made[person.number].save(update_fields=["carer"])


def _stay(person: Passenger, transfer: Transfer) -> dict[str, Any]:
    return {
        "name": person.name, "phone": person.phone, "resident_id": person.resident_id, "measure": person.measure,
        "cohort": person.cohort, "transfer": transfer.code,
    }  # fmt: skip


def rooms_for(transfer: Transfer, people: Sequence[Passenger]) -> dict[int, int]:
    """A room for each number of the list, as the rules place them. Raises Refused over capacity."""
    guests = [Guest(p.number, p.cohort, p.with_number) for p in people]
    area = transfer.site.area if transfer.site else transfer.area
    free = free_rooms(area, transfer.site_id)
    return place(guests, free, cohorts_there(area), separate=floors_apart(area))


def _rooms_told(transfer: Transfer, people: Sequence[Passenger], told: Sequence[str]) -> dict[int, int]:
    known = dict(Room.objects.filter(site=transfer.site_id).values_list("number", "pk"))
    wrong = [number for number in told if number not in known]
    if wrong or len(told) != len(people):
        words = Words(
            "请给每个人写一个本点的房号，一行一人。", "Give each person a room of this site, one a line."
        )
        raise Refused(words, {"rooms": words})
    return {person.number: known[number] for person, number in zip(people, told, strict=True)}


def lateness_told(done: Sequence[Done]) -> None:
    """A link is late: the desk that holds it, and the level above, hear of it."""
    for one in done:
        _tell(one, notices.LATE)
        above = codes.at(one.matter.area, "district") or one.matter.area
        if one.after.holder.unit != "district":
            _tell(one, notices.LATE, Recipient(unit="district", area=above))


def _tell(one: Done, template: str, to: Recipient | None = None) -> None:
    holder = one.after.holder
    values = {"code": one.matter.code, "state": one.kind.states[one.after.state].title}
    once = f"{template}:{one.matter.code}:{one.line.seq}"
    to = to or Recipient(unit=holder.unit, area=holder.area)
    tell_many([Tell(to, template, values, once, one.matter.code, one.matter.area)])
