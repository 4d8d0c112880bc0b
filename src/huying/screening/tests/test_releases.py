"""Who came back from a place that is off the list again: release is proposed on the measure it led to, never done."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.test import Client

from huying.base import clock
from huying.kernel.words import Words
from huying.matters.queries import children
from huying.people.testing import Cast
from huying.places import scope
from huying.places.codes import ALL, pad
from huying.places.models.risk import RiskName, RiskSource, RiskSpan
from huying.rulebook.services import Hand, response_start
from huying.rulebook.testing import rules_hold
from huying.screening.services.releases import reread_follow
from huying.screening.services.rereading import reread_due

from .conftest import later
from .test_rereading import declare, row

Clients = Callable[[Any], Client]
WEEK = {"segments": [{"kind": "quarantine_home", "days": 7}]}


def test_taken_off_the_list_means_release_is_proposed_and_back_on_it_that_is_taken_back(
    town: Cast, client_for: Clients
) -> None:
    hao, hugo = (
        town.staff("rule_publisher", town.city, "hao"),
        town.staff("health_officer", town.city, "hugo", "胡果"),
    )
    response_start(
        matter=Words("演练疫情", "Outbreak"), level=1, authority=Words("市指挥部", "City"), area=town.city,
        legal_basis="《传染病防治法》", measures="隔离", expected_end=clock.now() + dt.timedelta(days=60),
        by=Hand(hao.pk, town.city),
    )  # fmt: skip
    rules_hold({"measures.regime": {"from_medium_risk": WEEK, "facility": WEEK}}, area=town.city)
    source = RiskSource.objects.create(code="national", kind="national", area=ALL)
    name = RiskName.objects.create(key="yanta", text="雁塔区", code=pad("610113"), within=pad("610113"))
    since = clock.now() - dt.timedelta(days=10)
    RiskSpan.objects.create(source=source, name=name, level="medium", since=since, opened=since)
    code = declare(town, "甲甲", "陕西省西安市雁塔区")
    assert reread_due().looked_at == 0 and row(code).category == "from_medium_risk"
    alice, doctor = client_for(town.alice), client_for(hugo)
    assert alice.post(f"/m/{code}/contact/", {"arrived": "1"}).status_code == 302
    assert (
        alice.post(f"/m/{code}/propose/", {"category": "from_medium_risk", "reason": "雁塔区来"}).status_code
        == 302
    )
    with scope.everything("test"):
        (measure,) = children(row(code).matter)
        assert measure.measure.regime == "facility", "the measure the duty names"
    assert doctor.post(f"/m/{measure.code}/decide/", {"reason": "雁塔区来"}).status_code == 302
    assert row(code).matter.state == "done"

    later(hours=20)
    RiskSpan.objects.update(until=clock.now() - dt.timedelta(minutes=1))
    assert reread_follow().freed == [code]
    with scope.everything("test"):
        measure.measure.refresh_from_db()
        assert measure.measure.live and code in measure.measure.release_reason
    assert "甲*" in doctor.get("/measures/?which=asked").content.decode()

    later(hours=2)
    RiskSpan.objects.update(until=None)
    RiskSpan.objects.update(opened=clock.now() - dt.timedelta(minutes=1))
    RiskSpan.objects.create(
        source=source, name=name, level="high", since=clock.now() - dt.timedelta(minutes=1),
        opened=clock.now() - dt.timedelta(minutes=1),
    )  # fmt: skip
    reread_follow()
    with scope.everything("test"):
        measure.measure.refresh_from_db()
        assert row(code).category and measure.measure.release_asked_at is None

    # Off it again: two taps, and the person is free.
    later(hours=2)
    RiskSpan.objects.update(until=clock.now() - dt.timedelta(minutes=1))
    assert reread_follow().freed == [code]
    assert "名单和规则" in doctor.get(f"/m/{measure.code}/").content.decode()
    assert doctor.post(f"/m/{measure.code}/release_asked/", {}).status_code == 302
    with scope.everything("test"):
        measure.refresh_from_db()
        assert measure.state == "released"
