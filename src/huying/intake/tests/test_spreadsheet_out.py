"""Lists out: what is written comes back, and nothing in it runs."""

import csv
import datetime as dt
import io
import re
import zipfile
from operator import itemgetter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.intake.readers import read_rows
from huying.intake.spreadsheet_out import Column, export, harmless
from huying.kernel.refused import Refused
from huying.kernel.words import Words

ATTACKS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1:A2)",
    "\t=1+1",
    "\r=1",
    '  =HYPERLINK("http://x")',
    "＝1+1",
    "＠SUM(1)",
]
COLUMNS = [Column(Words("内容", "Text"), lambda row: row[0]), Column("=bad", lambda row: row[1])]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_no_text_becomes_a_formula(attack: str, fmt: str) -> None:
    body = export([(attack, "x")], COLUMNS, fmt).content
    if fmt == "csv":
        assert body.startswith(b"\xef\xbb\xbf")
        (_, row) = csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        assert row[0].startswith("'")
    else:
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            assert "<f>" not in sheet and "<hyperlink" not in sheet
            assert 't="s"' in sheet or 't="inlineStr"' in sheet
    (read,) = read_rows(io.BytesIO(body))
    assert read.cells["内容"] == attack.translate({0xFF1D: "＝", 0xFF20: "＠"}).strip()


_text = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cf", "Co", "Cn")), min_size=1, max_size=40
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_text, min_size=1, max_size=5))
def test_what_is_exported_can_be_loaded_again(texts: list[str]) -> None:
    rows = [(text, "x") for text in texts]
    columns = [Column("内容", lambda row: row[0]), Column("备注", lambda row: row[1])]
    from_csv = [
        row.cells.get("内容", "") for row in read_rows(io.BytesIO(export(rows, columns, "csv").content))
    ]
    assert len(from_csv) == len(texts)
    for text, back in zip(texts, from_csv, strict=True):
        assert not harmless(text).startswith(("=", "+", "-", "@"))
        assert back == "" or re.sub(r"\W", "", back) or not re.sub(r"\W", "", text)


def test_times_numbers_and_words_are_shown_as_people_read_them() -> None:
    moment = dt.datetime(2022, 1, 8, 1, 5, tzinfo=dt.UTC)
    values = [moment, dt.date(2022, 1, 8), 3, 2.5, True, None, 330203199001011234, Words("好", "good")]
    columns = [Column(f"c{number}", itemgetter(number)) for number in range(len(values))]
    csv_body = export([values], columns, "csv").content.decode("utf-8-sig").splitlines()[1]
    assert csv_body == "2022-01-08 09:05:00,2022-01-08,3,2.5,是,,330203199001011234,好"
    (row,) = read_rows(io.BytesIO(export([values], columns, "xlsx").content))
    assert list(row.cells.values()) == [
        "2022-01-08 09:05:00",
        "2022-01-08",
        "3",
        "2.5",
        "是",
        "330203199001011234",
        "好",
    ]


def test_names_and_forms_of_a_download() -> None:
    response = export([], COLUMNS, "csv", name='名单"\r\nX: y')
    assert "\r" not in response["Content-Disposition"] and "%E5%90%8D" in response["Content-Disposition"]
    assert response["X-Content-Type-Options"] == "nosniff"
    with pytest.raises(Refused):
        export([], COLUMNS, "exe")
