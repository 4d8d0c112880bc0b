"""Every way a person of a list can go, through the engine and the database."""

import datetime as dt

import pytest

from huying.kernel.kinds import kinds
from huying.kernel.refused import Refused
from huying.matters.queries import children, history
from huying.matters.services import LINKED, perform
from huying.messages.models import Notice
from huying.rulebook.testing import rules_hold
from huying.screening.queries.lists import contacts_of, same_person
from huying.screening.services.opening import Named
from huying.screening.tests.listing import FANG_PHONE, START, Task

HOUR = dt.timedelta(hours=1)


def test_called_found_under_control_tested_reported_closed(task: Task) -> None:
    code = task.one()
    task.act(task.cast.bob, code, "call")
    task.later(minutes=10)
    task.found(task.cast.bob, code)
    subject = task.subject(code)
    assert (task.state(code), subject.checked_at) == ("located", START + HOUR / 6)
    task.act(task.cast.bob, code, "control", arranged="居家，社区送餐")
    task.act(task.cast.bob, code, "test", result="negative", taken_at=task.now)
    task.act(task.cast.alice, code, "report", reason="已核实")
    task.act(task.cast.alice, code, "close")
    assert task.matter(code).ended_at == task.now
    assert task.subject(code).controlled_at == task.now


def test_nobody_is_closed_while_it_is_unsure_who_they_are(task: Task) -> None:
    code = task.one(name="")
    task.act(task.cast.bob, code, "call")
    with pytest.raises(Refused, match="gives no name"):
        task.found(task.cast.bob, code)
    task.found(task.cast.bob, code, who="unsure")
    for act, told in (("control", {"arranged": "居家"}), ("report", {"reason": "已核实"})):
        with pytest.raises(Refused, match="not confirmed who"):
            task.act(task.cast.alice, code, act, **told)
    with pytest.raises(Refused, match="gives no name"):
        task.act(task.cast.alice, code, "identify", how="看过身份证")


def test_a_number_is_called_by_one_office_at_a_time(task: Task) -> None:
    mine, other = task.one(), task.one(name="方芳芳", address="")
    task.act(task.cast.bob, mine, "call")
    with pytest.raises(Refused, match="is calling this number"):
        task.act(task.gina, other, "call")
    task.later(minutes=16)
    task.act(task.gina, other, "call")
    with pytest.raises(Refused, match="is calling this number"):
        task.act(task.cast.bob, mine, "call")
    task.act(task.gina, other, "unreachable", tried="打了三次", route="visit")
    task.act(task.cast.bob, mine, "call")
    said = [(one.way, one.office) for one in contacts_of(task.subject(other))]
    assert [way for way, _ in said] == ["call", "unreachable", "call", "call"]
    assert said[1][1] == "望江区 区防控办工作人员"


def test_not_reached_never_ends_and_goes_up(task: Task) -> None:
    code = task.one()
    task.act(task.cast.bob, code, "unreachable", tried="打了三次没人接", route="police")
    assert (task.state(code), task.holder(code)) == ("unreachable", ("community", task.cast.a))
    task.later(hours=25)
    assert task.state(code) == "unreachable"
    assert task.holder(code)[0] in ("street", "district")
    assert "overdue" in [line.act for line in history(task.matter(code))]


def test_a_deadline_climbs_and_a_hand_over_never_moves_it(task: Task) -> None:
    rules_hold({"screening.deadline": {"*": {"hours": 3, "milestone": "under_control"}}})
    code = task.one()
    due = task.clocks(code)["control"]
    assert due == START + 3 * HOUR
    task.later(hours=1)
    task.act(task.cast.alice, code, "hand_over", area=task.cast.a2)
    next_ = task.onward(code)
    assert task.clocks(next_)["control"] == due == task.clocks(code)["control"]
    task.later(minutes=121)
    assert "control" in task.matter(code).facts["rung"]
    assert task.matter(next_).level != "grid"


def test_a_deadline_in_working_hours_waits_for_the_office(task: Task) -> None:
    rules_hold(
        {"screening.deadline": {"*": {"hours": 4, "milestone": "checked", "counts": "working"}}},
        area=task.cast.district,
    )
    late = START.replace(hour=8)
    code = task.one(received_at=late)
    # 16:00 in China: an hour and a half of the day is left, the rest is due on the next morning.
    assert task.clocks(code)["check"] == dt.datetime(2022, 1, 6, 3, 0, tzinfo=dt.UTC)


def test_handed_over_with_receipt_sent_back_and_taken_back(task: Task) -> None:
    code = task.one()
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    first = task.onward(code)
    assert (task.state(code), task.state(first)) == ("handing_over", "offered")
    assert task.holder(first) == ("grid", task.cast.b1)
    task.act(task.cast.charlie, first, "send_back", reason="不在我们社区")
    assert (task.state(first), task.state(code)) == ("returned", "received")
    task.act(task.cast.alice, code, "hand_over", area=task.cast.a2)
    second = task.onward(code)
    task.act(task.cast.alice, code, "recall", reason="弄错了网格")
    assert (task.state(second), task.state(code)) == ("returned", "received")
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b)
    third = task.onward(code)
    task.act(task.cast.charlie, third, "acknowledge")
    assert (task.state(third), task.state(code)) == ("assigned", "handed_over")
    assert Notice.objects.filter(template="screening.receipt", about=code).exists()


def test_without_a_receipt_the_receivers_ladder_is_climbed(task: Task) -> None:
    code = task.one()
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    next_ = task.onward(code)
    task.later(minutes=31)
    assert task.holder(next_) == ("community", task.cast.b)
    task.later(minutes=61)
    assert task.matter(next_).level == "district"
    assert task.state(code) == "handing_over"


def test_to_another_city_it_ends_only_with_a_receipt(task: Task) -> None:
    code = task.one()
    task.act(task.cast.bob, code, "not_here", where="已回邻市")
    with pytest.raises(Refused, match="no such place"):
        task.act(task.cast.alice, code, "hand_over", area="11010100100000000000")
    task.act(task.cast.alice, code, "send_out", to="邻市防控办")
    letter = task.subject(code).out
    assert letter is not None
    assert letter.number.startswith("协查出20220105-")
    task.later(hours=1)
    assert task.state(code) == "handing_over"
    task.act(task.cast.alice, code, "receipt", receipt="邻市防控办值班员 9:30 电话确认")
    assert task.state(code) == "handed_over"
    assert task.subject(code).out.receipt_at == task.now  # type: ignore[union-attr]


def test_three_lists_name_one_person_and_one_row_goes_on(task: Task) -> None:
    codes = [task.open(_fang(), pushed=task.listed(sender=f"单位{n}"))[0] for n in range(3)]
    assert len(same_person(task.subject(codes[0]))) == 2
    with pytest.raises(Refused, match="nobody under this code"):
        task.act(task.cast.alice, codes[1], "duplicate", of="0000-0000-0000", evidence="电话相同")
    with pytest.raises(Refused, match="same as itself"):
        task.act(task.cast.alice, codes[1], "duplicate", of=codes[1], evidence="电话相同")
    task.act(task.cast.alice, codes[1], "duplicate", of=codes[0], evidence="电话、姓名相同")
    assert task.subject(codes[1]).owner == task.subject(codes[0])
    task.act(task.cast.alice, codes[1], "reopen", reason="其实是姐妹两人")
    assert (task.state(codes[1]), task.subject(codes[1]).owner) == ("assigned", None)
    other = task.one(phones=("13911112222",), name="王五", address="荷花新村1幢")
    with pytest.raises(Refused, match="cannot count as one person"):
        task.act(task.cast.alice, other, "duplicate", of=codes[0], evidence="住在一起")


def _fang() -> Named:
    return Named(name="方芳", phones=(FANG_PHONE,), address="荷花新村1幢1单元301室")


def test_without_a_measure_only_a_category_without_measures_is_reported_at_once(task: Task) -> None:
    code = task.one()
    task.found(task.cast.bob, code)
    with pytest.raises(Refused, match="must be under control"):
        task.act(task.cast.alice, code, "report", reason="问过了")
    plain = task.one(phones=("13911112222",), name="王五")
    task.found(task.cast.bob, plain, category="general_contact")
    task.act(task.cast.alice, plain, "report", reason="一般接触者，已告知")
    task.act(task.cast.alice, plain, "close")


def test_the_grid_worker_neither_hands_over_nor_closes(task: Task) -> None:
    code = task.one()
    with pytest.raises(Refused, match="Only"):
        task.act(task.cast.bob, code, "hand_over", area=task.cast.a2)
    task.found(task.cast.bob, code, category="general_contact")
    task.act(task.cast.alice, code, "report", reason="已告知")
    with pytest.raises(Refused, match="Only"):
        task.act(task.cast.bob, code, "close")


def test_the_measure_in_force_is_the_milestone(task: Task) -> None:
    code = task.one()
    task.found(task.cast.bob, code)
    task.later(minutes=20)
    perform(code=code, act="controlled", actor=LINKED)
    assert (task.state(code), task.subject(code).controlled_at) == ("under_control", task.now)


@pytest.mark.skipif(
    "measures.measure" not in {kind.code for kind in kinds()}, reason="measures are decided elsewhere"
)
def test_what_was_found_proposes_the_measure_which_is_not_noted_by_hand(task: Task) -> None:
    duties = {"close_contact": {"zh": "居家", "regime": "home7"}, "*": {"zh": "留意健康"}}
    rules_hold({"screening.proposes": True, "screening.arrival_duties": duties}, area=task.cast.city)
    unsure = task.one(phones=("13911112222",), name="王五")
    task.found(task.cast.bob, unsure, who="unsure")
    assert not children(task.matter(unsure))
    code = task.one()
    task.found(task.cast.bob, code, category="close_contact")
    (proposed,) = children(task.matter(code))
    assert (proposed.kind, proposed.state) == ("measures.measure", "proposed")
    assert proposed.measure.regime == "home7", "the measure that the rule on the category calls by name"
    with pytest.raises(Refused, match="is under way"):
        task.act(task.cast.bob, code, "control", arranged="居家")
    plain = task.one(phones=("13911113333",), name="李雷")
    task.found(task.cast.bob, plain, category="general_contact")
    assert not children(task.matter(plain))
