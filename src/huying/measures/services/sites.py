"""Writing about sites: opening one with its rooms, turning rooms, who comes and leaves, who works there."""

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures.models import Room, RoomTurn, Site, SiteStaff, Stay
from huying.measures.models.sites import NEXT_STATE, ROOM_STATES
from huying.measures.services.keeping import response_at
from huying.people.seats import Seat
from huying.people.services import audit
from huying.places.codes import covers
from huying.rulebook.queries import reader

MOST_ROOMS = 2_000
_LINE = re.compile(
    r"(-?\d{1,3})\s*[层楼F:：]+\s*(\S{1,12}?)(?:\s*[-—~至到]\s*(\S{1,12}?))?(?:\s*[x×*]\s*(\d{1,2}))?"
)
ROOMS = Words(
    "房间请一行写一层，如“3层 301-312”或“3层 301-312 x2”（x2 是每间两张床）。",
    "Write one floor a line, such as “3: 301-312” or “3: 301-312 x2” (two beds a room).",
)


def rooms_read(text: str) -> list[tuple[int, str, int]]:
    """(floor, number, beds) of every room told, one floor a line. Raises Refused for what cannot be read."""
    found: dict[str, tuple[int, str, int]] = {}
    for line in text.splitlines():
        if not line.strip():
            continue
        told = _LINE.fullmatch(line.strip())
        if told is None:
            raise Refused(ROOMS, {"rooms": ROOMS})
        floor, first, last, beds = told.groups()
        for number in _numbers(first, last or first):
            found[number] = (int(floor), number, int(beds or 1))
        if len(found) > MOST_ROOMS:
            raise Refused(ROOMS, {"rooms": ROOMS})
    return list(found.values())


def _numbers(first: str, last: str) -> list[str]:
    if first == last:
        return [first]
    if not (first.isdigit() and last.isdigit() and 0 <= int(last) - int(first) < MOST_ROOMS):
        raise Refused(ROOMS, {"rooms": ROOMS})
    return [str(number).zfill(len(first)) for number in range(int(first), int(last) + 1)]


@transaction.atomic
def site_open(*, by: Seat, area: str, name: str, kind: str, rooms: str, **told: Any) -> Site:
    """Open a site with its rooms, all of them free."""
    if not covers(by.area, area):
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"area": words})
    read = rooms_read(rooms)
    if not read:
        raise Refused(ROOMS, {"rooms": ROOMS})
    told.setdefault("response", response_at(area))
    site = Site.objects.create(area=area, name=name, kind=kind, **told)
    Room.objects.bulk_create(
        Room(site=site, area=area, floor=floor, number=number, beds=beds) for floor, number, beds in read
    )
    audit(by, "site.open", kind="site", ref=str(site.pk), area=area)
    return site


@transaction.atomic
def site_close(*, by: Seat, site: Site) -> None:
    """Close a site nobody stays in any more."""
    if Stay.objects.filter(room__site=site, left_at=None).exists():
        raise Refused(Words("里面还有人住，不能关闭。", "People still stay there: it cannot be closed."))
    moment = now()
    SiteStaff.objects.filter(site=site, until=None).update(until=moment)
    Site.objects.filter(pk=site.pk).update(closed_at=moment)
    audit(by, "site.close", kind="site", ref=str(site.pk), area=site.area)


def _turn(room: Room, state: str, user: int | None, note: str = "") -> None:
    moment = now()
    room.state, room.turned_at, room.turned_by_id = state, moment, user
    room.save(update_fields=["state", "turned_at", "turned_by"])
    RoomTurn.objects.create(room=room, area=room.area, state=state, at=moment, by_id=user, note=note)


@transaction.atomic
def room_turn(*, by: Seat, room: Room, note: str = "", seen: str = "") -> Room:
    """The next step of an empty room: disinfected, then inspected by somebody else and free again.

    With `seen`, the state it was seen in, the step is taken from there: said again by whoever took it nothing
    happens, and where somebody else has turned it meanwhile it is refused.
    """
    room = Room.objects.select_for_update().get(pk=room.pk)
    if seen and room.state != seen:
        if NEXT_STATE.get(seen) == room.state and room.turned_by_id == by.user_id:
            return room
        words = Words("房间现在是“{state}”，请刷新后再办。", "The room is “{state}” now: look again first.")
        raise Refused(
            words.fill(state=ROOM_STATES[room.state]), {"seen": words.fill(state=ROOM_STATES[room.state])}
        )
    after = NEXT_STATE.get(room.state)
    if after is None:
        raise Refused(
            Words("房间现在是“{state}”，没有下一步。", "The room is “{state}”: there is no next step.").fill(
                state=ROOM_STATES[room.state]
            )
        )
    if after == "free" and room.turned_by_id == by.user_id:
        raise Refused(
            Words("消毒的人不能自己验收，请另一位同事来验收。", "Whoever disinfected it cannot inspect it.")
        )
    _turn(room, after, by.user_id, note)
    return room


@transaction.atomic
def stay_begin(
    *, rooms: Sequence[tuple[int, dict[str, Any]]], user: int | None, allowed: str = ""
) -> list[Stay]:
    """Let people into rooms, each (room id, fields of the stay); all of them or none; in their order.

    Raises Refused over capacity: a room is free, or as many come at once as it has beds.
    """
    wanted = sorted({pk for pk, _ in rooms})
    locked = {room.pk: room for room in Room.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    for pk in wanted:
        coming = [told for key, told in rooms if key == pk]
        room = locked.get(pk)
        if room is None or room.state != "free" or (allowed and not covers(allowed, room.area)):
            number = room.number if room else str(pk)
            words = Words("房间 {n} 现在不能住人。", "Room {n} cannot be moved into now.").fill(n=number)
            raise Refused(words, {"rooms": words})
        if len(coming) > room.beds:
            words = Words("房间 {n} 只有 {beds} 张床。", "Room {n} has {beds} beds only.").fill(
                n=room.number, beds=room.beds
            )
            raise Refused(words, {"rooms": words})
        _turn(room, "occupied", user)
    return [
        Stay.objects.create(room_id=pk, area=locked[pk].area, placed_by_id=user, came_at=now(), **told)
        for pk, told in rooms
    ]


@transaction.atomic
def stay_end(*, stay: Stay, user: int | None) -> None:
    """Somebody leaves; when the last one of a room has left, it is to be disinfected."""
    room = Room.objects.select_for_update().get(pk=stay.room_id)
    stay = Stay.objects.select_for_update().get(pk=stay.pk)
    if stay.left_at is not None:
        return
    stay.left_at = now()
    stay.save(update_fields=["left_at"])
    if not Stay.objects.filter(room=room, left_at=None).exists():
        _turn(room, "to_disinfect", user)


@transaction.atomic
def staff_assign(*, by: Seat, site: Site, user: int, work: str) -> SiteStaff:
    """Somebody works at this site from now on, and at no other; not before the rule's days after another one."""
    moment = now()
    others = SiteStaff.objects.filter(user_id=user).exclude(site=site)
    if others.filter(until=None).exists():
        raise Refused(
            Words(
                "这个人现在固定在另一个隔离点，不能两头跑。",
                "They work at another site: nobody works at two.",
            )
        )
    last = others.order_by("-until").first()
    if last is not None and last.until is not None:
        again = reader(moment).due(rules.STAFF_APART.code, last.until, site.area)
        if again > moment:
            raise Refused(
                Words("离开上一个隔离点还不够久，{day} 以后才能来。", "Too soon after another site: not before {day}.").fill(
                    day=f"{again:%Y-%m-%d}"
                )
            )  # fmt: skip
    made, _ = SiteStaff.objects.get_or_create(
        user_id=user, until=None, defaults={"site": site, "area": site.area, "work": work, "since": moment}
    )
    audit(by, "site.staff", kind="site", ref=str(site.pk), area=site.area)
    return made


@transaction.atomic
def staff_end(*, by: Seat, staff: SiteStaff) -> None:
    """Somebody works there no longer."""
    SiteStaff.objects.filter(pk=staff.pk, until=None).update(until=now())
    audit(by, "site.staff_end", kind="site", ref=str(staff.site_id), area=staff.area)


@transaction.atomic
def room_disinfected(*, room: int, user: int | None) -> None:
    """The room's disinfection is done, told by its matter."""
    row = Room.objects.select_for_update().get(pk=room)
    if row.state == "to_disinfect":
        _turn(row, "disinfected", user)


@transaction.atomic
def room_free(*, room: int, user: int | None) -> None:
    """The room's disinfection was checked, told by its matter."""
    row = Room.objects.select_for_update().get(pk=room)
    if row.state == "disinfected":
        _turn(row, "free", user)
