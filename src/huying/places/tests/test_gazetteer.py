"""Typed addresses find their building however they are written; what is not clear stays a question."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huying.places import codes
from huying.places.gazetteer import resolve
from huying.places.scope import everything
from huying.places.services import area_rename, areas_load

from .city import COMMUNITY, DISTRICT, FAR_COMMUNITY, OTHER_STREET, SECOND_COMMUNITY, STREET
from .test_reading import in_chinese

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
CITY = codes.pad("9901")
DEER = f"{COMMUNITY}001003"  # 鹿鸣小区3幢


@pytest.mark.parametrize(
    ("text", "area", "rest"),
    [
        ("建国南苑57幢", f"{SECOND_COMMUNITY}00100700", ""),
        ("鹿鸣小区3栋2单元501", f"{DEER}02", "501"),
        ("鹿鸣小区 三幢二单元", f"{DEER}02", ""),
        ("鹿鸣小区３号楼２单元５０１室", f"{DEER}02", "501"),
        ("云山省临江市望江区春晓街道鹿鸣社区鹿鸣小区3-2-501", f"{DEER}02", "501"),
        ("望江区春晓街道鹿鸣小区第三栋501", f"{DEER}00", "501"),
        ("我住在鹿鸣小区3#", f"{DEER}00", ""),
        ("鹿鸣3幢", f"{DEER}00", ""),
        ("鹿鸣小区13幢", f"{COMMUNITY}00200300", ""),
        ("鹿鸣社区第二网格鹿鸣小区13幢", f"{COMMUNITY}00200300", ""),
        ("春风路8号鹿鸣小区3幢", f"{DEER}00", ""),
        ("枫林大厦b座1203", f"{FAR_COMMUNITY}00103200", "1203"),
        ("三里亭公寓二幢", f"{FAR_COMMUNITY}00101200", ""),
        ("青枫街道锦绣花园3幢1单元", f"{FAR_COMMUNITY}00100301", ""),
        ("锦绣花园5幢", f"{SECOND_COMMUNITY}00102500", ""),
        ("春晓街道", codes.pad(STREET), ""),
        ("枫林社区居委会", codes.pad(FAR_COMMUNITY), ""),
    ],
)
def test_clear_addresses(text: str, area: str, rest: str) -> None:
    [best, *others] = resolve(text, within=CITY)
    assert (best.area, best.rest, best.sure) == (area, rest, True), best
    assert all(not other.sure for other in others)


def test_the_name_says_the_whole_place() -> None:
    [match] = resolve("鹿鸣小区3幢2单元501", within=CITY)
    assert match.name.zh == "望江区春晓街道鹿鸣社区居民委员会鹿鸣小区3幢2单元"
    assert match.name.en.startswith("Unit 2, Building 3, Luming Estate")
    assert (match.grade, match.score, match.how.zh) == ("stairwell", 1.0, "按名称找到")


@pytest.mark.parametrize("text", ["路鸣小区3幢", "鹿名小区3幢", "鹿明小区三栋", "望江区路鸣小曲3幢"])
def test_homophones(text: str) -> None:
    [match] = resolve(text, within=CITY)
    assert match.area == f"{DEER}00" and match.sure
    assert "同音" in match.how.zh and match.score < 1


def test_a_slip_is_offered_but_never_sure() -> None:
    [match] = resolve("建国北苑57幢", within=CITY)
    assert match.area == f"{SECOND_COMMUNITY}00100700"
    assert "相近" in match.how.zh and not match.sure


def test_a_name_of_the_community_with_a_number_is_a_question() -> None:
    [match] = resolve("鹿鸣里3幢", within=CITY)
    assert match.area == f"{DEER}00" and not match.sure


def test_a_road_number_of_another_building_contradicts() -> None:
    assert resolve("建国南路12号", within=CITY)[0].area == f"{SECOND_COMMUNITY}00100100"
    assert not any(match.sure for match in resolve("建国南路12号鹿鸣小区3幢", within=CITY))


def test_one_name_in_two_streets_is_a_question() -> None:
    found = resolve("锦绣花园3幢", within=CITY)
    assert {match.area for match in found} == {f"{SECOND_COMMUNITY}00102300", f"{FAR_COMMUNITY}00100300"}
    assert not any(match.sure for match in found)
    [only] = resolve("锦绣花园3幢", within=codes.pad(OTHER_STREET))
    assert only.area == f"{FAR_COMMUNITY}00100300" and only.sure


def test_a_number_without_a_compound_is_a_question() -> None:
    [match] = resolve("春晓街道57幢", within=CITY)
    assert match.area == f"{SECOND_COMMUNITY}00100700"
    assert not match.sure and "楼号" in match.how.zh
    several = resolve("春晓街道3幢", within=CITY)
    assert len(several) == 2 and not any(match.sure for match in several)
    [wide] = resolve("春晓街道3幢501", within=CITY, limit=1)
    assert (wide.area, wide.rest) == (codes.pad(STREET), "3幢501") and "请写小区名称" in wide.how.zh
    assert len(resolve("3幢", within=codes.pad(FAR_COMMUNITY))) == 2
    assert resolve("3幢", within=CITY) == []


def test_an_unknown_building_goes_to_what_is_known() -> None:
    [match] = resolve("建国南苑99幢2单元301", within=CITY)
    assert (match.area, match.rest) == (codes.pad(f"{SECOND_COMMUNITY}001"), "99幢2单元301")
    assert "没有找到99幢" in match.how.zh
    # The compound stands in two grids, so the community is as fine as it gets.
    [match] = resolve("鹿鸣小区99幢", within=CITY)
    assert match.area == codes.pad(COMMUNITY)


def test_an_unknown_stairwell_stays_in_the_rest() -> None:
    [match] = resolve("鹿鸣小区3幢9单元501", within=CITY)
    assert (match.area, match.rest) == (f"{DEER}00", "9单元501")


def test_an_unknown_compound_is_no_other_compound() -> None:
    [match] = resolve("春晓街道阳光水岸3幢", within=CITY)
    assert match.area == codes.pad(STREET)
    assert "阳光水岸" in match.how.zh


def test_another_city_is_not_this_one() -> None:
    assert not any(match.sure for match in resolve("海州市东山区鹿鸣小区3幢", within=CITY))


def test_a_road_is_not_the_place_it_is_called_after() -> None:
    [match] = resolve("望江区青枫西路100号", within=CITY)
    assert (match.area, match.rest) == (codes.pad(DISTRICT), "青枫西路100号")


def test_half_a_name_among_unknown_words_is_a_guess() -> None:
    [match] = resolve("青枫摩天轮下的房子", within=CITY)
    assert match.area == codes.pad(OTHER_STREET) and not match.sure


def test_names_that_contradict_each_other() -> None:
    matches = resolve("青枫街道建国南苑57幢", within=CITY)
    assert matches and not any(match.sure for match in matches)
    assert "对不上" in matches[0].how.zh


@pytest.mark.parametrize(
    "text", ["", "   ", "？？", "火星基地七号", "501", "a" * 5000, "3幢" * 500, "\x00\ud800"]
)
def test_nonsense_finds_nothing(text: str) -> None:
    assert resolve(text, within=CITY) == []


def test_nothing_outside_the_area_is_found() -> None:
    assert resolve("枫林大厦A座", within=codes.pad(STREET)) == []


def test_a_new_name_is_known_at_once_and_the_old_one_stays() -> None:
    assert not any(match.score == 1 for match in resolve("银杏社区", within=CITY))
    with everything("test"):
        area_rename(code=codes.pad(COMMUNITY), zh="银杏社区")
    for text in ("银杏社区", "鹿鸣社区居民委员会"):
        assert resolve(text, within=CITY)[0].area == codes.pad(COMMUNITY)


numbers = st.integers(1, 20)
shapes = st.sampled_from(
    ["{c}{b}幢{u}单元{r}", "{c}{b}栋{u}单元{r}室", "{c} {b}号楼 {u}单元 {r}", "{c}第{zb}幢第{zu}单元{r}", "{c}{zb}栋{zu}单元{r}室",
     "{c}{b}-{u}-{r}", "{c} {b} {u} {r}", "{c}{b}幢{u}-{r}", "{c}{b}#{u}单元{r}", "望江区{c}{b:02}幢{u}单元{r}", "春晓街道，{c}，{b}座{u}门{r}"]
)  # fmt: skip


def wide(text: str) -> str:
    """The same with full-width digits."""
    return text.translate({48 + digit: 0xFF10 + digit for digit in range(10)})


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(numbers, st.integers(1, 3), st.sampled_from(["101", "502", "1203"]), shapes, st.booleans())
def test_every_way_of_writing_means_the_same(
    building: int, unit: int, room: str, shape: str, full: bool
) -> None:
    said = {
        "c": "鹿鸣小区",
        "b": building,
        "u": unit,
        "r": room,
        "zb": in_chinese(building),
        "zu": in_chinese(unit),
    }
    text = wide(shape.format(**said)) if full else shape.format(**said)
    grid, place = (1, building) if building <= 10 else (2, building - 10)
    [match] = resolve(text, within=CITY)
    assert (match.area, match.rest, match.sure) == (f"{COMMUNITY}{grid:03}{place:03}{unit:02}", room, True), (
        text
    )


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text("鹿鸣建国南苑锦绣花园枫林大厦小区社街道春晓一二三十0123456789幢栋号楼单元室- AB", max_size=40))
def test_whatever_is_typed_at_most_one_is_sure(text: str) -> None:
    found = resolve(text, within=codes.pad(DISTRICT))
    assert len(found) <= 5
    assert sum(match.sure for match in found) == (1 if found and found[0].sure else 0)
    assert all(codes.covers(codes.pad(DISTRICT), match.area) and 0 < match.score <= 1 for match in found)


def _big_city() -> list[dict[str, Any]]:
    """2,000 compounds of ten buildings in 200 communities."""
    first, second = "东西南北中新老金银玉", "湖山河桥塘园林泉溪岸"
    kinds = ("小区", "花园", "公寓", "家园", "苑")
    rows: list[dict[str, Any]] = [
        {"code": f"9902{n}", "zh": z} for n, z in (("", "大城市"), ("01", "大城区"))
    ]
    names = [a + b + c + kind for a in first for b in second for c in "东西南北" for kind in kinds]
    for street in range(1, 11):
        rows.append({"code": f"990201{street:03}", "zh": f"第{in_chinese(street)}街道"})
        for community in range(1, 21):
            code = f"990201{street:03}{community:03}"
            rows += [
                {"code": code, "zh": f"{in_chinese(community)}号社区"},
                {"code": f"{code}001", "zh": "第一网格"},
            ]
            for compound in range(10):
                name = names[((street - 1) * 20 + community - 1) * 10 + compound]
                rows += [
                    {"code": f"{code}001{compound * 10 + n:03}00", "zh": f"{n}幢", "compound": name}
                    for n in range(1, 11)
                ]
    return rows


def test_a_city_of_twenty_thousand_buildings_is_read_once_whatever_is_looked_up() -> None:
    with everything("test"):
        assert not areas_load(_big_city()).rejected
    city = codes.pad("9902")
    resolve("第一街道", within=city)
    texts = [
        "东湖东小区3幢",
        "大城区玉岸北苑十幢501",
        "懂湖东小区3幢",
        "东湖冬小去3幢",
        "第三街道西桥西家园八号楼",
        "金湖南花园5-501",
    ] * 10
    with CaptureQueriesContext(connection) as asked:
        found = [resolve(text, within=city) for text in texts]
    assert all(found)
    # A look-up asks the database at most whether the tree has changed.
    assert len(asked) <= len(texts)
    assert not any("places_area" in one["sql"] for one in asked)
