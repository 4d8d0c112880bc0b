"""Compiled rules answer exactly as the plain reading does, for whatever rules, stays and lists; both kernels."""

import datetime as dt
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from huying.analysis.columns import Answers
from huying.analysis.compiling import compiled
from huying.analysis.deciding import decide
from huying.analysis.finding import concerned
from huying.analysis.ground import Codes, Named
from huying.analysis.kernels import Kernel, by_numba, by_numpy
from huying.analysis.sight import Sight
from huying.analysis.testing import Somebody, columns_from
from huying.places import codes
from huying.places.codes import pad
from huying.places.risk import RiskMap
from huying.screening.lookback import entry_of
from huying.screening.queries.applies import leading
from huying.screening.queries.where import AsOf
from huying.screening.reading import RiskLevels, Rule, Stay, _named, _risky, categories_for

from .crowds import LEVELS, NOON, SHORT, TODAY, Chance, differing, stood

KERNELS = [by_numpy] + ([quick] if (quick := by_numba()) else [])
seeds = st.integers(0, 2**32)


def plain(one: Somebody, rules: Sequence[Rule], risk: RiskLevels, today: dt.date = TODAY) -> tuple[str, bool]:
    """The plain reading, as `Readings.because` asks for it."""
    on = max(today, one.arrived)
    return leading(categories_for(one.stays, one.marks, rules, risk, on, one.arrived))


def quickly(
    some: Sequence[Somebody],
    rules: Sequence[Rule],
    risk: RiskLevels,
    kernel: Kernel,
    today: dt.date = TODAY,
) -> list[tuple[str, bool]]:
    """The compiled reading of the same people, in their order."""
    columns, answers = columns_from(some), Answers()
    table = compiled(columns, rules, Sight(columns.places, risk), today, answers)
    found = decide(columns, table, by=kernel)
    return [answers.known[found[place]] for place in np.argsort(columns.ids)]


@pytest.mark.parametrize("kernel", KERNELS, ids=lambda one: "numpy" if one is by_numpy else "numba")
@settings(max_examples=80, deadline=None)
@given(seed=seeds, late=st.integers(-1, 1))
def test_compiled_rules_answer_as_the_plain_reading(kernel: Kernel, seed: int, late: int) -> None:
    people, rules, _, risk = Chance(seed).world()
    # Where our days are not those of the lists, "today" of the two differs by one.
    today = TODAY + dt.timedelta(days=late)
    plainly = [plain(one, rules, risk, today) for one in people]
    assert not differing(quickly(people, rules, risk, kernel, today), plainly, people)


@settings(max_examples=80, deadline=None)
@given(seed=seeds, ago=st.integers(1, 300))
def test_whoever_a_change_of_the_lists_puts_elsewhere_is_among_those_it_concerns(seed: int, ago: int) -> None:
    people, rules, lists, _ = Chance(seed).world()
    # As they stood some hours before, and as they stand now; read for today both times.
    rules = [Rule(one.said.model_copy(update={"risk_then": False}), one.precedence) for one in rules]
    levels, since = RiskMap(lists), NOON - dt.timedelta(hours=ago)
    before, after = AsOf(levels, since), AsOf(levels, NOON)
    was, now_is = ([plain(one, rules, risk) for one in people] for risk in (before, after))
    changed = [place for one in lists if (place := one.code or one.within) and stood(one, since) != stood(one, NOON)]  # fmt: skip
    entries = (entry_of(text) for one in rules for text in (*one.said.places, *one.said.except_places))
    around = frozenset(one.around for one in entries if one.around)
    columns = columns_from(people)
    put_elsewhere = {place for place in range(len(people)) if was[place] != now_is[place]}
    for known in ((), (before, after)):
        assert put_elsewhere <= set(columns.ids[concerned(columns, changed, around, *known)].tolist())


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from([codes.ALL, *map(pad, SHORT)]), unique=True),
    st.sampled_from(("city", "district", "street")),
)
@example([pad("4419"), pad("441900003"), pad("1201")], "district")
def test_areas_step_up_and_reach_down_as_one_by_one(areas: list[str], grade: codes.Grade) -> None:
    ours = Codes(np.array(sorted(areas), "S20"))
    around, own = ours.step(grade)
    found = [around.known[place].decode() if place >= 0 else None for place in own]
    assert found == [codes.at(code, grade) for code in sorted(areas)]
    low, high = ours.bounds()
    assert [(a.decode(), b.decode()) for a, b in zip(low, high, strict=True)] == [codes.span(code) for code in sorted(areas)]  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(seed=seeds, back=st.integers(-2, 20))
def test_levels_of_all_places_at_once_are_those_of_each(seed: int, back: int) -> None:
    chance, day = Chance(seed), TODAY - dt.timedelta(days=back)
    risk = AsOf(RiskMap([chance.listing() for _ in range(10)]), NOON)
    stays = [
        Stay(area, text, TODAY, None)
        for area in ("", codes.ALL, *map(pad, SHORT))
        for text in ("津南", "6101")
    ]
    places = columns_from([Somebody(tuple(stays), frozenset(), TODAY, codes.ALL)]).places
    sight = Sight(places, risk)
    for token in (
        f"risk:{level}{around}" for level in LEVELS for around in ("", "@city", "@district", "@street")
    ):
        entry = entry_of(token)
        sure, maybe, told = sight.meets(entry, day)
        for place in range(len(places)):
            area, text = places.area[place], places.named.texts[places.text[place]]
            code = places.codes.known[area].decode() if area >= 0 else ""
            plainly = _risky(entry, Stay(code, text, TODAY, None), risk, day)
            ours = (2 if sure[area] else 1 if maybe[area] else 0) if code else 2 * told[places.text[place]]
            assert ours == plainly, (token, code, text)


words = st.text("津南安阳市县 ", max_size=6)


@settings(max_examples=300, deadline=None)
@given(st.lists(words, max_size=30), words)
def test_texts_meant_by_a_name_are_those_that_each_would_be(texts: list[str], ruled: str) -> None:
    sure, maybe = Named(texts).meant(ruled)
    found = [2 if place in sure else 1 if place in maybe else 0 for place in range(len(texts))]
    assert found == [_named(ruled, text) for text in texts]
