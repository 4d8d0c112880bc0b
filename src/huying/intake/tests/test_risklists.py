"""Files of lists: archives, folders, encodings, broken and hostile ones; tables of one's own; pages, notices, scope."""

import datetime as dt
import gzip
import io
import json
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse

from huying.base import clock
from huying.intake import commands
from huying.messages.queries.inbox import inbox
from huying.people.models import User
from huying.people.testing import Cast
from huying.places import risk
from huying.places.levels import LIST_TIME
from huying.places.models import RiskName, RiskVersion
from huying.places.services import divisions_load

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 4, 16, 12, tzinfo=LIST_TIME)
Make = Callable[[User | None], Client]


def dump(hour: int, high: list[str], medium: list[str] = (), day: int = 16) -> dict[str, Any]:  # type: ignore[assignment]
    """An official list of April 2022 with places of one county."""
    above = {
        "type": "2",
        "province": "北原省",
        "city": "长宁市",
        "county": "宽河区",
        "area_name": "北原省 长宁市 宽河区",
    }
    return {
        "data": {
            "end_update_time": f"2022-04-{day} {hour}时", "hcount": len(high), "mcount": len(medium),
            "highlist": [above | {"communitys": high}], "middlelist": [above | {"communitys": list(medium)}],
        }
    }  # fmt: skip


def write(path: Path, value: object, encoding: str = "utf-8") -> str:
    """A value as a JSON file."""
    path.write_bytes(json.dumps(value, ensure_ascii=False).encode(encoding))
    return str(path)


def run(capsys: pytest.CaptureFixture[str], *words: str, expect: int = 0) -> dict[str, Any]:
    """What `./hy load risk-list ... --json` prints, and that it ends as expected."""
    code = commands.main(["risk-list", *words, "--json"])
    found: dict[str, Any] = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert code == expect, found
    return found


def test_encodings_archives_folders_and_lines_all_hold_the_same_list(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    value = dump(9, ["团山街道", "甲小区"], ["乙小区"])
    plain = write(tmp_path / "a.json", value)
    packed = tmp_path / "b.json.gz"
    packed.write_bytes(gzip.compress(Path(plain).read_bytes()))
    lines = tmp_path / "c.jsonl"
    lines.write_text(json.dumps(value) + "\n" + json.dumps(dump(18, ["甲小区"])) + "\n{broken\n")
    with tarfile.open(tmp_path / "d.tar.gz", "w:gz") as archive:
        archive.add(plain, "x/a.json")
    others = [
        write(tmp_path / "gb.json", value, "gb18030"), write(tmp_path / "16.json", value, "utf-16"),
        write(tmp_path / "bom.json", value, "utf-8-sig"), write(tmp_path / "bare.json", value["data"]),
        write(tmp_path / "several.json", [value, dump(18, ["甲小区"])]),
    ]  # fmt: skip
    report = run(capsys, plain, str(packed), str(lines), str(tmp_path / "d.tar.gz"), *others, expect=1)
    assert (report["files"], report["versions"], report["already"]) == (9, 2, 9)
    assert [one["file"] for one in report["unread"]] == ["c.jsonl:3"]
    assert {one.text[-4:] for one in risk.as_of(NOON)} == {"团山街道", "区甲小区", "区乙小区"}


def _bomb(folder: Path) -> Path:
    inner = tarfile.TarInfo("big.json")
    inner.size = 3 * 2**20
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w:gz") as archive:
        archive.addfile(inner, io.BytesIO(b" " * inner.size))
    path = folder / "bomb.tar.gz"
    path.write_bytes(raw.getvalue())
    return path


def _links(folder: Path) -> Path:
    path = folder / "links.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            member = tarfile.TarInfo("../../etc/passwd")
            member.type, member.linkname = kind, "/etc/passwd"
            archive.addfile(member)
    return path


@override_settings(HUYING_IMPORT_LIMITS={"unpacked": 2**20, "bytes": 2**20})
def test_hostile_and_broken_files_are_told_and_the_good_one_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = write(tmp_path / "good.json", dump(9, ["团山街道"]))
    packed = gzip.compress(Path(good).read_bytes())
    bodies = {
        "empty.json": b"", "cut.json": Path(good).read_bytes()[:200], "cut.gz": packed[: len(packed) // 2],
        "noise.json": bytes(range(256)) * 40, "deep.json": b"[" * 200_000, "html.json": b"<html>404</html>",
        "nul.json": b"\0" * 500, "number.json": b"[" + b"9" * 100_000 + b"]", "giant.json": b" " * (2**20 + 1),
        "scalar.json": b"7", "list.json": b'[{"data":{"highlist":[]}}]', "cut.tar.gz": _links(tmp_path).read_bytes()[:90],
        "picture.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "surrogate.json": b'{"data":{"end_update_time":"\\ud800"}}',
    }  # fmt: skip
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    _bomb(tmp_path)
    report = run(capsys, str(tmp_path), expect=1)
    assert (report["versions"], report["places_high"]) == (1, 1)
    unread = {one["file"] for one in report["unread"]}
    assert bodies.keys() <= unread
    assert {"bomb.tar.gz", "passwd"} <= unread
    assert all(one["reason"] and one["reason_en"] for one in report["unread"])


def test_a_nul_or_a_lone_surrogate_in_a_name_harms_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.json"
    path.write_text(json.dumps(dump(9, ["甲\0小区", "乙\ud800小区", "=HYPERLINK(1)", "<b>丙</b>"])))
    report = run(capsys, str(path))
    assert report["places_high"] == 4
    assert "甲小区" in {name.text for name in RiskName.objects.all()}


TABLE = """等级,街道,地点,起始日期,区划代码
封控区,荷花街道,荷花新村1幢,2022-04-14,
管控区,荷花街道,荷花社区,,
重点地区,,某物流园,昨天,
红色,,某处,,
低风险,,,,
"""


def test_a_table_of_ones_own_is_a_list_of_ones_own(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "zones.csv"
    path.write_text(TABLE)
    missing = run(capsys, str(path), "--area", cast.district.rstrip("0"), expect=1)
    assert "valid" in missing["unread"][0]["reason_en"]
    report = run(capsys, str(path), "--area", cast.district.rstrip("0"), "--at", "2022-04-16 08:00")
    assert (report["places_high"], report["places_medium"], report["places_key"]) == (1, 1, 1)
    assert [(one["row"], one["reason_en"][:17]) for one in report["odd"]] == [
        (4, "The day “昨天” cann"), (5, "The level “红色” is"), (6, "No place is writt"),
    ]  # fmt: skip
    high = next(one for one in risk.as_of(NOON) if one.level == "high")
    assert high.source == f"city:{cast.district.rstrip('0')}"
    assert high.since == dt.datetime(2022, 4, 14, tzinfo=LIST_TIME)


# --- pages


@pytest.fixture
def lists(cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two versions: yesterday and today."""
    names = {"92": "北原省", "9201": "长宁市", "920103": "宽河区", "920103005": "团山街道"}
    divisions_load({"code": code, "name": name} for code, name in names.items())
    with clock.borrow(NOON):
        run(capsys, write(tmp_path / "1.json", dump(9, ["团山街道", "甲小区"], ["乙小区"], day=15)))
        run(capsys, write(tmp_path / "2.json", dump(9, ["团山街道"], ["甲小区", "丙小区"])))


def test_the_list_as_of_a_moment_filtered_searched_and_downloaded(
    lists: None, cast: Cast, client_for: Make
) -> None:
    client = client_for(cast.staff("city_officer", cast.city))
    with clock.borrow(NOON):
        page = client.get("/risk/").content.decode()
        assert page.count("北原省长宁市宽河区") == 3
        assert "丙小区" in page
        assert "乙小区" not in page
        before = client.get("/risk/?at=2022-04-15T12:00&level=medium").content.decode()
        assert "乙小区" in before
        assert "甲小区" not in before
        assert "团山街道" in client.get("/risk/?q=团山&province=北原省&source=national").content.decode()
        assert "团山街道" not in client.get("/risk/?province=海角省").content.decode()
        sheet = client.get("/risk/list.csv?level=high")
        assert "团山街道,92010300500000000000" in b"".join(sheet).decode("utf-8-sig")
        for odd in (
            "at=soon",
            "at=9999-12-31T23:59",
            "at=0001-01-01T00:00",
            "page=x",
            "q=%00",
            "source=%00",
            "level=x",
        ):
            assert client.get(f"/risk/?{odd}").status_code == 200


def test_what_changed_since_yesterday_and_whom_it_concerns(lists: None, cast: Cast, client_for: Make) -> None:
    client = client_for(cast.staff("rule_editor", cast.city))
    with clock.borrow(NOON):
        page = client.get("/risk/changes/").content.decode()
    assert "丙小区" in page
    assert "新列入" in page
    assert "降级" in page
    assert "已撤下" in page
    assert "团山街道" not in page
    assert "关系到我们这里的谁" not in page


def test_residents_of_a_place_that_is_listed_now_are_counted_for_their_own_office_only(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], client_for: Make
) -> None:
    _ = cast.fang
    path = tmp_path / "own.csv"
    path.write_text(f"等级,地点,区划代码\n封控区,某街道,{cast.street.rstrip('0')}\n")
    with clock.borrow(NOON):
        run(capsys, str(path), "--area", cast.city.rstrip("0"), "--at", "2022-04-16 08:00")
        mine = client_for(cast.staff("street_officer", cast.street)).get("/risk/changes/").content.decode()
        other = client_for(cast.charlie).get("/risk/changes/").content.decode()
    assert "住在新列入或升级的地方的居民" in mine
    assert "住在新列入或升级的地方的居民" not in other
    assert "方芳" not in mine


def test_whoever_keeps_the_lists_is_told_once_and_sees_a_mark_until_they_look(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str], client_for: Make
) -> None:
    editor = cast.staff("rule_editor", cast.city)
    client, path = client_for(editor), write(tmp_path / "1.json", dump(9, ["团山街道"]))
    with clock.borrow(NOON):
        run(capsys, path)
        run(capsys, path)
        # An older list that is found later is no news.
        run(capsys, write(tmp_path / "0.json", dump(8, ["甲小区"])))
        told = inbox(user_id=editor.pk)
        assert not [one for one in inbox(user_id=cast.alice.pk) if "风险" in one.title]
    assert [one.title for one in told] == ["风险地区名单有变化"]
    assert "高风险 1" in told[0].body
    with clock.borrow(NOON + dt.timedelta(minutes=1)):
        from huying.intake.risklists.queries import unseen

        assert unseen(editor.pk) == 1
        client.get("/risk/")
        assert unseen(editor.pk) == 0
    with clock.borrow(NOON + dt.timedelta(hours=1)):
        run(capsys, write(tmp_path / "2.json", dump(13, [], ["团山街道"])))
        assert unseen(editor.pk) == 1
        assert "新列入 0 个，撤下 0 个，等级有变 1 个" in inbox(user_id=editor.pk)[0].body


def test_a_name_is_settled_once_on_a_page_and_counts_in_every_version(
    lists: None, cast: Cast, client_for: Make
) -> None:
    client = client_for(cast.staff("rule_editor", cast.city))
    name = RiskName.objects.get(text="甲小区")
    with clock.borrow(NOON):
        assert "甲小区" in client.get("/risk/names/?every=1").content.decode()
        page = client.get(f"/risk/names/{name.pk}/?q=团山").content.decode()
        assert "北原省长宁市宽河区团山街道" in page
        street = "920103005" + "0" * 11
        wrong = client.post(f"/risk/names/{name.pk}/", {"area": "7", "whole": "1"})
        assert wrong.status_code == 422
        client.post(f"/risk/names/{name.pk}/", {"area": street, "whole": "1"})
        assert risk.levels_at(NOON - dt.timedelta(days=1))[street] == "high"
        assert "甲小区" not in client.get("/risk/names/?every=1").content.decode()
        client.post(f"/risk/names/{name.pk}/", {"back": "1"})
    name.refresh_from_db()
    assert (name.code, name.settled_by) == ("", "")


def test_a_list_is_uploaded_with_its_report_and_the_nations_only_by_the_city(
    cast: Cast, client_for: Make
) -> None:
    def upload(client: Client, value: object, **more: str) -> Any:
        file = SimpleUploadedFile("list.json", json.dumps(value).encode())
        return client.post("/risk/load/", {"source": "national", "file": file, **more})

    city = client_for(cast.staff("rule_editor", cast.city))
    with clock.borrow(NOON):
        page = upload(city, dump(9, ["团山街道", "团山街道"]))
        assert page.status_code == 200
        assert "重复" in page.content.decode()
        assert RiskVersion.objects.get().loaded_by
        assert upload(city, {"nothing": 1}).status_code == 200
        assert RiskVersion.objects.count() == 1
        for bad in ({"source": "x"}, {"at": "soon"}, {"file": ""}):
            assert upload(city, dump(10, ["甲"]), **bad).status_code == 422
        district = client_for(cast.staff("rule_editor", cast.district))
        assert upload(district, dump(11, ["甲"])).status_code == 422
        assert upload(district, dump(11, ["甲"]), source="city").status_code == 200
    assert set(RiskVersion.objects.values_list("source", flat=True)) == {
        "national", f"city:{cast.district.rstrip('0')}",
    }  # fmt: skip


def test_only_posts_that_read_rules_see_the_lists_and_only_those_who_keep_them_change_them(
    lists: None, cast: Cast, client_for: Make
) -> None:
    name = RiskName.objects.all()[0]
    addresses = [
        reverse("risk_list"), reverse("risk_changes"), reverse("risk_names"), reverse("risk_versions"),
        reverse("risk_name", args=[name.pk]), reverse("risk_version", args=[RiskVersion.objects.all()[0].pk]),
    ]  # fmt: skip
    worker, volunteer = client_for(cast.alice), client_for(cast.staff("volunteer", cast.street))
    for address in addresses:
        assert worker.get(address).status_code == 200
        assert volunteer.get(address).status_code == 403
        assert client_for(None).get(address).status_code == 302
    assert worker.get("/risk/load/").status_code == 403
    assert worker.post(addresses[4], {"area": cast.street, "whole": "1"}).status_code == 404
    assert worker.get(reverse("risk_name", args=[999_999])).status_code == 404
    assert worker.get(reverse("risk_version", args=[999_999])).status_code == 404
    name.refresh_from_db()
    assert name.settled_by == ""


def test_the_list_page_asks_the_database_the_same_few_questions_for_any_length(
    lists: None, cast: Cast, client_for: Make, django_assert_max_num_queries: Any
) -> None:
    client = client_for(cast.alice)
    with clock.borrow(NOON):
        client.get("/risk/")
        with django_assert_max_num_queries(25) as few:
            client.get("/risk/")
        from huying.places.risk.lists import Item, ListRead
        from huying.places.risk.storing import Publisher, lists_keep

        long = ListRead("official", NOON)
        long.items = [Item("high", "北原省", "长宁市", "宽河区", f"{number}号院") for number in range(90)]
        lists_keep([("x", long)], publisher=Publisher())
        with django_assert_max_num_queries(len(few.captured_queries)):
            assert client.get("/risk/").content.decode().count("号院") == 90
