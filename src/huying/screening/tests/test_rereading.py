"""What a change of lists or rules does: only those with a stay in what changed are looked at."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huying.base import clock
from huying.kernel.situation import Actor
from huying.people.testing import Cast
from huying.places import scope
from huying.places.codes import pad
from huying.rulebook.testing import rules_hold
from huying.screening.models import Declaration
from huying.screening.queries import applies
from huying.screening.reading import NoRisk
from huying.screening.services.rereading import reread_area, reread_places
from huying.screening.services.travel import OneDeclared, declare_many
from huying.screening.travel_facts import Declaring, StayIn

from .conftest import DUTIES, LOOKBACK, later

Clients = Callable[[Any], Client]


HEBEI: dict[str, Any] = LOOKBACK[0] | {"places": ["120105 天津市河北区"]}


class Listed(NoRisk):
    """One area at a level."""

    def __init__(self, area: str, level: str) -> None:
        self.area, self.level = pad(area), level

    def level_of(self, place: str, day: dt.date) -> str | None:
        from huying.places.codes import covers, is_code

        return self.level if is_code(place) and covers(self.area, place) else None

    def level_inside(self, area: str, day: dt.date) -> str | None:
        from huying.places.codes import covers

        return self.level if covers(area, self.area) or covers(self.area, area) else None


def declare(cast: Cast, name: str, place: str) -> str:
    said = Declaring(
        name=name, phone="13912340021", arrives_at=clock.now() - dt.timedelta(hours=1), transport="train",
        stays=(StayIn(text=place, came=dt.date(2022, 1, 1), left=dt.date(2022, 1, 8)),),
    )  # fmt: skip
    row = OneDeclared(said, cast.stairwell)
    return declare_many(rows=[row], actor=Actor("caller"), channel="public")[0].code


def row(code: str) -> Declaration:
    with scope.everything("test"):
        return Declaration.objects.select_related("matter").get(matter__code=code)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Let an area stand on the list from now on."""

    def let(area: str, level: str) -> None:
        monkeypatch.setattr(applies, "risk_now", lambda: Listed(area, level))

    return let


def test_a_new_risk_area_brings_in_only_who_was_there(
    town: Cast, client_for: Clients, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    there, elsewhere, ended = (
        declare(town, "甲甲", "陕西省西安市雁塔区"),
        declare(town, "乙乙", "河北区"),
        declare(town, "丙丙", "陕西省西安市"),
    )
    alice = client_for(town.alice)
    assert alice.post(f"/m/{ended}/settle/", {"reason": "低风险地区来"}).status_code == 302
    assert row(there).category == ""
    default = applies.Readings.__dataclass_fields__["risk"]
    monkeypatch.setattr(default, "default_factory", lambda: Listed("610113", "high"))
    monkeypatch.setattr(applies, "readings", lambda: applies.Readings(clock.now(), Listed("610113", "high")))
    from huying.screening.services import rereading

    monkeypatch.setattr(rereading, "readings", applies.readings)
    later(hours=1)
    changed = reread_places([pad("610113")])
    assert changed.concerned == [there, ended] and changed.looked_at == 2
    assert (row(there).category, row(there).sure) == ("from_medium_risk", True)
    # Told to the whole city only: settled before, now to be asked again.
    assert (row(ended).matter.state, row(ended).sure) == ("arrived", False)
    assert row(elsewhere).concerned_at is None
    page = alice.get("/arrivals/changed/").content.decode()
    assert "甲*" in page and "丙*" in page and "乙*" not in page
    assert "甲*" not in client_for(town.charlie).get("/arrivals/changed/").content.decode()
    # Nothing changed: nobody is touched again.
    again = reread_places([pad("610113")])
    assert (again.looked_at, again.concerned, again.freed) == (0, [], [])


def test_rules_that_end_free_people_and_say_so(town: Cast, client_for: Clients) -> None:
    code = declare(town, "甲甲", "天津市津南区")
    assert row(code).category == "from_key_area"
    later(hours=2)
    rules_hold(
        {"screening.lookback": [one for one in LOOKBACK if one["code"] != "named"], "screening.arrival_duties": DUTIES},
        area=town.city, since=clock.now(),
    )  # fmt: skip
    changed = reread_area(town.city)
    assert changed.freed == [code]
    one = row(code)
    assert one.category == "" and one.freed_at is not None and one.matter.state == "arrived"
    assert "请提出解除" in client_for(town.alice).get("/arrivals/changed/").content.decode()


def test_a_rule_that_looks_far_back_finds_who_left_long_ago(town: Cast) -> None:
    there, elsewhere = (declare(town, "甲甲", "天津市河北区"), declare(town, "乙乙", "陕西省西安市雁塔区"))
    later(hours=24 * 80)
    reread_area(town.city)
    far = HEBEI | {"code": "far", "since": None, "window_days": 120}
    rules_hold(
        {"screening.lookback": [far], "screening.arrival_duties": DUTIES}, area=town.city, since=clock.now()
    )
    reread_area(town.city)
    assert (row(there).category, row(elsewhere).category) == ("from_key_area", "")
    rules_hold(
        {"screening.lookback": [], "screening.arrival_duties": DUTIES}, area=town.city, since=clock.now()
    )
    assert reread_area(town.city).freed == [there]


def test_the_job_reads_again_only_after_a_change(town: Cast) -> None:
    from huying.places.codes import ALL
    from huying.places.models.risk import RiskName, RiskSource, RiskSpan
    from huying.screening.services.rereading import reread_due

    code = declare(town, "甲甲", "陕西省西安市雁塔区")
    assert reread_due().looked_at == 0
    later(minutes=10)
    assert reread_due().looked_at == 0
    source = RiskSource.objects.create(code="national", kind="national", area=ALL)
    name = RiskName.objects.create(key="yanta", text="雁塔区", code=pad("610113"), within=pad("610113"))
    since = clock.now() + dt.timedelta(minutes=5)
    RiskSpan.objects.create(source=source, name=name, level="medium", since=since, opened=since)
    later(minutes=10)
    assert reread_due().concerned == [code] and row(code).category == "from_medium_risk"
    # It is taken off the list: free again, and the desk is asked to propose release.
    later(hours=20)
    RiskSpan.objects.update(until=clock.now() - dt.timedelta(minutes=1))
    assert reread_due().freed == [code] and row(code).freed_at is not None
    # New rules for the city: whoever they neither bring in nor free is not touched.
    rules_hold({"screening.lookback": [], "screening.arrival_duties": DUTIES}, area=town.city)
    assert reread_due().looked_at == 0
    rules_hold(
        {"screening.lookback": [*LOOKBACK[1:], HEBEI], "screening.arrival_duties": DUTIES}, area=town.city
    )
    later(minutes=1)
    other = declare(town, "乙乙", "河北区")
    assert row(other).category == "from_key_area"
    rules_hold({"screening.lookback": LOOKBACK[1:], "screening.arrival_duties": DUTIES}, area=town.city)
    freed = reread_due()
    assert (freed.looked_at, freed.freed) == (1, [other])
    assert reread_due().looked_at == 0
