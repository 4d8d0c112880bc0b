"""Lists of areas at risk as text and JSON: what is read, what is odd, what never crashes."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.kernel.refused import Refused
from huying.places.levels import LIST_TIME
from huying.places.risk.lists import moment_of
from huying.places.risk.official import list_of
from huying.places.risk.press import list_of_text
from huying.places.risk.spelling import canonical


def dump(**change: Any) -> dict[str, Any]:
    """An official answer with one county at each level."""
    body: dict[str, Any] = {
        "end_update_time": "2022-04-16 9时",
        "hcount": 2,
        "mcount": 1,
        "highlist": [county("云山省", "临江市", "望江区", ["春晓街道鹿鸣社区", "青枫街道全域"])],
        "middlelist": [county("云山省", "临江市", "望江区", ["春晓街道　建国南苑 5 幢"])],
    }
    return {"data": body | change, "code": 0, "msg": "查询成功"}


def county(province: str, city: str, name: str, places: Any) -> dict[str, Any]:
    """One entry as the official page writes it."""
    above = {"province": province, "city": city, "county": name}
    return {"type": "2", **above, "area_name": f"{province} {city} {name}", "communitys": places}


def test_a_dump_gives_its_moment_its_places_and_its_own_counts() -> None:
    found = list_of(dump())
    assert found.valid_from == dt.datetime(2022, 4, 16, 9, tzinfo=LIST_TIME)
    assert [(one.level, one.text, one.row) for one in found.items] == [
        ("high", "春晓街道鹿鸣社区", 1),
        ("high", "青枫街道全域", 2),
        ("medium", "春晓街道建国南苑5幢", 3),
    ]
    assert found.declared == found.listed == {"high": 2, "medium": 1}
    assert found.odd == []


def test_every_odd_item_is_told_with_its_row_and_the_rest_is_read() -> None:
    rows = [
        "not a county",
        county("云山省", "临江市", "望江区", ["春晓街道", " 春晓街道 ", None, 7, "１２号院"]),
        county("云山省", "临江市", "江北区", None),
    ]
    found = list_of(
        dump(highlist=rows, hcount="6", middlelist=[county("云山省", "临江市", "望江区", ["春晓街道"])])
    )
    assert [(one.level, one.county, one.text) for one in found.items] == [
        ("high", "望江区", "春晓街道"),
        ("high", "望江区", "春晓街道"),
        ("high", "望江区", ""),
        ("high", "望江区", "12号院"),
        ("high", "江北区", ""),
        ("medium", "望江区", "春晓街道"),
    ]
    said = [(row, words.en) for row, words in found.odd]
    assert said == [
        (1, "This entry cannot be read; left out."),
        (5, "The place is not text; left out."),
        (3, "“望江区春晓街道” is on the list already."),
        (8, "“望江区春晓街道” stands at two levels; the higher one counts."),
        (0, "High risk: the list says 6, 5 were read."),
    ]


@pytest.mark.parametrize(
    "value",
    [None, [], {}, {"data": None}, {"data": {"highlist": []}}, {"data": {"highlist": [], "end_update_time": "soon"}},
     {"data": {"highlist": [], "end_update_time": "2022-13-40 9时"}}],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(value: object) -> None:
    with pytest.raises(Refused):
        list_of(value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["communitys", "province", "county", "area_name", "highlist", "x"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=10,
)


@settings(max_examples=80, deadline=None)
@given(JSON, JSON, JSON)
def test_whatever_stands_in_a_list_nothing_crashes(high: Any, medium: Any, count: Any) -> None:
    found = list_of(dump(highlist=high, middlelist=medium, hcount=count))
    assert json.dumps([words.en for _, words in found.odd])
    assert sum(found.listed.values()) == len(found.items)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("2022-04-16 9时", 9), ("2022年4月16日09时", 9), ("截至2022年4月16日9时,全国", 9), ("2022-04-16T01:00Z", 9),
     ("2022-04-16 09:00:00", 9), ("2022/4/16", 0), ("2022-04-15 24时", 0), ("2022-04-16T09:00+08:00", 9)],
)  # fmt: skip
def test_the_moment_of_a_list_is_read_in_every_writing(text: str, hour: int) -> None:
    assert moment_of(text) == dt.datetime(2022, 4, 16, hour, tzinfo=LIST_TIME)


def test_spellings_of_one_place_are_one() -> None:
    assert canonical(" 锦绣花园 １２ 幢(含商铺)\u200b") == canonical("锦绣花园12幢（含商铺）")


PRINTED = """截至2022年3月4日6时,全国疫情风险等级划定为高风险地区1个,中风险地区7个。
1个高风险地区:
云山省1个:陇江县建筑工地以北、和平医院以南片区(即71网格)。
7个中风险地区:
云山省5个:临江市望江区春晓街道鹿鸣小区、青枫街道枫林公寓(一期、二期)、三里亭公寓,平湖市城关镇、新塘街道。
上海市2个:浦东新区花木街道锦绣路1弄小区,青浦区赵巷镇业文路9弄。
"""


def test_a_printed_list_leans_each_name_on_the_one_before() -> None:
    found = list_of_text(PRINTED)
    assert found.valid_from == dt.datetime(2022, 3, 4, 6, tzinfo=LIST_TIME)
    assert found.declared == {"high": 1, "medium": 7}
    assert found.odd == []
    assert [(one.level, one.province, one.city, one.county, one.text) for one in found.items] == [
        ("high", "云山省", "", "陇江县", "建筑工地以北、和平医院以南片区（即71网格）"),
        ("medium", "云山省", "临江市", "望江区", "春晓街道鹿鸣小区"),
        ("medium", "云山省", "临江市", "望江区", "青枫街道枫林公寓（一期、二期）"),
        ("medium", "云山省", "临江市", "望江区", "青枫街道三里亭公寓"),
        ("medium", "云山省", "平湖市", "", "城关镇"),
        ("medium", "云山省", "平湖市", "", "新塘街道"),
        ("medium", "上海市", "上海市", "浦东新区", "花木街道锦绣路1弄小区"),
        ("medium", "上海市", "上海市", "青浦区", "赵巷镇业文路9弄"),
    ]


def test_a_printed_list_that_is_cut_or_only_counts_says_so() -> None:
    text = "截至2022年3月4日6时,高风险地区:0个\n中风险地区:3个\n云山省(3个):临江市(2个)、平湖市城关镇"
    found = list_of_text(text, row={"truncated": True})
    assert [one.text for one in found.items] == ["城关镇"]
    assert [words.en for _, words in found.odd] == [
        "Only counted, not named: 临江市（2个）.",
        "The text is cut off; the places after that were not read.",
        "Medium risk: the list says 3, 1 were read.",
    ]
