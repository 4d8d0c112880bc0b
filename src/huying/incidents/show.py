"""How incidents and their tasks look on desks and phones: what stands open, by whom, by when."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from huying.base.mask import mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.matters.queries import acts_for, children
from huying.matters.showing import rows_of
from huying.people.seats import Seat, as_actor

from . import terms
from .models import Incident, Task
from .queries import standing
from .queries.rulings import forces_at, step_at

if TYPE_CHECKING:
    from huying.matters.models import Matter

SPOT_ACTS = ("add_spots", "seal", "rule_out", "release")
GROUP_ACTS = ("group", "recount", "sampled", "leave", "people", "part", "propose")


class IncidentShown:
    """Incidents."""

    # Its tasks and what was opened for it stand in panels of their own.
    shows_children = True

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which place, who commands."""
        rows = Incident.objects.in_bulk([one.pk for one in matters])
        return {
            pk: Line(
                row.place,
                "",
                [Words(f"指挥 {row.commander}", f"commanded by {row.commander}")] if row.commander else [],
            )
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was reported and what is known of the case."""
        row = Incident.objects.get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("报了什么", "Reported"), row.what),
            (Words("谁报来的", "By"), terms.SOURCES[row.source]),
            (Words("对方编号", "Their number"), row.number),
            (Words("对方联系人", "Contact"), row.reporter),
            (Words("对方电话", "Their telephone"), mask_phone(row.reporter_phone)),
            (Words("接到时间", "Came in"), row.heard_at),
            (Words("估计人数", "People inside, roughly"), row.inside),
            (Words("病例代号", "Case"), row.case_ref),
            (Words("病例来时", "Case came"), row.exposed_from),
            (Words("病例走时", "Case left"), row.exposed_until),
            (Words("全部封控", "All sealed"), row.sealed_at),
            (Words("结果和要记住的", "How it ended"), row.lessons),
        ]
        return [Fact(label, value) for label, value in found if value not in ("", None)]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """What counts now, the entrances, what is to be done, the forces, the people."""
        row = Incident.objects.select_related("matter").get(pk=matter.pk)
        may = {offer.act.code for offer in acts_for(matter, as_actor(seat)) if offer.refused is None}
        tasks = standing.tasks_of(row)
        holders = {one["code"]: one for one in rows_of([task.matter for task in tasks])}
        titles = {force.code: force.title for force in forces_at(row.area, matter.opened_at)}
        base = {"row": row, "matter": matter, "may": may, "seat": seat}
        others = children(matter).exclude(kind="incidents.task")
        return [
            Panel("incidents/_now.html", base | {
                "spots": standing.spot_balance(row), "people": standing.people_balance(row),
                "open": sum(task.matter.ended_at is None for task in tasks), "all": len(tasks),
            }),
            Panel("incidents/_spots.html", base | {"spots": list(row.spots.order_by("pk"))}, acts=SPOT_ACTS),
            Panel("incidents/_tasks.html", base | {
                "tasks": [{"task": task, "force": titles.get(task.force, ""), **holders[task.matter.code]} for task in tasks],
            }),
            Panel("incidents/_forces.html", base | {"forces": standing.forces_now(row)}, acts=("name_force",)),
            Panel("incidents/_groups.html", base | {"groups": _groups(row)}, acts=GROUP_ACTS),
            Panel("incidents/_others.html", base | {"others": rows_of(list(others))}),
        ]  # fmt: skip


def _groups(row: Incident) -> list[dict[str, Any]]:
    people = list(row.present.values_list("group", "together", "measure"))
    return [
        {
            "group": group,
            "named": sum(one[0] == group.pk for one in people),
            "together": sum(one[0] == group.pk and one[1] is True for one in people),
            "apart": sum(one[0] == group.pk and one[1] is False for one in people),
            "measures": sum(one[0] == group.pk and bool(one[2]) for one in people),
        }
        for group in standing.groups_of(row)
    ]


class TaskShown:
    """Tasks on the spot."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """What is to be done, at which incident."""
        rows = Task.objects.select_related("incident").in_bulk([one.pk for one in matters])
        return {pk: Line(row.title, row.incident.place) for pk, row in rows.items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What was ordered and what came of it."""
        row = Task.objects.select_related("incident").get(pk=matter.pk)
        step = step_at(row.step, row.area, matter.opened_at)
        force = next(
            (one.title for one in forces_at(row.area, matter.opened_at) if one.code == row.force), ""
        )
        found: list[tuple[Words, Any]] = [
            (Words("哪里", "Where"), row.incident.place),
            (Words("专班", "Task force"), force),
            (Words("说明", "Details"), "" if step and step.text_zh else row.note),
            (Words("办好要有", "Done means"), terms.NEEDS[step.needs] if step else ""),
            (Words("报告了几次", "Reported"), row.reports or None),
            (Words("最近一次", "Last"), row.reported_at),
            (Words("办得怎样", "What came of it"), row.said),
            (Words("多少人", "How many"), row.count),
        ]
        return [Fact(label, value) for label, value in found if str(value) not in ("", "None")]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The text to read out, if there is one, and the way back to the incident."""
        row = Task.objects.select_related("incident__matter").get(pk=matter.pk)
        step = step_at(row.step, row.area, matter.opened_at)
        may = {offer.act.code for offer in acts_for(matter, as_actor(seat)) if offer.refused is None}
        return [Panel("incidents/_task.html", {"task": row, "step": step, "matter": matter, "may": may})]


present("incidents.incident", IncidentShown())
present("incidents.task", TaskShown())
