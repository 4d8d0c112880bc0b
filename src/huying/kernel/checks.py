"""What a declaration must not get wrong."""

from collections.abc import Iterator

from .kinds import Kind, Timer


def faults(kind: Kind) -> list[str]:
    """Every contradiction in a kind, as English sentences for the engineer who wrote it."""
    return [*_words(kind), *_states(kind), *_acts(kind), *_timers(kind)]


def _words(kind: Kind) -> Iterator[str]:
    said = [("the kind", kind.title)]
    said += [(f"state {code}", state.title) for code, state in kind.states.items()]
    said += [(f"act {act.code}", act.title) for act in kind.acts]
    said += [(f"timer {timer.code}", timer.title) for timer in kind.timers]
    for what, words in said:
        if not words.zh.strip() or not words.en.strip():
            yield f"{what} has no title in one of the languages"


def _states(kind: Kind) -> Iterator[str]:
    ends = {code for code, state in kind.states.items() if state.end}
    if not ends:
        yield "it never ends"
    reached = {act.to for act in kind.openings if act.to}
    if not reached:
        yield "no act opens it"
    leads = {code: {a.to for a in kind.acts_from(code) if a.to} for code in kind.states}
    todo = list(reached)
    while todo:
        for target in leads.get(todo.pop(), set()) - reached:
            reached.add(target)
            todo.append(target)
    for code in sorted(set(kind.states) - reached):
        yield f"state {code} cannot be reached"
    closing = set(ends)
    while more := {c for c in kind.states if c not in closing and leads[c] & closing}:
        closing |= more
    for code in sorted(set(kind.states) - closing):
        yield f"state {code} is a dead end"


def _acts(kind: Kind) -> Iterator[str]:
    if len(kind.by_code) != len(kind.acts):
        yield "two acts share a code"
    for act in kind.acts:
        for code in (*act.sources, *([act.to] if act.to else [])):
            if code not in kind.states:
                yield f"act {act.code} names an unknown state {code}"
        if not act.doers:
            yield f"act {act.code} can be done by nobody"
        if not act.sources and not act.to:
            yield f"opening act {act.code} leads nowhere"
        if "clock" in act.doers and (act.when or act.takes):
            yield f"act {act.code} is performed by a clock, so it can have no guard and take no facts"
        if act.takes and (unknown := set(act.keeps) - set(act.takes.model_fields)):
            yield f"act {act.code} keeps facts it does not take: {', '.join(sorted(unknown))}"
        from_end = any(kind.states[s].end for s in act.sources if s in kind.states)
        to_end = act.to is None or act.to not in kind.states or kind.states[act.to].end
        if from_end and not to_end and not act.reopens:
            yield f"act {act.code} leaves an end without reopening"
    for child, ends in kind.linked.items():
        for end, code in ends.items():
            if code not in kind.by_code or "linked" not in kind.by_code[code].doers:
                yield f"the state {end} of {child} calls {code}, which is no act of a related matter"


def _timers(kind: Kind) -> Iterator[str]:
    for timer in kind.timers:
        runs = (timer.runs,) if isinstance(timer.runs, str) else timer.runs
        for code in runs:
            if code not in kind.states:
                yield f"timer {timer.code} runs in an unknown state {code}"
            elif kind.states[code].end:
                yield f"timer {timer.code} runs in the end {code}"
        act = kind.by_code.get(timer.rings)
        if act is None:
            yield f"timer {timer.code} rings an unknown act {timer.rings}"
        elif "clock" not in act.doers:
            yield f"timer {timer.code} rings {act.code}, which a clock may not do"
        elif missing := [code for code in runs if code not in act.sources]:
            yield f"timer {timer.code} rings {act.code}, which does not start from {', '.join(missing)}"
    for code, state in kind.states.items():
        if not state.end and not any(_lasts(kind, timer, code) for timer in kind.timers):
            yield f"in state {code} there may be no running clock"


def _lasts(kind: Kind, timer: Timer, state: str) -> bool:
    """Whether this timer alone keeps a clock running for as long as a matter stands in the state."""
    if not timer.runs_in(state):
        return False
    act = kind.by_code.get(timer.rings)
    moves = act is not None and act.to not in (None, state)
    return timer.again or (timer.restarts == "state" and moves)
