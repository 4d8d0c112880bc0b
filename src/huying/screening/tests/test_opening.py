"""Rows of lists become matters: matched, routed, timed."""

import datetime as dt

from huying.screening.models import Subject
from huying.screening.services.opening import Named
from huying.screening.tests.listing import FANG_PHONE, START, Task

HOUR = dt.timedelta(hours=1)


def test_routed_to_the_grid_by_its_address(task: Task) -> None:
    code = task.one()
    subject = task.subject(code)
    assert (task.state(code), task.holder(code)) == ("assigned", ("grid", task.cast.a1))
    assert (subject.area, subject.placed, subject.placed_by) == (task.cast.stairwell, True, "address")
    assert (subject.match, subject.match_how, subject.resident_id) == (
        "proposed",
        "phone_name",
        task.cast.fang.pk,
    )


def test_without_an_address_by_the_roster_and_else_to_the_lists_desk(task: Task) -> None:
    home = task.one(address="")
    assert (task.subject(home).placed_by, task.holder(home)) == ("resident", ("grid", task.cast.a1))
    lost = task.one(name="", address="", phones=("13911112222",))
    assert (task.state(lost), task.holder(lost)) == ("received", ("district", task.cast.district))
    assert not task.subject(lost).placed


def test_a_phone_of_the_family_is_proposed_but_routes_nobody(task: Task) -> None:
    code = task.one(name="李雷", address="")
    subject = task.subject(code)
    assert (subject.match_how, subject.match_score) == ("phone_other", 0.65)
    assert task.state(code) == "received"


def test_the_deadline_counts_from_receipt(task: Task) -> None:
    code = task.one()
    subject = task.subject(code)
    assert (subject.milestone, subject.due_at) == ("checked", START + 24 * HOUR)
    assert task.clocks(code)["check"] == START + 24 * HOUR
    early = task.one(received_at=START - 5 * HOUR)
    assert task.clocks(early)["check"] == START + 19 * HOUR


def test_two_rows_with_one_phone_are_said_to_be_alike_and_both_stand(task: Task) -> None:
    first, second = task.open(
        Named(name="王小明", phones=("13911112222",)), Named(name="王晓明", phones=("13911112222",))
    )
    assert [Subject.objects.get(matter__code=code).alike for code in (first, second)] == [False, True]
    third = task.one(phones=(FANG_PHONE,))
    fourth = task.one(phones=(FANG_PHONE,), name="方 芳")
    assert not task.subject(third).alike and task.subject(fourth).alike


def test_what_tells_who_it_is_stays_out_of_the_history(task: Task) -> None:
    from huying.matters.models import Event

    code = task.one(exposure="同乘 G1 次列车")
    task.found(task.cast.bob, code, name="方芳", note="发热")
    written = str(list(Event.objects.filter(matter__code=code).values_list("data", flat=True)))
    for secret in ("方芳", FANG_PHONE, "301", "G1", "发热"):
        assert secret not in written


def test_a_thousand_rows_cost_as_many_statements_as_two(
    task: Task, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost(n: int, first: int) -> int:
        people = [
            Named(name=f"王{k}", phones=(f"139{first + k:08}",), address="荷花新村1幢") for k in range(n)
        ]
        with CaptureQueriesContext(connection) as seen:
            task.open(*people)
        return len(seen)

    cost(2, 10)
    assert cost(200, 2000) == cost(2, 20)
