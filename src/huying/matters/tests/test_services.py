"""Opening, acting, ringing: rows, history and clocks stay one."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection, transaction

from huying.base.clock import borrow
from huying.base.documents import document
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor, Holder
from huying.kernel.tests.sample import START, Reason, Referral, Report
from huying.matters import queries, store
from huying.matters.models import Clock, Event, Matter
from huying.matters.ringing import ring_due
from huying.matters.services import Opening, matter_open, open_many, perform
from huying.places import scope

from . import kinds

AREA = "33029900100200300400"
STREET = "33029900100000000000"
COMMUNITY = "33029900100200000000"
ELSEWHERE = "33029900200000000000"
CALLER = Actor("caller")
HOUR = dt.timedelta(hours=1)


def opened(**more: Any) -> Matter:
    with borrow(START):
        return matter_open(kind="engine.call", area=AREA, actor=CALLER, facts=Report(), **more)


def worker(matter: Matter, person: int | None = None) -> Actor:
    return Actor("community_worker", matter.unit, matter.unit_area, person)


def test_an_opened_matter_has_a_holder_a_history_and_clocks(city: None) -> None:
    matter = Matter.objects.get(code=opened().code)
    assert (matter.unit, matter.unit_area) == ("community", COMMUNITY)
    assert matter.due_at == START + 2 * HOUR
    assert matter.events.count() == 1
    assert set(matter.clocks.values_list("timer", flat=True)) == {"first", "solve", "stage"}
    assert matter.street == "330299001"


def test_an_act_is_one_line_and_one_change(city: None) -> None:
    matter = opened()
    with borrow(START + HOUR):
        perform(code=matter.code, act="refer", actor=worker(matter), facts=Referral(unit="street"))
    matter.refresh_from_db()
    assert (matter.unit, matter.unit_area, matter.level, matter.seq) == ("street", STREET, "street", 2)
    line = queries.history(matter)[-1]
    assert line.told == {"unit": "street"}
    assert line.actor.role == "community_worker"
    assert [done.line.act for done in kinds.seen] == ["open", "refer"]


def test_a_refused_act_writes_nothing(city: None) -> None:
    matter = opened()
    with pytest.raises(Refused):
        perform(code=matter.code, act="confirm", actor=CALLER)
    assert Event.objects.count() == 1
    assert Matter.objects.get().seq == 1


def test_a_failing_effect_undoes_the_act(city: None) -> None:
    matter = opened()
    kinds.failing.add(matter.code)
    with pytest.raises(RuntimeError), transaction.atomic():
        perform(code=matter.code, act="take", actor=worker(matter))
    assert Event.objects.count() == 1
    assert Matter.objects.get().state == "received"


def test_the_same_key_opens_and_acts_once(city: None) -> None:
    first, second = opened(once="a"), opened(once="a")
    assert first.pk == second.pk
    for _ in range(2):
        perform(code=first.code, act="refer", actor=worker(first), facts=Referral(unit="street"), once="b")
    assert Event.objects.filter(matter=first).count() == 2


def test_a_list_with_the_same_key_twice_opens_it_once(city: None) -> None:
    rows = [Opening(AREA, Report(), once=key) for key in ("x", "y", "x")]
    matters = open_many(kind="engine.call", rows=rows, actor=CALLER)
    assert matters[0] is matters[2]
    assert Matter.objects.count() == 2


def test_many_are_opened_like_one(city: None) -> None:
    with borrow(START):
        one = opened()
        many = open_many(
            kind="engine.call",
            rows=[Opening(AREA, Report(urgency="life"))] + [Opening(AREA, Report())] * 40,
            actor=CALLER,
        )
    assert queries.standing(many[0]).clocks["solve"] == START + 6 * HOUR
    like = queries.standing(many[1])
    assert like.clocks == queries.standing(one).clocks
    assert like.holder == queries.standing(one).holder
    assert len(kinds.seen) == 42


def test_a_batch_finds_its_rows_by_their_index(city: None) -> None:
    with borrow(START):
        open_many(kind="engine.call", rows=[Opening(AREA, Report())] * 1000, actor=CALLER)
    with connection.cursor() as cursor:
        # As the database does by itself after so many rows have come.
        cursor.execute("SET ROLE NONE")
        cursor.execute("ANALYZE matters_matter")
        cursor.execute("SET ROLE huying_app")
        # Under the policy a condition that might tell of rows it hides would be left to a scan of the whole table.
        for costly in ("seqscan", "hashjoin", "mergejoin", "material"):
            cursor.execute(f"SET LOCAL enable_{costly} = off")
        cursor.execute("EXPLAIN " + store._UPDATE, [document([(1, *[None] * 10)])])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: (id = u.id)" in plan, plan


def test_somebody_elsewhere_finds_nothing_to_act_on(city: None) -> None:
    matter = opened()
    with scope.use(ELSEWHERE), pytest.raises(NotYours):
        perform(code=matter.code, act="take", actor=Actor("community_worker", "community", ELSEWHERE, None))
    with pytest.raises(NotYours):
        queries.matter_for(ELSEWHERE, matter.code)
    assert list(queries.desk(area=ELSEWHERE)) == []
    assert list(queries.desk(area=STREET)) == [matter]


def test_clocks_ring_in_their_order_and_climb(city: None) -> None:
    matter = opened()
    with borrow(START + HOUR):
        assert ring_due() == 0
    with borrow(START + 25 * HOUR):
        # First answer, solution and stage are all over; the stage rings once, not once for each missed span.
        assert ring_due() == 3
    matter.refresh_from_db()
    assert [line.act for line in queries.history(matter)] == ["open", "remind", "climb", "remind"]
    assert (matter.level, matter.unit_area) == ("street", STREET)
    assert matter.due_at == START + 31 * HOUR


def test_a_faulty_clock_is_pushed_back_and_stops_no_other(city: None) -> None:
    bad, good = opened(), opened()
    kinds.failing.add(bad.code)
    with borrow(START + 2 * HOUR):
        assert ring_due() == 1
        assert ring_due() == 0
    clock = Clock.objects.get(matter=bad, timer="first")
    assert clock.faults == 1
    assert "an effect that fails" in clock.error
    assert clock.due_at > START + 2 * HOUR
    assert queries.history(good)[-1].act == "remind"
    kinds.failing.clear()
    with borrow(clock.due_at):
        assert ring_due() == 1
    assert not Clock.objects.filter(faults__gt=0).exists()


def test_the_end_of_a_child_moves_its_parent(city: None) -> None:
    parent = opened()
    child = matter_open(kind="engine.order", area=AREA, actor=CALLER, facts=Report(), parent=parent)
    perform(code=child.code, act="answer", actor=worker(child), facts=Reason(reason="brought"))
    perform(code=child.code, act="confirm", actor=CALLER)
    parent.refresh_from_db()
    assert parent.state == "answered"
    assert queries.history(parent)[-1].actor.role == "linked"


def test_what_hangs_from_a_matter_ends_with_it(city: None) -> None:
    parent = opened()
    with borrow(START):
        free, answered = (
            matter_open(kind="engine.order", area=AREA, actor=CALLER, facts=Report(), parent=parent)
            for _ in range(2)
        )
        perform(code=answered.code, act="answer", actor=worker(answered), facts=Reason(reason="brought"))
        perform(code=parent.code, act="merge", actor=worker(parent))
    free.refresh_from_db()
    answered.refresh_from_db()
    assert free.state == "merged"
    assert queries.history(free)[-1].actor.role == "system"
    # What the act does not start from goes on by itself.
    assert answered.state == "answered"


def test_the_balance_adds_up_now_and_then(city: None) -> None:
    matters = [opened() for _ in range(3)]
    with borrow(START + HOUR):
        perform(code=matters[0].code, act="merge", actor=worker(matters[0]))
    now = queries.balance(area=STREET, kind="engine.call")
    assert (now.received, now.open, now.ended) == (3, 2, {"merged": 1})
    then = queries.balance(area=STREET, kind="engine.call", at=START)
    assert (then.received, then.open, then.ended) == (3, 3, {})
    assert now.adds_up
    assert then.adds_up
    assert queries.balance(area=ELSEWHERE, kind="engine.call").received == 0


def test_acts_are_offered_with_the_reason_why_not(city: None) -> None:
    matter = opened()
    offers = {o.act.code: o.refused for o in queries.acts_for(matter, worker(matter))}
    assert offers["take"] is None
    assert "confirm" not in offers
    elsewhere = queries.acts_for(matter, Actor("community_worker", "community", ELSEWHERE))
    assert all(o.refused for o in elsewhere)
    assert Holder(matter.unit, matter.unit_area) == queries.standing(matter).holder
