"""Nothing in force is stricter than what is above it, unless an authority signed for it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from huying.kernel.words import Words
from huying.places import codes
from huying.places.codes import ALL, pad
from huying.rulebook.ceiling import AREA, VALIDITY, Ending, excesses, settle
from huying.rulebook.keys import Table, key
from huying.rulebook.reader import Source, line_of

from .conftest import declare

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
CITY, DISTRICT, OTHER, STREET = pad("3302"), pad("330203"), pad("330205"), pad("330203004")


def day(number: int) -> dt.datetime:
    """That many days after the start."""
    return START + dt.timedelta(days=number)


def law(
    number: int,
    area: str,
    document: Mapping[str, Any],
    since: int = 0,
    until: int | None = 100,
    parent: int | None = None,
    excepted: Mapping[str, int] | None = None,
) -> Source:
    """A rule set with days for moments."""
    name = Words(f"第{number}号", f"no. {number}")
    lasts = {code: day(end) for code, end in (excepted or {}).items() if not code.startswith("@")}
    return Source(
        number, f"S{number}", name, name, area, day(since), None if until is None else day(until), document, lasts,
        frozenset(excepted or {}), parent,
    )  # fmt: skip


def past(source: Source, *others: Source) -> list[tuple[str, str | None]]:
    """The keys and lines that are too strict."""
    return [(excess.key, excess.choice) for excess in excesses(source, others)]


def test_each_direction() -> None:
    above = law(
        1,
        CITY,
        {"test.days": {"contact": "14d"}, "test.window": "48h", "test.tests": 4, "test.papers": ["a"]},
    )

    def local(**document: Any) -> list[tuple[str, str | None]]:
        named = {f"test.{name}": value for name, value in document.items()}
        return past(law(2, DISTRICT, named, parent=1), above)

    assert local(days={"contact": "14d"}, window="48h", tests=4, papers=["a"]) == []
    assert local(days={"contact": "7d"}, window="72h", tests=3, papers=[]) == []
    assert local(days={"contact": "21d"}) == [("test.days", "contact")]
    assert local(days={"*": "21d"}) == [("test.days", "*"), ("test.days", "contact")]
    assert local(window="24h") == [("test.window", None)]
    assert local(tests=5) == [("test.tests", None)]
    assert local(papers=["a", "b"]) == [("test.papers", None)]


def test_people_for_whom_nothing_is_asked_above_may_not_be_added() -> None:
    above = law(1, CITY, {"test.days": {"contact": "14d"}})
    found = excesses(law(2, DISTRICT, {"test.days": {"neighbour": "1d"}}), [above])
    assert [excess.choice for excess in found] == ["neighbour"]
    assert "扩大了范围" in found[0].words.zh
    assert "reaches more people" in found[0].words.en


def test_the_difference_is_said_in_both_languages() -> None:
    above = law(1, CITY, {"test.days": {"contact": "14d"}})
    words = excesses(law(2, DISTRICT, {"test.days": {"contact": "21d"}}), [above])[0].words
    assert words.zh == "隔离（contact）：本规则是 21 天，上级《第1号》是 14 天，不能更长、更多。"
    assert (
        words.en
        == "Quarantine (contact): 21 days here, 14 days in “no. 1” above; it may not be longer or more."
    )


def test_clocks_that_cannot_be_compared_are_refused() -> None:
    found = excesses(law(2, DISTRICT, {"test.window": "5wd"}), [law(1, CITY, {"test.window": "7d"})])
    assert "cannot be compared" in found[0].words.en


def test_a_named_parent_binds_area_and_validity() -> None:
    parent = law(1, CITY, {}, until=50)
    assert past(law(2, DISTRICT, {}, until=50, parent=1), parent) == []
    assert past(law(2, DISTRICT, {}, until=51, parent=1), parent) == [(VALIDITY, None)]
    assert past(law(2, DISTRICT, {}, until=None, parent=1), parent) == [(VALIDITY, None)]
    assert past(law(2, ALL, {}, until=50, parent=1), parent) == [(AREA, None)]
    assert past(law(2, ALL, {}, until=60, parent=1, excepted={AREA: 60, VALIDITY: 60}), parent) == []


def test_the_grandparent_counts_where_the_parent_is_silent_or_excepted() -> None:
    plan = law(1, ALL, {"test.days": {"contact": "14d"}, "test.tests": 4})
    province = law(2, pad("33"), {"test.days": {"contact": "21d"}}, parent=1, excepted={"test.days": 90})
    assert past(law(3, CITY, {"test.tests": 5}, parent=2), plan, province) == [("test.tests", None)]
    assert past(law(3, CITY, {"test.days": {"contact": "18d"}}, parent=2), plan, province) == [
        ("test.days", "contact")
    ]


def test_a_milder_rule_around_is_a_ceiling_even_when_it_is_not_the_parent() -> None:
    plan, city = law(1, ALL, {"test.tests": 4}), law(2, CITY, {"test.tests": 2}, 10, 20)
    district = law(3, DISTRICT, {"test.tests": 4}, parent=1)
    found = excesses(district, [plan, city])
    assert [(excess.key, excess.since, excess.above.id) for excess in found] == [("test.tests", day(10), 2)]
    assert past(replace(district, area=pad("44")), plan, city) == []


def test_shipped_values_bind_only_who_names_them() -> None:
    shipped = replace(law(1, ALL, {"test.tests": 0}, until=None), law=False)
    assert past(law(2, CITY, {"test.tests": 5}), shipped) == []
    assert past(law(2, CITY, {"test.tests": 5}, parent=1), shipped) == [("test.tests", None)]


def test_a_milder_plan_ends_what_is_now_too_strict_below() -> None:
    plan, district = law(1, ALL, {"test.tests": 4}), law(2, DISTRICT, {"test.tests": 4, "test.window": "48h"})
    milder = law(3, ALL, {"test.tests": 2}, 30, 60)
    endings = settle([plan, district, milder], day(5))
    assert [(e.rule_set, e.key, e.at) for e in endings] == [(2, "test.tests", day(30))]


# --- the promise, over whatever offices do one after another

AREAS = [ALL, pad("33"), CITY, DISTRICT, OTHER, STREET]
CHOICES = ["contact", "traveller", "*"]
DOCUMENTS = st.fixed_dictionaries(
    {},
    optional={
        "test.days": st.dictionaries(
            st.sampled_from(CHOICES), st.integers(0, 4).map(lambda n: f"{n}d"), min_size=1
        ),
        "test.tests": st.integers(0, 3),
        "test.window": st.sampled_from(["12h", "24h", "1d", "2d", "1wd", "2wd"]),
        "test.papers": st.lists(st.sampled_from("abc"), unique=True),
    },
)


def apply(known: Sequence[Source], endings: Sequence[Ending]) -> list[Source]:
    """The sets after what had to end has ended."""
    by_id = {source.id: source for source in known}
    for ending in endings:
        source = by_id[ending.rule_set]
        if ending.key.startswith("@"):
            by_id[source.id] = replace(source, valid_until=ending.at)
        else:
            by_id[source.id] = replace(source, lasts={**source.lasts, ending.key: ending.at})
    return list(by_id.values())


def above_says(known: Sequence[Source], source: Source, code: str, choice: str, moment: dt.datetime) -> Any:
    """What holds around a set's area at a moment, by the plainest reading; exceptions of others do not count."""
    place = codes.parent(source.area)
    while place is not None:
        here = [s for s in known if s.area == place and code in s.document and code not in s.excepted]
        for other in sorted(here, key=lambda s: (s.valid_from, s.id or 0), reverse=True):
            stored = other.document[code]
            if other.holds(code, moment) and line_of(key(code).kind, stored, choice) is not None:
                return line_of(key(code).kind, stored, choice)
        place = codes.parent(place)
    return None


def assert_nothing_is_too_strict(known: Sequence[Source]) -> None:
    """Every set, key, choice and moment at which anything changes."""
    moments = sorted({m for s in known for m in (s.valid_from, s.valid_until, *s.lasts.values()) if m})
    for source in known:
        for code in set(source.document) - source.excepted:
            kind, direction = key(code).kind, key(code).stricter
            one = kind.of if isinstance(kind, Table) else kind
            for choice in (*CHOICES, "somebody else"):
                ours = line_of(kind, source.document[code], choice)
                for moment in moments if ours is not None else []:
                    theirs = above_says(known, source, code, choice, moment)
                    if source.holds(code, moment) and theirs is not None and ours != theirs:
                        assert one.stricter(ours, theirs, direction) is False, (
                            source.id,
                            code,
                            choice,
                            moment,
                        )


@settings(max_examples=200)
@given(st.data())
def test_no_published_set_without_exception_is_ever_stricter_than_its_ancestors(data: DataObject) -> None:
    declare()
    known: list[Source] = []
    for number in range(1, data.draw(st.integers(2, 9)) + 1):
        since = data.draw(st.integers(number, number + 10))
        source = law(
            number,
            data.draw(st.sampled_from(AREAS)),
            data.draw(DOCUMENTS),
            since,
            since + data.draw(st.integers(1, 20)),
            data.draw(st.sampled_from([None, *[s.id for s in known]])),
        )
        too_strict = {excess.key for excess in excesses(source, known)}
        signs: bool = data.draw(st.booleans())
        if too_strict and signs:
            signed = dict.fromkeys(too_strict, since + data.draw(st.integers(1, 20)))
            lasts = {code: day(end) for code, end in signed.items() if not code.startswith("@")}
            source = replace(source, excepted=frozenset(signed), lasts=lasts)
            too_strict = {excess.key for excess in excesses(source, known)}
            assert not too_strict
        if not too_strict:
            known.append(source)
            known = apply(known, settle(known, day(number)))
            if len(known) > 2 and data.draw(st.booleans()):
                gone = data.draw(st.sampled_from(known))
                known = [
                    replace(s, valid_until=max(day(number), s.valid_from)) if s is gone else s for s in known
                ]
                known = apply(known, settle(known, day(number)))
        event(f"{len(known)} sets")
        future = [replace(s, valid_from=max(s.valid_from, day(number))) for s in known]
        assert_nothing_is_too_strict(
            [s for s in future if s.valid_until is None or s.valid_from < s.valid_until]
        )
