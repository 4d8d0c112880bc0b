"""Versions in any order: the same versions, the same answers at every moment; changes; whom they concern."""

import datetime as dt
import random

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.kernel.words import Words
from huying.places import risk
from huying.places.codes import pad
from huying.places.levels import LIST_TIME, Level
from huying.places.models import RiskName, RiskSpan, RiskVersion
from huying.places.risk import concerns
from huying.places.risk.changes import changes, counted
from huying.places.risk.lists import Item, ListRead
from huying.places.risk.storing import Publisher, lists_keep
from huying.places.services import divisions_load

START = dt.datetime(2022, 4, 15, 11, tzinfo=LIST_TIME)
NATION = Publisher()
OWN = Publisher("city", pad("9901"))


def listing(hour: int, form: str = "official", since: dt.date | None = None, **places: str) -> ListRead:
    """A list some hours after the start; `high="甲乙"` lists two places by one sign each."""
    level: Level
    found = ListRead(form, START + dt.timedelta(hours=hour))
    for level in ("high", "medium", "low", "key"):
        for sign in places.get(level, ""):
            found.items.append(Item(level, "北原省", "长宁市", "宽河区", sign * 2, since=since))
    return found.check()


def keep(*lists: ListRead, publisher: Publisher = NATION) -> list[int]:
    """Keep lists one load after the other."""
    new: list[int] = []
    for one in lists:
        new += lists_keep([("file", one)], publisher=publisher).new
    return new


def at(hour: float) -> dt.datetime:
    """A moment after the start."""
    return START + dt.timedelta(hours=hour)


def said(hour: float, source: str | None = None) -> set[tuple[str, str]]:
    """What stands on the lists: the last sign of each place, and its level."""
    return {(one.text[-1], one.level) for one in risk.as_of(at(hour), source)}


def state() -> tuple[set[object], set[object]]:
    """All versions and all spans, without their numbers."""
    versions = RiskVersion.objects.values_list("source", "valid_from", "digest")
    spans = RiskSpan.objects.values_list("source", "name__text", "level", "opened", "since", "until")
    return set(versions), set(spans)


@pytest.mark.django_db
def test_as_of_any_moment_the_version_then_in_force_answers() -> None:
    keep(listing(0, high="甲", medium="乙"), listing(10, high="甲乙"), listing(20, medium="丙"))
    assert said(-1) == set()
    assert said(0) == said(9.9) == {("甲", "high"), ("乙", "medium")}
    assert said(10) == {("甲", "high"), ("乙", "high")}
    assert said(1000) == {("丙", "medium")}
    since = {one.text[-1]: one.since for one in risk.as_of(at(12))}
    assert since == {"甲": at(0), "乙": at(10)}


@pytest.mark.django_db
def test_the_same_list_in_another_file_is_there_already() -> None:
    first = lists_keep([("a.json", listing(0, high="甲乙"))], publisher=Publisher())
    again = lists_keep(
        [("b.json", listing(0, high="乙甲")), ("c", listing(0, high="甲乙"))], publisher=Publisher()
    )
    assert (len(first.new), again.new, again.already) == (1, [], 2)
    assert RiskSpan.objects.count() == 2


@pytest.mark.django_db
def test_two_contents_of_one_moment_are_two_versions_and_the_better_one_counts() -> None:
    keep(listing(0, form="press", high="甲乙丙丁"), listing(0, high="甲"), listing(0, high="甲乙"))
    assert RiskVersion.objects.count() == 3
    assert said(1) == {("甲", "high"), ("乙", "high")}


@pytest.mark.django_db
def test_a_place_at_two_levels_counts_at_the_higher_and_each_ends_by_itself() -> None:
    divisions_load([{"code": "92", "name": "北原省"}, {"code": "9201", "name": "长宁市"},
                    {"code": "920103", "name": "宽河区"}, {"code": "920103001", "name": "甲甲街道"}])  # fmt: skip
    keep(listing(0, high="甲", medium="甲"), listing(10, medium="甲"))
    street = pad("920103001")
    assert risk.levels_at(at(1)) == {street: "high"}
    assert risk.levels_at(at(11)) == {street: "medium"}
    found = risk.risk_map(dt.date(2022, 4, 15))
    assert found.level_of(pad("920103001001"), at(1)) == "high"
    assert found.level_of(pad("920103001001"), at(11)) == "medium"
    assert [one.level for one in risk.covers("北原省长宁市宽河区甲甲街道某小区", at(1))] == ["high", "medium"]
    assert [one.level for one in risk.covers(pad("920103001001"), at(11))] == ["medium"]
    assert risk.covers(pad("920103"), at(11)) == []


@pytest.mark.django_db
def test_lists_of_ones_own_stand_beside_the_nations_and_may_reach_back() -> None:
    keep(listing(0, high="甲"))
    keep(listing(5, form="table", since=dt.date(2022, 4, 10), key="乙"), publisher=OWN)
    assert said(6) == {("甲", "high"), ("乙", "key")}
    assert said(6, "national") == {("甲", "high")}
    assert said(6, "city:9901") == {("乙", "key")}
    # What the list says of its beginning counts, before its own moment.
    assert said(-24) == {("乙", "key")}
    keep(listing(7, form="table", key="丙"), publisher=OWN)
    keep(listing(6, form="table", since=dt.date(2022, 4, 10), key="乙"), publisher=OWN)
    assert said(6.5, "city:9901") == {("乙", "key")}
    assert said(8, "city:9901") == {("丙", "key")}


PLACES = st.text(alphabet="甲乙丙丁", max_size=4)
LISTS = st.lists(
    st.builds(
        lambda hour, form, high, medium, day: listing(
            hour, form, dt.date(2022, 4, day) if form == "table" else None, high=high, medium=medium
        ),
        st.integers(0, 5),
        st.sampled_from(["official", "table", "press"]),
        PLACES,
        PLACES,
        st.integers(10, 16),
    ),
    min_size=2,
    max_size=6,
)


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LISTS, st.randoms(use_true_random=False))
def test_in_any_order_the_versions_and_the_answers_are_the_same(
    lists: list[ListRead], chance: random.Random
) -> None:
    results = []
    for _ in range(2):
        with transaction.atomic():
            keep(*lists)
            results.append(state())
            transaction.set_rollback(True)
        chance.shuffle(lists)
    with transaction.atomic():
        lists_keep([("file", one) for one in lists], publisher=Publisher())
        results.append(state())
        transaction.set_rollback(True)
    assert results[0] == results[1] == results[2]


@pytest.mark.django_db
def test_what_changed_between_two_moments_by_level_and_place() -> None:
    keep(listing(0, high="甲", medium="乙丙"), listing(22, high="乙", medium="甲丁"))
    found = changes(at(0), at(22))
    assert [(one.text[-1], one.kind, one.before, one.after) for one in found] == [
        ("丁", "new", (), ("medium",)),
        ("乙", "raised", ("medium",), ("high",)),
        ("甲", "lowered", ("high",), ("medium",)),
        ("丙", "gone", ("medium",), ()),
    ]
    assert counted(found) == {"high": (1, 1), "medium": (2, 2)}
    assert changes(at(1), at(2)) == []


@pytest.mark.django_db
def test_rooms_that_know_people_say_whom_a_change_concerns() -> None:
    asked: list[tuple[int, str]] = []

    def ask(found: object, area: str) -> list[concerns.Concern]:
        asked.append((len(found), area))  # type: ignore[arg-type]
        return [concerns.Concern(Words("旅客", "Travellers"), 3), concerns.Concern(Words("无", "None"), 0)]

    concerns.register("test", ask)
    try:
        keep(listing(0, high="甲"))
        found = concerns.concerns(changes(at(-1), at(1)), pad("9901"))
        assert [one.count for one in found if one.title.en in ("Travellers", "None")] == [3]
        assert asked == [(1, pad("9901"))]
        assert concerns.concerns([], pad("9901")) == []
    finally:
        concerns.forget("test")


@pytest.mark.django_db
def test_reading_a_list_takes_the_same_few_questions_however_long_it_is(
    django_assert_num_queries: object,
) -> None:
    long = ListRead("official", START)
    long.items = [Item("high", "北原省", "长宁市", "宽河区", f"{number}号院") for number in range(300)]
    keep(long)
    assert RiskName.objects.count() == 300
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(risk.as_of(at(1))) == 300
        risk.levels_at(at(1))
        risk.risk_map(dt.date(2022, 4, 15))
