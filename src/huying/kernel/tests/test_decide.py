"""The decision: who may, what follows, which clocks run."""

import datetime as dt
from typing import Any

import pytest
from pydantic import BaseModel

from huying.kernel.decide import Happened, decide
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor, Holder, Snapshot
from huying.kernel.words import Words

from .sample import CALLER, CLOCK, GROUND, SAMPLE, START, Reason, Referral, Report, nothing_yet, of

HOUR = dt.timedelta(hours=1)


def do(
    matter: Snapshot, act: str, actor: Actor, facts: BaseModel | None = None, after: float = 0, **more: Any
) -> tuple[Snapshot, Happened]:
    return decide(SAMPLE, matter, act, actor, facts, START + after * HOUR, GROUND, **more)


def opened(**said: Any) -> Snapshot:
    return do(nothing_yet(), "open", CALLER, Report(**said))[0]


def test_an_opened_matter_is_held_by_the_desk_of_its_first_step() -> None:
    matter = opened()
    assert matter.holder == Holder("community", "abcd")
    assert set(matter.clocks) == {"first", "solve", "stage"}
    assert matter.clocks["first"] == START + 2 * HOUR


def test_urgency_chooses_the_clock_and_a_need_by_time_brings_it_forward() -> None:
    assert opened(urgency="life").clocks["solve"] == START + 6 * HOUR
    assert opened(needed_by=START + 3 * HOUR).clocks["solve"] == START + 3 * HOUR


def test_what_is_secret_stays_out_of_the_history() -> None:
    _, line = do(nothing_yet(), "open", CALLER, Report(phone="13800000000", urgency="life"))
    assert line.told == {"urgency": "life"}
    assert line.facts == {"urgency": "life"}


def test_a_hand_over_restarts_the_stage_and_never_the_callers_clock() -> None:
    matter = opened()
    after, line = do(matter, "refer", of(matter.holder), Referral(unit="street"), after=1)
    assert after.holder == Holder("street", "abc")
    assert after.clocks["solve"] == matter.clocks["solve"]
    assert after.clocks["stage"] == START + 7 * HOUR
    assert after.facts["handed_from"] == {"unit": "community", "area": "abcd", "level": "community"}
    assert "solve" not in line.clocks


def test_returns_go_back_and_are_capped() -> None:
    matter = opened()
    for n in (1, 2):
        matter, _ = do(matter, "refer", of(matter.holder), Referral(unit="street"))
        matter, _ = do(matter, "return", of(matter.holder), Reason(reason="not ours"))
        assert matter.holder.unit == "community"
        assert matter.facts["returns"] == n
    matter, _ = do(matter, "refer", of(matter.holder), Referral(unit="street"))
    with pytest.raises(Refused) as refused:
        do(matter, "return", of(matter.holder), Reason(reason="not ours"))
    assert refused.value.words == Words("已退回2次", "Returned 2 times already")
    coordinator = Actor("coordinator", "district", "ab", 9)
    assert do(matter, "assign", coordinator, Referral(unit="street"))[0].holder == Holder("street", "abc")


@pytest.mark.parametrize(
    ("actor", "reason"),
    [
        (Actor("worker", "community", "zzzz", 2), "您这里"),
        (Actor("caller"), "只有"),
        (Actor("clock"), "只有"),
    ],
)
def test_others_are_told_who_may(actor: Actor, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        do(opened(), "take", actor)
    assert reason in refused.value.words.zh


def test_what_a_colleague_took_must_be_taken_over_first() -> None:
    matter = opened()
    matter, _ = do(matter, "take", of(matter.holder, 1))
    with pytest.raises(Refused, match="接手"):
        do(matter, "answer", of(matter.holder, 2), Reason(reason="yes"))
    matter, _ = do(matter, "take", of(matter.holder, 2))
    assert matter.holder.person == 2


def test_a_state_says_why_an_act_is_not_possible() -> None:
    with pytest.raises(Refused) as refused:
        do(opened(), "confirm", CALLER)
    assert refused.value.words.zh == "现在是“已收到”，不能“确认”。"


def test_ringing_climbs_one_step_and_goes_on_at_the_top() -> None:
    matter = opened()
    for expected in ("street", "district", "city", "city"):
        due = matter.clocks["stage"]
        matter, _ = decide(SAMPLE, matter, "climb", CLOCK, None, due, GROUND, rang="stage")
        assert matter.level == matter.holder.unit == expected
        assert matter.clocks["stage"] == due + 6 * HOUR


def test_the_first_answer_rings_once_and_counts_anew_after_reopening() -> None:
    matter = opened()
    matter, _ = do(matter, "remind", CLOCK, after=2, rang="first")
    assert "first" not in matter.clocks
    matter, _ = do(matter, "answer", of(matter.holder), Reason(reason="so it is"), after=3)
    assert set(matter.clocks) == {"solve", "ask"}
    ended, _ = do(matter, "confirm", CALLER, after=4)
    assert ended.ended_at == START + 4 * HOUR
    assert not ended.clocks
    again, line = do(ended, "not_solved", CALLER, after=5)
    assert again.level == "street"
    assert again.asked_at == START + 5 * HOUR
    assert again.ended_at is None
    assert line.reopened
    assert again.clocks["solve"] == START + 29 * HOUR


def test_a_clock_that_waits_for_a_moment_follows_it_when_it_is_set_anew() -> None:
    from huying.kernel.kinds import Act, Kind, State, Timer
    from huying.kernel.situation import Holder

    class Moment(Reason):
        at: dt.datetime | None = None

    kind = Kind(
        code="test.waiting",
        title=Words("等", "Waiting"),
        states={"open": State(Words("开", "Open")), "done": State(Words("完", "Done"), end=True)},
        acts=(
            Act("open", Words("开", "Open"), to="open", by="system"),
            Act("set", Words("定", "Set"), frm="open", by="system", takes=Moment, keeps=("at",)),
            Act("look", Words("看", "Look"), frm="open", by="clock"),
        ),
        timers=(
            Timer(
                "look",
                Words("看", "Look"),
                "stage",
                "open",
                "look",
                restarts="state",
                again=True,
                by_fact="at",
            ),
        ),
    )

    def step(
        matter: Snapshot, act: str, who: str, facts: BaseModel | None = None, after: float = 0, rang: str = ""
    ) -> Any:
        return decide(kind, matter, act, Actor(who), facts, START + after * HOUR, GROUND, rang=rang)[0]

    before = Snapshot("test.waiting", "X", "", "community", "abcd", Holder("community", "abcd"), START, START)
    opened = step(before, "open", "system")
    usual = opened.clocks["look"]
    sooner = step(opened, "set", "system", Moment(reason="why", at=START + 2 * HOUR), after=1)
    assert sooner.clocks["look"] == START + 2 * HOUR < usual
    same = step(sooner, "set", "system", Moment(reason="again", at=START + 2 * HOUR), after=1.5)
    assert same.clocks["look"] == START + 2 * HOUR
    rung = step(same, "look", "clock", after=2, rang="look")
    assert rung.clocks["look"] > START + 2 * HOUR
    assert (
        step(rung, "set", "system", Moment(reason="next", at=START + 3 * HOUR), after=2).clocks["look"]
        == START + 3 * HOUR
    )
