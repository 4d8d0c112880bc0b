"""What listed names mean: divisions, development zones, missing levels, exclusions, buildings of one's own city."""

from typing import Any

import pytest

from huying.kernel.refused import Refused
from huying.places.codes import pad
from huying.places.gazetteer import resolve
from huying.places.models import Area, RiskName
from huying.places.risk.directory import Directory
from huying.places.risk.locating import Located, located
from huying.places.risk.meaning import name_settle, name_unsettle, names_resolve
from huying.places.services import divisions_load

ROWS = {
    "91": "翠海市", "9101": "市辖区", "910105": "东山区", "910105003": "南磨地区", "910105004": "双井街道",
    "92": "北原省", "9201": "长宁市", "920103": "宽河区", "920171": "长宁经济技术开发区",
    "920172": "长宁净水高新技术产业开发区", "920103005": "团山街道", "920103005001": "小南街社区居委会",
    "920103101": "花沟镇", "920103101200": "东风村委会", "920171001": "东方街道", "9219": "塘湖市",
    "921900": "塘湖市", "921900003": "凤冈镇", "9290": "省直辖县级行政区划", "929021": "定河县",
    "9223": "南岭土家族苗族自治州", "922301": "平川市",
}  # fmt: skip


@pytest.fixture
def country(db: None) -> Directory:
    """Some invented divisions."""
    loaded = divisions_load({"code": code, "name": name} for code, name in ROWS.items())
    assert (loaded.created, loaded.same, loaded.rejected) == (len(ROWS) - 1, 1, [])
    return Directory()


def whole(code: str) -> Located:
    """The name means the area as a whole."""
    return Located(pad(code), pad(code))


def inside(code: str) -> Located:
    """The name means something in the area."""
    return Located(None, pad(code))


@pytest.mark.parametrize(
    ("above", "text", "expected"),
    [
        # The street in the place of the county, and a bracket nobody says.
        (("翠海市", "东山区", "双井街道"), "", whole("910105004")),
        (("翠海市", "东山区", "南磨（地区）乡"), "垂杨小区", inside("910105003")),
        (("翠海市", "翠海市", "东山区"), "双井街道九龙花园", inside("910105004")),
        # Streets and communities at the beginning of the text; the county said once more.
        (("北原省", "长宁市", "宽河区"), "团山街道小南街社区", whole("920103005001")),
        (("北原省", "长宁市", "宽河区"), "宽河区团山街道小南街社区3号楼", inside("920103005001")),
        (("北原省", "长宁市", "宽河区"), "花沟镇东风村", whole("920103101200")),
        (("北原省", "长宁市", "宽河区"), "小南街社区全域", whole("920103005001")),
        (("北原省", "长宁市", "宽河区"), "建设路7号（团山街道以南）", inside("920103005")),
        # Exclusions: of what is listed higher nothing is lost, of a named place the rest is no area of its own.
        (("北原省", "长宁市", "宽河区"), "花沟镇除高风险区外的其他区域", whole("920103101")),
        (("北原省", "长宁市", "宽河区"), "团山街道小南街社区全域（除高风险区外）", whole("920103005001")),
        (("北原省", "长宁市", "宽河区"), "宽河区除高、中风险区以外的其他区域", whole("920103")),
        (("北原省", "长宁市", "宽河区"), "花沟镇除东风村以外区域", inside("920103101")),
        (("北原省", "长宁市", "宽河区"), "花沟镇、团山街道", inside("920103101")),
        # Development zones by their short names; one that is no division is found by its street.
        (("北原省", "长宁市", "经开区"), "东方街道", whole("920171001")),
        (("北原省", "长宁市", "净水区"), "某小区", inside("920172")),
        (("北原省", "长宁市", "净水高新区"), "", whole("920172")),
        (("北原省", "长宁市", "滨河新区"), "团山街道某小区", inside("920103005")),
        (("北原省", "长宁市", "滨河新区"), "某小区", inside("9201")),
        # A city without districts, a county under no city, a prefecture's short name, a level left out.
        (("北原省", "塘湖市", "凤冈镇"), "", whole("921900003")),
        (("北原省", "省直辖县级行政单位", "定河县"), "某村", inside("929021")),
        (("北原", "南岭州", "平川市"), "", whole("922301")),
        (("北原省", "", "宽河区"), "团山街道", whole("920103005")),
        ((), "北原省长宁市宽河区团山街道", whole("920103005")),
        ((), "翠海市东山区双井街道九龙花园", inside("910105004")),
        # A province is no area at risk by its name alone; what is not known stays text.
        (("北原省", "某某兵团", "某某兵团"), "一连", inside("92")),
        (("火星省", "", ""), "团山街道", Located(None, None)),
    ],
)
def test_a_listed_name_means(
    country: Directory, above: tuple[str, ...], text: str, expected: Located
) -> None:
    assert located(text, above=above, directory=country) == expected


def test_in_the_citys_own_tree_a_building_is_known(city: Any) -> None:
    above = ("云山省", "临江市", "望江区")
    directory = Directory()
    building = located("春晓街道鹿鸣小区3幢", above=above, directory=directory)
    assert building.code is not None
    assert building.code == resolve("鹿鸣小区3幢")[0].area
    # A compound over two grids is no area of the tree: its community is not at risk because of it.
    compound = located("春晓街道鹿鸣小区", above=above, directory=directory)
    assert compound.code is None
    assert compound.within is not None
    assert located("春晓街道鹿鸣社区", above=above, directory=directory).code == pad("990101001001")


def test_a_person_settles_a_name_once_and_the_program_leaves_it(country: Directory) -> None:
    name = RiskName.objects.create(
        key="k", province="北原省", city="长宁市", county="滨河新区", text="某小区"
    )
    assert names_resolve() == 1
    street = pad("920103005")
    settled = name_settle(name=name.pk, area=street, whole=False, by="王某", by_id=7)
    assert (settled.code, settled.within, settled.settled_by) == ("", street, "王某")
    assert names_resolve(everything=True) == 0
    name.refresh_from_db()
    assert name.within == street
    assert name_unsettle(name=name.pk).within == pad("9201")


@pytest.mark.parametrize("area", ["", "92", "0" * 20, pad("93")])
def test_a_name_is_settled_only_with_an_area_there_is(country: Directory, area: str) -> None:
    name = RiskName.objects.create(key="k", text="某小区")
    with pytest.raises(Refused):
        name_settle(name=name.pk, area=area, whole=True, by="王某", by_id=7)


def test_divisions_come_in_again_renamed_and_never_touch_the_citys_own_tree(country: Directory) -> None:
    rows = [
        {"code": "920103", "name": "新河区", "aliases": "宽河区"},
        {"code": "92x", "name": "某"},
        {"code": "93"},
    ]
    loaded = divisions_load(rows)
    assert (loaded.changed, [number for number, _ in loaded.rejected]) == (1, [2, 3])
    # The former name is still understood.
    assert located("", above=("北原省", "长宁市", "宽河区")).code == pad("920103")
    assert not Area.objects.filter(code__startswith="92").exists()
