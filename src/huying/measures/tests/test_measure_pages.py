"""Pages and lists of measures: a fixed number of queries, neighbours see nothing, a list of people becomes proposals."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from huying.intake import commands
from huying.measures.models import Measure
from huying.people.models import Audit
from huying.people.testing import FANG_PHONE
from huying.places import scope

from .conftest import District


def queries_of(client: Any, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


def test_a_list_costs_the_same_with_ten_people_as_with_two(district: District) -> None:
    hugo, bob = district.browser(district.hugo), district.browser(district.cast.bob)
    addresses = [
        "/measures/",
        "/measures/?which=silent",
        "/measures/?which=untested",
        "/measures/?which=proposed",
    ]
    for n in range(2):
        district.decided(name=f"甲{n}")
        district.propose(name=f"乙{n}")
    few = [queries_of(hugo, address) for address in addresses] + [queries_of(bob, "/field/measures/")]
    for n in range(8):
        district.decided(name=f"丙{n}")
        district.propose(name=f"丁{n}")
    assert [queries_of(hugo, a) for a in addresses] + [queries_of(bob, "/field/measures/")] == few
    assert max(few) < 40
    api = [queries_of(hugo, "/api/measures?limit=2"), queries_of(hugo, "/api/measures?limit=10")]
    assert api[0] == api[1]


def test_the_list_of_an_area_is_served_by_an_index(district: District) -> None:
    from huying.measures.queries.measures import listed

    district.decided()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = listed(district.cast.a, "running").explain()
    assert "measure_end_community" in plan, plan


def test_the_round_to_walk_by_names_each_person_once_with_what_to_do(district: District) -> None:
    code = district.decided(address="荷花新村1幢1单元1001室", name="周远", phone="13911110001")
    district.decided()
    bob = district.browser(district.cast.bob)
    page = bob.get("/field/measures/").content.decode()
    assert "/field/measures/names/" in page and "方芳" not in page
    walk = bob.post("/field/measures/names/").content.decode()
    assert walk.count("<b>周远</b>") == 1 and walk.index("方芳") < walk.index("周远")
    assert f"tel:{FANG_PHONE}" in walk and "采样" in walk
    with scope.everything("test"):
        assert Audit.objects.filter(what="reveal", user=district.cast.bob, ref=code).count() == 1
    with CaptureQueriesContext(connection) as two:
        bob.post("/field/measures/names/")
    for n in range(5):
        district.decided(name=f"丙{n}", phone=f"1391111100{n}")
    with CaptureQueriesContext(connection) as seven:
        bob.post("/field/measures/names/")
    assert len(seven) == len(two)
    charlie = district.browser(district.cast.charlie)
    assert "方芳" not in charlie.post("/field/measures/names/", follow=True).content.decode()
    assert bob.get("/field/measures/names/").status_code == 405


def test_a_neighbour_sees_nothing_of_it(district: District) -> None:
    code = district.decided(cohort="CA1234")
    district.act(district.cast.bob, code, "note_home", home="老伴王某", own_room=False)
    charlie = district.browser(district.cast.charlie)
    for address in (
        f"/m/{code}/", f"/measures/{code}/contact/", f"/measures/{code}/notice.pdf", f"/api/measures/{code}",
        f"/measures/appeals/new/?measure={code}",
    ):  # fmt: skip
        assert charlie.get(address).status_code == 404, address
    for address in (
        "/measures/",
        "/measures/?which=proposed",
        "/measures/appeals/",
        "/measures/figures/",
        "/api/measures",
    ):
        page = charlie.get(address)
        assert (
            page.status_code == 200
            and code not in page.content.decode()
            and "CA1234" not in page.content.decode()
        )
    together = charlie.post("/measures/together/", {"act": "release", "pick": [code]})
    assert together.status_code == 302 and district.state(code) == "in_force"
    post = charlie.post(
        f"/api/measures/{code}/tests", json.dumps({"result": "negative"}), content_type="application/json"
    )
    assert post.status_code == 404


def test_the_matter_page_shows_days_samples_reports_and_decisions_masked(district: District) -> None:
    code = district.decided()
    district.act(district.cast.bob, code, "record_check", celsius=38.1, symptoms=("cough",))
    district.act(district.cast.bob, code, "note_home", home="老伴王某", own_room=False)
    page = district.browser(district.cast.alice).get(f"/m/{code}/").content.decode()
    for words in ("38.1℃", "与确诊病例同桌吃饭", "胡果", "方*", "138****0006", "不能手工改"):
        assert words in page, words
    assert FANG_PHONE not in page and "方芳" not in page
    assert district.browser(district.hugo).get("/measures/new/").status_code == 200


def test_a_refused_proposal_keeps_what_was_typed(district: District) -> None:
    alice = district.browser(district.cast.alice)
    told = {
        "category": "close_contact", "name": "方芳", "area": district.cast.b1, "exposed_at": "2022-01-04",
        "reason": "同桌吃饭",
    }  # fmt: skip
    answer = alice.post("/measures/new/", told)
    assert answer.status_code == 422 and "同桌吃饭" in answer.content.decode()
    assert not Measure.objects.exists()


def test_a_list_of_people_becomes_proposals_once(district: District, tmp_path: Path) -> None:
    path = tmp_path / "密接名单.csv"
    lines = [
        "姓名,手机号,人员类别,末次接触日期,地点编码,航班",
        f"方芳,{FANG_PHONE},密切接触者,2022-01-04,{district.cast.a[:12]},",
        f"王五,13800000501,同航班人员,2022-01-03,{district.cast.a[:12]},CA1234",
        "赵六,13800000502,没有这一类,2022-01-03,,",
    ]
    path.write_text("\n".join(lines), "utf-8")
    for _ in range(2):
        commands.main(["measures", str(path), "--json"])
        rows = list(Measure.objects.order_by("pk").values_list("category", "exposed_at", "cohort", "live"))
        assert rows == [
            ("close_contact", dt.date(2022, 1, 4), "", False), ("flight_cohort", dt.date(2022, 1, 3), "CA1234", False),
        ]  # fmt: skip
    assert not Measure.objects.filter(live=True).exists(), "a list binds nobody"


def test_programs_propose_test_report_and_appeal(district: District) -> None:
    alice = district.browser(district.cast.alice)

    def post(address: str, said: dict[str, Any], **head: str) -> Any:
        return alice.post(address, json.dumps(said), content_type="application/json", headers=head)

    told = {"category": "close_contact", "name": "方芳", "area": district.cast.a1, "exposed_at": "2022-01-04"}
    first = post("/api/measures", told, **{"Idempotency-Key": "one"})
    again = post("/api/measures", told, **{"Idempotency-Key": "one"})
    assert first.status_code == 201 and first.json()["code"] == again.json()["code"]
    code = first.json()["code"]
    assert "方芳" not in first.content.decode() and Measure.objects.count() == 1
    district.act(district.hugo, code, "decide", reason="与病例同桌吃饭")
    done = post(f"/api/measures/{code}/tests", {"result": "negative", "lab": "区疾控"})
    assert done.status_code == 200 and done.json()["tests"][0]["result"] == "negative"
    assert done.json()["colour"] == "red" and done.json()["colour_until"] == "2022-01-11"
    assert post(f"/api/measures/{code}/checks", {"celsius": 36.6}).status_code == 200
    assert post(f"/api/measures/{code}/checks", {"celsius": 99}).status_code == 409
    appeal = post(f"/api/measures/{code}/appeals", {"text": "日期不对"})
    assert appeal.status_code == 201 and district.state(appeal.json()["code"]) == "filed"
    assert post("/api/measures", told | {"area": district.cast.b1}).status_code == 409
    assert alice.get("/api/measures?which=running").json()["items"][0]["code"] == code


def test_a_notice_can_be_checked_until_some_time_after_the_end(district: District) -> None:
    code = district.decided()
    notice = district.row(code).notice
    browser = district.browser()
    page = browser.get(f"/check/{notice.lower()}/").content.decode()
    assert "有效，正在执行" in page and "方" not in page.split("<main")[1]
    district.act(district.helen, code, "end_early", reason="查错了人", ending="mistake")
    assert "已结束" in browser.get(f"/check/{notice}/").content.decode()
    district.later(days=181)
    assert browser.get(f"/check/{notice}/").status_code == 404
    assert browser.get("/check/hello/").status_code == 404
