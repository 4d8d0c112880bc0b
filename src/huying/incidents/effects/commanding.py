"""What follows from an alarm, from taking and passing on the command, from its clocks and its end."""

from collections.abc import Sequence

from huying.incidents import notices, terms
from huying.incidents.models import Incident, Spot
from huying.incidents.queries.standing import present_in, spots_open
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import children
from huying.matters.store import Done
from huying.people.queries import desks_over
from huying.places.queries import area_name

from .common import NOBODY, row_of, said, staffed, tell_desks
from .tasks import playbook_open

FUTURE = Words("这个时间还没到。", "That moment lies ahead.")
SEALED_YET = Words(
    "还有 {n} 处封着，请先放开再按误报结束。",
    "{n} places are sealed: open them before it ends as a false alarm.",
)
STILL_CLOSED = Words("还有 {n} 处没有放开：{names}。", "{n} places are not open again: {names}.")
STILL_THERE = Words(
    "还有 {n} 人在场，没有写明去向。", "{n} people are still there; it is not written where they went."
)
STILL_DOING = Words(
    "还有 {n} 件现场事项没有办完：{names}。", "{n} matters of the incident are still open: {names}."
)


# What must be over before an incident is; a venue that stays closed and a measure have clocks of their own.
BLOCKING = ("incidents.task", "measures.hold")


def reported(done: Sequence[Done]) -> None:
    """Write the alarm; every office that works for the place hears of it at once, not one after the other."""
    for one in done:
        told = said(one)
        if told.heard_at and told.heard_at > one.line.at:
            raise Refused(FUTURE, {"heard_at": FUTURE})
        values = told.model_dump() | {"heard_at": told.heard_at or one.line.at}
        row = Incident.objects.create(matter=one.matter, area=one.matter.area, **values)
        place = area_name(row.area)
        tell_desks(
            one, desks_over(terms.TOLD_OF_ALARM, row.area), notices.ALARM,
            {"place": row.place, "area": place, "code": one.matter.code},
        )  # fmt: skip


def commanded(done: Sequence[Done]) -> None:
    """Who commands; the entrances known from the last time at this place, and every step of the playbook as a task."""
    for one in done:
        row, told = row_of(one), said(one)
        row.commander, row.commander_phone, row.commanded_at = (
            told.commander,
            told.commander_phone,
            one.line.at,
        )
        row.save(update_fields=["commander", "commander_phone", "commanded_at"])
        _known_spots(row)
        playbook_open(one, row)
        _tell_command(one, row)


def handed(done: Sequence[Done]) -> None:
    """Somebody else commands from now on; the office must have somebody at it."""
    for one in done:
        row, told = row_of(one), said(one)
        holder = one.after.holder
        if staffed(holder.unit, holder.area, row.area) != holder.area:
            raise Refused(NOBODY, {"unit": NOBODY})
        row.commander, row.commander_phone = told.commander, told.commander_phone
        row.save(update_fields=["commander", "commander_phone"])
        _tell_command(one, row)


def unheard(done: Sequence[Done]) -> None:
    """One level up, and told there."""
    for one in done:
        desk = (one.after.holder.unit, one.after.holder.area)
        tell_desks(one, [desk], notices.UNHEARD, {"place": row_of(one).place, "code": one.matter.code})


def late(done: Sequence[Done]) -> None:
    """The command and every level above learn how many places are still open."""
    for one in done:
        row = row_of(one)
        above = desks_over(("street", "district"), row.area)
        values = {"place": row.place, "code": one.matter.code, "n": spots_open(row)}
        tell_desks(one, [*above, (one.after.holder.unit, one.after.holder.area)], notices.LATE, values)


def looked(done: Sequence[Done]) -> None:
    """The command is asked how it goes on."""
    for one in done:
        row = row_of(one)
        desk = (one.after.holder.unit, one.after.holder.area)
        values = {"place": row.place, "code": one.matter.code, "present": present_in(row)}
        tell_desks(one, [desk], notices.LOOK, values)


def dismissed(done: Sequence[Done]) -> None:
    """A false alarm keeps nobody in: what was sealed is opened first."""
    for one in done:
        if shut := row_of(one).spots.filter(state="sealed").count():
            raise Refused(SEALED_YET.fill(n=shut))


def closed(done: Sequence[Done]) -> None:
    """It ends only when every place is open again, everybody accounted for and nothing of it left undone."""
    for one in done:
        row = row_of(one)
        shut = list(row.spots.filter(state__in=("open", "sealed")).values_list("name", flat=True))
        if shut:
            raise Refused(STILL_CLOSED.fill(n=len(shut), names="、".join(shut[:10])))
        if there := present_in(row):
            raise Refused(STILL_THERE.fill(n=there))
        undone = list(children(one.matter).filter(ended_at=None, kind__in=BLOCKING))
        if undone:
            names = "、".join(_title(code) for code in sorted({child.kind for child in undone}))
            raise Refused(STILL_DOING.fill(n=len(undone), names=names))
        row.closed_at, row.lessons = one.line.at, said(one).lessons
        row.save(update_fields=["closed_at", "lessons"])


def _title(kind: str) -> str:
    from huying.kernel.kinds import kind_of

    return str(kind_of(kind).title)


def _known_spots(row: Incident) -> None:
    """The entrances of the last incident at the same place, all of them open."""
    before = (
        Incident.objects.filter(area=row.area, place=row.place)
        .exclude(pk=row.pk)
        .order_by("-heard_at")
        .first()
    )
    if before is not None:
        names = before.spots.order_by("pk").values_list("name", flat=True)
        Spot.objects.bulk_create([Spot(incident=row, area=row.area, name=name) for name in names])


def _tell_command(one: Done, row: Incident) -> None:
    values = {"place": row.place, "code": one.matter.code, "who": row.commander}
    tell_desks(one, desks_over(terms.TOLD_OF_ALARM, row.area), notices.COMMAND, values)
