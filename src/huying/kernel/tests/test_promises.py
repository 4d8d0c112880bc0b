"""The first promise on the pure kernel: whatever happens in whatever order, somebody holds it and a clock runs."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.decide import Happened, decide, replay
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor, Snapshot

from .sample import CALLER, CLOCK, GROUND, SAMPLE, START, Reason, Referral, Report, nothing_yet, of

SAID = {Reason: Reason(reason="because"), Report: Report()}
step = st.tuples(
    st.sampled_from([act.code for act in SAMPLE.acts if act.sources]),
    st.sampled_from(["holder", "caller", "coordinator", "stranger"]),
    st.sampled_from(["grid", "community", "street", "district", "bureau"]),
    st.integers(0, 20),
)


def who(name: str, matter: Snapshot) -> Actor:
    if name == "holder":
        return of(matter.holder, matter.holder.person or 1)
    return {"caller": CALLER, "coordinator": Actor("coordinator", "district", "ab", 5)}.get(
        name, Actor("worker", "community", "zzzz", 8)
    )


def holds(matter: Snapshot) -> None:
    """Promise 1 for one matter."""
    ended = SAMPLE.states[matter.state].end
    assert ended == (matter.ended_at is not None)
    assert matter.holder.unit
    assert matter.holder.area
    assert bool(matter.clocks) != ended
    assert int(matter.facts.get("returns", 0)) <= GROUND.cap


@given(st.lists(step, max_size=25), st.sampled_from(["usual", "life"]))
def test_every_matter_always_has_one_holder_and_a_running_clock(
    steps: list[tuple[str, str, str, int]], urgency: str
) -> None:
    at, first = START, nothing_yet()
    matter, line = decide(SAMPLE, first, "open", CALLER, Report(urgency=urgency), at, GROUND)
    lines: list[Happened] = [line]
    promised = matter.clocks["solve"]
    for act, name, unit, hours in steps:
        at += dt.timedelta(hours=hours)
        for timer, due in sorted(matter.clocks.items(), key=lambda item: item[1]):
            if due <= at and matter.clocks.get(timer) == due:
                matter, line = decide(
                    SAMPLE, matter, SAMPLE.timer(timer).rings, CLOCK, None, at, GROUND, rang=timer
                )
                lines.append(line)
                holds(matter)
                if timer == "solve":
                    promised = matter.clocks.get("solve", promised)
        takes = SAMPLE.act(act).takes
        facts = Referral(unit=unit) if takes is Referral else SAID.get(takes) if takes else None
        try:
            after, line = decide(SAMPLE, matter, act, who(name, matter), facts, at, GROUND)
        except Refused as refused:
            assert refused.words.zh
            assert refused.words.en
            continue
        lines.append(line)
        holds(after)
        if line.reopened:
            promised = after.clocks["solve"]
        elif after.ended_at is None:
            assert after.clocks["solve"] == promised, "a hand-over moved the caller's clock"
        matter = after
    assert replay(first, lines) == matter
