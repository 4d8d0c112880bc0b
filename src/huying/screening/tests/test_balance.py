"""Promise 2: whatever happens to the people of lists, every list adds up, at every level and past moment."""

import datetime as dt
from collections import Counter
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, perform
from huying.screening.models import Subject
from huying.screening.queries import balance as balances
from huying.screening.queries.balance import ListBalance, Rejected, balance_of, balances_by_list
from huying.screening.services.opening import Named
from huying.screening.tests.listing import Task

KIND = kind_of("screening.check")
SAID: dict[str, Any] = {
    "reason": "按来函", "evidence": "电话里核实", "who": "confirmed", "category": "close_contact", "name": "方芳",
    "where": "本小区", "tried": "打了三次", "route": "visit", "to": "邻市防控办", "receipt": "对方电话确认",
    "arranged": "居家", "result": "negative", "taken_at": dt.datetime(2022, 1, 5, tzinfo=dt.UTC), "how": "看过证件",
}  # fmt: skip
ACTS = [act.code for act in KIND.acts if act.sources and not {"clock", "linked", "system"} & set(act.doers)]
PLACES = ("a1", "a2", "a", "b1", "b", "street", "other_street", "c", "district")
step = st.tuples(
    st.integers(0, 7), st.sampled_from(ACTS), st.sampled_from(PLACES), st.sampled_from([0, 1, 20, 90, 400])
)
LEVELS = ("stairwell", "a1", "a2", "a", "b", "street", "other_street", "district", "city")


def model(rows: list[tuple[str, str, str, str]], area: str) -> Counter[str]:
    """The plain reading: follow each row that entered the area to where it stands; rows are (area, previous, code, state)."""
    from huying.places.codes import covers

    by_code = {code: (place, state) for place, _, code, state in rows}
    onward: dict[str, list[str]] = {}
    for _, previous, code, _ in rows:
        onward.setdefault(previous, []).append(code)
    found: Counter[str] = Counter()
    for place, previous, code, _ in rows:
        if not covers(area, place) or (previous and covers(area, by_code[previous][0])):
            continue
        found["entered"] += 1
        while by_code[code][1] in ("handing_over", "handed_over"):
            inside = [
                c for c in onward.get(code, []) if by_code[c][1] != "returned" and covers(area, by_code[c][0])
            ]
            if not inside:
                break
            code = inside[0]
        found[by_code[code][1]] += 1
    return found


def agrees(task: Task, at: dt.datetime | None = None) -> list[ListBalance]:
    """Every level adds up, and says what the plain reading says now."""
    found = []
    rows = [
        (one.area, one.previous.matter.code if one.previous else "", one.matter.code, one.matter.state)
        for one in Subject.objects.select_related("matter", "previous__matter")
    ]
    for level in LEVELS:
        area = getattr(task.cast, level)
        one = balance_of(area, at=at)
        assert one.adds_up, (level, one)
        split = balances_by_list(area, [task.pushed.pk, task.other.pk], at)  # type: ignore[attr-defined]
        assert sum(b.received for b in split.values()) == one.received
        assert all(b.adds_up for b in split.values())
        if at is None:
            want = model(rows, area)
            assert one.received == want.pop("entered", 0)
            assert one.passed == want.pop("handed_over", 0)
            assert one.passing == want.pop("handing_over", 0)
            assert dict(one.ended) == {s: n for s, n in want.items() if KIND.states[s].end}
            assert one.open_count == sum(n for s, n in want.items() if not KIND.states[s].end)
        found.append(one)
    return found


@pytest.mark.django_db
@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(step, min_size=6, max_size=16))
def test_whatever_happens_it_adds_up_at_every_level_and_past_moment(
    task: Task, steps: list[tuple[int, str, str, int]]
) -> None:
    begun = task.now
    mark = transaction.savepoint()
    try:
        _run(task, steps)
    finally:
        transaction.savepoint_rollback(mark)
        task.at(begun)


def _run(task: Task, steps: list[tuple[int, str, str, int]]) -> None:
    task.other = task.listed(sender="另一单位")  # type: ignore[attr-defined]
    people = [Named(name=f"王{n}", phones=(f"1391111222{n}",), address="荷花新村1幢") for n in range(2)]
    task.open(*people, Named(phones=("13911112222",)))
    task.open(people[0], pushed=task.other)  # type: ignore[attr-defined]
    past = [(task.now, agrees(task))]
    for which, act, place, minutes in steps:
        task.later(minutes=minutes + 1)
        past.append((task.now - dt.timedelta(seconds=30), agrees(task)))
        _try(task, which, act, getattr(task.cast, place))
        agrees(task)
    for at, then in past:
        assert [_bare(one) for one in agrees(task, at)] == [_bare(one) for one in then]


def _bare(one: ListBalance) -> tuple[Any, ...]:
    """Without the hours left, which are half a minute apart."""
    return one.received, dict(one.ended), one.open_count, one.passed, one.passing


def _try(task: Task, which: int, act: str, area: str) -> None:
    codes = list(Subject.objects.order_by("pk").values_list("matter__code", flat=True))
    code, other = codes[which % len(codes)], codes[(which + 1) % len(codes)]
    takes = KIND.act(act).takes
    said = SAID | {"area": area, "of": other}
    facts = takes.model_validate({n: said[n] for n in takes.model_fields if n in said}) if takes else None
    try:
        with transaction.atomic():
            perform(code=code, act=act, actor=task.actor(task.cora), facts=facts)
    except Refused as refused:
        assert refused.words.zh


def test_counted_once_where_both_desks_are_inside(task: Task) -> None:
    code = task.one()
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    cast = task.cast
    assert balance_of(cast.a).passing == balance_of(cast.a).received == 1
    assert balance_of(cast.b).received == balance_of(cast.b).open_count == 1
    assert (balance_of(cast.street).received, balance_of(cast.street).open_count) == (1, 1)
    task.act(cast.charlie, task.onward(code), "acknowledge")
    assert (balance_of(cast.a).passing, balance_of(cast.a).passed) == (0, 1)


def test_open_by_hours_left_and_as_of_a_past_moment(task: Task) -> None:
    task.one()
    task.later(hours=22)
    assert balance_of(task.cast.city).open == {"h3": 1}
    task.later(hours=3)
    assert balance_of(task.cast.city).open == {"late": 1}
    assert balance_of(task.cast.city, at=task.now - dt.timedelta(hours=20)).open == {"more": 1}
    assert balance_of(task.cast.city, at=task.now - dt.timedelta(hours=40)).received == 0


def test_rejected_rows_count(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    task.one()
    monkeypatch.setattr(
        balances, "_rejections", [lambda area, pushed, at: [Rejected(Words("电话", "phone"), 3)]]
    )
    found = balance_of(task.cast.city)
    assert (found.received, found.rejected_count, found.adds_up) == (4, 3, True)


def test_ended_with_its_response_it_still_adds_up(task: Task) -> None:
    code = task.one()
    task.act(task.cast.alice, code, "hand_over", area=task.cast.b1)
    facts = KIND.act("over").takes
    assert facts is not None
    perform(code=code, act="over", actor=SYSTEM, facts=facts.model_validate({"reason": "响应结束"}))
    assert (task.state(code), task.state(task.onward(code))) == ("withdrawn", "returned")
    assert balance_of(task.cast.city).ended == {"withdrawn": 1}
