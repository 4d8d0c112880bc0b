"""Whose measure would end on another day under a draft's regimes, by area and by what the measure is."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from huying.measures.models import Measure
from huying.measures.tests.conftest import HOME, NINTH, District, district
from huying.places import scope
from huying.rulebook import services
from huying.rulebook.document import check_document
from huying.rulebook.models import RuleSet
from huying.rulebook.services import Hand

__all__ = ["district"]
pytestmark = pytest.mark.django_db


def drafted(district: District, area: str, regimes: dict[str, Any], slug: str) -> RuleSet:
    raw = {
        "slug": slug, "title": "新措施", "authority": "区指挥部", "area": area,
        "valid": {"from": "2022-01-05", "until": "2022-02-08"}, "rules": {"measures.regime": regimes},
    }  # fmt: skip
    return services.ruleset_draft(
        document=check_document(raw), by=Hand(district.hugo.pk, district.cast.district)
    )


def counted(row: RuleSet, area: str) -> set[tuple[str, str, int, int, int]]:
    with scope.use(area):
        found = [
            one for one in services.ruleset_preview(row).answers if one.evaluator.code == "analysis.measures"
        ]
    return {(line.area, line.category.en[:8], *line[2:]) for one in found for line in one.lines}


def test_the_page_counts_who_would_be_free_earlier_or_later(district: District, client_for: Any) -> None:
    cast = district.cast
    district.decided()
    district.decided(area=cast.b1, name="乙乙", category="place_exposed", exposed_at=dt.date(2022, 1, 3))
    district.decided(area=cast.c, name="丙丙")
    district.propose(name="丁丁")  # nobody has decided: nobody is bound
    eight = NINTH | {
        "segments": [{"kind": "quarantine_facility", "days": 5}, {"kind": "home_monitoring", "days": 3}],
        "tests": [],
    }
    milder = drafted(district, cast.district, {"close_contact": eight, "place_exposed": HOME}, "milder")
    assert counted(milder, cast.district) == {
        (cast.street, "7 d quar", 0, 1, 0), (cast.other_street, "7 d quar", 0, 1, 0), (cast.street, "7+7", 0, 0, 1),
    }  # fmt: skip
    page = (
        client_for(district.publisher).get(reverse("rule_set_publish", args=[milder.code])).content.decode()
    )
    assert "正在执行的措施的期满日" in page and "期满会更早 <b>2</b>" in page and "不随新规则改变" in page
    # Longer for some, nothing at all for others; only what is seen is counted.
    longer = drafted(
        district,
        cast.district,
        {"place_exposed": NINTH | {"segments": [{"kind": "isolation", "days": 20}], "tests": []}},
        "longer",
    )
    assert (cast.street, "7+7", 1, 0, 0) in counted(longer, cast.district)
    assert counted(milder, cast.b) == {(cast.street, "7+7", 0, 0, 1)}
    before = ends()
    services.ruleset_publish(code=milder.code, by=district.hand)
    assert ends() == before and len(before) == 4


def ends() -> dict[int, Any]:
    """The last day of every measure."""
    with scope.everything("test"):
        return dict(Measure.objects.values_list("pk", "ends_on"))
