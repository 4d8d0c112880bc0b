"""The pages of rules and responses, as the people of a city's rule office use them."""

import datetime as dt
import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.people.models import User
from huying.people.testing import Cast
from huying.rulebook import services
from huying.rulebook.document import check_document
from huying.rulebook.models import Response, RuleException, RuleSet
from huying.rulebook.queries import reader
from huying.rulebook.services import Hand

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.borrow(NOW):
        yield


class Desk:
    """The drafter Gu and the publisher Hao at the city, Ivy who drafts for another street."""

    def __init__(self, cast: Cast, client_for: Callable[[User | None], Client]) -> None:
        self.cast = cast
        self.gu = client_for(cast.staff("rule_editor", cast.city, "gu", "顾"))
        self.hao = client_for(cast.staff("rule_publisher", cast.city, "hao", "郝"))
        self.ivy = client_for(cast.staff("rule_editor", cast.other_street, "ivy", "艾"))
        self.alice = client_for(cast.alice)
        self.nobody = client_for(None)

    def set(
        self, slug: str, area: str, rules: dict[str, Any], *, publish: bool = True, **more: Any
    ) -> RuleSet:
        raw = {
            "slug": slug, "title": {"zh": f"规则{slug}", "en": f"Rules {slug}"}, "authority": "市防控办", "area": area,
            "valid": {"from": "2026-11-01", "until": "2026-12-31"}, "rules": rules, **more,
        }  # fmt: skip
        row = services.ruleset_draft(document=check_document(raw), by=Hand(self.cast.dora.pk, self.cast.city))
        if publish:
            services.ruleset_publish(code=row.code, by=Hand(self.cast.eve.pk, self.cast.city))
        return row


@pytest.fixture
def desk(cast: Cast, client_for: Callable[[User | None], Client]) -> Desk:
    return Desk(cast, client_for)


def publish(client: Client, code: str) -> Any:
    """Look at whom it reaches, then publish what was seen."""
    address = reverse("rule_set_publish", args=[code])
    seen = re.search(r'name="seen" value="(\w+)"', client.get(address).content.decode())
    return client.post(address, {"seen": seen[1] if seen else ""})


HEAD = {
    "zh": "冬季规则", "en": "Winter rules", "slug": "city-winter", "authority": "市防控办", "authority_en": "",
    "since": "2026-11-01", "until": "2026-12-31", "parent": "", "response": "", "legal_basis": "",
}  # fmt: skip


def test_a_rule_is_drafted_by_one_and_published_by_another_through_pages_alone(desk: Desk) -> None:
    cast = desk.cast
    answer = desk.gu.post(reverse("rule_set_new"), {**HEAD, "area": cast.city})
    row = RuleSet.objects.get(slug="city-winter")
    assert answer.status_code == 302
    assert answer["Location"] == reverse("rule_set", args=[row.code])
    assert desk.gu.get(reverse("rule_choose", args=[row.code])).status_code == 200

    one = reverse("rule_one", args=[row.code, "test.tests"])
    assert "整数" in desk.gu.get(one).content.decode()
    wrong = desk.gu.post(one, {"value": "three"})
    assert wrong.status_code == 422
    assert "three" in wrong.content.decode()
    desk.gu.post(one, {"value": "3"})
    desk.gu.post(reverse("rule_one", args=[row.code, "test.days"]), {"value": "contact: 14 天\n'*': 1d"})
    desk.gu.post(reverse("rule_one", args=[row.code, "test.window"]), {"value": "48h"})
    desk.gu.post(reverse("rule_one", args=[row.code, "test.window"]), {"value": ""})
    row.refresh_from_db()
    assert row.document == {"test.tests": 3, "test.days": {"contact": "14d", "*": "1d"}}

    page = desk.gu.get(reverse("rule_set", args=[row.code])).content.decode()
    assert "去发布" not in page
    assert desk.gu.get(reverse("rule_set_publish", args=[row.code])).status_code == 403
    assert "去发布" in desk.hao.get(reverse("rule_set", args=[row.code])).content.decode()
    assert desk.hao.get(reverse("rule_set_publish", args=[row.code])).status_code == 200
    unseen = desk.hao.post(reverse("rule_set_publish", args=[row.code]), {"seen": "made up"})
    assert (unseen.status_code, "请重新看一遍" in unseen.content.decode()) == (422, True)
    assert publish(desk.hao, row.code).status_code == 302
    assert reader().count("test.tests", cast.a) == 3
    assert desk.gu.get(one).status_code == 404


def test_refusals_stand_beside_the_rule_and_an_exception_is_shown_to_everybody(desk: Desk) -> None:
    cast = desk.cast
    desk.set("city", cast.city, {"test.days": {"contact": "14d"}})
    row = desk.set("street", cast.street, {"test.days": {"contact": "21d"}}, publish=False, parent="city")
    page = desk.hao.get(reverse("rule_set", args=[row.code])).content.decode()
    assert "本规则是 21 天，上级《规则city》是 14 天，不能更长、更多。" in page
    refused = publish(desk.hao, row.code)
    assert refused.status_code == 422
    assert "超出了上级规则，不能发布" in refused.content.decode()

    form = {
        "keys": ["test.days"], "authority": "市政府", "authority_area": cast.city, "reason": "同航班传播",
        "legal_basis": "突发事件应对法第七十三条", "expires": "2026-11-20",
    }  # fmt: skip
    exception = reverse("rule_set_except", args=[row.code])
    assert desk.hao.get(exception).status_code == 200
    assert desk.hao.post(exception, {**form, "reason": ""}).status_code == 422
    assert desk.gu.post(exception, form).status_code == 403
    assert desk.hao.post(exception, form).status_code == 302
    assert RuleException.objects.get().expires == dt.datetime(2026, 11, 20, 16, tzinfo=dt.UTC)
    assert publish(desk.hao, row.code).status_code == 302
    page = desk.nobody.get(reverse("rules_public")).content.decode()
    for said in ("同航班传播", "突发事件应对法第七十三条", "市政府", "隔离"):
        assert said in page
    assert "21 天" in desk.nobody.get(reverse("rule_set_public", args=[row.code])).content.decode()


def test_the_publisher_sees_first_what_would_end_below(desk: Desk) -> None:
    desk.set("city", desk.cast.city, {"test.tests": 4})
    desk.set("street", desk.cast.street, {"test.tests": 4})
    milder = desk.set("city", desk.cast.city, {"test.tests": 2}, publish=False)
    page = desk.hao.get(reverse("rule_set_publish", args=[milder.code])).content.decode()
    assert "规则street：检测次数：本规则是 4，上级《规则city》是 2，不能更高。" in page
    wrong = desk.set("other", desk.cast.street, {"test.tests": 5}, publish=False)
    page = desk.hao.get(reverse("rule_set_publish", args=[wrong.code])).content.decode()
    assert "发布后这些下级规则会停止" not in page


def test_yaml_goes_out_and_in(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3})
    answer = desk.gu.get(reverse("rule_set_yaml", args=[row.code]))
    assert answer["Content-Type"].startswith("application/yaml")
    text = answer.content.decode().replace("test.tests: 3", "test.tests: 2")
    assert desk.gu.post(reverse("rule_set_paste"), {"text": text}).status_code == 302
    draft = RuleSet.objects.get(slug="city", version=2)
    assert draft.document == {"test.tests": 2}
    broken = desk.gu.post(
        reverse("rule_set_text", args=[draft.code]), {"text": text.replace("2026-12-31", "soon")}
    )
    assert broken.status_code == 422
    assert "有效期：日期请写成" in broken.content.decode()
    page = desk.gu.get(reverse("rule_set_changes", args=[draft.code, row.code])).content.decode()
    assert "<del>3</del>" in page
    assert "<ins>2</ins>" in page


def test_the_next_version_starts_from_what_is_in_force(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3})
    for _ in range(2):
        desk.gu.post(reverse("rule_set_version", args=[row.code]))
    draft = RuleSet.objects.get(slug="city", status="draft")
    assert (draft.version, draft.document) == (2, {"test.tests": 3})


def test_a_response_is_started_changed_and_ended_with_what_hangs_from_it(desk: Desk) -> None:
    cast = desk.cast
    form = {
        "zh": "聚集性疫情", "en": "Cluster", "level": "2", "authority": "市政府", "area": cast.city,
        "legal_basis": "突发事件应对法第七十二条", "measures": "排查", "expected_end": "2027-01-31",
    }  # fmt: skip
    assert desk.gu.get(reverse("response_new")).status_code == 403
    assert desk.hao.get(reverse("response_new")).status_code == 200
    assert desk.hao.post(reverse("response_new"), {**form, "measures": ""}).status_code == 422
    assert desk.hao.post(reverse("response_new"), form).status_code == 302
    row = Response.objects.get()
    hung = desk.set("city", cast.city, {"test.tests": 3}, response=row.code)
    change = {"level": "1", "expected_end": "2027-02-28", "reason": "扩散"}
    assert desk.hao.post(reverse("response_change", args=[row.code]), change).status_code == 302
    page = desk.gu.get(reverse("response", args=[row.code])).content.decode()
    assert "一级" in page
    assert "规则city" in page
    assert "规则city" in desk.hao.get(reverse("response_end", args=[row.code])).content.decode()
    assert desk.hao.post(reverse("response_end", args=[row.code]), {"reason": "清零"}).status_code == 302
    hung.refresh_from_db()
    assert hung.status == "withdrawn"
    assert "已结束" in desk.gu.get(reverse("responses")).content.decode()


def test_what_holds_here_is_shown_with_its_source(desk: Desk) -> None:
    desk.set("city", desk.cast.city, {"test.tests": 3})
    page = desk.alice.get(reverse("rules_here"), {"q": "test.tests"}).content.decode()
    assert "<b>3</b>" in page
    assert "规则city" in page
    assert "办公时间" in desk.alice.get(reverse("rules_here")).content.decode()


def test_the_calendar_is_changed_from_the_one_in_force(desk: Desk) -> None:
    row = desk.set("days", desk.cast.city, {"test.tests": 3}, publish=False)
    address = reverse("rule_one", args=[row.code, "calendar.working"])
    page = desk.gu.get(address).content.decode()
    text = html.unescape(page[page.index("zone:") : page.index("</textarea>", page.index("zone:"))])
    assert (
        desk.gu.post(address, {"value": text.replace("make_up:", "make_up:\n- 2027-02-14")}).status_code
        == 302
    )
    row.refresh_from_db()
    assert "2027-02-14" in row.document["calendar.working"]["make_up"]
    assert "2022-01-29" in row.document["calendar.working"]["make_up"]


def test_what_changes_next_comes_first(desk: Desk) -> None:
    desk.set("city", desk.cast.city, {"test.tests": 3}, valid={"from": "2026-11-05", "until": "2026-11-20"})
    page = desk.gu.get(reverse("rules")).content.decode()
    assert "11月20日" in page
    assert "11月21日" not in page
    assert page.index("接下来的变化") < page.index("生效") < page.index("现行规则")


def test_withdrawing_shows_what_ends_with_it(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3})
    below = desk.set("street", desk.cast.street, {"test.tests": 2}, parent="city")
    address = reverse("rule_set_withdraw", args=[row.code])
    assert "规则street" in desk.hao.get(address).content.decode()
    assert desk.hao.post(address, {"reason": ""}).status_code == 422
    assert desk.hao.post(address, {"reason": "写错了"}).status_code == 302
    below.refresh_from_db()
    assert below.status == "withdrawn"


READING = ["rule_set", "rule_set_yaml"]
WRITING = ["rule_set_edit", "rule_set_text", "rule_choose"]


@pytest.mark.parametrize("name", READING + WRITING)
def test_rules_of_another_street_are_not_there(desk: Desk, name: str) -> None:
    row = desk.set("street", desk.cast.street, {"test.tests": 3}, publish=False)
    assert desk.ivy.get(reverse(name, args=[row.code])).status_code == 404
    assert desk.gu.get(reverse(name, args=[row.code])).status_code == 200


@pytest.mark.parametrize("name", WRITING)
def test_rules_from_above_are_read_but_not_written(desk: Desk, name: str) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3}, publish=False)
    assert desk.ivy.get(reverse("rule_set", args=[row.code])).status_code == 200
    assert desk.ivy.get(reverse(name, args=[row.code])).status_code == 404


def test_drafts_are_not_public_and_staff_pages_ask_for_a_log_in(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3}, publish=False)
    assert desk.nobody.get(reverse("rule_set_public", args=[row.code])).status_code == 404
    for address in (reverse("rules"), reverse("responses"), reverse("rule_set", args=[row.code])):
        assert desk.nobody.get(address).status_code == 302


def test_every_page_speaks_english_completely(desk: Desk) -> None:
    row = desk.set("city", desk.cast.city, {"test.tests": 3})
    desk.hao.cookies["lang"] = "en"
    for address in (
        reverse("rules"),
        reverse(
            "rule_set_publish", args=[desk.set("x2", desk.cast.city, {"test.tests": 1}, publish=False).code]
        ),
        reverse("responses"),
        reverse("response_new"),
    ):
        page = desk.hao.get(address).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert not re.findall(r"[\u4e00-\u9fff]{2,}", main.replace("市防控办", "").replace("临川市", "")), (
            address
        )
    assert row.pk
