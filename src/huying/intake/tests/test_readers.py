"""Reading tables: every form gives the same rows; nothing a file holds does harm."""

import gzip
import io
import json
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from huying.intake.limits import Limits
from huying.intake.readers import Mapping, Row, load_mapping, open_table, read_rows
from huying.intake.readers.cells import tidy
from huying.intake.readers.table import preview
from huying.kernel.refused import Refused

from .tables import as_csv, as_jsonl, as_xlsx

DATA = Path(__file__).parents[5] / "shared" / "data"
WORDS = {
    "text": ["诉求内容", "内容", "描述", "content"],
    "name": ["联系人", "姓名"],
    "phone": ["电话", "手机号", "联系方式", "phone"],
    "place": ["地址", "住址"],
    "at": ["登记时间", "时间", "time"],
}


def read(data: bytes, **options: object) -> list[Row]:
    return list(read_rows(io.BytesIO(data), **options))  # type: ignore[arg-type]


def cells(data: bytes, **options: object) -> list[dict[str, str]]:
    return [row.cells for row in read(data, **options)]


HEADING = ["诉求内容", "联系人", "联系电话"]
ROWS = [HEADING, ["缺胰岛素，急", "王小明", "13812348000"], ["想问封控到几号？", "李雷", "057486781234"]]
EXPECTED = [
    {"text": "缺胰岛素，急", "name": "王小明", "phone": "13812348000"},
    {"text": "想问封控到几号？", "name": "李雷", "phone": "057486781234"},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimited_text_in_every_encoding(encoding: str, delimiter: str) -> None:
    assert cells(as_csv(ROWS, encoding, delimiter), synonyms=WORDS) == EXPECTED


@pytest.mark.parametrize(
    "data", [as_jsonl(ROWS), as_jsonl(ROWS, packed=True), as_xlsx(ROWS), as_xlsx(ROWS, above=3)]
)
def test_json_lines_and_workbooks(data: bytes) -> None:
    assert cells(data, synonyms=WORDS) == EXPECTED


def test_json_arrays_and_wrapped_arrays() -> None:
    objects = [dict(zip(HEADING, row, strict=True)) for row in ROWS[1:]]
    assert cells(json.dumps(objects).encode(), synonyms=WORDS) == EXPECTED
    assert cells(json.dumps({"total": 2, "rows": objects}, indent=1).encode(), synonyms=WORDS) == EXPECTED
    assert cells(b"\xef\xbb\xbf" + json.dumps(objects, indent=2).encode(), synonyms=WORDS) == EXPECTED


_text = st.text(
    st.characters(codec="gb18030", exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Co")), max_size=30
).filter(lambda text: not text.startswith(("=", "sep=")))


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_text, _text, _text), min_size=1, max_size=5))
def test_the_same_table_is_the_same_rows_in_every_form(body: list[tuple[str, str, str]]) -> None:
    table = [HEADING, *([*row] for row in body)]
    expected = [
        {field: tidy(text) for field, text in zip(("text", "name", "phone"), row, strict=True) if tidy(text)}
        for row in body
        if any(map(tidy, row)) and [*map(tidy, row)] != HEADING
    ]
    for encoding in ("utf-8", "utf-8-sig", "gb18030", "utf-16"):
        assert [row.cells for row in read(as_csv(table, encoding), synonyms=WORDS)] == expected
    assert cells(as_jsonl(table), synonyms=WORDS) == expected


@settings(deadline=None, max_examples=10)
@given(st.lists(st.tuples(_text, _text, _text), min_size=1, max_size=5))
def test_a_workbook_gives_the_rows_of_the_delimited_file(body: list[tuple[str, str, str]]) -> None:
    table = [HEADING, *([*row] for row in body)]
    assert cells(as_xlsx(table), synonyms=WORDS) == cells(as_csv(table), synonyms=WORDS)


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=400))
@example(b"\xff\xfe")
@example(b"\x1f\x8b\x08")
@example(b"[" * 5000)
@example(b'{"a":' * 5000)
@example(b'{"a": ' + b"9" * 5000 + b"}")
@example(b'{"\\ud800": "\\ud800"}')
@example(b'"\n"\n,"')
@example(b"PK\x03\x04" + b"x" * 50)
@example(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600)
@example(b"\0\0\0")
def test_no_bytes_break_a_reader(data: bytes) -> None:
    for synonyms in (None, WORDS):
        try:
            rows = read(data, synonyms=synonyms)
        except Refused as refused:
            assert refused.words.zh and refused.words.en
        else:
            assert all("\0" not in text for row in rows for text in [*row.cells.values(), *row.raw.values()])
            json.dumps([row.raw for row in rows], ensure_ascii=False).encode()


@settings(deadline=None, max_examples=15)
@given(st.data())
def test_no_damage_to_a_workbook_breaks_the_reader(data: st.DataObject) -> None:
    whole = bytearray(as_xlsx(ROWS))
    for _ in range(data.draw(st.integers(1, 5))):
        whole[data.draw(st.integers(4, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(bytes(whole), synonyms=WORDS)
    except Refused as refused:
        assert refused.words.zh


def test_numbers_of_a_workbook_are_what_people_wrote() -> None:
    table: list[list[object]] = [
        ["电话", "门牌", "单价", "身份证"],
        [13812348000.0, 301, 12.5, 330203199001011234],
        [0.1, True, -3, "330203199001011234"],
    ]
    first, second = read(as_xlsx(table))
    assert first.cells.items() >= {"电话": "13812348000", "门牌": "301", "单价": "12.5"}.items()
    assert [problem.field for problem in first.problems] == ["身份证"]
    assert "丢失" in first.problems[0].words.zh and first.broken
    assert second.cells == {"电话": "0.1", "门牌": "true", "单价": "-3", "身份证": "330203199001011234"}
    assert not second.problems


def test_digits_lost_before_the_file_was_saved_as_text() -> None:
    data = "身份证,电话,数\n3.30203E+17,1.38123E+10,1E+5\n".encode()
    (row,) = read(data)
    assert {problem.field for problem in row.problems} == {"身份证", "电话"}
    assert row.cells["数"] == "100000"


def test_full_width_text_is_tidied_and_the_original_kept() -> None:
    (row,) = read(
        "联系电话，内容\n".encode() + "联系电话,内容\n１３８１２３４８０００,　Ａ座２层，急！　\n".encode(),
        synonyms=WORDS,
    )
    assert row.cells == {"phone": "13812348000", "text": "A座2层，急！"}
    assert row.raw["联系电话"] == "１３８１２３４８０００"


def test_title_rows_two_line_headings_and_merged_cells() -> None:
    rows = [
        ["某某社区居民诉求登记表", "", "", ""],
        ["填报单位：", "某某社区", "日期", "2022-01-08"],
        ["", "诉求内容", "联系人", ""],
        ["", "", "姓名", "手机号"],
        ["1幢", "缺药", "王小明", "13812348000"],
        ["", "缺菜", "李雷", "13812348001"],
        ["合计", "2", "", ""],
    ]
    merges = [
        (0, 0, 0, 3, rows[0][0]),
        (2, 0, 3, 0, "地址"),
        (2, 1, 3, 1, "诉求内容"),
        (2, 2, 2, 3, "联系人"),
        (4, 0, 5, 0, "1幢"),
    ]
    found = read(as_xlsx(rows, merges=merges), synonyms=WORDS)
    assert [row.cells for row in found[:2]] == [
        {"place": "1幢", "text": "缺药", "name": "王小明", "phone": "13812348000"},
        {"place": "1幢", "text": "缺菜", "name": "李雷", "phone": "13812348001"},
    ]
    assert [row.number for row in found] == [5, 6, 7]


def test_every_visible_sheet_is_read_and_others_are_named() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for name, rows in (("说明", [["请按要求填写"]]), ("一区", ROWS), ("二区", ROWS), ("字典", ROWS)):
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
        book.get_worksheet_by_name("字典").hide()
    with open_table(io.BytesIO(out.getvalue()), synonyms=WORDS) as table:
        rows_found = list(table.rows())
    assert [(row.sheet, row.number, row.index) for row in rows_found] == [
        ("一区", 2, 1),
        ("一区", 3, 2),
        ("二区", 2, 3),
        ("二区", 3, 4),
    ]
    assert "说明" in table.notes[0].zh
    only = read(out.getvalue(), synonyms=WORDS, mapping=Mapping(sheet="二区"))
    assert {row.sheet for row in only} == {"二区"}


def test_ragged_lines_stray_quotes_and_zero_bytes() -> None:
    data = '内容,电话\n缺药\n"缺菜,13812348000\n"好,好",1,多出\n水\0管,2\n内容,电话\n\n停"水",3\n'.encode()
    rows = read(data, synonyms=WORDS)
    assert [row.number for row in rows] == [2, 3, 4, 5, 8]
    assert rows[0].cells == {"text": "缺药"}
    assert rows[1].cells["phone"] == "13812348000" and "引号" in rows[1].problems[0].words.zh
    assert rows[2].broken and "多出" in rows[2].raw.values()
    assert rows[3].cells["text"] == "水管" and not rows[3].broken
    assert rows[4].cells == {"text": '停"水"', "phone": "3"}


def test_a_broken_json_line_is_a_row_with_a_problem() -> None:
    rows = read(
        '{"内容": "缺药"}\n{"内容": \n[1, 2]\n"好"\n{"内容": ["a", "b"], "x": {"y": 1}}'.encode(),
        synonyms=WORDS,
    )
    assert [row.broken for row in rows] == [False, True, True, True, False]
    assert rows[4].cells["text"] == "a\nb"
    assert rows[1].raw == {"": '{"内容":'}


def test_headings_are_recognised_by_their_end() -> None:
    data = "序号,联系人电话（必填）,联系人 *,诉求 描述,家庭住址\n1,13812348000,王,缺药,1幢\n".encode()
    assert cells(data, synonyms=WORDS) == [
        {"phone": "13812348000", "name": "王", "text": "缺药", "place": "1幢"}
    ]


def test_an_unknown_heading_is_refused_with_what_was_found() -> None:
    with pytest.raises(Refused, match="表头") as caught:
        read("甲,乙\n1,2\n".encode(), synonyms=WORDS)
    assert "甲" in caught.value.words.zh


def test_a_mapping_wins_over_what_was_recognised(tmp_path: Path) -> None:
    path = tmp_path / "mapping.yaml"
    path.write_text("fields:\n  text: [标题, 内容]\nconstants: {name: 热线}\nvalues:\n  phone: {无: ''}\n")
    data = "标题,内容,电话\n买药,胰岛素,无\n".encode()
    assert cells(data, synonyms=WORDS, mapping=load_mapping(path)) == [
        {"text": "买药\n胰岛素", "name": "热线"}
    ]
    path.write_text("text: 没有的列\n")
    with pytest.raises(Refused) as caught:
        read(data, synonyms=WORDS, mapping=load_mapping(path))
    assert "没有的列" in caught.value.words.zh and "标题" in caught.value.words.zh
    for bad in ("- 1", "fields: 3", "\0", "fields: {text: [", "unknown: {a: 1}"):
        path.write_text(bad)
        with pytest.raises(Refused):
            load_mapping(path)


def test_preview_says_what_was_taken_and_what_was_left() -> None:
    with open_table(io.BytesIO("内容,备用\n缺药,x\n".encode()), synonyms=WORDS) as table:
        seen = preview(table)
    assert seen.recognised["text"].heading == "内容" and seen.left == ["备用"]
    assert seen.rows[0].cells == {"text": "缺药"}


@pytest.mark.parametrize(
    ("data", "bounds"),
    [
        (b"a,b\n" * 100, Limits(bytes=50)),
        (gzip.compress(b"a,b\n" * 100_000), Limits(unpacked=1000)),
        (as_xlsx(ROWS), Limits(unpacked=1000)),
        (b"a,b\n" + b"1,2\n" * 30, Limits(rows=20)),
        (b"a" * 5000, Limits(line=100)),
        (b'{"a": "' + b"a" * 5000 + b'"}\n{}', Limits(line=100)),
        (as_xlsx([["甲", "乙"], *([["1", "2"]] * 30)]), Limits(rows=20)),
        (gzip.compress(gzip.compress(b"a,b\n1,2\n")), Limits()),
        (gzip.compress(b"a,b\n1,2\n")[:-4], Limits()),
        (b"", Limits()),
        (b"%PDF-1.4 " + b"x" * 100, Limits()),
    ],
    ids=[
        "bytes",
        "unpacked",
        "sheet",
        "rows",
        "line",
        "object",
        "sheet rows",
        "packed twice",
        "cut off",
        "empty",
        "pdf",
    ],
)
def test_what_is_too_big_or_no_table_is_refused(data: bytes, bounds: Limits) -> None:
    with pytest.raises(Refused) as caught:
        read(data, bounds=bounds)
    assert caught.value.words.zh


def test_wide_rows_and_long_cells_are_problems_of_their_row() -> None:
    rows = read(b"a,b,c,d\n1,2,3,4\n" + b"x" * 50 + b",2,3\n", bounds=Limits(columns=3, cell=20))
    assert [row.broken for row in rows] == [True, True]


def test_a_sparse_workbook_cannot_take_all_memory() -> None:
    """Two cells in opposite corners make a dense reader ask for seventeen thousand million cells."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(as_xlsx(ROWS))) as good, zipfile.ZipFile(out, "w") as bad:
        for name in good.namelist():
            data = good.read(name)
            if name.endswith("sheet1.xml"):
                data = data.replace(b'r="C3"', b'r="XFD1048576"').replace(b'<row r="3"', b'<row r="1048576"')
            bad.writestr(name, data)
    with pytest.raises(Refused):
        read(out.getvalue(), synonyms=WORDS)


def test_the_citizens_messages_are_read_whole() -> None:
    path = DATA / "citizen_messages" / "messages_4326.jsonl.gz"
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the shared data folder is missing")
    rows = list(read_rows(path))
    assert len(rows) == 4326 and not any(row.problems for row in rows)
    assert rows[0].cells["id"] == "188006" and rows[0].cells["time"] == "2019/2/28 11:25:05"
