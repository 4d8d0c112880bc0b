"""The sets of 2022 as drill data: they are read, give the days everybody knew, and hold their ceiling."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from huying.kernel.words import Words, reading
from huying.measures.calendar import DAY, placed
from huying.measures.regimes import Regime
from huying.places.codes import ALL, pad
from huying.rulebook.baseline import floor
from huying.rulebook.ceiling import excesses
from huying.rulebook.document import RuleDocument, read_document
from huying.rulebook.reader import Reader, Source

SETS = Path(__file__).parents[2] / "demo" / "data" / "rules"
EXPOSED = dt.date(2022, 1, 1)
SINCE = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
# For each set and category: the last day after exposure or arrival, and the test days, by hand.
KNOWN = [
    ("8th-edition", "close_contact", 21, [1, 4, 7, 14, 16, 21]),
    ("8th-edition", "secondary_contact", 7, [1, 4, 7]),
    ("8th-edition", "inbound", 20, [0, 3, 6, 13, 15, 20]),
    ("9th-edition", "close_contact", 10, [1, 2, 3, 5, 7, 10]),
    ("9th-edition", "secondary_contact", 7, [1, 4, 7]),
    ("9th-edition", "inbound", 9, [0, 1, 2, 4, 6, 9]),
    ("twenty-measures", "close_contact", 8, [1, 2, 3, 5, 6, 8]),
    ("twenty-measures", "from_high_risk", 7, [1, 3, 5, 7]),
    ("mall-7-and-7", "place_exposed", 14, [1, 4, 7, 14]),
]


def document(name: str) -> RuleDocument:
    return read_document((SETS / f"measures-{name}.yaml").read_text("utf-8"))


def source(number: int, area: str, rules: dict[str, Any]) -> Source:
    words = Words(f"规则{number}", f"Rules {number}")
    return Source(number, f"r{number}", words, words, area, SINCE, None, rules)


@pytest.mark.parametrize(("name", "category", "last", "tests"), KNOWN)
def test_the_days_everybody_knew(name: str, category: str, last: int, tests: list[int]) -> None:
    rule = Regime.model_validate(document(name).rules["measures.regime"][category])
    start = EXPOSED + DAY * (rule.day_one == "exposure+1")
    made = placed(rule, start=start, exposed=EXPOSED, arrived=EXPOSED)
    assert ((made.last - EXPOSED).days, [(test.on - EXPOSED).days for test in made.tests]) == (last, tests)


def test_every_set_is_for_drills_and_says_so() -> None:
    found = sorted(SETS.glob("measures-*.yaml"))
    assert len(found) >= 5
    for path in found:
        told = read_document(path.read_text("utf-8"))
        assert "演练" in told.title.zh and "drill" in told.title.en, path


def test_nothing_is_shipped_that_could_bind_anybody() -> None:
    read = Reader([floor()], SINCE)
    for category in ("close_contact", "inbound", "anything"):
        assert not read.value("measures.regime", ALL, choice=category).segments
        assert not read.value("measures.extension", ALL, choice=category).allowed
        assert read.value("measures.reset", ALL, choice=category).restarts == "nothing"


def test_a_place_may_not_make_the_nations_measure_stricter() -> None:
    national = source(1, ALL, dict(document("9th-edition").rules))
    old = document("8th-edition").rules["measures.regime"]["close_contact"]
    stricter = source(2, pad("990101"), {"measures.regime": {"close_contact": old}})
    with reading("en"):
        found = excesses(stricter, [national])
    assert [(one.key, one.choice) for one in found] == [("measures.regime", "close_contact")]
    assert (
        "14 d quarantine in a facility" in found[0].words.en
        and "7 d quarantine in a facility" in found[0].words.en
    )
    milder = {"segments": [{"kind": "quarantine_home", "days": 7}], "tests": [{"segment": 1, "days": [1, 7]}]}
    assert not excesses(source(3, pad("990101"), {"measures.regime": {"close_contact": milder}}), [national])
    new = {"segments": [{"kind": "quarantine_home", "days": 3}]}
    more = excesses(source(4, pad("990101"), {"measures.regime": {"general_contact": new}}), [national])
    assert [one.choice for one in more] == ["general_contact"], (
        "people the nation leaves free may not be held"
    )
