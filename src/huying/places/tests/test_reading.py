"""Typed addresses come apart the same way however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.places.reading import key, number, plain, read


@pytest.mark.parametrize(
    ("text", "names", "building", "stairwell", "room"),
    [
        ("建国南苑57幢", "建国南苑", "57", "", ""),
        ("鹿鸣小区3栋2单元501", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区 三幢二单元", "鹿鸣小区", "3", "2", ""),
        ("鹿鸣小区３号楼２单元５０１室", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区3-2-501", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区 3 2 501", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区3幢2-501", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区3幢501", "鹿鸣小区", "3", "", "501"),
        ("鹿鸣小区3-501", "鹿鸣小区", "3", "", "501"),
        ("鹿鸣小区3#501", "鹿鸣小区", "3", "", "501"),
        ("鹿鸣小区第三栋第二单元五零一室", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区3楼2单元501", "鹿鸣小区", "3", "2", "501"),
        ("鹿鸣小区3号501室", "鹿鸣小区", "3", "", "501"),
        ("鹿鸣小区3-2单元501", "鹿鸣小区", "3", "2", "501"),
        ("枫林大厦B座1203", "枫林大厦", "B", "", "1203"),
        ("枫林大厦b座12楼", "枫林大厦", "B", "", "12楼"),
        ("三里亭公寓二十一幢", "三里亭公寓", "21", "", ""),
        ("五四新村十幢", "五四新村", "10", "", ""),
        ("建国南路12号3幢", "建国南路12号", "3", "", ""),
        ("建国南路12号", "建国南路12号", "", "", ""),
        ("中山路100弄3号501室", "中山路100弄", "3", "", "501"),
        ("鹿鸣社区", "鹿鸣社区", "", "", ""),
        ("某小区12-1幢", "某小区", "12-1", "", ""),
        ("鹿鸣小区3幢东单元", "鹿鸣小区", "3", "东", ""),
        ("", "", "", "", ""),
    ],
)
def test_addresses(text: str, names: str, building: str, stairwell: str, room: str) -> None:
    found = read(text)
    assert (found.names, found.building, found.stairwell, found.room) == (names, building, stairwell, room)


@pytest.mark.parametrize(
    ("text", "value"),
    [("十", "10"), ("十二", "12"), ("二十", "20"), ("二十三", "23"), ("一百零五", "105"), ("两", "2"), ("五零一", "501"),
     ("007", "7"), ("A3", "A3"), ("A03", "A3"), ("0", "0"), ("B", "B"), ("三里", None), ("", None)],
)  # fmt: skip
def test_numbers(text: str, value: str | None) -> None:
    assert number(text) == value


def in_chinese(value: int) -> str:
    signs = "零一二三四五六七八九"
    if value < 10:
        return signs[value]
    if value < 100:
        tens, ones = divmod(value, 10)
        return (signs[tens] if tens > 1 else "") + "十" + (signs[ones] if ones else "")
    hundreds, left = divmod(value, 100)
    joint = "零" if 0 < left < 10 else "一" if 10 <= left < 20 else ""
    return signs[hundreds] + "百" + joint + (in_chinese(left) if left else "")


@given(st.integers(1, 999))
def test_chinese_numbers_are_read(value: int) -> None:
    assert number(in_chinese(value)) == str(value)


@given(st.integers(1, 99), st.sampled_from(["幢", "栋", "号楼", "座", "号幢"]))
def test_a_building_has_one_key(value: int, marker: str) -> None:
    assert (
        key(f"{value}{marker}")
        == key(f"{in_chinese(value)}{marker}")
        == key(f"第{value:02}{marker}")
        == str(value)
    )


@given(st.text(max_size=300))
def test_anything_can_be_read(text: str) -> None:
    found = read(text)
    assert plain(plain(text)) == plain(text)
    assert len(found.names) <= 120


def test_a_real_name_has_no_key() -> None:
    assert key("综合楼") is None
    assert key("鹿鸣小区") is None
