"""Drafting, publishing by a second person, ceilings, exceptions, responses and the shipped values, in PostgreSQL."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words, reading
from huying.people.models import User
from huying.people.testing import Cast
from huying.places.codes import ALL
from huying.rulebook import baseline, queries, services
from huying.rulebook.document import RuleDocument, check_document
from huying.rulebook.models import RuleException, RuleLog, RuleSet
from huying.rulebook.queries import reader
from huying.rulebook.services import Hand, Published
from huying.rulebook.testing import rules_hold

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
BASIS = "突发事件应对法第七十二条"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with clock.borrow(NOW), reading("en"):
        yield


class Office:
    """Two people of the city's rule office, and short ways to say what they do."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.drafter = self.hand(cast.staff("rule_editor", cast.city, "gu"), cast.city)
        self.publisher = self.hand(cast.staff("rule_publisher", cast.city, "hao"), cast.city)

    def hand(self, user: User, area: str) -> Hand:
        return Hand(user.pk, area)

    def document(self, slug: str, area: str, rules: dict[str, Any], **more: Any) -> RuleDocument:
        raw = {
            "slug": slug, "title": {"zh": f"规则{slug}", "en": f"Rules {slug}"}, "authority": "市防控办", "area": area,
            "valid": {"from": "2026-11-01", "until": "2026-12-31"}, "rules": rules, **more,
        }  # fmt: skip
        return check_document(raw)

    def draft(self, slug: str, area: str, rules: dict[str, Any], **more: Any) -> RuleSet:
        return services.ruleset_draft(document=self.document(slug, area, rules, **more), by=self.drafter)

    def publish(self, slug: str, area: str, rules: dict[str, Any], **more: Any) -> Published:
        return services.ruleset_publish(code=self.draft(slug, area, rules, **more).code, by=self.publisher)


@pytest.fixture
def office(cast: Cast) -> Office:
    return Office(cast)


def sentences(rule_set: RuleSet) -> list[str]:
    return [line.what for line in rule_set.log.all()]


def test_a_draft_is_in_force_only_once_a_second_person_published_it(office: Office) -> None:
    cast = office.cast
    draft = office.draft("city", cast.city, {"test.tests": 3})
    with pytest.raises(queries.RuleMissing):
        reader().count("test.tests", cast.a)
    with pytest.raises(Refused, match="second person"):
        services.ruleset_publish(code=draft.code, by=office.drafter)
    services.ruleset_publish(code=draft.code, by=office.publisher)
    assert reader().count("test.tests", cast.a1) == 3
    why = reader().why("test.tests", cast.a1)
    assert (why.code, why.authority.zh, why.area) == (draft.code, "市防控办", cast.city)
    assert sentences(draft) == ["drafted", "published"]


def test_whoever_changed_a_draft_cannot_publish_it_either(office: Office) -> None:
    draft = office.draft("city", office.cast.city, {"test.tests": 3})
    document = office.document("city", office.cast.city, {"test.tests": 4})
    services.ruleset_draft(document=document, by=office.publisher, code=draft.code)
    for hand in (office.drafter, office.publisher):
        with pytest.raises(Refused, match="second person"):
            services.ruleset_publish(code=draft.code, by=hand)
    assert not RuleSet.objects.filter(status="published").exists()


def test_the_database_holds_four_eyes_and_published_rules_on_its_own(office: Office) -> None:
    rule_set = office.publish("city", office.cast.city, {"test.tests": 3}).rule_set
    own = RuleSet.objects.filter(pk=rule_set.pk)
    changes: list[dict[str, Any]] = [
        {"published_by": office.drafter.user_id},
        {"document": {"test.tests": 9}},
        {"area": office.cast.district},
        {"valid_from": NOW - dt.timedelta(days=5)},
    ]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            own.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleLog.objects.all().delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleLog.objects.update(zh="")


def test_nobody_acts_on_rules_outside_their_area(office: Office) -> None:
    cast = office.cast
    elsewhere = Hand(cast.charlie.pk, cast.b)
    draft = office.draft("city", cast.city, {"test.tests": 3})
    for act in (
        lambda: services.ruleset_draft(
            document=office.document("other", cast.city, {"test.tests": 1}), by=elsewhere
        ),
        lambda: services.ruleset_publish(code=draft.code, by=elsewhere),
        lambda: services.ruleset_withdraw(code=draft.code, reason="x", by=elsewhere),
        lambda: services.ruleset_publish(code="7K3M-QX9T-BC4D", by=office.publisher),
    ):
        with pytest.raises(NotYours):
            act()
    assert RuleSet.objects.count() == 1


def test_a_stricter_local_set_is_refused_and_an_exception_lets_it_through_until_it_expires(
    office: Office,
) -> None:
    cast = office.cast
    office.publish("city", cast.city, {"test.days": {"contact": "14d"}, "test.tests": 3})
    local = office.draft(
        "district", cast.district, {"test.days": {"contact": "21d"}, "test.tests": 3}, parent="city"
    )
    with pytest.raises(Refused) as refused:
        services.ruleset_publish(code=local.code, by=office.publisher)
    assert set(refused.value.fields) == {"test.days"}
    assert "21 days here, 14 days in “Rules city” above" in refused.value.words.en
    assert RuleSet.objects.get(pk=local.pk).status == "draft"

    signed: dict[str, Any] = {
        "code": local.code, "keys": ["test.days"], "authority": "市政府", "authority_area": cast.city,
        "reason": "同航班传播", "legal_basis": BASIS, "expires": NOW + dt.timedelta(days=10), "by": office.publisher,
    }  # fmt: skip
    wrongs: list[dict[str, Any]] = [
        {"authority_area": cast.district},
        {"authority_area": cast.a},
        {"reason": " "},
        {"legal_basis": ""},
        {"expires": NOW},
        {"keys": []},
        {"keys": ["test.window"]},
        {"by": office.drafter},
    ]
    for wrong in wrongs:
        with pytest.raises(Refused):
            services.exception_sign(**{**signed, **wrong})
    assert not RuleException.objects.exists()

    services.exception_sign(**signed)
    services.ruleset_publish(code=local.code, by=office.publisher)
    days = ("test.days", cast.a, "contact")
    assert reader().duration(*days).days == 21
    assert reader(NOW + dt.timedelta(days=10)).duration(*days).days == 14
    assert reader().why(*days).valid_until == NOW + dt.timedelta(days=10)

    services.exception_sign(**{**signed, "expires": NOW + dt.timedelta(days=20)})
    assert reader(NOW + dt.timedelta(days=10)).duration(*days).days == 21


def test_longer_or_wider_than_the_parent_is_refused(office: Office) -> None:
    cast = office.cast
    office.publish(
        "city", cast.district, {"test.tests": 3}, valid={"from": "2026-11-01", "until": "2026-11-20"}
    )
    longer = office.draft("street", cast.street, {"test.tests": 3}, parent="city")
    wider = office.draft(
        "wider",
        cast.city,
        {"test.tests": 1},
        parent="city",
        valid={"from": "2026-11-01", "until": "2026-11-20"},
    )
    for draft, field in ((longer, "@validity"), (wider, "@area")):
        with pytest.raises(Refused) as refused:
            services.ruleset_publish(code=draft.code, by=office.publisher)
        assert set(refused.value.fields) == {field}


def test_a_new_version_takes_over_and_a_milder_one_ends_what_is_too_strict_below(office: Office) -> None:
    cast = office.cast
    office.publish("city", cast.city, {"test.tests": 4, "test.window": "24h"})
    below = office.publish(
        "street", cast.street, {"test.tests": 4, "test.window": "48h"}, parent="city"
    ).rule_set
    done = office.publish(
        "city",
        cast.city,
        {"test.tests": 2, "test.window": "24h"},
        valid={"from": "2026-11-10", "until": "2026-12-31"},
    )
    assert [(e.rule_set, e.key) for e in done.ended] == [(below.pk, "test.tests")]
    below.refresh_from_db()
    assert below.parent_id == done.rule_set.pk
    before, after = reader(NOW + dt.timedelta(days=5)), reader(NOW + dt.timedelta(days=15))
    assert [before.count("test.tests", area) for area in (cast.city, cast.a)] == [4, 4]
    assert [after.count("test.tests", area) for area in (cast.city, cast.a)] == [2, 2]
    assert str(after.duration("test.window", cast.a)) == "48h"
    assert sentences(below)[-1] == "ended"
    assert [s.version for s in RuleSet.objects.filter(slug="city").order_by("version")] == [1, 2]


def test_ending_a_response_ends_the_rules_that_hang_from_it_and_from_them(office: Office) -> None:
    cast = office.cast
    started: dict[str, Any] = {
        "matter": Words("某市聚集性疫情", "A cluster"), "level": 2, "authority": Words("市政府", "City government"),
        "area": cast.city, "legal_basis": BASIS, "measures": "排查、检测", "by": office.publisher,
        "expected_end": NOW + dt.timedelta(days=90),
    }  # fmt: skip
    for missing in ("legal_basis", "measures"):
        with pytest.raises(Refused) as refused:
            services.response_start(**{**started, missing: " "})
        assert missing in refused.value.fields
    mistakes: list[dict[str, Any]] = [{"level": 5}, {"expected_end": NOW}]
    for wrong in mistakes:
        with pytest.raises(Refused):
            services.response_start(**{**started, **wrong})
    response = services.response_start(**started)
    hung = office.publish("city", cast.city, {"test.tests": 3}, response=response.code).rule_set
    child = office.publish("street", cast.street, {"test.tests": 2}, parent="city").rule_set
    free = office.publish("free", cast.city, {"test.window": "48h"}).rule_set

    services.response_change_level(code=response.code, level=1, reason="扩散", by=office.publisher)
    response.refresh_from_db()
    assert response.level == 1
    ended = services.response_end(code=response.code, reason="清零", by=office.publisher)
    assert {s.pk for s in ended} == {hung.pk, child.pk}
    with pytest.raises(queries.RuleMissing):
        reader().count("test.tests", cast.a)
    assert reader(NOW).why("test.window", cast.a).rule_set == free.pk
    with pytest.raises(Refused, match="ended"):
        services.response_end(code=response.code, reason="again", by=office.publisher)
    assert [line.what for line in response.log.all()] == ["started", "changed", "ended"]


def test_rules_cannot_outlast_their_response(office: Office) -> None:
    cast = office.cast
    response = services.response_start(
        matter=Words("疫情", "Outbreak"), level=3, authority=Words("市政府", ""), area=cast.city, legal_basis=BASIS,
        measures="排查", expected_end=NOW + dt.timedelta(days=10), by=office.publisher,
    )  # fmt: skip
    draft = office.draft("city", cast.city, {"test.tests": 3}, response=response.code)
    with pytest.raises(Refused, match="outlast"):
        services.ruleset_publish(code=draft.code, by=office.publisher)


def test_withdrawing_ends_it_now_and_keeps_the_past(office: Office) -> None:
    cast = office.cast
    rule_set = office.publish("city", cast.city, {"test.tests": 3}).rule_set
    with clock.borrow(NOW + dt.timedelta(days=2)):
        services.ruleset_withdraw(code=rule_set.code, reason="写错了", by=office.publisher)
        with pytest.raises(queries.RuleMissing):
            reader().count("test.tests", cast.a)
        assert reader(NOW + dt.timedelta(days=1)).count("test.tests", cast.a) == 3


def test_shipped_values_are_loaded_once_and_a_change_is_a_new_version(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = office.cast
    assert reader().why("calendar.working", cast.a).rule_set is None
    first = services.baseline_load()
    assert first is not None
    assert services.baseline_load() is None
    assert reader().why("calendar.working", cast.a).rule_set == first.pk
    office.publish("city", cast.city, {"test.tests": 3})

    changed = {**baseline.shipped(), "test.tests": 9}
    monkeypatch.setattr(baseline, "shipped", lambda: changed)
    second = services.baseline_load()
    assert second is not None
    assert second.version == 2
    assert reader().count("test.tests", cast.a) == 3
    assert reader().count("test.tests", "44".ljust(20, "0")) == 9
    assert reader(NOW - dt.timedelta(days=1)).why("calendar.working", ALL).rule_set == first.pk


def test_reading_costs_one_query_a_transaction_and_none_of_it_outlives_a_rollback(
    office: Office, django_assert_num_queries: Any
) -> None:
    cast = office.cast
    office.publish("city", cast.city, {"test.tests": 3})
    with django_assert_num_queries(3):
        reader()  # the stamp, the sets, their exceptions
    with django_assert_num_queries(0):
        for _ in range(100):
            reader().count("test.tests", cast.a)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        office.publish("city", cast.city, {"test.tests": 1})
        assert reader().count("test.tests", cast.a) == 1
        raise ZeroDivisionError
    assert reader().count("test.tests", cast.a) == 3


@pytest.mark.django_db(transaction=True)
def test_another_transaction_sees_what_was_published() -> None:
    city = Cast.city
    drafter, publisher = (Hand(User.objects.create(username=name).pk, city) for name in ("gu", "hao"))
    with transaction.atomic(), pytest.raises(queries.RuleMissing):
        reader().count("test.tests", city)
    raw = {
        "slug": "city", "title": "规则", "authority": "市防控办", "area": city, "rules": {"test.tests": 3},
        "valid": {"from": "2026-11-01", "until": "2026-12-31"},
    }  # fmt: skip
    draft = services.ruleset_draft(document=check_document(raw), by=drafter)
    services.ruleset_publish(code=draft.code, by=publisher)
    with transaction.atomic(), CaptureQueriesContext(connection) as ran:
        assert reader().count("test.tests", city) == 3
        reader().count("test.tests", Cast.a)
        assert len([q for q in ran.captured_queries if "rulebook_edition" in q["sql"]]) == 1


def test_tests_of_other_apps_can_set_a_rule(cast: Cast) -> None:
    rules_hold({"test.tests": 7}, area=cast.city)
    assert reader().count("test.tests", cast.a) == 7
    rules_hold({"test.tests": 8}, area=cast.district, since=NOW, until=NOW + dt.timedelta(days=1))
    assert [reader(NOW + dt.timedelta(days=n)).count("test.tests", cast.a) for n in (0, 1)] == [8, 7]
    with pytest.raises(Refused):
        rules_hold({"test.tests": "many"})
