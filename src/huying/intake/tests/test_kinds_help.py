"""Lists of calls for help: nothing a row tells is lost, nothing opens twice."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from huying.base import clock
from huying.help.facts import Asking
from huying.help.models import Channel, HelpRequest
from huying.help.services import help_seed
from huying.intake import commands
from huying.intake.kinds import Checked, check
from huying.intake.kinds_help import HELP, HelpRow
from huying.intake.models import ImportRow
from huying.intake.readers import read_rows
from huying.people.testing import areas_make
from huying.places import scope

from .tables import as_csv

DATA = Path(__file__).parents[5] / "shared" / "data" / "citizen_messages" / "messages_4326.jsonl.gz"
NOW = dt.datetime(2022, 1, 8, 4, 0, tzinfo=dt.UTC)


def row(**cells: str) -> HelpRow:
    found = judged(**cells)
    assert isinstance(found.value, HelpRow), found.problems
    return found.value


def judged(**cells: str) -> Checked:
    return check(HELP, cells, around=NOW)


@pytest.fixture
def desk(db: None) -> None:
    areas_make()
    help_seed()


def requests() -> list[HelpRequest]:
    with transaction.atomic(), scope.everything("a test reads"):
        return list(HelpRequest.objects.select_related("matter", "category").order_by("pk"))


def load(capsys: pytest.CaptureFixture[str], path: Path, *more: str) -> dict[str, Any]:
    assert commands.main(["help", str(path), "--json", *more]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def test_the_headings_of_ordinary_tables_are_recognised() -> None:
    heading = "序号,诉求编号,来电时间,诉求人,联系电话,所在小区,诉求类型,诉求内容,涉及人数,最晚时间"
    cells = "1,T-1,2022/1/8 9:05,王女士,13812348000,荷花社区,咨询,几号能出门？,3,明天"
    (found,) = read_rows_of(f"{heading}\n{cells}\n")
    assert found == {
        "source_id": "T-1", "received_at": "2022/1/8 9:05", "name": "王女士", "phone": "13812348000", "place": "荷花社区",
        "kind": "咨询", "text": "几号能出门？", "people_affected": "3", "needed_by": "明天",
    }  # fmt: skip


def read_rows_of(text: str) -> list[dict[str, str]]:
    import io

    return [one.cells for one in read_rows(io.BytesIO(text.encode()), synonyms=HELP.synonyms)]


def test_a_row_is_read_as_people_meant_it() -> None:
    found = row(
        text="缺胰岛素",
        phone="138-1234-8000、057486781234",
        needed_by="1月9日",
        people_affected="2人",
        kind="求助",
    )
    assert (found.kind, found.phone, found.people_affected) == ("request", "13812348000", 2)
    assert found.text == "缺胰岛素\n其他电话：057486781234"
    assert found.needed_by == dt.datetime(2022, 1, 9, 15, 59, 59, tzinfo=dt.UTC)


def test_what_fits_no_field_goes_into_the_text() -> None:
    found = row(text="老人断药", needed_by="尽快", phone="无", name="-", title="急" * 130)
    assert found.needed_by is None and found.phone == found.name == ""
    assert found.text.endswith("老人断药\n要求时间：尽快") and found.text.startswith("急" * 130)
    assert len(found.title) == 120
    found = row(text="要买菜", vulnerable="独居老人、卧床、失能、怕黑")
    assert (
        set(found.vulnerable) == {"lives_alone_elder", "bedridden"} and found.text == "要买菜\n特殊情况：怕黑"
    )
    assert row(title="只有标题").text == "只有标题"


def test_a_row_that_cannot_be_used_says_why_in_both_languages() -> None:
    found = judged(text="", phone="12", people_affected="许多", area="12345", kind="天气")
    assert {one.field for one in found.problems} == {"text", "phone", "people_affected", "area", "kind"}
    assert all(one.words.zh and one.words.en for one in found.problems)


def test_the_key_holds_what_was_said_and_not_how_it_was_sorted() -> None:
    one = row(text="断药", source_id="7", category="健康")
    assert HELP.key(one) == HELP.key(row(text="断药", source_id="7", category="其他"))
    assert HELP.key(one) != HELP.key(row(text="断药了", source_id="7"))


@pytest.mark.usefixtures("desk")
def test_a_list_opens_requests_that_stand_at_the_help_desk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    heading = ["工单号", "时间", "联系人", "电话", "地址", "类别", "内容"]
    rows = [
        heading,
        [
            "A1",
            "2022-01-07 09:00",
            "王小明",
            "13812348000",
            "荷花社区",
            "买药断药",
            "降压药吃完了",
        ],
        ["A2", "2022-01-07 10:00", "李雷", "13812348001", "", "城乡建设", "路灯不亮"],
        ["A3", "2022-01-07 11:00", "李雷", "", "", "", "降压药吃完了"],
        ["A4", "2099-01-07 11:00", "李雷", "", "", "", "时间写错了"],
    ]
    path = tmp_path / "list.csv"
    path.write_bytes(as_csv(rows, "gb18030"))
    with clock.borrow(NOW):
        result = load(capsys, path, "--area", "990101001")
        again = load(capsys, path, "--area", "990101001")
    assert (result["received"], result["opened"], result["merge_suggested"]) == (4, 3, 1)
    assert [one["row"] for one in result["rejected"]] == [5]
    assert (again["opened"], again["already"], len(again["rejected"])) == (0, 3, 1)
    found = requests()
    assert [one.category.code for one in found] == ["medication_supply", "other", "other"]
    assert found[0].contact_phone == "13812348000" and found[0].place_text == "荷花社区"
    assert found[1].text == "路灯不亮\n原分类：城乡建设"
    # The address says the community; the others stay in the area of the list.
    assert [one.area for one in found] == ["99010100100100000000", *["99010100100000000000"] * 2]
    assert found[0].received_at == dt.datetime(2022, 1, 7, 1, tzinfo=dt.UTC)


@pytest.mark.usefixtures("desk")
def test_one_number_for_two_calls_drops_neither(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("a.csv", "缺药"), ("b.csv", "缺菜")):
        (tmp_path / name).write_bytes(as_csv([["工单号", "内容"], ["1", text]]))
    load(capsys, tmp_path / "a.csv")
    result = load(capsys, tmp_path / "b.csv")
    assert (result["opened"], result["already"], len(result["rejected"])) == (0, 0, 1)
    assert "编号 1 已经登记为" in result["rejected"][0]["reason"]


@pytest.mark.usefixtures("desk")
def test_a_channel_that_is_not_open_takes_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv([["内容"], ["缺药"]]))
    Channel.objects.filter(pk="file").update(open=False)
    for more in ([], ["--channel", "nothing"], ["--dry-run"]):
        assert commands.main(["help", str(path), "--json", *more]) == commands.UNREAD
        assert "没有开放" in json.loads(capsys.readouterr().out)["unread"][0]["reason"]
    assert requests() == []
    Channel.objects.filter(pk="file").update(open=True)
    assert load(capsys, path)["opened"] == 1


@pytest.mark.usefixtures("desk")
def test_the_citizens_messages_load_whole_and_their_duplicates_are_found(
    capsys: pytest.CaptureFixture[str],
) -> None:
    if not DATA.exists():
        pytest.skip(f"{DATA.name} is not here: the shared data folder is missing")
    result = load(capsys, DATA)
    assert (result["received"], result["already"]) == (4326, 0)
    # One text is longer than the help desk takes; it waits for somebody to shorten it.
    most = next(
        mark.max_length for mark in Asking.model_fields["text"].metadata if hasattr(mark, "max_length")
    )
    long = [one.number for one in read_rows(DATA) if len(one.cells["text"]) > most]
    assert [one["row"] for one in result["rejected"]] == long
    assert result["opened"] == 4326 - len(long)
    seen: set[str] = set()
    exact = {one.number for one in read_rows(DATA) if (text := one.cells["text"]) in seen or seen.add(text)}  # type: ignore[func-returns-value]
    assert len(exact) == 104
    with transaction.atomic(), scope.everything("a test reads"):
        suggested = set(ImportRow.objects.filter(merge=True).values_list("number", flat=True))
    # A few more differ in white space, width or punctuation only.
    assert exact <= suggested and result["merge_suggested"] == len(suggested) < 120
    again = load(capsys, DATA)
    assert (again["opened"], again["already"]) == (0, result["opened"])
    assert len(requests()) == result["opened"]
