"""Many hands at once: eight acts on one matter, clocks that ring meanwhile, the same key from eight sides."""

import datetime as dt
import threading
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from huying.base.clock import borrow
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor, Holder
from huying.kernel.tests.sample import START, Reason, Referral, Report
from huying.matters import queries
from huying.matters.models import Clock, Event, Matter
from huying.matters.ringing import ring_all, ring_due
from huying.matters.services import matter_open, perform
from huying.places import scope

from . import kinds

pytestmark = pytest.mark.django_db(transaction=True)
AREA = "33029900100200300400"
CALLER = Actor("caller")
HOUR = dt.timedelta(hours=1)


def opened(**more: Any) -> Matter:
    with borrow(START):
        return matter_open(kind="engine.call", area=AREA, actor=CALLER, facts=Report(), **more)


def all_at_once(works: Sequence[Callable[[], object]]) -> list[object]:
    """Run every work in a thread of its own, all from the same moment; answers and errors in order."""
    gate = threading.Barrier(len(works))
    answers: list[object] = [None] * len(works)

    def run(place: int, work: Callable[[], object]) -> None:
        try:
            gate.wait()
            answers[place] = work()
        except Exception as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return answers


def act(code: str, name: str, facts: Any = None, once: str | None = None, after: float = 1) -> object:
    """Whoever holds the matter at that moment does it."""
    with borrow(START + after * HOUR), transaction.atomic(), scope.everything("a test of the engine"):
        matter = Matter.objects.get(code=code)
        actor = CALLER if name == "not_solved" else Actor("worker", matter.unit, matter.unit_area, None)
        return perform(code=code, act=name, actor=actor, facts=facts, once=once).seq


def lines_of(matter: Matter) -> list[Any]:
    with transaction.atomic(), scope.everything("a test of the engine"):
        return queries.history(matter)


EIGHT: list[tuple[str, Any]] = [
    ("take", None),
    ("refer", Referral(unit="street")),
    ("refer", Referral(unit="district")),
    ("return", Reason(reason="not ours")),
    ("answer", Reason(reason="so it is")),
    ("answer", Reason(reason="twice")),
    ("not_solved", None),
    ("merge", None),
]


@pytest.mark.parametrize("_again", range(4))
def test_eight_acts_on_one_matter_follow_one_another(_again: int) -> None:
    matter = opened()
    answers = all_at_once([partial(act, matter.code, name, facts) for name, facts in EIGHT])
    assert all(isinstance(a, int | Refused) for a in answers), answers
    lines = lines_of(matter)
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    # Every act that was told it happened is there once, and no other.
    assert sorted(a for a in answers if isinstance(a, int)) == [line.seq for line in lines[1:]]


def test_clocks_ring_while_people_act() -> None:
    matters = [opened() for _ in range(12)]

    def ring() -> object:
        rang = 0
        with borrow(START + 7 * HOUR):
            while found := ring_due(limit=3):
                rang += found
        return rang

    works: list[Callable[[], object]] = [ring, ring]
    works += [partial(act, m.code, "refer", Referral(unit="street"), after=7) for m in matters[:6]]
    answers = all_at_once(works)
    assert all(isinstance(a, int | Refused) for a in answers), answers
    with borrow(START + 7 * HOUR):
        while ring_due():
            pass
    for place, matter in enumerate(matters):
        acts = [line.act for line in lines_of(matter)]
        # A referral ends the clock of the first answer: with or without it, nothing rings twice.
        assert acts.count("remind") == 1 or (place < 6 and acts == ["open", "refer"])
        assert acts.count("climb") <= 1


def test_hands_side_by_side_ring_every_clock_once() -> None:
    matters = [opened() for _ in range(20)]
    with borrow(START):
        for parent in matters[:6]:
            hangs = matter_open(
                kind="engine.order", area=AREA, actor=CALLER, facts=Report(), parent=matters[-1]
            )
            matters.append(hangs)
            matters.append(
                matter_open(kind="engine.order", area=AREA, actor=CALLER, facts=Report(), parent=parent)
            )
    with borrow(START + 7 * HOUR):
        rang = ring_all(limit=3, hands=3, enough=lambda rang: rang >= 6)
        assert 6 <= rang < 2 * len(matters)
        while more := ring_all(limit=3, hands=3):
            rang += more
    assert rang == 2 * len(matters)
    for matter in matters:
        assert sorted(line.act for line in lines_of(matter)) == ["climb", "open", "remind"]
    with transaction.atomic(), scope.everything("a test of the engine"):
        assert all(queries.rebuilt(one) == queries.standing(one) for one in Matter.objects.all())


# Whoever has waited longest looks first whether it waits in a circle, and gives way: here nearly always the clock.
WAITS = """
SELECT count(*), pg_sleep(0.02) FROM pg_locks
WHERE locktype = 'advisory' AND objid = 2 AND NOT granted AND waitstart < clock_timestamp() - interval '0.2 s'
"""


def hold(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def test_whom_we_made_wait_while_we_waited_is_no_fault_of_the_clock() -> None:
    matter, ready = opened(), threading.Event()

    def cross() -> None:
        hold(1)
        assert ready.wait(timeout=30)
        hold(2)

    def twice() -> object:
        try:
            for _ in range(2):
                with transaction.atomic(), connection.cursor() as cursor:
                    hold(2)
                    ready.set()
                    waits = 0
                    while not waits:
                        cursor.execute(WAITS)
                        (waits, _) = cursor.fetchone()
                    hold(1)
                    ready.clear()
        finally:
            ready.set()
        return None

    def ring() -> object:
        with borrow(START + 2 * HOUR):
            return [ring_due() for _ in range(3)]

    kinds.meanwhile[matter.code] = cross
    rang, _ = all_at_once([ring, twice])
    assert isinstance(rang, list), rang
    assert sum(rang) == 1, "it gave way twice, and rang as soon as it could"
    assert [line.act for line in lines_of(matter)] == ["open", "remind"]
    assert not Clock.objects.filter(faults__gt=0).exists()


def test_one_key_from_eight_sides_acts_once() -> None:
    matter = opened()
    answers = all_at_once(
        [lambda: act(matter.code, "refer", Referral(unit="street"), once="k")] * 8,
    )
    assert {a for a in answers if isinstance(a, int)} == {2}, answers
    with transaction.atomic(), scope.everything("a test of the engine"):
        assert Event.objects.filter(matter=matter).count() == 2


def test_one_key_from_eight_sides_opens_once() -> None:
    answers = all_at_once([lambda: opened(once="one").code] * 8)
    assert len(set(map(str, answers))) == 1, answers
    with transaction.atomic(), scope.everything("a test of the engine"):
        assert Matter.objects.count() == 1


def test_children_and_parents_do_not_wait_in_a_circle() -> None:
    parent = opened()
    children = []
    for _ in range(4):
        with borrow(START):
            child = matter_open(kind="engine.order", area=AREA, actor=CALLER, facts=Report(), parent=parent)
        act(child.code, "answer", Reason(reason="brought"))
        children.append(child)

    def end(code: str) -> object:
        with borrow(START + 2 * HOUR), transaction.atomic(), scope.everything("a test of the engine"):
            return perform(code=code, act="confirm", actor=CALLER).seq

    works: list[Callable[[], object]] = [partial(end, child.code) for child in children]
    works += [partial(act, parent.code, "refer", Referral(unit="street"), after=2)] * 2
    answers = all_at_once(works)
    assert all(isinstance(a, int | Refused) for a in answers), answers
    lines = lines_of(parent)
    assert [line.act for line in lines].count("order_done") == 1
    assert lines[-1].holder[:2] != Holder("", "")[:2]
