"""The record of an incident as A4 pages: what was reported, sealed, ordered, done, in order. No resident is named."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst
from django.utils import timezone

from huying.kernel.kinds import kind_of
from huying.matters.queries import history
from huying.matters.telling import sentence_of

from . import terms
from .models import Incident
from .queries import standing

if TYPE_CHECKING:
    import datetime as dt

    from huying.kernel.words import Words

RECORD = Path(__file__).parent / "papers" / "record.typ"


def record_pdf(row: Incident) -> bytes:
    """The record; what people typed is data to it, never markup."""
    return typst.compile(RECORD.read_bytes(), sys_inputs={"data": json.dumps(_told(row))})


def _told(row: Incident) -> dict[str, Any]:
    matter = row.matter
    spots, people = standing.spot_balance(row), standing.people_balance(row)
    facts = [
        ["接到 Came in", f"{timezone.localtime(row.heard_at):%Y-%m-%d %H:%M}"],
        ["来源 Source", f"{_both(terms.SOURCES[row.source])} {row.number}"],
        ["情况 Reported", row.what],
        ["指挥 Command", f"{row.commander} {_at(row.commanded_at)}"],
        ["全部封控 All sealed", _at(row.sealed_at)],
        ["出入口 Entrances", f"{spots.all} = 未封 open {spots.open} + 已封 sealed {spots.sealed} + 不用封 ruled out {spots.out} + 已放开 opened {spots.released}"],
        ["人员 People", f"{people.all}：已采 sampled {people.tested}，在场 present {people.present}，已离开 left {people.left}"],
        ["结束 Over", f"{_at(row.closed_at)} {row.lessons}"],
    ]  # fmt: skip
    kind = kind_of(matter.kind)
    return {
        "code": matter.code, "place": row.place, "facts": facts,
        "spots": [[s.name, _both(s.words), s.sealed_by, _at(s.sealed_at), _at(s.released_at) or s.how] for s in row.spots.order_by("pk")],
        "forces": [
            [_both(one.rule.title), one.row.leader if one.row else "—",
             "、".join([f"{line.zh} {name}" for line, name in one.members] + [f"缺 {line.zh}" for line in one.missing])]
            for one in standing.forces_now(row)
        ],
        "groups": [[g.name, str(g.people), str(g.tested), str(g.left), g.left_to] for g in standing.groups_of(row)],
        "tasks": [[t.title, _both(kind_of("incidents.task").states[t.matter.state].title), t.said] for t in row.tasks.select_related("matter").order_by("pk")],
        "lines": [_line(kind, line) for line in history(matter)],
    }  # fmt: skip


def _line(kind: Any, line: Any) -> list[str]:
    told = sentence_of(kind, line)
    notes = "；".join(f"{label.zh}：{text}" for label, text in told.notes)
    return [_at(told.at), told.who, f"{_both(told.what)} {notes}"]


def _at(moment: "dt.datetime | None") -> str:
    return f"{timezone.localtime(moment):%m-%d %H:%M}" if moment else ""


def _both(words: "Words") -> str:
    return f"{words.zh} {words.en}"
