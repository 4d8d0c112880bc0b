"""Area codes: grades, parents and ranges agree with each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.places import codes

whole = st.lists(st.sampled_from(codes.GRADES), min_size=1, max_size=1).flatmap(
    lambda g: st.text("0123456789", min_size=codes.LENGTHS[g[0]], max_size=codes.LENGTHS[g[0]]).map(codes.pad)
)


@given(whole)
def test_a_code_is_the_padding_of_its_prefix(code: str) -> None:
    assert codes.pad(codes.prefix(code)) == code
    assert len(codes.prefix(code)) == codes.LENGTHS[codes.grade(code)]


@given(whole, whole)
def test_covering_is_having_the_same_beginning(outer: str, inner: str) -> None:
    assert codes.covers(outer, inner) == inner.startswith(codes.prefix(outer))


@given(whole)
def test_every_ancestor_covers_and_is_coarser(code: str) -> None:
    chain = [code, *codes.ancestors(code)]
    grades = [codes.GRADES.index(codes.grade(c)) for c in chain]
    assert grades == sorted(set(grades), reverse=True)
    assert chain[-1] == codes.ALL
    assert all(codes.covers(above, code) for above in chain)
    assert all(not codes.covers(code, above) for above in chain[1:])


@given(whole, st.sampled_from(codes.GRADES))
def test_at_gives_the_ancestor_of_that_grade_or_nothing(code: str, wanted: codes.Grade) -> None:
    found = codes.at(code, wanted)
    of_that_grade = [c for c in (code, *codes.ancestors(code)) if codes.grade(c) == wanted]
    assert ([found] if found else []) == of_that_grade


@given(st.lists(whole, min_size=1, max_size=6))
def test_common_is_the_smallest_cover(several: list[str]) -> None:
    found = codes.common(several)
    assert all(codes.covers(found, code) for code in several)
    chain = [several[0], *codes.ancestors(several[0])]
    smallest = next(c for c in chain if all(codes.covers(c, code) for code in several))
    assert found == smallest


@given(whole, whole)
def test_ranges_nest_or_are_apart(a: str, b: str) -> None:
    (a_low, a_high), (b_low, b_high) = codes.span(a), codes.span(b)
    apart = a_high < b_low or b_high < a_low
    assert apart != (codes.covers(a, b) or codes.covers(b, a))


def test_grades_of_real_codes() -> None:
    assert codes.grade(codes.ALL) == "all"
    assert codes.grade(codes.pad("33")) == "province"
    assert codes.grade(codes.pad("3302")) == "city"
    assert codes.grade(codes.pad("330212")) == "district"
    assert codes.grade(codes.pad("330212001")) == "street"
    assert codes.grade(codes.pad("330212001004")) == "community"
    assert codes.grade(codes.pad("330212001004")[:-8] + "00200300") == "building"
    assert codes.at(codes.pad("330212001004"), "district") == codes.pad("330212")
    assert codes.at(codes.pad("330212"), "community") is None
    assert codes.parent(codes.ALL) is None


def test_a_city_without_districts() -> None:
    street = codes.pad("441900003")
    assert codes.at(street, "district") is None
    assert codes.at(street, "city") == codes.pad("4419")
    assert codes.ancestors(street) == [codes.pad("4419"), codes.pad("44"), codes.ALL]


@pytest.mark.parametrize("bad", ["", "33", "3" * 19, "3" * 21, "３" * 20, "x" * 20, " " * 20])
def test_what_is_no_code_is_refused(bad: str) -> None:
    assert not codes.is_code(bad)
    with pytest.raises(ValueError, match="not an area code"):
        codes.grade(bad)
    with pytest.raises(ValueError, match="not an area code"):
        codes.covers(codes.ALL, bad)


@pytest.mark.parametrize("bad", ["3", "33021", "３３", "3a", "-1"])
def test_only_whole_groups_are_padded(bad: str) -> None:
    with pytest.raises(ValueError, match="not an area code"):
        codes.pad(bad)
