"""Lists of records: compared item by item, told apart in words, written as rows of a form."""

from typing import Any, ClassVar, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from huying.base.forms import SchemaForm
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words, reading
from huying.rulebook.keys import Key, List, Record, SpanText, Table
from huying.rulebook.ruleforms import in_rows, rule_form, rule_said, rule_typed


class Stage(BaseModel):
    """One stretch of a measure."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["facility", "home"] = ask("方式", "Kind")
    days: int = ask("天数", "Days", ge=1, le=99)
    tests: list[int] = ask("检测日", "Test days", default=[])


class Plan(BaseModel):
    """A measure of one category, with every shape a field can have."""

    model_config = ConfigDict(extra="forbid")
    code: str = ask("代码", "Code", pattern=r"^[a-z_]+$")
    zh: str = ask("名称", "Name")
    en: str = ask("英文", "English", default="")
    limit: SpanText = ask("时限", "Limit", default="1h")
    double: bool = ask("双采双检", "Double test", default=False)
    stages: list[Stage] = ask("阶段", "Stages", default=[])

    def words(self) -> Words:
        """The days, one after another."""
        text = "+".join(str(one.days) for one in self.stages)
        return Words(f"{text} 天", f"{text} days")

    def stricter_than(self, other: "Plan", direction: str) -> bool:
        """More days or more tests."""

        def burden(plan: "Plan") -> tuple[int, int]:
            return sum(s.days for s in plan.stages), sum(len(s.tests) for s in plan.stages)

        mine, theirs = burden(self), burden(other)
        return mine[0] > theirs[0] or mine[1] > theirs[1]


class Place(BaseModel):
    """Told apart by two fields."""

    item_key: ClassVar[tuple[str, ...]] = ("area", "since")
    area: str
    since: str
    note: str = ""


class Odd(BaseModel):
    """Nothing a form has fields for."""

    days: dict[str, int]


def plan(code: str, *days: int, tests: int = 0) -> dict[str, Any]:
    """A plan as plain data."""
    stages = [{"kind": "home", "days": n, "tests": list(range(1, tests + 1))} for n in days]
    return {"code": code, "zh": code.upper(), "stages": stages}


PLANS = List(of=Record(Plan))
KEY = Key("test.plans", Words("管控方案", "Plans"), PLANS, "longer")


def differs(ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> tuple[bool | None, str]:
    """The verdict, and the difference in words."""
    mine, other = PLANS.store(ours), PLANS.store(theirs)
    words = PLANS.difference(mine, other, "longer")
    return PLANS.stricter(mine, other, "longer"), words.en if words else ""


def test_items_with_the_same_code_are_compared_by_the_record_and_others_are_more_people() -> None:
    above = [plan("close", 7, 3), plan("second", 7)]
    assert differs(above, above) == (False, "")
    assert differs(list(reversed(above)), above) == (False, "")
    assert differs([plan("close", 5, 3)], above) == (False, "")
    assert differs([plan("close", 14, 7)], above) == (True, "“CLOSE” is 14+7 days, above it is 7+3 days")
    assert differs([plan("close", 7, 3, tests=1)], above)[0] is True
    assert differs([*above, plan("third", 1)], above) == (True, "“THIRD” is added")
    assert PLANS.stricter([], above, "shorter") is True


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(1, 20)), max_size=4, unique_by=lambda one: one[0]
    ),
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.integers(1, 20)), max_size=4, unique_by=lambda one: one[0]
    ),
)
def test_stricter_is_said_exactly_when_some_item_is(
    ours: list[tuple[str, int]], theirs: list[tuple[str, int]]
) -> None:
    above = dict(theirs)
    expected = any(code not in above or days > above[code] for code, days in ours)
    verdict, words = differs([plan(code, n) for code, n in ours], [plan(code, n) for code, n in theirs])
    assert (verdict, bool(words)) == (expected, expected)


def test_an_item_told_apart_by_its_own_fields_may_change_its_other_fields_only_when_it_says_so() -> None:
    kind = List(of=Record(Place))
    above = [{"area": "天津", "since": "2021-12-25"}]
    assert kind.stricter([{"area": "天津", "since": "2021-12-26"}], above, "longer") is True
    assert kind.stricter([{**above[0], "note": "市区"}], above, "longer") is True
    with pytest.raises(Refused, match="重复"):
        kind.store([above[0], {**above[0], "note": "x"}])
    with reading("en"):
        assert "area 天津, since 2021-12-25" in str(Record(Place).say(above[0]))


def test_a_wrong_item_is_named_by_its_place_and_field_in_words() -> None:
    with pytest.raises(Refused) as refused:
        PLANS.store([plan("a", 1), {**plan("b", 1), "limit": "soon"}])
    assert refused.value.words.en.startswith("item 2: “limit”: Write a length of time")
    with pytest.raises(Refused) as refused:
        PLANS.store([plan("a", 0)])
    assert refused.value.words.zh.startswith("第 1 项：“stages.0.days”：")
    assert "Input" not in refused.value.words.en


def test_two_versions_differ_item_by_item() -> None:
    table = Table(of=PLANS)
    pieces = {
        mark: (name.en, said.en) for mark, name, said in table.pieces({"x": [plan("a", 3), plan("b", 4)]})
    }
    assert sorted(pieces.values()) == [("x, A", "3 days"), ("x, B", "4 days")]


def form(data: dict[str, str] | None = None, stored: Any = None) -> SchemaForm:
    """The form of the key."""
    return SchemaForm(rule_form(KEY), data, initial=rule_typed(KEY, stored))


def posted(shown: SchemaForm) -> dict[str, str]:
    """What a browser would send of a form that was not touched."""
    sent = {name: field.value for name, field in shown.by_name.items() if not field.together}
    counts = {
        f"{name}-n": str(len(field.rows)) for name, field in shown.by_name.items() if field.widget == "rows"
    }
    return {**sent, **counts}


def test_a_list_of_records_goes_through_its_form_unchanged() -> None:
    stored = PLANS.store([{**plan("close", 7, 3, tests=2), "double": True, "limit": "3h"}, plan("second", 7)])
    again = form(posted(form(stored=stored)))
    assert again.is_valid(), again.errors
    assert rule_said(KEY, again.value) == stored
    empty = form({"rows-n": "0"})
    assert empty.is_valid()
    assert rule_said(KEY, empty.value) is None


def test_a_row_is_added_and_taken_out_by_buttons_alone() -> None:
    sent = posted(form(stored=[plan("close", 7)]))
    more = form({**sent, "_add": "rows"})
    assert not more.is_valid()
    assert len(more.by_name["rows"].rows) == 2
    inner = form({**sent, "_add": "rows-0-stages"})
    assert len(inner.by_name["rows-0-stages"].rows) == 2
    less = form({**posted(form(stored=[plan("a", 1), plan("b", 2)])), "_drop": "rows-0"})
    assert less.by_name["rows-0-code"].value == "b"


def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost() -> None:
    sent = {**posted(form(stored=[plan("close", 7)])), "rows-0-stages-0-days": "many"}
    missing = form({**sent, "rows-0-code": ""})
    assert not missing.is_valid()
    assert set(missing.errors) == {"rows-0-code"}
    wrong = form({**sent, "rows-0-limit": "soon"})
    assert wrong.is_valid()
    with pytest.raises(Refused) as refused:
        rule_said(KEY, wrong.value)
    assert set(refused.value.fields) == {"rows-0-stages-0-days", "rows-0-limit"}
    wrong.refuse(refused.value)
    assert wrong.by_name["rows-0-stages-0-days"].errors
    assert wrong.by_name["rows-0-stages-0-days"].value == "many"


def test_tables_of_records_have_a_line_in_each_row_and_other_shapes_stay_text() -> None:
    table = Key("test.table", Words("表", "Table"), Table(of=Record(Stage)), "none")
    stored = table.kind.store({"close": {"kind": "home", "days": 7}, "*": {"kind": "facility", "days": 1}})
    shown = SchemaForm(
        rule_form(table), posted(SchemaForm(rule_form(table), initial=rule_typed(table, stored)))
    )
    assert shown.is_valid()
    assert rule_said(table, shown.value) == stored
    assert not in_rows(Key("test.odd", Words("怪", "Odd"), List(of=Record(Odd)), "none"))
    assert "value" in rule_form(KEY, as_text=True).model_fields
