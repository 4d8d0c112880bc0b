"""The pure decision: from what stands and what is asked to what happened, or why it may not."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel

from .facts import said_in, secrets_of
from .holders import Held, desk_of, keep
from .kinds import Act, Kind, Timer, role_words
from .refused import Refused
from .situation import Actor, Ground, Holder, Situation, Snapshot
from .words import Words


@dataclass(frozen=True, slots=True)
class Happened:
    """One line of a matter's history, complete enough to rebuild the matter from its lines alone.

    `facts` are those that changed; `clocks` maps each timer that changed to its moment, or to None
    when it stopped; `told` is what was said with the act, without what is secret.
    """

    seq: int
    act: str
    at: dt.datetime
    actor: Actor
    state: str
    level: str
    holder: Holder
    facts: Mapping[str, Any]
    clocks: Mapping[str, dt.datetime | None]
    told: Mapping[str, Any]
    ended: bool
    reopened: bool = False


def decide(
    kind: Kind,
    matter: Snapshot,
    act_code: str,
    actor: Actor,
    facts: BaseModel | None,
    at: dt.datetime,
    ground: Ground,
    *,
    rang: str = "",
) -> tuple[Snapshot, Happened]:
    """What follows from an act: the matter as it stands afterwards and the line of its history.

    `rang` is the timer that asked for the act, when a clock did. Raises Refused with the sentence for
    the person who asked; KeyError for an act the kind does not have.
    """
    act = kind.act(act_code)
    now = Situation(matter, facts, actor, at, ground)
    if words := why_not(kind, act, now):
        raise Refused(words)
    state = act.to or matter.state
    if not act.sources and not matter.holder.unit:
        level, holder = _first_held(act, now)
    else:
        level, holder = act.holder(now)
    reopened = act.reopens and bool(act.sources)
    said = said_in(facts)
    changed = _changed_facts(act, now, holder, said) | _rung(kind, matter, rang, reopened)
    running = dict(matter.clocks)
    after = Snapshot(
        kind=matter.kind,
        code=matter.code,
        state=state,
        level=level,
        area=matter.area,
        holder=holder,
        opened_at=matter.opened_at,
        asked_at=at if reopened else matter.asked_at,
        seq=matter.seq + 1,
        ended_at=at if kind.states[state].end else None,
        facts={**matter.facts, **changed} if changed else matter.facts,
        clocks=running,
    )
    clocks = _clocks(kind, matter, after, now, rang, reopened)
    _set(running, clocks)
    happened = Happened(
        seq=after.seq,
        act=act.code,
        at=at,
        actor=actor,
        state=state,
        level=level,
        holder=holder,
        facts=changed,
        clocks=clocks,
        told=_open(facts, said),
        ended=after.ended_at is not None,
        reopened=reopened,
    )
    return after, happened


def _set(running: dict[str, dt.datetime], clocks: Mapping[str, dt.datetime | None]) -> None:
    """Let clocks run as an act sets them; None stops one."""
    for code, due in clocks.items():
        if due is None:
            running.pop(code, None)
        else:
            running[code] = due


def apply(matter: Snapshot, line: Happened) -> Snapshot:
    """The matter after one line of its history: what `decide` answered, read back."""
    clocks = dict(matter.clocks)
    _set(clocks, line.clocks)
    return replace(
        matter,
        state=line.state,
        level=line.level,
        holder=line.holder,
        seq=line.seq,
        facts={**matter.facts, **line.facts},
        clocks=clocks,
        asked_at=line.at if line.reopened else matter.asked_at,
        ended_at=line.at if line.ended else None,
    )


def replay(first: Snapshot, lines: Iterable[Happened]) -> Snapshot:
    """A matter rebuilt from its history."""
    for line in lines:
        first = apply(first, line)
    return first


def why_not(kind: Kind, act: Act, now: Situation) -> Words | None:
    """The sentence on the disabled button, or None when the act may happen."""
    if act.sources and now.matter.state not in act.sources:
        state = kind.states[now.matter.state].title
        return Words(
            "现在是“{state}”，不能“{act}”。", "It stands at “{state}”: “{act}” is not possible now."
        ).fill(state=state, act=act.title)
    if words := _not_entitled(act, now):
        return words
    return next((words for guard in act.when if (words := guard(now))), None)


def may_ever(act: Act, actor: Actor) -> bool:
    """Whether this actor's role is among the doers at all: else the act is not even shown."""
    names = {actor.role, f"{actor.role}@scope"}
    if actor.unit:
        names |= {"*", "*@scope"}
    return any(doer in names for doer in act.doers)


def _not_entitled(act: Act, now: Situation) -> Words | None:
    actor, held = now.actor, now.matter.holder
    doers = act.doers
    if actor.role in doers and not actor.unit:
        return None
    anywhere = f"{actor.role}@scope" in doers or (bool(actor.unit) and "*@scope" in doers)
    if anywhere and (not act.sources or now.ground.covers(actor.area, now.matter.area)):
        return None
    if actor.unit and (actor.role in doers or "*" in doers):
        if not act.sources:
            return None
        if (actor.unit, actor.area) == (held.unit, held.area):
            if held.person in (None, actor.person) or act.code == "take":
                return None
            return Words(
                "同事已经接手，请先“接手”过来再办。",
                "A colleague has taken this on: take it over before you go on.",
            )
        return Words("这件事现在不在您这里承办。", "Your desk does not hold this matter now.")
    names = [role_words(doer) for doer in doers if doer != "clock"]
    return Words("只有{who}可以这样做。", "Only {who} may do this.").fill(
        who=Words("、".join(n.zh for n in names), ", ".join(n.en for n in names))
    )


def _first_held(act: Act, now: Situation) -> Held:
    """Who holds a matter that is being opened: the act's own rule, else the desk of the first step."""
    return desk_of(now, now.matter.level) if act.holder is keep else act.holder(now)


def _open(facts: BaseModel | None, said: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of the facts may stand in the history: all but the secrets."""
    hidden = secrets_of(type(facts)) if facts is not None else frozenset()
    return {name: value for name, value in said.items() if name not in hidden} if hidden else said


def _changed_facts(act: Act, now: Situation, holder: Holder, said: Mapping[str, Any]) -> dict[str, Any]:
    """The durable facts an act changes, as JSON values."""
    before = now.matter.facts
    changed: dict[str, Any] = {}
    for name in act.keeps:
        if name in said and before.get(name) != said[name]:
            changed[name] = said[name]
    if act.counts:
        changed[act.counts] = int(before.get(act.counts, 0)) + 1
    held = now.matter.holder
    if held.unit and (held.unit, held.area) != (holder.unit, holder.area):
        changed["handed_from"] = {"unit": held.unit, "area": held.area, "level": now.matter.level}
    if act.reopens and act.sources:
        changed["reopened"] = int(before.get("reopened", 0)) + 1
    return changed


def _rung(kind: Kind, matter: Snapshot, rang: str, reopened: bool) -> dict[str, Any]:
    """Which of the caller's clocks have rung for good since the caller asked."""
    if reopened:
        return {"rung": []}
    if not rang or kind.timer(rang).restarts != "never" or kind.timer(rang).again:
        return {}
    return {"rung": sorted({*matter.facts.get("rung", ()), rang})}


def _clocks(
    kind: Kind, before: Snapshot, after: Snapshot, now: Situation, rang: str, reopened: bool
) -> dict[str, dt.datetime | None]:
    """Which clocks change: stopped (None), started, started anew or brought forward."""
    changed: dict[str, dt.datetime | None] = {}
    running = kind.timers_in[after.state] if after.ended_at is None else ()
    for code in before.clocks:
        timer = kind.timers_by_code.get(code)
        if timer is not None and timer not in running:
            changed[code] = None
    for timer in running:
        due = _due(timer, before, after, now, rang == timer.code, reopened)
        if due != before.clocks.get(timer.code):
            changed[timer.code] = due
    return changed


def _due(
    timer: Timer, before: Snapshot, after: Snapshot, now: Situation, rang: bool, reopened: bool
) -> dt.datetime | None:
    """When a timer that may run in the new state rings; None when it has rung and does not run again."""
    if rang:
        anew = timer.again or _turned(timer, before, after)
        return _from(timer, now.at, after, now, wanted=False) if anew else None
    running = before.clocks.get(timer.code)
    fresh = before.seq == 0 or reopened
    if timer.restarts == "never":
        if timer.code in after.facts.get("rung", ()):
            return None
        if running is None or fresh or _choice_changed(timer, before, after):
            return _from(timer, after.asked_at, after, now)
        return running
    was_in = before.ended_at is None and timer.runs_in(before.state)
    anew = fresh or not was_in or _turned(timer, before, after)
    # A moment that was set anew is what the timer waits for now.
    anew = anew or (timer.by_fact is not None and _choice_changed(timer, before, after))
    return _from(timer, now.at, after, now) if anew else running


def _turned(timer: Timer, before: Snapshot, after: Snapshot) -> bool:
    """Whether what a timer waits for has come about: another holder, or another state."""
    if timer.restarts == "holder":
        return before.holder[:2] != after.holder[:2]
    return timer.restarts == "state" and before.state != after.state


def _choice_changed(timer: Timer, before: Snapshot, after: Snapshot) -> bool:
    if before.facts is after.facts:
        return False
    old, new = before.facts.get, after.facts.get
    return any(old(name) != new(name) for name in (timer.choice, timer.by_fact) if name)


def _from(
    timer: Timer, start: dt.datetime, after: Snapshot, now: Situation, *, wanted: bool = True
) -> dt.datetime:
    choice = (
        after.level if timer.choice == "level" else after.facts.get(timer.choice) if timer.choice else None
    )
    due = now.ground.due(timer.rule, start, after.area, str(choice) if choice is not None else None)
    by = after.facts.get(timer.by_fact) if timer.by_fact and wanted else None
    return min(due, dt.datetime.fromisoformat(by)) if by else due
