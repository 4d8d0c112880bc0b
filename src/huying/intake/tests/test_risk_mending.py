"""Names settled many at once and from a file, a wrong version set aside and put back, lists by the API, quick answers."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.kernel.situation import Actor
from huying.people.models import Audit, User
from huying.people.testing import Cast
from huying.places import risk, scope
from huying.places.codes import pad
from huying.places.models import RiskName, RiskSpan, RiskVersion
from huying.places.risk.kept import covering
from huying.places.services import divisions_load
from huying.rulebook.testing import rules_hold
from huying.screening.models import Declaration
from huying.screening.services.travel import OneDeclared, declare_many
from huying.screening.travel_facts import Declaring, StayIn

from .test_risklists import NOON, dump

pytestmark = pytest.mark.django_db
Make = Callable[[User | None], Client]
STREETS = {
    "92": "北原省", "9201": "长宁市", "920103": "宽河区", "920103005": "团山街道", "920103006": "团结街道",
    "920103101": "花沟镇", "9219": "塘湖市", "921901": "凤冈县",
}  # fmt: skip


@pytest.fixture
def editor(cast: Cast, client_for: Make) -> Client:
    """Whoever keeps the lists of the city, and a country with some names."""
    divisions_load({"code": code, "name": name} for code, name in STREETS.items())
    return client_for(cast.staff("rule_editor", cast.city))


def load(client: Client, value: object, **more: Any) -> None:
    """Upload a list as the nation's."""
    file = SimpleUploadedFile("list.json", json.dumps(value).encode())
    assert client.post("/risk/load/", {"source": "national", "file": file, **more}).status_code == 200


def audited(what: str, ref: str) -> list[str]:
    """What the audit says of the purpose."""
    with scope.everything("a test looks"):
        return list(Audit.objects.filter(what=what, ref=ref).values_list("purpose", flat=True))


def strange(hour: int, *names: str) -> dict[str, Any]:
    """A list whose county nobody knows."""
    found = dump(hour, list(names))
    found["data"]["highlist"][0] |= {"county": "宽合区", "city": "长宁", "area_name": "北原省 长宁 宽合区"}
    return found


def test_names_nobody_could_place_are_settled_many_at_once_for_all_versions(
    editor: Client, cast: Cast, client_for: Make
) -> None:
    with clock.borrow(NOON):
        load(editor, strange(8, "团山街道办", "花购", "没听过的地方"))
        load(editor, strange(9, "团山街道办", "花购"))
        one, two, three = (RiskName.objects.get(text__contains=text) for text in ("团山", "花购", "没听过"))
        assert {name.code for name in (one, two, three)} == {""}
        with CaptureQueriesContext(connection) as seen:
            page = editor.get("/risk/names/many/").content.decode()
        assert len(seen) < 60
        assert (
            "北原省长宁市宽河区团山街道" in page
            and f'name="area-{two.pk}" value="{pad("920103101")}"' in page
        )
        told = {f"name-{name.pk}": "1" for name in (one, two, three)} | {
            f"area-{one.pk}": pad("920103005"), f"whole-{one.pk}": "1", f"code-{two.pk}": "920103101",
            f"code-{three.pk}": "999999",
        }  # fmt: skip
        answer = editor.post("/risk/names/many/", told)
        page = answer.content.decode()
        assert answer.status_code == 422 and "没有这个地点编码" in page and 'value="999999"' in page
        # Both versions answer by it, and only the one that could not be taken is left.
        for hour in (8.5, 9.5):
            at = NOON.replace(hour=int(hour), minute=30)
            assert risk.levels_at(at) == {pad("920103005"): "high"}
            assert {area.within for area in risk.as_of(at) if area.text.endswith("花购")} == {
                pad("920103101")
            }
        assert "没听过的地方" in editor.get("/risk/names/many/").content.decode()
        assert "团山街道办" not in editor.get("/risk/names/many/").content.decode()
        assert audited("risk.name", "many") == ["2"]
    # Nobody else may.
    for who in (cast.alice, cast.charlie):
        assert client_for(who).get("/risk/names/many/").status_code == 403
        assert client_for(who).post("/risk/names/many/", told).status_code == 403
        assert client_for(who).post("/risk/names/file/", {"pasted": "name,code"}).status_code == 403


def test_answers_from_a_file_are_taken_row_by_row_and_the_rest_is_said(editor: Client) -> None:
    with clock.borrow(NOON):
        load(editor, strange(8, "团山街道办", "花沟", "甲地"))
        load(editor, dump(9, ["甲地"]))
        pasted = "\n".join(
            [
                "地名,编码,全部", "团山街道办,920103005,是", "花沟,ABC,", "无此地名,920103,", "甲地,920103,", ",920103,",
                "团山街道办,920103006,是", "北原省长宁宽合区花沟,999999,",
            ]
        )  # fmt: skip
        page = editor.post("/risk/names/file/", {"pasted": pasted}).content.decode()
        assert "7 行，认了 1 个，6 行没有用上" in page
        for said in (
            "不是地点编码",
            "没有这个地名",
            "几个地方叫这个",
            "没有写地名",
            "另一个答案",
            "没有这个地点编码",
        ):
            assert said in page, said
        settled = RiskName.objects.get(text__contains="团山")
        assert settled.code == pad("920103005") and settled.settled_by
        assert RiskName.objects.filter(settled_at=None).count() == 3
        file = SimpleUploadedFile("a.csv", "name,code\n北原省长宁宽合区花沟,920103101\n".encode("gb18030"))
        page = editor.post("/risk/names/file/", {"file": file}).content.decode()
        assert "1 行，认了 1 个，0 行没有用上" in page
        for bad in (b"", b"\x00\x01\x02", b"nothing here"):
            answer = editor.post("/risk/names/file/", {"file": SimpleUploadedFile("b.csv", bad)})
            assert answer.status_code == 422 and "note is-bad" in answer.content.decode()


def test_a_wrong_version_is_set_aside_with_a_reason_and_whoever_was_there_is_read_again(
    editor: Client, cast: Cast, client_for: Make
) -> None:
    rules_hold(
        {
            "screening.lookback": [
                {"code": "risk", "zh": "中高风险地区", "category": "from_high_risk", "window_days": 14, "places": ["risk:any"]}
            ]
        },
        area=cast.city,
    )  # fmt: skip
    with clock.borrow(NOON):
        load(editor, dump(8, ["花沟镇"]))
        load(editor, dump(10, ["团山街道", "花沟镇"]))
        wrong = RiskVersion.objects.order_by("-valid_from")[0]
        said = Declaring(
            name="甲甲", phone="13912340021", arrives_at=NOON - dt.timedelta(hours=1), transport="train",
            stays=(StayIn(text="北原省长宁市宽河区团山街道", came=dt.date(2022, 4, 15), left=dt.date(2022, 4, 16)),),
        )  # fmt: skip
        code = declare_many(
            rows=[OneDeclared(said, cast.stairwell)], actor=Actor("caller"), channel="public"
        )[0].code

        def category() -> str:
            with scope.everything("a test looks"):
                return Declaration.objects.get(matter__code=code).category

        assert category() == "from_high_risk"
        address = f"/risk/versions/{wrong.pk}/aside/"
        # Neither without a reason, nor by those who read only, nor the nation's list by a district.
        editor.post(address, {"reason": " "})
        assert client_for(cast.alice).post(address, {"reason": "错了"}).status_code == 403
        district = client_for(cast.staff("rule_editor", cast.district))
        assert district.post(address, {"reason": "错了"}).status_code == 404
        assert "停用这一版" not in district.get(f"/risk/versions/{wrong.pk}/").content.decode()
        assert RiskVersion.objects.filter(aside_at=None).count() == 2 and category() == "from_high_risk"

        spans = set(RiskSpan.objects.values_list("name__text", "since", "until"))
        assert editor.post(address, {"reason": "报送有误，已发更正"}).status_code == 302
        page = editor.get(f"/risk/versions/{wrong.pk}/").content.decode()
        assert "已停用" in page and "报送有误" in page
        assert {one.text for one in risk.as_of(NOON)} == {"北原省长宁市宽河区花沟镇"}
        assert category() == ""
        assert audited("risk.aside", str(wrong.pk)) == ["报送有误，已发更正"]
        # Loaded once more it is there already, and stays aside.
        load(editor, dump(10, ["团山街道", "花沟镇"]))
        assert len(risk.as_of(NOON)) == 1

        assert editor.post(address, {"back": "1"}).status_code == 302
        assert set(RiskSpan.objects.values_list("name__text", "since", "until")) == spans
        assert category() == "from_high_risk" and audited("risk.restore", str(wrong.pk)) == [""]
        assert editor.post("/risk/versions/999999/aside/", {"reason": "错了"}).status_code == 404


def test_a_program_loads_a_list_within_its_area_and_what_is_hostile_is_refused(
    editor: Client, cast: Cast, client_for: Make
) -> None:
    def send(client: Client, told: object) -> Any:
        body = told if isinstance(told, str) else json.dumps(told)
        return client.post("/api/risk-lists", body, content_type="application/json")

    with clock.borrow(NOON):
        first = send(editor, {"source": "national", "list": dump(9, ["团山街道", "无名"])})
        assert first.status_code == 200 and (first.json()["versions"], first.json()["places_high"]) == (1, 2)
        again = send(editor, {"source": "national", "list": dump(9, ["团山街道", "无名"])})
        assert (again.json()["versions"], again.json()["already"]) == (0, 1)
        text = {
            "text": "截至4月16日10时，全国高风险地区1个：北原省（1个）长宁市宽河区花沟镇",
            "as_of": "2022-04-16 10:00",
        }
        printed = send(editor, {"source": "national", "list": text})
        assert printed.status_code == 200 and printed.json()["unread"] == []
        # Its own list only by a district; the nation's by the city and above; by nobody who keeps no lists.
        district = client_for(cast.staff("rule_editor", cast.district))
        assert send(district, {"source": "national", "list": dump(11, ["甲"])}).status_code == 409
        assert send(district, {"source": "city", "list": dump(11, ["甲"])}).status_code == 200
        assert set(RiskVersion.objects.values_list("source", flat=True)) == {
            "national", f"city:{cast.district.rstrip('0')}",
        }  # fmt: skip
        assert send(client_for(cast.alice), {"source": "city", "list": dump(11, ["甲"])}).status_code == 403
        assert send(Client(), {"source": "city", "list": dump(11, ["甲"])}).status_code == 401
        before = RiskVersion.objects.count()
        deep: Any = []
        for _ in range(300):
            deep = [deep]
        nul = dump(12, ["甲\x00乙", "<script>alert(1)</script>", "丙" * 5_000])
        for hostile in (
            "{broken", "[]", {"source": "moon", "list": {}}, {"source": "national"}, {"source": "national", "list": []},
            {"source": "national", "at": "soon", "list": {}},
        ):  # fmt: skip
            assert send(editor, hostile).status_code in (400, 422), hostile
        for odd in (
            {},
            {"data": None},
            {"data": {"highlist": deep}},
            {"text": "没有名单"},
            {"data": {"end_update_time": "x"}},
        ):
            answer = send(editor, {"source": "national", "list": odd})
            assert answer.status_code == 200 and answer.json()["unread"], odd
        assert RiskVersion.objects.count() == before
        assert send(editor, {"source": "national", "list": nul}).status_code == 200
        assert "<script>alert" not in editor.get("/risk/?q=script").content.decode()


def test_which_areas_cover_a_place_is_answered_from_memory_until_a_list_or_a_name_changes(
    editor: Client,
) -> None:
    with clock.borrow(NOON):
        load(editor, dump(8, ["团山街道"]))
        load(editor, strange(9, "团山街道办"))
        ask = Client()

        def covered(place: str, **more: str) -> list[str]:
            answer = ask.get("/api/risk-areas/covering", {"place": place, **more})
            assert answer.status_code == 200
            return [one["text"] for one in answer.json()]

        street = "北原省长宁市宽河区团山街道"
        eight, later = "2022-04-16T08:30:00+08:00", NOON.isoformat()
        assert covered(street, at=eight) == covered(pad("920103005"), at=eight) == [street]
        assert covered(street, at=later) == [] and covered("天边") == []
        listed = RiskName.objects.get(text="团山街道办")
        assert covered(listed.whole_text) == [listed.whole_text]
        # One look at the marks, none at the lists.
        with CaptureQueriesContext(connection) as seen:
            covered(street, at=eight)
        assert not [q for q in seen if "riskspan" in q["sql"] or "division" in q["sql"]]
        # The same as asked of the database itself, at every hour.
        for hour in range(7, 13):
            at = NOON.replace(hour=hour)
            for place in (street, listed.whole_text, pad("920103005"), "北原省长宁市宽河区"):
                assert [one[:6] for one in covering(place, at)] == [one[:6] for one in risk.covers(place, at)]
        told = {f"name-{listed.pk}": "1", f"code-{listed.pk}": "920103005", f"whole-{listed.pk}": "1"}
        assert editor.post("/risk/names/many/", told).status_code == 302
        assert covered(street, at=later) == [listed.whole_text]
        load(editor, dump(11, ["花沟镇"]))
        assert covered(street, at=later) == []
        # Whoever asks too often waits.
        with override_settings(HUYING_LIMITS={**_limits(), "risk.covering": [(3, 60)]}):
            answers = [ask.get("/api/risk-areas/covering", {"place": street}).status_code for _ in range(5)]
        assert answers[-1] == 429 and 200 not in answers[3:]


def _limits() -> dict[str, Any]:
    from django.conf import settings

    return dict(settings.HUYING_LIMITS)


def test_the_lists_of_a_city_are_set_aside_by_the_city_alone(
    editor: Client, cast: Cast, client_for: Make
) -> None:
    with clock.borrow(NOON):
        file = SimpleUploadedFile(
            "own.csv", "等级,地点,发布时间\n高风险,荷花新村,2022-04-16 08:00\n".encode()
        )
        own = client_for(cast.staff("rule_editor", cast.district))
        assert own.post("/risk/load/", {"source": "city", "file": file}).status_code == 200
        version = RiskVersion.objects.get()
        address = f"/risk/versions/{version.pk}/aside/"
        other = client_for(cast.staff("rule_editor", cast.other_street))
        assert other.post(address, {"reason": "错了"}).status_code == 404
        assert editor.post(address, {"reason": "区里报错了"}).status_code == 302
        version.refresh_from_db()
        assert version.aside_reason == "区里报错了" and not RiskSpan.objects.exists()
