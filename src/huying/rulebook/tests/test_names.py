"""A duty names a measure as the rules on measures know it; a name that nobody knows is refused when the set is saved."""

import datetime as dt
from typing import Any

import pytest

from huying.base import clock
from huying.kernel.refused import Refused
from huying.people.models import User
from huying.people.testing import Cast
from huying.rulebook import services
from huying.rulebook.document import check_document
from huying.rulebook.models import RuleSet
from huying.rulebook.services import Hand
from huying.rulebook.services.ground import changed
from huying.rulebook.testing import rules_hold

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 1, 4, tzinfo=dt.UTC)
WEEK = {"zh": "居家 7 天", "en": "7 days at home", "segments": [{"kind": "quarantine_home", "days": 7}]}


def drafted(cast: Cast, regime: str, *, slug: str = "arrivals", **more: Any) -> RuleSet:
    """A set of the city whose duty names a measure."""
    duties = {"from_key_area": {"zh": "居家", "regime": regime}, "*": {"zh": "留意健康"}}
    document = check_document(
        {
            "slug": slug, "title": "来返人员", "authority": "市防控办", "area": cast.city,
            "valid": {"from": "2026-11-01", "until": "2026-12-31"},
            "rules": {"screening.arrival_duties": duties, **more},
        }
    )  # fmt: skip
    return services.ruleset_draft(document=document, by=hand(cast, "rule_editor", "gu"))


def hand(cast: Cast, role: str, name: str) -> Hand:
    """Somebody of the city's rule office."""
    known = User.objects.filter(username=name).first() or cast.staff(role, cast.city, name)
    return Hand(known.pk, cast.city)


def test_a_measure_is_named_as_the_rules_on_measures_know_it(cast: Cast) -> None:
    with clock.borrow(NOW):
        with pytest.raises(Refused) as caught:
            drafted(cast, "home7")
        words = caught.value.fields["screening.arrival_duties"]
        assert "from_key_area" in words.zh and "home7" in words.zh and "各类人员的管控措施" in words.zh
        assert "“home7”" in words.en and "does not know" in words.en and "Write it under" in words.en
        assert not RuleSet.objects.filter(slug="arrivals").exists()

        # In the set itself, or in a set in force around it; a near name is offered.
        drafted(cast, "home7", slug="own-name", **{"measures.regime": {"home7": WEEK}})
        above = rules_hold({"measures.regime": {"home7": WEEK}})
        with pytest.raises(Refused) as caught:
            drafted(cast, "home77")
        assert "home7；" in caught.value.fields["screening.arrival_duties"].zh
        draft = drafted(cast, "home7")

        # What was known when it was written may be gone when somebody else publishes it.
        RuleSet.objects.filter(pk=above.pk).update(valid_until=NOW - dt.timedelta(hours=1))
        changed()
        with pytest.raises(Refused, match="home7"):
            services.ruleset_publish(code=draft.code, by=hand(cast, "rule_publisher", "hao"))
