"""How long a result counts: by which of its times, to which moment, and the sentence why."""

import datetime as dt
from importlib import import_module
from itertools import product

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.config.database import as_owner
from huying.kernel.refused import Refused
from huying.kernel.words import reading
from huying.places.codes import ALL, pad
from huying.rulebook.keys import key
from huying.rulebook.models import RuleSet
from huying.rulebook.reader import Reader, RuleMissing
from huying.rulebook.testing import rules_hold
from huying.rulebook.validity import BASES, TEST_VALIDITY, Stamps, Validity, decide, result_counts

from .test_ceiling import law

NOW = dt.datetime(2022, 7, 1, 4, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
HOURS48 = Validity(window="48h", basis="reported_at", fallback=["tested_at", "collected_at"])
TIMES = st.integers(-90_000, 90_000).map(lambda minutes: NOW + minutes * MINUTE)


@settings(max_examples=60)
@given(
    basis=st.sampled_from(list(BASES)),
    fallback=st.lists(st.sampled_from(list(BASES)), unique=True, max_size=3),
    hours=st.integers(0, 200),
    stamps=st.builds(Stamps, *[st.none() | TIMES] * 4),
    past=st.integers(-3, 3),
)
def test_it_counts_from_the_first_known_time_to_the_last_moment_of_its_window(
    basis: str, fallback: list[str], hours: int, stamps: Stamps, past: int
) -> None:
    order = [basis, *(one for one in fallback if one != basis)]
    policy = Validity.model_validate({"window": f"{hours}h", "basis": basis, "fallback": order[1:]})
    known = [one for one in order if getattr(stamps, one) is not None]
    if not known:
        assert decide(policy, stamps, NOW).valid is False
        return
    start = getattr(stamps, known[0])
    end = start + dt.timedelta(hours=hours)
    found = decide(policy, stamps, end + past * MINUTE)
    assert (found.basis, found.since, found.until) == (known[0], start, end)
    assert found.valid is (start <= end + past * MINUTE <= end)
    assert decide(policy, stamps, start - MINUTE).valid is False
    assert decide(policy, stamps, start).valid


def test_a_bare_day_counts_from_its_first_minute_here() -> None:
    stamps = Stamps(collected_at=dt.date(2022, 6, 29))
    midnight = dt.datetime(2022, 6, 28, 16, tzinfo=dt.UTC)
    found = decide(HOURS48, stamps, midnight + dt.timedelta(hours=48))
    assert (found.valid, found.since, found.basis) == (True, midnight, "collected_at")
    assert not decide(HOURS48, stamps, midnight + dt.timedelta(hours=48) + MINUTE).valid


def test_whoever_is_told_no_hears_the_rule_and_whose_it_is() -> None:
    district = pad("330203")
    rules = Reader(
        [
            law(1, ALL, {TEST_VALIDITY.code: {"transport": HOURS48.model_dump()}}, until=None),
            law(2, district, {TEST_VALIDITY.code: {"school": HOURS48.model_dump()}}, until=None),
        ],
        dt.datetime(2026, 2, 1, tzinfo=dt.UTC),
    )
    stamps = Stamps(reported_at=NOW - dt.timedelta(hours=49))
    with reading("en"):
        found = result_counts(rules, pad("330203004"), "transport", stamps, NOW)
        assert not found.valid
        assert found.because is not None
        assert found.because.rule_set == 1
        assert str(found.words).startswith("It counts for 48 hours from the time of the report (06-29 11:00)")
        assert str(found.words).endswith("By “no. 1” (no. 1).")
    assert result_counts(rules, district, "school", stamps, NOW).because.rule_set == 2  # type: ignore[union-attr]
    with pytest.raises(RuleMissing):
        result_counts(rules, ALL, "school", stamps, NOW)


@pytest.mark.parametrize(
    ("change", "stricter"),
    [
        ({}, False),
        ({"window": "72h"}, False),
        ({"window": "2d"}, False),
        ({"window": "24h"}, True),
        ({"basis": "tested_at", "fallback": ["reported_at", "collected_at"]}, True),
        ({"fallback": ["tested_at"]}, True),
        ({"window": "72h", "basis": "collected_at", "fallback": ["tested_at", "reported_at"]}, None),
    ],
)
def test_less_time_an_earlier_start_or_fewer_ways_to_show_it_are_stricter(
    change: dict[str, object], stricter: bool | None
) -> None:
    theirs = HOURS48.model_dump()
    assert key(TEST_VALIDITY.code).kind.stricter({**theirs, **change}, theirs, "shorter") is stricter


def test_windows_in_office_hours_and_times_named_twice_are_refused() -> None:
    kind = key(TEST_VALIDITY.code).kind
    for wrong in (
        {"window": "2wd", "basis": "reported_at"},
        {"window": "soon", "basis": "reported_at"},
        {"window": "48h", "basis": "printed_at"},
        {"window": "48h", "basis": "reported_at", "fallback": ["reported_at"]},
    ):
        with pytest.raises(Refused) as refused:
            kind.store({"transport": wrong})
        assert refused.value.words.zh
    for window, basis in product(("48h", "7d"), BASES):
        assert kind.say(kind.store({"transport": {"window": window, "basis": basis}})).en


def test_what_was_said_under_the_old_keys_is_kept_under_the_one() -> None:
    moved = import_module("huying.rulebook.migrations.0008_one_validity").moved
    old = {
        "measures.test_valid": "24h", "measures.small_count": 7, "help.small_count": 5,
        "screening.landing_test": {"hours": 72, "counted_from": "result"}, TEST_VALIDITY.code: {"school": HOURS48.model_dump()},
    }  # fmt: skip
    after = moved(old)
    assert set(after) == {"help.small_count", TEST_VALIDITY.code}
    kind = key(TEST_VALIDITY.code).kind
    assert kind.store(after[TEST_VALIDITY.code]) == after[TEST_VALIDITY.code]
    assert (after[TEST_VALIDITY.code]["status"]["window"], set(after[TEST_VALIDITY.code])) == (
        "24h", {"status", "landing_point", "school"},
    )  # fmt: skip
    assert after[TEST_VALIDITY.code]["landing_point"]["basis"] == "reported_at"
    assert moved(after) == after


@pytest.mark.django_db(transaction=True)
def test_published_sets_keep_what_they_said_and_stay_as_guarded_as_before() -> None:
    migration = import_module("huying.rulebook.migrations.0008_one_validity")
    row = rules_hold({TEST_VALIDITY.code: {"*": HOURS48.model_dump()}})
    old = RuleSet.objects.create(
        slug="old", zh="旧", authority="甲", area=ALL, valid_from=NOW, status="published", drafted_at=NOW, published_at=NOW,
        document={"measures.test_valid": "24h"},
    )  # fmt: skip
    with as_owner(), connection.schema_editor() as editor:
        migration.forwards(apps, editor)
    old.refresh_from_db()
    assert old.document[TEST_VALIDITY.code]["status"]["window"] == "24h"
    before, row.document = row.document, {}
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(update_fields=["document"])
    row.refresh_from_db()
    assert row.document == before
