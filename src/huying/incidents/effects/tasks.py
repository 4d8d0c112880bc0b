"""Orders and the steps of the playbook: each a task of its own at an office that has somebody at it."""

from collections.abc import Sequence

from huying.incidents import facts, notices
from huying.incidents.models import Force, Incident, Task
from huying.incidents.queries.rulings import playbook_at, step_at
from huying.incidents.queries.standing import lines_of_force, present_in, spots_open, untested_in
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, Opening, open_many, perform
from huying.matters.store import Done
from huying.people.queries import desks_over

from .common import NOBODY, row_of, said, staffed, tell_desks

KIND = "incidents.task"
NUMBER = Words("请写明多少人。", "Say how many.")
SPOTS = Words("还有 {n} 处没有封住，也没有写明不用封。", "{n} places are neither sealed nor ruled out.")
NO_SPOTS = Words(
    "出入口还没有登记，请先在现场页面写明每一处。", "Write down every entrance on the incident's page first."
)
UNTESTED = Words("还有 {n} 人没有采样。", "{n} people have not been sampled.")
NO_GROUPS = Words("在场的人还没有分组登记。", "Nobody is written down as being there.")
THERE = Words("还有 {n} 人在场。", "{n} people are still there.")
NOT_A_FORCE = Words("规则里没有这个专班。", "No rule names such a task force.")
NOT_A_LINE = Words(
    "“{line}”不是这个专班的一方。可以写：{all}。", "“{line}” is no line of this force. One may write: {all}."
)


def playbook_open(one: Done, row: Incident) -> None:
    """Every step of the playbook in force there, at the office that commands until its force is named."""
    holder = one.after.holder
    forces = {force.code: force for force in row.forces.all()}
    rows = []
    for step in playbook_at(row.area, one.line.at):
        force = forces.get(step.force)
        told = facts.Order(
            title=step.zh, note=step.text_zh, force=step.force, step=step.code,
            unit=force.unit if force else holder.unit, area=force.unit_area if force else holder.area,
        )  # fmt: skip
        rows.append(Opening(row.area, told, parent=one.matter, extra=row))
    if rows:
        open_many(kind=KIND, rows=rows, actor=SYSTEM)


def ordered(done: Sequence[Done]) -> None:
    """An order becomes a task."""
    for one in done:
        row, told = row_of(one), said(one)
        desk = staffed(told.unit, told.area, row.area)
        order = told.model_copy(update={"area": desk})
        open_many(kind=KIND, rows=[Opening(row.area, order, parent=one.matter, extra=row)], actor=SYSTEM)


def force_named(done: Sequence[Done]) -> None:
    """Who leads it and who came from which line; its tasks nobody has taken go to its office."""
    for one in done:
        row, told = row_of(one), said(one)
        force, lines = lines_of_force(row, told.force, one.matter.opened_at)
        if force is None:
            raise Refused(NOT_A_FORCE, {"force": NOT_A_FORCE})
        members: dict[str, str] = {}
        for text in told.members:
            words, _, name = " ".join(text.replace("：", " ").replace(":", " ").split()).partition(" ")
            line = next((line for line in lines if words in (line.code, line.zh, line.en)), None)
            if line is None or not name:
                wrong = NOT_A_LINE.fill(
                    line=words[:40], all="、".join(str(each.title) for each in lines) or "—"
                )
                raise Refused(wrong, {"members": wrong})
            members[line.code] = name[:60]
        desk = staffed(told.unit, "", row.area)
        Force.objects.update_or_create(
            incident=row, code=force.code,
            defaults={"area": row.area, "unit": told.unit, "unit_area": desk, "leader": told.leader,
                      "phone": told.phone, "members": members},
        )  # fmt: skip
        waiting = Task.objects.filter(incident=row, force=force.code, matter__state="asked").exclude(
            matter__unit=told.unit, matter__unit_area=desk
        )
        for code in list(waiting.order_by("pk").values_list("matter__code", flat=True)):
            perform(code=code, act="pass_on", actor=SYSTEM, facts=facts.Passing(unit=told.unit, area=desk))


def kept(done: Sequence[Done]) -> None:
    """Write the task and tell its office."""
    for one in done:
        told, row = said(one), one.extra
        task = Task.objects.create(
            matter=one.matter, area=one.matter.area, incident=row, step=told.step, title=told.title, note=told.note,
            force=told.force, wanted_by=told.wanted_by,
        )  # fmt: skip
        _tell(one, task, row)


def reported(done: Sequence[Done]) -> None:
    """Once more said or done; the words stand in the history."""
    for one in done:
        task = _task(one)
        task.reports += 1
        task.reported_at = one.line.at
        task.save(update_fields=["reports", "reported_at"])


def finished(done: Sequence[Done]) -> None:
    """Done only when what the playbook asks for is there."""
    for one in done:
        task, told = _task(one), said(one)
        _check(task, told.count, one)
        task.said, task.count = told.words, told.count
        task.save(update_fields=["said", "count"])


def passed(done: Sequence[Done]) -> None:
    """Another office does it."""
    for one in done:
        task, holder = _task(one), one.after.holder
        if staffed(holder.unit, holder.area, task.area) != holder.area:
            raise Refused(NOBODY, {"unit": NOBODY})
        _tell(one, task, task.incident)


def late(done: Sequence[Done]) -> None:
    """The command, the office and the level above learn of it."""
    for one in done:
        task = _task(one)
        command = task.incident.matter
        desks = [
            (command.unit, command.unit_area), (one.after.holder.unit, one.after.holder.area),
            *desks_over(("street",), task.area),
        ]  # fmt: skip
        values = {"title": task.title, "place": task.incident.place, "code": one.matter.code}
        tell_desks(one, desks, notices.TASK_LATE, values)


def _task(one: Done) -> Task:
    return Task.objects.select_related("incident__matter").get(pk=one.matter.pk)


def _check(task: Task, count: int | None, one: Done) -> None:
    step = step_at(task.step, task.area, one.matter.opened_at)
    needs, row = step.needs if step else "nothing", task.incident
    if needs == "number" and count is None:
        raise Refused(NUMBER, {"count": NUMBER})
    if needs == "spots":
        if not row.spots.exists():
            raise Refused(NO_SPOTS)
        if still := spots_open(row):
            raise Refused(SPOTS.fill(n=still))
    if needs in ("tested", "left"):
        if not row.groups.exists():
            raise Refused(NO_GROUPS)
        if needs == "tested" and (waiting := untested_in(row)):
            raise Refused(UNTESTED.fill(n=waiting))
        if needs == "left" and (there := present_in(row)):
            raise Refused(THERE.fill(n=there))


def _tell(one: Done, task: Task, row: Incident) -> None:
    holder = one.after.holder
    values = {"title": task.title, "place": row.place, "code": one.matter.code}
    tell_desks(one, [(holder.unit, holder.area)], notices.TASK, values)
