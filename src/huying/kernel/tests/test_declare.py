"""A kind that contradicts itself is found when it is imported."""

from dataclasses import replace

import pytest

from huying.kernel.kinds import Act, DeclarationError, Kind, State, Timer, declare
from huying.kernel.words import Words

from .sample import SAMPLE, Reason

W = Words("字", "word")


def broken(**changes: object) -> str:
    fields = {
        "code": "sample.broken",
        "title": SAMPLE.title,
        "states": SAMPLE.states,
        "acts": SAMPLE.acts,
        "timers": SAMPLE.timers,
    }
    with pytest.raises(DeclarationError) as error:
        declare(Kind(**{**fields, **changes}))  # type: ignore[arg-type]
    return str(error.value)


def test_the_sample_is_sound() -> None:
    assert declare(SAMPLE) is SAMPLE


@pytest.mark.parametrize(
    ("act", "fault"),
    [
        (Act("a", W, frm="nowhere", by="*"), "unknown state nowhere"),
        (Act("a", W, frm="received"), "done by nobody"),
        (Act("a", W, frm="received", by="clock", takes=Reason), "no guard"),
        (Act("a", W, frm="solved", to="handling", by="*"), "without reopening"),
        (Act("a", Words("字", ""), frm="received", by="*"), "no title"),
        (Act("a", W, frm="received", by="*", takes=Reason, keeps=("x",)), "keeps facts"),
    ],
)
def test_faulty_acts_are_named(act: Act, fault: str) -> None:
    assert fault in broken(acts=(*SAMPLE.acts, act))


def test_unreachable_states_and_dead_ends_are_named() -> None:
    states = {**SAMPLE.states, "island": State(W)}
    found = broken(states=states)
    assert "island cannot be reached" in found
    assert "island is a dead end" in found
    assert "no running clock" in found


@pytest.mark.parametrize(
    ("timer", "fault"),
    [
        (Timer("t", W, "r", "solved", "remind"), "runs in the end solved"),
        (Timer("t", W, "r", "received", "nothing"), "unknown act"),
        (Timer("t", W, "r", "received", "take"), "a clock may not do"),
        (Timer("t", W, "r", "answered", "climb"), "does not start from answered"),
    ],
)
def test_faulty_timers_are_named(timer: Timer, fault: str) -> None:
    assert fault in broken(timers=(*SAMPLE.timers, timer))


def test_a_state_without_a_lasting_clock_is_named() -> None:
    once = tuple(replace(t, again=False) if t.code in ("solve", "stage") else t for t in SAMPLE.timers)
    assert "in state handling there may be no running clock" in broken(timers=once)
