"""Whom a draft would reach, asked before it is published; afterwards only what it concerns is brought up to date."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import as_actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.rulebook import reach
from huying.rulebook.document import check_document
from huying.rulebook.models import RuleSet
from huying.rulebook.reach import Change, Evaluator, Reached
from huying.rulebook.services import Hand, ruleset_draft, ruleset_preview, ruleset_publish
from huying.volunteers.services import order_place

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.borrow(NOW):
        yield


@pytest.fixture
def town(cast: Cast) -> Iterator[Cast]:
    """Two orders in community A, one in B, one in the other street."""
    with scope.everything("a test of previews"):
        for area in (cast.a1, cast.a2, cast.b1, cast.c):
            order(cast, area)
        yield cast


def order(cast: Cast, area: str) -> None:
    """One open order."""
    said = {
        "title": "买药", "text": "红盒", "skills": (), "place_text": "荷花新村", "room": "301", "contact_name": "方芳",
        "contact_phone": FANG_PHONE,
    }  # fmt: skip
    order_place(area=area, actor=as_actor(cast.seat(cast.alice)), said=said)


def draft(cast: Cast, area: str, rules: dict[str, Any], slug: str = "") -> RuleSet:
    """A draft of Dora's."""
    raw = {
        "slug": slug or f"draft-{RuleSet.objects.count()}", "title": "草稿", "authority": "区防控办", "area": area,
        "valid": {"from": "2022-01-01", "until": "2022-12-31"}, "rules": rules,
    }  # fmt: skip
    return ruleset_draft(document=check_document(raw), by=Hand(cast.dora.pk, cast.district))


def publish(cast: Cast, row: RuleSet) -> Any:
    """Eve publishes what she has seen."""
    return ruleset_publish(
        code=row.code, by=Hand(cast.eve.pk, cast.district), seen=ruleset_preview(row).stamp
    )


def deadlines(row: RuleSet) -> list[tuple[str, str, int, int, int]]:
    """The lines about deadlines of open matters."""
    return [
        (line.area, line.category.en.partition(": ")[2], line.new, line.freed, line.kept)
        for answer in ruleset_preview(row).answers
        if answer.evaluator.code == "matters.deadlines"
        for line in answer.lines
    ]


def test_open_matters_are_counted_by_area_and_by_which_way_their_time_changes(town: Cast) -> None:
    shorter = draft(town, town.district, {"volunteers.find": "10m"})
    assert deadlines(shorter) == [
        (town.street, "A volunteer found", 3, 0, 0),
        (town.other_street, "A volunteer found", 1, 0, 0),
    ]
    assert deadlines(draft(town, town.street, {"volunteers.find": "2h"})) == [
        (town.a, "A volunteer found", 0, 2, 0),
        (town.b, "A volunteer found", 0, 1, 0),
    ]
    # Nobody is told of a rule that stays as it is, of one no clock runs by, or of places outside.
    for quiet in (
        {"volunteers.find": "30m"},
        {"volunteers.claim": "9h"},
        {"rulebook.movement": {"low": "free"}},
    ):
        assert deadlines(draft(town, town.district, quiet)) == []


def test_where_a_nearer_rule_holds_nothing_changes(town: Cast) -> None:
    publish(town, draft(town, town.a, {"volunteers.find": "5m"}))
    assert deadlines(draft(town, town.street, {"volunteers.find": "2h"})) == [
        (town.a, "A volunteer found", 0, 0, 2),
        (town.b, "A volunteer found", 0, 1, 0),
    ]


def test_what_the_next_version_leaves_out_is_part_of_its_reach(town: Cast) -> None:
    publish(town, draft(town, town.street, {"volunteers.find": "5m", "volunteers.cap": 2}, "street"))
    later = draft(town, town.street, {"volunteers.cap": 2}, "street")
    assert ruleset_preview(later).change.keys == {"volunteers.find"}
    assert [line[2:] for line in deadlines(later)] == [(0, 2, 0), (0, 1, 0)]


def test_counting_costs_the_same_whatever_the_number_of_matters(
    town: Cast, django_assert_num_queries: Any
) -> None:
    row = draft(town, town.district, {"volunteers.find": "10m"})
    change = ruleset_preview(row).change
    for count in (1, 2):
        for _ in range(count):
            order(town, town.a1)
        with django_assert_num_queries(1):
            reach.answers(change)


def test_publication_is_refused_once_anything_has_changed_since_it_was_looked_at(town: Cast) -> None:
    row = draft(town, town.district, {"volunteers.find": "10m"})
    by = Hand(town.eve.pk, town.district)
    seen = ruleset_preview(row).stamp
    order(town, town.a1)
    with pytest.raises(Refused, match="重新看一遍"):
        ruleset_publish(code=row.code, by=by, seen=seen)
    seen = ruleset_preview(row).stamp
    publish(town, draft(town, town.a, {"volunteers.cap": 2}))
    with pytest.raises(Refused, match="重新看一遍"):
        ruleset_publish(code=row.code, by=by, seen=seen)
    assert RuleSet.objects.get(pk=row.pk).status == "draft"
    publish(town, row)
    said = row.log.get(what="published").zh
    assert "未办结事项的时限：时限变短 5，时限变长 0，时限不变 0" in said


def test_afterwards_only_evaluators_of_changed_keys_bring_their_rows_up_to_date(
    town: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "_evaluators", {})
    seen: list[Change] = []

    def afterwards(change: Change) -> int:
        seen.append(change)
        return 7

    def count(change: Change) -> list[Reached]:
        return [Reached(change.area, Words("密接", "close contacts"), 4, 2, 1)]

    for code, wanted in (("test.lists", "volunteers.cap"), ("test.others", "volunteers.find")):
        reach.reaches(Evaluator(code, Words("名单", "lists"), wanted.__eq__, count, afterwards))
    row = draft(town, town.street, {"volunteers.cap": 1, "volunteers.find": "30m"})
    assert [answer.total for answer in ruleset_preview(row).answers] == [(4, 2, 1)]
    done = publish(town, row)
    assert done.touched == {"test.lists": 7}
    (change,) = seen
    assert (change.area, change.keys) == (town.street, frozenset({"volunteers.cap"}))
    assert [one.count("volunteers.cap", town.a) for one in (change.before, change.after)] == [3, 1]
