"""Lengths of time are written, read and said without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.refused import Refused
from huying.rulebook.spans import UNITS, Span, parse_span

SPANS = st.builds(Span, st.integers(0, 36_000), st.sampled_from(UNITS))


@given(SPANS)
def test_what_is_printed_is_read_back(span: Span) -> None:
    assert parse_span(str(span)) == span
    assert parse_span(span.words.zh) == span
    assert parse_span(span.words.en) == span


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("20m", Span(20, "m")),
        ("20 分钟", Span(20, "m")),
        ("２０分钟", Span(20, "m")),
        ("5个工作日", Span(5, "wd")),
        ("5 Working Days", Span(5, "wd")),
        ("4 工作小时", Span(4, "wh")),
        ("1 day", Span(1, "d")),
    ],
)
def test_people_write_it_in_several_ways(text: str, span: Span) -> None:
    assert parse_span(text) == span


@pytest.mark.parametrize("text", ["", "20", "m", "-3h", "3x", "1.5h", "3h 20m", "99999999d", "²h", "20mm"])
def test_anything_else_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_span(text)
    assert refused.value.words.zh
    assert refused.value.words.en


def test_spans_of_different_clocks_are_not_compared() -> None:
    assert Span(1, "d").longer_than(Span(23, "h")) is True
    assert Span(24, "h").longer_than(Span(1, "d")) is False
    assert Span(5, "wd").longer_than(Span(7, "d")) is None
    assert Span(5, "wd").longer_than(Span(40, "wh")) is None
    assert Span(5, "wd").longer_than(Span(4, "wd")) is True
