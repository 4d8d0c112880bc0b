"""Which value holds where and when: the nearest area wins, then what came into force last."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from huying.kernel.words import Words
from huying.places.codes import ALL, pad
from huying.rulebook.baseline import floor
from huying.rulebook.reader import Book, Reader, RuleMissing, Source
from huying.rulebook.spans import Span

JANUARY, FEBRUARY, MARCH, APRIL = (dt.datetime(2026, m, 1, tzinfo=dt.UTC) for m in (1, 2, 3, 4))
CITY, DISTRICT, STREET = pad("3302"), pad("330203"), pad("330203004")
GRID = pad("330203004006007")


def source(
    number: int,
    area: str,
    document: Mapping[str, Any],
    since: dt.datetime = JANUARY,
    until: dt.datetime | None = None,
    lasts: Mapping[str, dt.datetime] | None = None,
) -> Source:
    name = Words(f"第{number}号", f"no. {number}")
    return Source(number, f"S{number}", name, name, area, since, until, document, lasts or {})


def test_the_nearest_area_wins_then_the_latest_start() -> None:
    book = Book(
        "x",
        [
            source(1, ALL, {"test.cap": 1}),
            source(2, CITY, {"test.cap": 2}, JANUARY),
            source(3, CITY, {"test.cap": 3}, FEBRUARY, MARCH),
            source(4, DISTRICT, {"test.cap": 4}, MARCH, APRIL),
        ],
    )
    january, february, march, april = (book.at(m) for m in (JANUARY, FEBRUARY, MARCH, APRIL))
    assert [r.count("test.cap", GRID) for r in (january, february, march, april)] == [2, 3, 4, 2]
    assert march.count("test.cap", CITY) == 2
    assert march.count("test.cap", pad("44")) == 1
    assert book.next_change(FEBRUARY) == MARCH
    assert book.next_change(APRIL) is None
    assert book.at(JANUARY + dt.timedelta(days=3)) is january


def test_a_table_answers_with_its_line_then_its_star_then_the_next_set() -> None:
    reader = Reader(
        [
            source(1, ALL, {"test.first": {"life": "20m", "food": "2h", "*": "5wd"}}),
            source(2, CITY, {"test.first": {"food": "1h"}}),
            source(3, STREET, {"test.first": {"*": "1d"}}),
        ],
        FEBRUARY,
    )
    assert reader.duration("test.first", CITY, "food") == Span(1, "h")
    assert reader.duration("test.first", CITY, "life") == Span(20, "m")
    assert reader.duration("test.first", CITY, "other") == Span(5, "wd")
    assert reader.duration("test.first", CITY) == Span(5, "wd")
    assert reader.duration("test.first", GRID, "food") == Span(1, "d")
    assert reader.table("test.first", CITY) == {
        "food": Span(1, "h"),
        "life": Span(20, "m"),
        "*": Span(5, "wd"),
    }
    assert reader.table("test.first", STREET) == {"*": Span(1, "d")}


def test_it_says_why() -> None:
    reader = Reader([source(7, CITY, {"test.first": {"food": "1h"}}, JANUARY, MARCH)], FEBRUARY)
    why = reader.why("test.first", GRID, "food")
    assert (why.value, why.words.en, why.rule_set, why.code) == (Span(1, "h"), "1 hour", 7, "S7")
    assert (why.area, why.valid_from, why.valid_until) == (CITY, JANUARY, MARCH)
    assert why.authority == Words("第7号", "no. 7")


def test_a_key_that_only_an_exception_allows_ends_with_it() -> None:
    book = Book(
        "x",
        [
            source(1, ALL, {"test.cap": 1, "test.part": 0.5}),
            source(2, CITY, {"test.cap": 2, "test.part": 0.7}, JANUARY, APRIL, {"test.cap": MARCH}),
        ],
    )
    assert book.at(FEBRUARY).count("test.cap", GRID) == 2
    assert book.at(MARCH).count("test.cap", GRID) == 1
    assert book.at(MARCH).share("test.part", GRID) == 0.7
    assert book.at(FEBRUARY).why("test.cap", GRID).valid_until == MARCH


def test_what_nobody_wrote_is_a_fault() -> None:
    reader = Reader([source(1, CITY, {"test.first": {"food": "1h"}, "test.open": True})], FEBRUARY)
    with pytest.raises(RuleMissing):
        reader.count("test.cap", CITY)
    with pytest.raises(RuleMissing):
        reader.duration("test.first", CITY, "life")
    with pytest.raises(RuleMissing):
        reader.flag("test.open", pad("44"))
    with pytest.raises(KeyError, match="unknown"):
        reader.count("test.unknown", CITY)
    with pytest.raises(TypeError):
        reader.count("test.open", CITY)


def test_due_by_elapsed_and_by_working_time() -> None:
    document = {"test.first": {"life": "20m", "*": "5wd"}}
    reader = Reader([floor(), source(1, ALL, document)], FEBRUARY)
    start = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    assert reader.due("test.first", start, GRID, "life") == start + dt.timedelta(minutes=20)
    assert reader.due("test.first", start, GRID) == dt.datetime(2026, 11, 27, 9, 30, tzinfo=dt.UTC)


class Counting(Reader):
    """A reader that counts how often it goes through the rules, and how often it reads a value."""

    searches = readings = 0

    def _search(self, rule: str, area: str, choice: str | None) -> Any:
        self.searches += 1
        return super()._search(rule, area, choice)

    def _reading(self, source: Source, rule: str, choice: str | None, stored: Any) -> Any:
        self.readings += (id(source), rule, choice) not in self._read
        return super()._reading(source, rule, choice, stored)


@pytest.mark.parametrize("choice", ["life", None])
def test_the_same_question_goes_through_the_rules_once(choice: str | None) -> None:
    reader = Counting([floor(), source(1, ALL, {"test.first": {"life": "20m", "*": "5wd"}})], FEBRUARY)
    start = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    first = reader.due("test.first", start, GRID, choice)
    searches = reader.searches
    assert {reader.due("test.first", start, GRID, choice) for _ in range(1_000)} == {first}
    assert reader.searches == searches <= 2


def test_a_thousand_places_share_what_is_read_and_one_calendar() -> None:
    reader = Counting([floor(), source(1, ALL, {"test.first": {"*": "5wd"}})], FEBRUARY)
    start = dt.datetime(2026, 11, 20, 2, tzinfo=dt.UTC)
    places = [f"33020300400600{number:04}00" for number in range(1_000)]
    assert len({reader.due("test.first", start, place) for place in places}) == 1
    assert reader.readings == 2 and len(reader._calendars) == 1
