"""The tree: names, search, new places and new names."""

from uuid import UUID

import pytest
from django.db import transaction

from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import reading
from huying.places import codes, queries
from huying.places.models import Area
from huying.places.scope import everything, use
from huying.places.services import area_create, area_rename, area_update

from .city import CITY, COMMUNITY, DISTRICT, FAR_COMMUNITY, SECOND_COMMUNITY, STREET

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]
BUILDING = f"{COMMUNITY}00100300"


def test_names_are_short_or_whole() -> None:
    assert queries.area_name(codes.pad(STREET)).zh == "春晓街道"
    assert queries.area_name(codes.pad(f"{COMMUNITY}001")).zh == "鹿鸣社区居民委员会第一网格"
    assert queries.area_name(BUILDING).zh == "鹿鸣小区3幢"
    assert queries.area_name(f"{COMMUNITY}00100302").zh == "鹿鸣小区3幢2单元"
    whole = queries.area_name(f"{COMMUNITY}00100302", from_grade="district")
    assert whole.zh == "望江区春晓街道鹿鸣社区居民委员会鹿鸣小区3幢2单元"
    assert (
        whole.en
        == "Unit 2, Building 3, Luming Estate, Luming Community, Chunxiao Subdistrict, Wangjiang District"
    )
    with reading("en"):
        assert str(queries.area_name(codes.pad(CITY))) == "Linjiang City"
    assert queries.area_name(codes.ALL).zh == "全国"


def test_a_place_without_a_row_is_called_like_the_one_above() -> None:
    assert queries.area_name(codes.pad("990101001099")).zh == "春晓街道"


def test_one_query_names_a_whole_list(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        named = queries.area_names([BUILDING, codes.pad(STREET), codes.pad(FAR_COMMUNITY)])
    assert [words.zh for words in named.values()] and len(named) == 3


def test_path_children_and_descendants() -> None:
    assert [place.zh for place in queries.path(codes.pad(COMMUNITY))] == [
        "云山省", "临江市", "望江区", "春晓街道", "鹿鸣社区居民委员会",
    ]  # fmt: skip
    assert [place.zh for place in queries.children(codes.ALL)] == ["云山省"]
    assert [place.code for place in queries.children(codes.pad(STREET))] == [
        codes.pad(COMMUNITY), codes.pad(SECOND_COMMUNITY),
    ]  # fmt: skip
    assert queries.descendants(codes.pad(COMMUNITY), "building").count() == 20
    assert codes.pad(COMMUNITY) not in queries.descendants(codes.pad(COMMUNITY)).values_list(
        "code", flat=True
    )


def test_a_code_without_a_place_is_not_yours() -> None:
    for wrong in (codes.pad("55"), "", "55", "x" * 20):
        with pytest.raises(NotYours):
            queries.area(wrong)


@pytest.mark.parametrize(
    ("text", "first"),
    [("鹿鸣社区", "鹿鸣社区居民委员会"), ("lmsq", "鹿鸣社区居民委员会"), ("lu ming she", "鹿鸣社区居民委员会"),
     ("鹿鸣里", "鹿鸣社区居民委员会"), ("枫林", "枫林社区居民委员会"), ("990101002", "青枫街道"), ("Qingfeng", "青枫街道")],
)  # fmt: skip
def test_search_by_name_sounds_letters_and_code(text: str, first: str) -> None:
    assert queries.area_search(text)[0].zh == first


def test_search_stays_inside_and_within_the_grades() -> None:
    assert queries.area_search("枫林", codes.pad(STREET)) == []
    assert {place.grade for place in queries.area_search("鹿鸣", grades=["building"])} == {"building"}
    assert queries.area_search("  ") == []


def test_a_new_grid_takes_the_next_code_and_renews_the_edition() -> None:
    before = queries.edition()
    with use(codes.pad(STREET)):
        grid = area_create(
            parent=codes.pad(COMMUNITY), zh=" 第三网格 ", worker="陈一一", worker_phone="057100000000"
        )
    assert grid.code == codes.pad(f"{COMMUNITY}003")
    assert (grid.grade, grid.zh, grid.en, grid.worker) == ("grid", "第三网格", "Grid San", "陈一一")
    assert queries.edition() not in (before, UUID(int=0))


def test_nobody_changes_the_tree_outside_the_own_area() -> None:
    with use(codes.pad(SECOND_COMMUNITY)):
        with pytest.raises(NotYours):
            area_create(parent=codes.pad(COMMUNITY), zh="第三网格")
        with pytest.raises(NotYours):
            area_rename(code=codes.pad(COMMUNITY), zh="新名社区")
        with pytest.raises(NotYours):
            area_update(code=codes.pad(COMMUNITY), households=5)
    with pytest.raises(NotYours):
        area_create(parent=codes.pad(COMMUNITY), zh="第三网格")
    assert queries.area(codes.pad(COMMUNITY)).households is None


def test_a_name_taken_or_missing_is_refused_and_nothing_is_written() -> None:
    count = Area.objects.count()
    with everything("test"):
        for zh in ("第一网格", "  ", "长" * 61):
            with pytest.raises(Refused) as refused:
                area_create(parent=codes.pad(COMMUNITY), zh=zh)
            assert "zh" in refused.value.fields
        with pytest.raises(Refused):
            area_rename(code=codes.pad(f"{COMMUNITY}001"), zh="第二网格")
        with pytest.raises(Refused):
            area_create(parent=f"{COMMUNITY}00100301", zh="半个单元")
        with pytest.raises(TypeError):
            area_update(code=codes.pad(COMMUNITY), mayor="x")
    assert Area.objects.count() == count


def test_a_chosen_code_must_fit() -> None:
    with everything("test"):
        street = area_create(parent=codes.pad(DISTRICT), zh="新河镇", code=codes.pad("990101105"))
        assert street.grade == "street"
        following = area_create(parent=codes.pad(DISTRICT), zh="古塘乡")
        assert following.code == codes.pad("990101106")
        for wrong in (codes.pad("990101105"), codes.pad("990102001"), codes.pad("990101105001"), "99"):
            with pytest.raises(Refused) as refused:
                area_create(parent=codes.pad(DISTRICT), zh="某某镇", code=wrong)
            assert "code" in refused.value.fields


def test_a_city_without_districts_has_streets() -> None:
    with everything("test"):
        city = area_create(parent=codes.pad("99"), zh="无区市")
        street = area_create(parent=city.code, zh="独立镇", grade="street")
    assert city.code == codes.pad("9902")
    assert street.code == codes.pad("990200001")
    assert codes.parent(street.code) == city.code
    assert queries.area_name(street.code, from_grade="city").zh == "无区市独立镇"


def test_a_full_parent_is_refused() -> None:
    with everything("test"):
        area_create(parent=codes.pad(COMMUNITY), zh="末网格", code=codes.pad(f"{COMMUNITY}999"))
        with pytest.raises(Refused, match="满了"):
            area_create(parent=codes.pad(COMMUNITY), zh="又一网格")


def test_the_old_name_stays_as_another_name() -> None:
    with everything("test"):
        renamed = area_rename(code=codes.pad(COMMUNITY), zh="鹿鸣山社区")
        assert (renamed.en, renamed.aliases) == ("Lumingshan Community", ["鹿鸣里", "鹿鸣社区居民委员会"])
        back = area_rename(code=codes.pad(COMMUNITY), zh="鹿鸣社区居民委员会", en="Deer Call Community")
        assert (back.en, back.aliases) == ("Deer Call Community", ["鹿鸣里", "鹿鸣山社区"])


def test_a_change_that_is_rolled_back_leaves_the_old_edition() -> None:
    before = queries.edition()
    with pytest.raises(ZeroDivisionError), transaction.atomic(), everything("test"):
        area_update(code=codes.pad(COMMUNITY), households=7)
        raise ZeroDivisionError
    assert queries.edition() == before
