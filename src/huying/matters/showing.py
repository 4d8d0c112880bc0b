"""Matters as rows of lists and histories as sentences, ready for templates."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from huying.kernel.decide import Happened, may_ever
from huying.kernel.kinds import Kind, kind_of
from huying.kernel.situation import LEVELS
from huying.kernel.words import Words
from huying.people.queries import unit_names
from huying.people.roles import UNIT_WORDS
from huying.people.seats import Seat, as_actor
from huying.places.queries import area_names

from .models import Matter
from .presenting import acts_aside, lines_of
from .telling import sentence_of


def rows_of(matters: Sequence[Matter], seat: Seat | None = None) -> list[dict[str, Any]]:
    """Matters as lines of a list; a fixed number of queries, however many there are.

    For a seat each line also names the one act it would do next, where it has one.
    """
    lines = lines_of(matters)
    names = area_names({m.area for m in matters} | {m.unit_area for m in matters})
    offices = unit_names({(m.unit, m.unit_area) for m in matters})
    rows = []
    for matter in matters:
        state = kind_of(matter.kind).states[matter.state]
        line = lines[matter.pk]
        rows.append(
            {
                "code": matter.code,
                "title": kind_of(matter.kind).title,
                "summary": line.title,
                "marks": line.marks,
                "place": line.place or names.get(matter.area, ""),
                "area": names.get(matter.area, ""),
                "state": state.title,
                "tone": state.tone,
                "holder": _holder(matter, names, offices),
                "due_at": matter.due_at,
                "opened_at": matter.opened_at,
                "ended_at": matter.ended_at,
                "asked_at": matter.asked_at,
                "next": _next_act(matter, seat) if seat else None,
                "url": reverse("matter", args=[matter.code]),
            }
        )
    return rows


def _next_act(matter: Matter, seat: Seat) -> dict[str, Any] | None:
    """The act this seat would do first, when it holds the matter: its title and page."""
    ours = matter.person_id == seat.user_id or (matter.unit, matter.unit_area) == (seat.unit, seat.area)
    if matter.ended_at or not ours:
        return None
    actor, kind, aside = as_actor(seat), kind_of(matter.kind), acts_aside(matter.kind)
    mains = [act for act in kind.acts_from(matter.state) if act.primary and act.code not in aside]
    acts = [act for act in mains if may_ever(act, actor)]
    if not acts:
        return None
    return {"title": acts[0].title, "url": reverse("act", args=[matter.code, acts[0].code])}


def _holder(matter: Matter, names: dict[str, Words], offices: dict[tuple[str, str], Words]) -> str:
    office = offices.get((matter.unit, matter.unit_area))
    if office is None and matter.unit in LEVELS:
        office = names.get(matter.unit_area)
    said = str(office or UNIT_WORDS.get(matter.unit) or matter.unit)
    return f"{said} · {matter.person.get_full_name()}" if matter.person else said


def holder_words(matter: Matter) -> str:
    """Who holds it, as a person would say it."""
    return str(rows_of([matter])[0]["holder"])


def timeline_of(kind: Kind, history: Sequence[Happened]) -> list[dict[str, Any]]:
    """The history for a page, the latest line first."""
    told = [sentence_of(kind, line) for line in reversed(history)]
    return [
        {
            "at": line.at,
            "who": f"{line.who}（{Words('代', 'for')} {line.covering}）" if line.covering else line.who,
            "what": line.what,
            "note": "；".join(f"{label}：{value}" for label, value in line.notes),
            "tone": line.tone,
        }
        for line in told
    ]
