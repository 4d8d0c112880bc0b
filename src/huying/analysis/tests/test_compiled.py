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
from huying.analysis.ground import Codes
from huying.analysis.kernels import Kernel, by_numba, by_numpy
from huying.analysis.sight import Sight
from huying.analysis.testing import Somebody, columns_from
from huying.places import codes
from huying.places.codes import pad
from huying.places.risk import RiskMap
from huying.screening.lookback import entry_of
from huying.screening.queries.applies import leading
from huying.screening.queries.where import AsOf
from huying.screening.reading import RiskLevels, Rule, categories_for

from .crowds import NOON, SHORT, TODAY, Chance, differing, stood

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
