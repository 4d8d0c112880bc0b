"""What each kind of value takes, keeps, gives and says."""

from typing import Any

import pytest
from pydantic import BaseModel

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.keys import (
    Choice,
    Count,
    Duration,
    Flag,
    Ladder,
    List,
    Record,
    Share,
    Table,
    Text,
    rule_key,
)  # fmt: skip
from huying.rulebook.spans import Span
from huying.rulebook.values import Value

STEPS = (("grid", Words("网格", "grid")), ("street", Words("街道", "street")), ("city", Words("市", "city")))


class Segment(BaseModel):
    """A stretch of a measure."""

    kind: str
    days: int


@pytest.mark.parametrize(
    ("kind", "raw", "stored", "read", "english"),
    [
        (Duration(), "20 分钟", "20m", Span(20, "m"), "20 minutes"),
        (Count(), 3, 3, 3, "3"),
        (Share(), 0.125, 0.125, 0.125, "12.5%"),
        (Share(), 1, 1.0, 1.0, "100%"),
        (Flag(), True, True, True, "yes"),
        (Text(), " 甲 ", "甲", "甲", "甲"),
        (Choice(STEPS), "city", "city", "city", "city"),
        (List(Duration), ["1d", "3 days"], ["1d", "3d"], (Span(1, "d"), Span(3, "d")), "1 day, 3 days"),
        (List(Count), [], [], (), "none"),
        (Ladder(STEPS), ["grid", "city"], ["grid", "city"], ("grid", "city"), "grid → city"),
        (Table(Count), {"a": 1, "*": 2}, {"a": 1, "*": 2}, {"a": 1, "*": 2}, "a: 1; all others: 2"),
        (Table(Count), 2, {"*": 2}, {"*": 2}, "all others: 2"),
        (
            Record(Segment),
            {"kind": "home", "days": 7},
            {"kind": "home", "days": 7},
            Segment(kind="home", days=7),
            "kind home, days 7",
        ),
    ],
)
def test_each_kind_keeps_what_was_written(
    kind: Value, raw: Any, stored: Any, read: Any, english: str
) -> None:
    assert kind.store(raw) == stored
    assert kind.store(stored) == stored
    assert kind.read(stored) == read
    assert kind.say(stored).en == english
    assert kind.shape.zh
    assert kind.shape.en


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        (Duration(), 20),
        (Duration(), None),
        (Count(), True),
        (Count(), 1.5),
        (Count(0, 5), 6),
        (Count(), "3"),
        (Share(), 1.1),
        (Share(), float("nan")),
        (Flag(), "yes"),
        (Flag(), 1),
        (Text(), ""),
        (Text(), 5),
        (Choice(STEPS), "moon"),
        (Choice(STEPS), ["grid"]),
        (List(Count), 5),
        (List(Count), [1, 1]),
        (List(Count), ["a"]),
        (Ladder(STEPS), []),
        (Ladder(STEPS), ["city", "grid"]),
        (Table(Count), {}),
        (Table(Count), {"a": "b"}),
        (Table(Count), {1: 1}),
        (Table(Count, STEPS), {"moon": 1}),
        (Record(Segment), {"kind": "home"}),
        (Record(Segment), []),
    ],
)
def test_what_is_no_such_value_is_refused_in_both_languages(kind: Value, raw: Any) -> None:
    with pytest.raises(Refused) as refused:
        kind.store(raw)
    assert refused.value.words.zh
    assert refused.value.words.en


@pytest.mark.parametrize(
    ("kind", "ours", "theirs", "direction", "stricter"),
    [
        (Duration(), "2d", "1d", "longer", True),
        (Duration(), "24h", "1d", "longer", False),
        (Duration(), "1h", "1d", "shorter", True),
        (Duration(), "1wd", "1d", "shorter", None),
        (Count(), 2, 1, "higher", True),
        (Count(), 2, 1, "lower", False),
        (Flag(), True, False, "higher", True),
        (Flag(), True, True, "higher", False),
        (Flag(), False, True, "lower", True),
        (Choice(STEPS), "city", "grid", "higher", True),
        (List(Count), [1, 2], [2], "longer", True),
        (List(Count), [1], [2], "longer", True),
        (List(Count), [2], [1, 2], "longer", False),
        (List(Count), [2], [1, 2], "shorter", True),
        (Record(Segment), {"kind": "home", "days": 8}, {"kind": "home", "days": 7}, "longer", None),
    ],
)
def test_which_is_stricter(
    kind: Value, ours: Any, theirs: Any, direction: str, stricter: bool | None
) -> None:
    assert kind.stricter(ours, theirs, direction) is stricter


def test_a_key_that_contradicts_itself_or_another_is_refused_at_import() -> None:
    title = Words("试", "test")
    rule_key("test.again", title=title, kind=Count)
    rule_key("test.again", title=title, kind=Count)
    with pytest.raises(ValueError, match="twice"):
        rule_key("test.again", title=title, kind=Flag)
    with pytest.raises(ValueError, match="longer"):
        rule_key("test.wrong", title=title, kind=Count, stricter="longer")
    with pytest.raises(ValueError, match=r"app\.name"):
        rule_key("Wrong", title=title, kind=Count)
