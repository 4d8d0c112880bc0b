"""What follows from acts on disinfections, inspections, people held and closed venues."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from huying.base.clock import now
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import Done

from .models import Disinfection, Hold, Inspection, Room, Site, Venue
from .models.sites import ROOM_STATES
from .queries.upkeep import needs_of
from .services.sites import room_disinfected, room_free

FUTURE = Words("这个时间还没到。", "That moment lies ahead.")
AHEAD = Words("时间要在将来。", "It must lie ahead.")
OTHERS = Words("消毒的人不能自己验收，请另一位同事。", "Whoever recorded the disinfection cannot check it.")


def disinfection_keep(done: Sequence[Done]) -> None:
    """Write what is to be disinfected and why."""
    for one in done:
        said: Any = one.facts
        if said.room is not None and not Room.objects.filter(pk=said.room, state="to_disinfect").exists():
            state = ROOM_STATES["to_disinfect"]
            raise Refused(Words("这个房间现在不是“{s}”。", "The room is not “{s}” now.").fill(s=state))
        Disinfection.objects.create(
            matter=one.matter, area=one.matter.area, place=said.place, reason=said.reason, final=said.final, room_id=said.room
        )  # fmt: skip


def disinfection_done(done: Sequence[Done]) -> None:
    """How, by whom, and what proves it; never without the proof."""
    for one in done:
        said: Any = one.facts
        if said.done_at > one.line.at:
            raise Refused(FUTURE, {"done_at": FUTURE})
        row = Disinfection.objects.get(pk=one.matter.pk)
        row.method, row.done_by, row.done_at, row.proof = said.method, said.done_by, said.done_at, said.proof
        row.save(update_fields=["method", "done_by", "done_at", "proof"])
        if row.room_id is not None:
            room_disinfected(room=row.room_id, user=one.line.actor.person)


def disinfection_checked(done: Sequence[Done]) -> None:
    """Checked by somebody else than whoever recorded it; a room of a site is free again."""
    for one in done:
        row = Disinfection.objects.get(pk=one.matter.pk)
        _by_another(one, "disinfect", OTHERS)
        if row.room_id is not None:
            room_free(room=row.room_id, user=one.line.actor.person)


def _by_another(one: Done, act: str, words: Words) -> None:
    from huying.matters.queries import history

    last = next((line for line in reversed(history(one.matter)) if line.act == act), None)
    if last is not None and last.actor.person == one.line.actor.person:
        raise Refused(words)


def inspection_keep(done: Sequence[Done]) -> None:
    """Write which place is to be inspected."""
    for one in done:
        said: Any = one.facts
        if said.site is not None and not Site.objects.filter(pk=said.site, area=one.matter.area).exists():
            words = Words("没有这个隔离点。", "There is no such site there.")
            raise Refused(words, {"site": words})
        Inspection.objects.create(
            matter=one.matter, area=one.matter.area, place=said.place, site_id=said.site
        )


def inspected(done: Sequence[Done]) -> None:
    """Who inspected, and what was found."""
    for one in done:
        found = str(getattr(one.facts, "findings", ""))
        Inspection.objects.filter(pk=one.matter.pk).update(inspector=one.line.actor.person, findings=found)


def put_right(done: Sequence[Done]) -> None:
    """What was done about it."""
    for one in done:
        Inspection.objects.filter(pk=one.matter.pk).update(put_right=str(getattr(one.facts, "put_right", "")))


def looked_again(done: Sequence[Done]) -> None:
    """Whoever put it right does not look at it again."""
    for one in done:
        _by_another(one, "put_right", Words("整改的人不能自己复查。", "Whoever put it right cannot look at it again."))  # fmt: skip


def hold_keep(done: Sequence[Done]) -> None:
    """Write who waits where and why, with an end."""
    for one in done:
        said: Any = one.facts
        _ahead(said.expected_until, one)
        Hold.objects.create(
            matter=one.matter, area=one.matter.area, place=said.place, reason=said.reason, people=said.people,
            children=said.children, expected_until=said.expected_until,
        )  # fmt: skip


def _ahead(moment: dt.datetime, one: Done) -> None:
    if moment <= one.line.at:
        raise Refused(AHEAD, {"expected_until": AHEAD})


def hold_given(done: Sequence[Done]) -> None:
    """Tick one of their needs with its time."""
    for one in done:
        row = Hold.objects.select_for_update().get(pk=one.matter.pk)
        code = str(getattr(one.facts, "need", ""))
        if code not in {need.rule.code for need in needs_of(row)}:
            words = Words("清单上没有这一项。", "The list has no such line.")
            raise Refused(words, {"need": words})
        row.given = {**row.given, code: one.line.at.isoformat()}
        row.save(update_fields=["given"])


def hold_recount(done: Sequence[Done]) -> None:
    """How many there are now, until when."""
    for one in done:
        said: Any = one.facts
        _ahead(said.expected_until, one)
        Hold.objects.filter(pk=one.matter.pk).update(
            people=said.people, children=said.children, expected_until=said.expected_until
        )


def hold_freed(done: Sequence[Done]) -> None:
    """Everybody has left, and knows what comes next."""
    for one in done:
        Hold.objects.filter(pk=one.matter.pk).update(
            freed_at=one.line.at, told=str(getattr(one.facts, "told", ""))
        )


def hold_look(done: Sequence[Done]) -> None:
    """Its clock rang: what is missing, or a promised end that is past, goes one level up."""
    for one in done:
        row = Hold.objects.get(pk=one.matter.pk)
        late = any(need.late for need in needs_of(row, one.line.at))
        if late or row.expected_until <= one.line.at:
            perform(code=one.matter.code, act="overdue", actor=SYSTEM)


def venue_keep(done: Sequence[Done]) -> None:
    """Write which venue is closed, by whom, on which basis, until when."""
    for one in done:
        said: Any = one.facts
        _ahead(said.expected_until, one)
        told = dict(said)
        zone = told.pop("zone", None)
        Venue.objects.create(matter=one.matter, area=one.matter.area, zone_id=zone, **told)


def venue_disinfect(done: Sequence[Done]) -> None:
    """Its disinfection hangs from it: once it is checked the venue may open."""
    takes = kind_of("measures.disinfection").act("ask").takes
    assert takes is not None  # noqa: S101 - declared so
    for one in done:
        row = Venue.objects.get(pk=one.matter.pk)
        told = takes.model_validate({"place": row.name, "reason": row.reason})
        matter_open(kind="measures.disinfection", area=row.area, actor=SYSTEM, facts=told, parent=one.matter)


def venue_opened(done: Sequence[Done]) -> None:
    """Open again."""
    for one in done:
        Venue.objects.filter(pk=one.matter.pk).update(
            opened_at=now(), outcome=str(getattr(one.facts, "words", ""))
        )
