"""The nine must-nots against layer-by-layer tightening, each tried by a local set below a national one."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words, reading
from huying.people.testing import Cast
from huying.rulebook import services
from huying.rulebook.document import check_document
from huying.rulebook.keys import Duration, Table, rule_key
from huying.rulebook.models import RuleSet
from huying.rulebook.queries import reader
from huying.rulebook.services import Hand

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2022, 7, 1, 4, tzinfo=dt.UTC)
CATEGORIES = [
    {"code": "close_contact", "zh": "密切接触者", "en": "Close contact", "precedence": 10},
    {"code": "from_low_risk", "zh": "低风险地区来返人员", "en": "From a low-risk area", "precedence": 20, "measures": False},
    {"code": "student", "zh": "返乡学生", "en": "Student returning home", "precedence": 30, "measures": False},
]  # fmt: skip
NATIONAL: dict[str, Any] = {
    "rulebook.categories": CATEGORIES,
    "rulebook.movement": {"high": "at_home", "medium": "in_area", "low": "with_test", "none": "free"},
    "rulebook.closures": {"high": ["crowded", "schools"], "medium": ["crowded"], "low": [], "none": []},
    "rulebook.documents": {"emergency_care": [], "treatment": [], "drivers": ["48 小时核酸"], "*": []},
    "rulebook.test_validity": {"drivers": {"window": "48h", "basis": "reported_at"}},
    "test.zone_days": {"high": "7d", "medium": "7d"},
    "test.days": {"close_contact": "10d"},
}


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    from huying.rulebook import keys as registry

    monkeypatch.setattr(registry, "_keys", dict(registry._keys))
    for code, zh in (("test.zone_days", "区域管控天数"), ("test.days", "隔离和监测天数")):
        rule_key(code, title=Words(zh, code), kind=Table(Duration), stricter="longer")
    with clock.borrow(NOW):
        yield


class Nation:
    """The national set in force, and a district that drafts below it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.drafter = Hand(cast.staff("rule_editor", cast.country, "gu").pk, cast.country)
        self.publisher = Hand(cast.staff("rule_publisher", cast.country, "hao").pk, cast.country)
        self.publish(self.draft("plan-9", cast.country, NATIONAL))

    def draft(self, slug: str, area: str, rules: dict[str, Any], **more: Any) -> RuleSet:
        raw = {
            "slug": slug, "title": slug, "authority": "联防联控机制", "area": area, "rules": rules,
            "valid": {"from": "2022-06-28", "until": "2022-11-10"}, **more,
        }  # fmt: skip
        return services.ruleset_draft(document=check_document(raw), by=self.drafter)

    def publish(self, row: RuleSet) -> RuleSet:
        return services.ruleset_publish(code=row.code, by=self.publisher).rule_set

    def refuses(self, rules: dict[str, Any]) -> str:
        """A local set is refused at publication, and already when looked at; the difference in words."""
        row = self.draft(f"local-{RuleSet.objects.count()}", self.cast.district, rules, parent="plan-9")
        shown = services.excesses_of(row)
        with pytest.raises(Refused) as refused:
            self.publish(row)
        assert set(refused.value.fields) == set(shown) == set(rules)
        assert RuleSet.objects.get(pk=row.pk).status == "draft"
        return str(refused.value.words)


@pytest.fixture
def nation(cast: Cast) -> Nation:
    return Nation(cast)


def test_1_limits_on_movement_are_not_extended_to_other_areas(nation: Nation) -> None:
    said = nation.refuses({"rulebook.movement": {"none": "with_test"}})
    assert "人员流动（其他地区）：本规则是 凭检测结果出行，上级《plan-9》是 自由出入，不能更高。" in said


def test_2_people_from_low_risk_areas_are_not_sent_back_or_isolated(nation: Nation) -> None:
    stricter = [{**one, "measures": True} if one["code"] == "from_low_risk" else one for one in CATEGORIES]
    said = nation.refuses({"rulebook.categories": stricter})
    assert "“低风险地区来返人员”是" in said
    assert "只告知" in said


def test_3_control_of_zones_is_not_made_longer(nation: Nation) -> None:
    assert "7 天" in nation.refuses({"test.zone_days": {"high": "14d"}})


def test_4_the_group_of_people_is_not_made_wider(nation: Nation) -> None:
    extra = {"code": "neighbour", "zh": "同小区居民", "en": "Neighbour", "precedence": 40}
    assert "多了“同小区居民”" in nation.refuses({"rulebook.categories": [*CATEGORIES, extra]})


def test_5_isolation_and_monitoring_are_not_made_longer(nation: Nation) -> None:
    said = nation.refuses({"test.days": {"close_contact": "21d"}})
    assert "本规则是 21 天，上级《plan-9》是 10 天，不能更长、更多。" in said
    # A line of its own for people the national rules do not name is refused as well.
    assert "扩大了范围" in nation.refuses({"test.days": {"general_contact": "1d"}})


def test_6_nobody_is_refused_medical_care_for_want_of_a_paper(nation: Nation) -> None:
    assert "多了“48 小时核酸”" in nation.refuses({"rulebook.documents": {"emergency_care": ["48 小时核酸"]}})
    assert "治疗" in nation.refuses({"rulebook.documents": {"治疗": ["行程码截图"]}})
    nation.refuses({"rulebook.closures": {"low": ["clinics"]}})


def test_7_students_who_may_return_are_not_isolated(nation: Nation) -> None:
    stricter = [{**one, "measures": True} if one["code"] == "student" else one for one in CATEGORIES]
    assert "返乡学生" in nation.refuses({"rulebook.categories": stricter})


def test_8_drivers_and_passengers_are_not_held_up_at_checkpoints(nation: Nation) -> None:
    assert "道路和卡口" in nation.refuses({"rulebook.closures": {"low": ["roads"]}})
    papers = ["48 小时核酸", "接收证明"]
    assert "多了“接收证明”" in nation.refuses({"rulebook.documents": {"drivers": papers}})
    shorter = {"drivers": {"window": "24h", "basis": "reported_at"}}
    assert "不能更短" in nation.refuses({"rulebook.test_validity": shorter})


def test_9_places_people_live_by_are_not_closed_where_the_risk_is_low(nation: Nation) -> None:
    assert "超市和农贸市场" in nation.refuses({"rulebook.closures": {"low": ["markets", "pharmacies"]}})


def test_what_is_as_the_national_rules_or_milder_is_published(nation: Nation) -> None:
    milder = {
        "rulebook.categories": CATEGORIES[:1],
        "rulebook.movement": {"medium": "with_test"},
        "rulebook.closures": {"high": ["crowded"]},
        "rulebook.documents": {"drivers": []},
        "rulebook.test_validity": {"drivers": {"window": "72h", "basis": "reported_at"}},
        "test.days": {"close_contact": "7d"},
    }
    nation.publish(nation.draft("milder", nation.cast.district, milder, parent="plan-9"))
    assert reader().value("rulebook.movement", nation.cast.a, choice="medium") == "with_test"
    assert reader().value("rulebook.movement", nation.cast.a, choice="high") == "at_home"


def test_an_exception_is_signed_above_with_reason_and_expiry_and_everybody_can_read_it(
    nation: Nation,
) -> None:
    cast, everybody = nation.cast, Client()
    row = nation.draft("local", cast.district, {"test.days": {"close_contact": "14d"}}, parent="plan-9")
    signed: dict[str, Any] = {
        "code": row.code, "keys": ["test.days"], "authority": "省防控办", "reason": "变异株潜伏期更长",
        "legal_basis": "传染病防治法", "expires": NOW + dt.timedelta(days=20), "by": nation.publisher,
    }  # fmt: skip
    for area in (cast.district, cast.a, cast.c):
        with pytest.raises(Refused, match="上级地区"):
            services.exception_sign(**signed, authority_area=area)
    page = everybody.get(reverse("rules_public")).content.decode()
    assert "没有签署过例外" in page
    services.exception_sign(**signed, authority_area=cast.city)
    nation.publish(row)
    assert reader().duration("test.days", cast.a, "close_contact").days == 14
    page = everybody.get(reverse("rules_public")).content.decode()
    for said in ("隔离和监测天数", "省防控办", "变异株潜伏期更长", "传染病防治法", "最后一天"):
        assert said in page
    with reading("zh"):
        assert reader(NOW + dt.timedelta(days=20)).duration("test.days", cast.a, "close_contact").days == 10
