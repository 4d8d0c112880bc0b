"""The end of a response: what hangs from it ends in one transaction, its data go with two people and a proof."""

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.base.errors import NotYours
from huying.base.models import Attempt
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.messages.models import Notice
from huying.people.models import User
from huying.people.testing import Cast
from huying.places import scope
from huying.rulebook import hanging, services
from huying.rulebook.hanging import Hanging, PersonalData, digest_of
from huying.rulebook.models import DataItem, Response
from huying.rulebook.services import Hand
from huying.rulebook.testing import rules_hold

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
MONTH = dt.timedelta(days=30)


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.borrow(NOW):
        yield


class Kept:
    """Measures that hang from a response, and rows about people gathered for it, as a domain would register them."""

    def __init__(self) -> None:
        self.measures, self.fails = 3, False

    def end(self, response: Response, why: Words) -> int:
        if self.fails:
            raise RuntimeError("a measure that cannot be ended")
        assert "清零" in why.zh
        ended, self.measures = self.measures, 0
        return ended

    def rows(self, response: Response) -> Any:
        return Attempt.objects.filter(door=response.code)

    def destroy(self, response: Response) -> int:
        return int(self.rows(response).delete()[0])


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> Kept:
    made = Kept()
    monkeypatch.setattr(hanging, "_hanging", {})
    monkeypatch.setattr(hanging, "_data", {})
    hanging.hangs(Hanging("test.measures", Words("措施", "measures"), lambda _: made.measures, made.end))
    hanging.holds(
        PersonalData(
            "test.signed", Words("签过的承诺", "signed undertakings"), Words("演练登记", "a drill's register"),
            "rulebook.data_kept", lambda response: made.rows(response).count(), made.destroy, made.rows,
        )
    )  # fmt: skip
    return made


class Office:
    """Hao publishes and Pei looks after personal data, both in the city; Hua likewise in another street."""

    def __init__(self, cast: Cast, client_for: Callable[[User | None], Client]) -> None:
        self.cast = cast
        self.users = {
            name: cast.staff(role, area, name)
            for name, role, area in (
                ("hao", "rule_publisher", cast.city),
                ("pei", "data_officer", cast.city),
                ("hua", "data_officer", cast.other_street),
            )
        }
        self.hao, self.pei, self.hua = (client_for(user) for user in self.users.values())
        self.alice = client_for(cast.alice)

    def hand(self, name: str) -> Hand:
        return Hand(self.users[name].pk, self.cast.city)

    def start(self, rows: int = 2) -> Response:
        response = services.response_start(
            matter=Words("聚集性疫情", "A cluster"), level=2, authority=Words("市政府", "City"), area=self.cast.city,
            legal_basis="突发事件应对法", measures="排查", expected_end=NOW + 3 * MONTH, by=self.hand("hao"),
        )  # fmt: skip
        for number in range(rows):
            Attempt.objects.create(door=response.code, who=b"somebody", period=number, slot=0)
        return response


@pytest.fixture
def office(cast: Cast, client_for: Callable[[User | None], Client], kept: Kept) -> Office:
    return Office(cast, client_for)


def text(client: Client, name: str, *args: str) -> str:
    """A page as text."""
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_everything_ends_together_or_not_at_all(office: Office, kept: Kept) -> None:
    response = office.start()
    page = text(office.hao, "response_end", response.code)
    assert "措施：<b>3</b>" in page
    assert "签过的承诺" in page
    kept.fails = True
    with pytest.raises(RuntimeError):
        services.response_end(code=response.code, reason="清零", by=office.hand("hao"))
    response.refresh_from_db()
    assert (response.ended_at, response.ended_things, DataItem.objects.count()) == (None, [], 0)

    kept.fails = False
    address = reverse("response_end", args=[response.code])
    assert office.hao.post(address, {"reason": " "}).status_code == 422
    assert office.pei.post(address, {"reason": "清零"}).status_code == 403
    assert office.hao.post(address, {"reason": "清零"}).status_code == 302
    response.refresh_from_db()
    assert [(one["code"], one["ended"]) for one in response.ended_things] == [
        ("rulebook.sets", 0), ("test.measures", 3),
    ]  # fmt: skip
    page = text(office.alice, "response", response.code)
    assert "措施：<b>3</b>" in page
    assert "演练登记" in page
    assert "30 天（《通用规则（随系统提供）》）" in page


def ended(office: Office, rows: int = 2) -> tuple[Response, DataItem]:
    """A response that ended, and what it lists."""
    response = office.start(rows)
    services.response_end(code=response.code, reason="清零", by=office.hand("hao"))
    return response, DataItem.objects.get(response=response)


def test_data_are_destroyed_by_two_people_and_leave_a_proof(office: Office, kept: Kept) -> None:
    response, item = ended(office)
    assert (item.count, item.state, item.due) == (2, "open", NOW + MONTH)
    before = digest_of(kept.rows(response))
    args = (response.code, "test.signed")

    assert office.alice.post(reverse("data_propose", args=args)).status_code == 403
    assert office.hua.post(reverse("data_propose", args=args)).status_code == 404
    office.pei.post(reverse("data_destroy", args=args))
    assert kept.rows(response).count() == 2
    office.pei.post(reverse("data_propose", args=args))
    assert "确认销毁" not in text(office.pei, "data_item", *args)
    with pytest.raises(Refused, match="另一位"):
        services.data_destroy(code=args[0], name=args[1], by=office.hand("pei"))
    with pytest.raises(Refused):
        services.response_archive(code=response.code, by=office.hand("hao"))
    assert kept.rows(response).count() == 2

    assert "确认销毁" in text(office.hao, "data_item", *args)
    office.hao.post(reverse("data_destroy", args=args))
    item.refresh_from_db()
    assert (item.state, kept.rows(response).count()) == ("destroyed", 0)
    certificate = item.certificate
    assert certificate is not None
    assert (certificate["destroyed"], certificate["rows_sha256"]) == (2, before)
    assert (certificate["proposed_by"], certificate["confirmed_by"]) == (
        office.users["pei"].pk,
        office.users["hao"].pk,
    )
    canonical = json.dumps(certificate, sort_keys=True, ensure_ascii=False).encode()
    assert item.proof == hashlib.sha256(canonical).hexdigest()
    assert item.proof in text(office.pei, "data_item", *args)
    for change in ({"proof": "0" * 64}, {"state": "open"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataItem.objects.filter(pk=item.pk).update(**change)
    assert office.hao.post(reverse("response_archive", args=[response.code])).status_code == 302
    assert "已归档" in text(office.alice, "responses")


def test_nothing_counts_as_destroyed_while_a_row_is_left(
    office: Office, kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    response, item = ended(office)
    monkeypatch.setitem(
        hanging._data, "test.signed",
        PersonalData(
            "test.signed", Words("承诺", "undertakings"), Words("登记", "register"), "rulebook.data_kept",
            lambda one: kept.rows(one).count(), lambda one: kept.rows(one).filter(period=0).delete()[0],
        ),
    )  # fmt: skip
    services.data_propose(code=response.code, name="test.signed", by=office.hand("pei"))
    with pytest.raises(Refused), transaction.atomic():
        services.data_destroy(code=response.code, name="test.signed", by=office.hand("hao"))
    item.refresh_from_db()
    assert (item.state, kept.rows(response).count()) == ("proposed", 2)


ASSESSED = {"purpose": "一宗诉讼", "necessity": "法院要求", "safeguards": "只在保险柜", "until": "2026-12-31"}


def test_keeping_needs_all_three_parts_and_ends_on_its_day(office: Office, kept: Kept) -> None:
    response, item = ended(office)
    address = reverse("data_keep", args=[response.code, "test.signed"])
    for part in ASSESSED:
        assert office.pei.post(address, {**ASSESSED, part: ""}).status_code == 422
    assert office.pei.post(address, {**ASSESSED, "until": "2026-10-31"}).status_code == 422
    assert office.pei.post(address, ASSESSED).status_code == 302
    item.refresh_from_db()
    assert (item.state, item.decided_by, item.decided_at) == ("kept", office.users["pei"], NOW)
    page = text(office.alice, "response", response.code)
    assert "经评估保留" in page
    services.response_archive(code=response.code, by=office.hand("hao"))
    for change in ({"assessed_necessity": ""}, {"decided_by": None}, {"kept_until": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            DataItem.objects.filter(pk=item.pk).update(**change)

    with clock.borrow(NOW + dt.timedelta(days=59)):
        assert services.data_remind() == []
    with clock.borrow(NOW + dt.timedelta(days=61)):
        assert [one.pk for one in services.data_remind()] == [item.pk]
        response.refresh_from_db()
        assert response.archived_at is None
        with pytest.raises(Refused):
            services.response_archive(code=response.code, by=office.hand("hao"))


def test_whoever_decides_is_reminded_of_what_is_overdue_as_often_as_the_rule_says(
    office: Office, kept: Kept
) -> None:
    from huying.command.jobs import remind

    rules_hold({"rulebook.data_kept": {"test.signed": "5d"}, "rulebook.destruction_reminder": "2d"})
    response, _ = ended(office)
    told = []
    for day in range(10):
        with clock.borrow(NOW + dt.timedelta(days=day)):
            remind(0)
            with transaction.atomic(), scope.everything("reading notices"):
                told.append(Notice.objects.filter(template="rulebook.overdue", channel="inapp").count())
    assert told == [0, 0, 0, 0, 0, 2, 2, 4, 4, 6]
    with clock.borrow(NOW + dt.timedelta(days=9)):
        assert "逾期未处理" in text(office.alice, "response", response.code)


def test_a_class_of_which_there_is_nothing_is_not_listed_and_strangers_find_nothing(office: Office) -> None:
    response = office.start(rows=0)
    services.response_end(code=response.code, reason="清零", by=office.hand("hao"))
    assert not DataItem.objects.exists()
    with pytest.raises(NotYours):
        services.data_propose(code=response.code, name="test.signed", by=office.hand("pei"))
    assert office.hua.get(reverse("response", args=[response.code])).status_code == 200
    other, _ = ended(office)
    with pytest.raises(NotYours):
        services.data_propose(
            code=other.code, name="test.signed", by=Hand(office.users["hua"].pk, office.cast.other_street)
        )


def test_a_program_does_the_same(office: Office, kept: Kept) -> None:
    def post(client: Client, name: str, body: Any, *args: str) -> Any:
        return client.post(
            reverse(f"api:{name}", args=args), json.dumps(body), content_type="application/json"
        )

    started = post(
        office.hao, "response_start",
        {"zh": "疫情", "level": 3, "authority": "市政府", "area": office.cast.city, "legal_basis": "法", "measures": "排查",
         "expected_end": "2027-01-01T00:00:00+08:00"},
    )  # fmt: skip
    assert started.status_code == 201
    code = started.json()["code"]
    assert [one["number"] for one in started.json()["remaining"]] == [3]
    assert post(office.hao, "response_change", {"level": 2, "reason": "扩散"}, code).json()["level"] == 2
    Attempt.objects.create(door=code, who=b"somebody", period=1, slot=0)
    done = post(office.hao, "response_end", {"reason": "清零"}, code).json()
    assert [(one["code"], one["number"]) for one in done["ended"]] == [
        ("rulebook.sets", 0),
        ("test.measures", 3),
    ]
    assert [(one["code"], one["count"]) for one in done["data"]] == [("test.signed", 1)]
    assert post(office.hao, "response_archive", {}, code).status_code == 409
    decide = (code, "test.signed")
    assert post(office.hao, "data_decide", {"how": "keep", "purpose": "x"}, *decide).status_code == 409
    assert post(office.pei, "data_decide", {"how": "propose"}, *decide).json()["state"] == "proposed"
    assert post(office.pei, "data_decide", {"how": "destroy"}, *decide).status_code == 409
    assert (
        post(office.hao, "data_decide", {"how": "return", "reason": "再看看"}, *decide).json()["state"]
        == "open"
    )
    post(office.pei, "data_decide", {"how": "propose"}, *decide)
    assert (
        post(office.hao, "data_decide", {"how": "destroy"}, *decide).json()["certificate"]["destroyed"] == 1
    )
    assert post(office.hao, "response_archive", {}, code).json()["archived_at"]
    past = office.hao.get(reverse("api:responses"), {"ended": "true"}).json()
    assert [one["code"] for one in past] == [code]
    assert post(office.hua, "data_decide", {"how": "propose"}, *decide).status_code == 404
