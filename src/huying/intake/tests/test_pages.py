"""The pages of imports, through HTTP only."""

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from huying.intake.jobs import import_go_on
from huying.intake.models import Import, ImportPart, ImportRow
from huying.intake.readers import read_rows
from huying.people.testing import Cast
from huying.places import scope

from .tables import as_csv, as_xlsx
from .things import things

HEADING = ["物品", "电话", "备用"]
ROWS = [HEADING, ["面包", "13812348000", "x"], ["牛奶", "12", "=1+1"], ["合计", "2", ""]]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("thing_table")]
Makes = Callable[[Any], Client]


@pytest.fixture
def alice(cast: Cast, client_for: Makes) -> Client:
    return client_for(cast.alice)


def upload(client: Client, data: bytes, name: str = "名单.csv", kind: str = "thing") -> Any:
    return client.post("/imports/new/", {"kind": kind, "file": SimpleUploadedFile(name, data)})


def address(response: Any) -> str:
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"])


def begin(client: Client, data: bytes) -> Import:
    """Upload, look at the headings, begin, and let the worker do its job."""
    check = address(upload(client, data))
    page = client.get(check).content.decode()
    address(client.post(check, {"begin": "1", **_selected(page)}))
    with transaction.atomic(), scope.everything("a test works as the worker"):
        load = Import.objects.latest("pk")
    import_go_on(load.pk, load.area)
    return load


def _selected(page: str) -> dict[str, str]:
    """What the selects of the page stand at."""
    found = {}
    for name, options in re.findall(r'name="(column-\w+)">(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r"<option selected>([^<]*)</option>", options)
        found[name] = chosen[1] if chosen else ""
    return found


def read(load: Import) -> Import:
    with transaction.atomic(), scope.everything("a test reads"):
        return Import.objects.get(pk=load.pk)


def waiting() -> list[ImportRow]:
    with transaction.atomic(), scope.everything("a test reads"):
        return list(ImportRow.objects.filter(state="rejected").order_by("number"))


def test_from_the_upload_to_the_corrected_row(alice: Client) -> None:
    check = address(upload(alice, as_csv(ROWS, "gb18030")))
    page = alice.get(check).content.decode()
    assert _selected(page)["column-what"] == "物品" and _selected(page)["column-phone"] == "电话"
    assert "这些列不会读入：备用" in page and "面包" in page and things() == []
    load = begin(alice, as_csv(ROWS, "gb18030"))
    assert things() == ["面包"]
    page = alice.get(f"/imports/{load.pk}/").content.decode()
    assert "已读完" in page and "待更正的行" in page and "这不像一个电话号码：12" in page
    milk = waiting()[0]
    row = f"/imports/{load.pk}/rows/{milk.pk}/"
    page = alice.get(row).content.decode()
    assert 'value="12"' in page and "=1+1" in page and "这不像一个电话号码" in page
    wrong = alice.post(row, {"what": "牛", "phone": "13"})
    assert (
        wrong.status_code == 422
        and 'value="13"' in wrong.content.decode()
        and "还不能提交" in wrong.content.decode()
    )
    assert "13" in alice.get(row).content.decode(), "what was typed is kept"
    address(alice.post(row, {"what": "牛奶", "phone": "13812348001", "many": "1"}))
    assert things() == ["面包", "牛奶"] and alice.get(row).status_code == 404


def test_another_column_is_chosen_and_looked_at_again(alice: Client) -> None:
    check = address(upload(alice, as_csv(ROWS)))
    page = alice.post(check, {"column-what": "备用", "column-phone": ""}).content.decode()
    assert _selected(page) == {"column-what": "备用", "column-phone": "", "column-many": "", "column-at": ""}
    assert "这些列不会读入：物品、电话" in page


def test_a_row_is_set_aside_with_a_reason(alice: Client) -> None:
    load = begin(alice, as_csv(ROWS))
    total = waiting()[1]
    row = f"/imports/{load.pk}/rows/{total.pk}/"
    assert alice.post(row, {"reason": " "}).status_code == 422
    address(alice.post(row, {"reason": "合计行"}))
    assert [one.pk for one in waiting()] == [waiting()[0].pk] and things() == ["面包"]
    begin(alice, as_csv(ROWS))
    assert len(waiting()) == 1, "a row set aside is not asked for again"


@pytest.mark.parametrize("fmt", ["csv", "xlsx"])
def test_rejected_rows_come_out_harmless_and_can_be_loaded_again(alice: Client, fmt: str) -> None:
    load = begin(alice, as_csv(ROWS))
    response = alice.get(f"/imports/{load.pk}/rejected.{fmt}")
    rows = list(read_rows(io.BytesIO(response.content)))
    assert [row.cells["物品"] for row in rows] == ["牛奶", "合计"] and rows[0].cells["备用"] == "=1+1"
    assert "电话号码" in rows[0].cells["哪里不对"]
    if fmt == "csv":
        assert b"'=1+1" in response.content
    assert alice.get(f"/imports/{load.pk}/rejected.exe").status_code == 409


def test_stop_and_go_on(alice: Client) -> None:
    check = address(upload(alice, as_csv(ROWS)))
    address(alice.post(check, {"begin": "1", "column-what": "物品"}))
    number = int(check.split("/")[2])
    address(alice.post(f"/imports/{number}/stop/"))
    with transaction.atomic(), scope.everything("a test works as the worker"):
        load = Import.objects.get(pk=number)
    import_go_on(load.pk, load.area)
    assert things() == [] and read(load).state == "cancelled"
    assert "接着导入" in alice.get(f"/imports/{number}/").content.decode()
    address(alice.post(f"/imports/{number}/go-on/"))
    import_go_on(load.pk, load.area)
    assert things() == ["面包", "牛奶", "合计"] and read(load).state == "done"
    assert alice.post(f"/imports/{number}/stop/").status_code == 409


def test_a_file_that_is_no_table_says_so_where_it_was_chosen(alice: Client) -> None:
    assert alice.get("/imports/new/").status_code == 200
    for data in (b"", b"%PDF-1.7 nothing"):
        response = upload(alice, data)
        page = (
            alice.get(address(response)).content.decode()
            if response.status_code == 302
            else response.content.decode()
        )
        assert "文件" in page and ("读不了" in page or "还不能开始" in page)
    assert upload(alice, b"x", kind="nothing").status_code == 422


def test_the_file_is_kept_locked_and_only_until_it_was_read(alice: Client) -> None:
    check = address(upload(alice, as_xlsx(ROWS)))
    with transaction.atomic(), scope.everything("a test reads"):
        assert ImportPart.objects.count() == 1
    alice.post(check, {"begin": "1", "column-what": "物品"})
    with transaction.atomic(), scope.everything("a test reads"):
        load = Import.objects.get()
    import_go_on(load.pk, load.area)
    with transaction.atomic(), scope.everything("a test reads"):
        assert not ImportPart.objects.exists()


def test_neighbours_and_others_see_nothing(cast: Cast, client_for: Makes) -> None:
    alice, charlie, bob = (client_for(user) for user in (cast.alice, cast.charlie, cast.bob))
    load = begin(alice, as_csv(ROWS))
    row = waiting()[0].pk
    addresses = [
        f"/imports/{load.pk}/",
        f"/imports/{load.pk}/check/",
        f"/imports/{load.pk}/rows/{row}/",
        f"/imports/{load.pk}/rejected.csv",
    ]
    for path in addresses:
        assert charlie.get(path).status_code == 404, path
        assert bob.get(path).status_code == 403, path
        assert client_for(None).get(path).status_code == 302, path
    assert charlie.post(f"/imports/{load.pk}/go-on/").status_code == 404
    assert charlie.post(f"/imports/{load.pk}/rows/{row}/", {"what": "偷看"}).status_code == 404
    assert "名单.csv" not in charlie.get("/imports/").content.decode()
    dora = client_for(cast.dora)
    assert "名单.csv" in dora.get("/imports/").content.decode()


def test_the_list_costs_the_same_for_many_imports(alice: Client, django_assert_max_num_queries: Any) -> None:
    for _ in range(12):
        upload(alice, as_csv(ROWS))
    with django_assert_max_num_queries(25):
        page = alice.get("/imports/").content.decode()
    assert page.count("名单.csv") == 12


def test_english_is_complete(alice: Client) -> None:
    load = begin(alice, as_csv(ROWS))
    for path in (
        "/imports/",
        "/imports/new/",
        f"/imports/{load.pk}/",
        f"/imports/{load.pk}/rows/{waiting()[0].pk}/",
    ):
        page = alice.get(path + "?lang=en").content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        shown = re.sub(r"<[^>]+>", " ", main)
        for word in ("名单", "牛奶", "合计", "面包", "物品", "电话", "备用", "荷花社区"):
            shown = shown.replace(word, "")
        assert not re.search("[\u4e00-\u9fff]", shown), (
            path,
            re.findall("[^ \n]*[\u4e00-\u9fff]+[^ \n]*", shown),
        )
