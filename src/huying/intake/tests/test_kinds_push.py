"""Push lists as offices send them."""

import io
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from huying.intake.kinds import Loading, import_kind_of
from huying.intake.kinds_push import category_of
from huying.intake.readers import Mapping
from huying.intake.services import Run, import_run, import_start
from huying.kernel.situation import Actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.rulebook.queries import categories
from huying.screening.models import PushList, Subject
from huying.screening.services.letters import list_open
from huying.screening.testing import compound_make


def _xlsx(*rows: list[object], merge: tuple[int, int, int, int, str] | None = None) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 5, "2022年1月5日推送名单（第3批）")
        for at, row in enumerate(rows, start=1):
            sheet.write_row(at, 0, row)
        if merge:
            sheet.merge_range(*merge)
    return out.getvalue()


def _load(cast: Cast, path: Path, content: bytes, channel: str = "", name: str = "名单.xlsx") -> Run:
    path = path / name
    path.write_bytes(content)
    loading = Loading(
        area=cast.district, actor=Actor("system", area=cast.district), channel=channel, file=name
    )
    with scope.use(cast.district):
        load = import_start(
            path=path, name=name, kind=import_kind_of("push-list"), mapping=Mapping(), loading=loading,
            source="command", keep=False,
        )  # fmt: skip
    return import_run(load=load.pk, area=cast.district, path=path)


@pytest.fixture
def town(cast: Cast) -> Cast:
    compound_make(cast)
    return cast


def _people() -> list[Subject]:
    with scope.everything("a test of intake"):
        return list(Subject.objects.select_related("list", "matter").order_by("pk"))


HEAD: list[object] = [
    "序号",
    "被协查人",
    "联系方式",
    "公民身份号码",
    "现住地址",
    "风险类型",
    "末次接触时间",
    "车次",
    "推送单位",
]


def test_words_of_headings_merged_cells_several_phones(town: Cast, tmp_path: Path) -> None:
    sheet = _xlsx(
        HEAD,
        [1, "方芳", f"{FANG_PHONE} / 0574-86781234", "11010519491231002X", "荷花新村1幢1单元301", "密接", "2022-01-03", "G1 5车7A", ""],
        [2, "李雷", "+852 5123 4567；139 1111 2222", "E12345678", "荷花新村1幢", "二级密接", "看不清", "", ""],
        merge=(2, 8, 3, 8, "省疾控中心"),
    )  # fmt: skip
    run = _load(town, tmp_path, sheet)
    assert (run.received, run.opened, len(run.rejected)) == (2, 2, 0)
    fang, li = _people()
    assert (fang.phone, fang.more_phones, fang.identity) == (
        FANG_PHONE,
        "0574-86781234",
        "11010519491231002X",
    )
    assert (fang.category, str(fang.exposed_at), fang.list.sender) == (
        "close_contact",
        "2022-01-03",
        "省疾控中心",
    )
    assert "G1 5车7A" in fang.exposure
    assert (li.phone, li.category, li.identity, li.identity_fault) == (
        "13911112222", "secondary_contact", "E12345678", "shape",
    )  # fmt: skip
    assert "看不清" in li.exposure and li.list_id == fang.list_id


def test_digits_lost_are_said_and_the_person_is_looked_for_all_the_same(town: Cast, tmp_path: Path) -> None:
    run = _load(
        town, tmp_path, _xlsx(HEAD, [1, "方芳", FANG_PHONE, 110105194912310020.0, "", "", "", "", ""])
    )
    assert run.opened == 1
    (fang,) = _people()
    assert (fang.identity, fang.identity_fault) == ("", "digits_lost")


def test_whoever_nobody_could_find_is_rejected_and_counted(town: Cast, tmp_path: Path) -> None:
    run = _load(
        town, tmp_path, _xlsx(HEAD, [1, "无名", "空号", "", "", "", "", "", ""], [2, "", "13911112222"])
    )
    assert (run.received, run.opened, len(run.rejected)) == (2, 1, 1)
    assert "nobody could find" in run.rejected[0].problems[0].words.en
    assert _people()[0].name == ""


def test_the_same_file_opens_nobody_again_another_offices_does_and_says_so(
    town: Cast, tmp_path: Path
) -> None:
    rows: list[list[object]] = [["姓名", "电话"], ["方芳", FANG_PHONE], ["李雷", "13911112222"]]
    sheet = _xlsx(*rows)
    assert _load(town, tmp_path, sheet).opened == 2
    again = _load(town, tmp_path, sheet, name="名单（新）.xlsx")
    assert (again.received, again.opened, again.already) == (2, 0, 2)
    with scope.everything("a test of intake"):
        other = list_open(area=town.district, sender="卫健局")
    more = _load(town, tmp_path, sheet, channel=other.code)
    assert (more.opened, more.merge_suggested) == (2, 2)
    assert [one.list_id == other.pk for one in _people()] == [False, False, True, True]
    with scope.everything("a test of intake"):
        assert PushList.objects.count() == 2


def test_a_number_in_the_sheet_makes_a_list_of_its_own(town: Cast, tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["姓名", "电话", "函号"],
        ["方芳", FANG_PHONE, "7号"],
        ["李雷", "13911112222", "8号"],
    ]
    _load(town, tmp_path, _xlsx(*rows))
    assert sorted(str(one.list) for one in _people()) == ["7号", "8号"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "code"),
    [("时空伴随人员", "time_space_companion"), ("密接的密接", "secondary_contact"), ("密切接触者", "close_contact"),
     ("case", "case"), ("中高风险地区来返", "from_high_risk"), ("其他", "")],
)  # fmt: skip
def test_what_offices_say_for_a_category(said: str, code: str) -> None:
    from huying.places.codes import ALL

    known: Any = categories(ALL)
    assert category_of(said, known) == code
