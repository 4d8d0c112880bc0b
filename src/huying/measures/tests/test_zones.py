"""Zones through the engine: proposed, decided by another, in force at a moment, restarted, lowered, lifted, ended."""

import datetime as dt
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob
from pydantic import ValidationError

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures import zone_telling
from huying.measures.jobs import zone_tell
from huying.measures.models import ZonePhase
from huying.measures.queries.zones import in_force_at, lift_state, outermost, reach_of, zone_of
from huying.measures.services.zones import buildings_inside, buildings_typed
from huying.measures.tests.places import DAY, Quarter
from huying.messages.models import Notice
from huying.places import scope
from huying.rulebook.hanging import hanging
from huying.rulebook.models import Response
from huying.rulebook.testing import rules_hold


def told(template: str, code: str) -> set[str]:
    return set(Notice.objects.filter(template=template, about=code).values_list("target", flat=True))


def lift_ready(quarter: Quarter, code: str) -> None:
    """Fourteen days on, with no contact left and a whole negative round."""
    quarter.at(quarter.now + 14 * DAY)
    quarter.act(quarter.cast.alice, code, "contacts")
    on = quarter.now.date() - DAY
    quarter.act(quarter.cast.alice, code, "round", on=on, expected=312, tested=312)


def test_one_act_of_another_officer_brings_it_into_force_and_tells_everybody_there(quarter: Quarter) -> None:
    quarter.resident(quarter.two, "13800000021", ["elder"])
    quarter.resident(quarter.other, "13800000022")
    code = quarter.propose(quarter.cast.dora)
    assert not in_force_at(quarter.cast.a) and not told("measures.zone_in_force", code)
    with pytest.raises(Refused, match="another person"):
        quarter.act(quarter.cast.dora, code, "decide")
    assert quarter.matter(code).state == "proposed" and not ZonePhase.objects.exists()
    quarter.act(quarter.dirk, code, "decide")
    zone = quarter.row(code)
    assert (zone.proposed_by, zone.decided_by) == (quarter.cast.dora, quarter.dirk)
    assert [(one.place, one.kind) for one in in_force_at(quarter.cast.a)] == [
        (quarter.one, "sealed"),
        (quarter.two, "sealed"),
    ]
    assert len(told("measures.zone_in_force", code)) == 2
    assert told("measures.zone_desks", code) == {
        f"desk:{quarter.cast.a1}:grid",
        f"desk:{quarter.cast.a}:community",
    }


def test_the_look_up_knows_the_place_the_places_around_and_the_moment(quarter: Quarter) -> None:
    code = quarter.zone()
    found = zone_of(quarter.cast.stairwell)
    assert found is not None and found.code == code and found.means.leaving == "home"
    assert zone_of(quarter.three) is None and zone_of(quarter.cast.a) is None
    assert len(in_force_at(quarter.cast.district)) == 2
    assert not in_force_at(quarter.cast.a, quarter.now - dt.timedelta(minutes=1))
    lift_ready(quarter, code)
    quarter.act(quarter.dirk, code, "lift")
    assert zone_of(quarter.one) is None
    assert zone_of(quarter.one, quarter.now - DAY) is not None


def test_what_it_reaches_is_counted_before_it_is_decided(
    quarter: Quarter, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        quarter.resident(quarter.two, f"1380000010{number}", ["elder"] if number else [])
    with django_assert_num_queries(3):
        found = reach_of([quarter.one, quarter.two, quarter.cast.stairwell])
    assert (found.people, found.flagged, found.households, found.buildings) == (5, 4, 5, 2)
    assert "Reaches 5 people of 5 households in 2 buildings, 4 with flags of need" in found.words.en
    assert outermost([quarter.cast.stairwell, quarter.one]) == [quarter.one]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"expected_until": None}, "valid datetime"),
        ({"legal_basis": ""}, "at least 2"),
        ({"authority": ""}, "at least 2"),
    ],
)
def test_authority_basis_and_expected_end_are_required(
    quarter: Quarter, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValidationError, match=why):
        quarter.propose(**more)


def test_nothing_longer_or_wider_than_the_rule_allows(quarter: Quarter) -> None:
    with pytest.raises(Refused, match="21 days at most; this would be 30"):
        quarter.propose(expected_until=quarter.now + 30 * DAY)
    with pytest.raises(Refused, match="no wider than a Community"):
        quarter.propose(quarter.cast.dora, places=(quarter.cast.street,))
    with pytest.raises(Refused, match="no such kind"):
        quarter.propose(kind="frozen")
    with pytest.raises(Refused, match="not in your area"):
        quarter.propose(quarter.cast.charlie)
    assert not ZonePhase.objects.exists()
    code = quarter.zone()
    with pytest.raises(Refused, match="21 days at most"):
        quarter.act(quarter.dirk, code, "extend", expected_until=quarter.now + 22 * DAY, reason="再看看")


def test_a_new_positive_restarts_the_days_with_a_reason_and_history_stays(quarter: Quarter) -> None:
    code = quarter.zone()
    quarter.at(quarter.now + 5 * DAY)
    quarter.act(
        quarter.dirk,
        code,
        "positive",
        found_at=quarter.now,
        reason="2幢新增1例",
        expected_until=quarter.now + 14 * DAY,
    )
    first, second = ZonePhase.objects.order_by("since")
    assert first.until == second.since == quarter.now and second.clock_start == quarter.now
    (clear, *_) = lift_state(quarter.row(code))
    assert clear.since is not None and (clear.since - quarter.now) > 13 * DAY
    then = in_force_at(quarter.one, quarter.now - DAY)
    assert then[0].clock_start == first.clock_start != second.clock_start


def test_lifting_waits_for_its_conditions_or_a_reason(quarter: Quarter) -> None:
    code = quarter.zone()
    with pytest.raises(Refused, match="No new infection for 14 days"):
        quarter.act(quarter.dirk, code, "lift")
    quarter.act(quarter.dirk, code, "lift", early_reason="复核为假阳性")
    zone = quarter.row(code)
    assert (
        quarter.matter(code).state == "lifted"
        and zone.outcome == "复核为假阳性"
        and zone.lifted_by == quarter.dirk
    )
    assert not in_force_at(quarter.cast.a) and len(told("measures.zone_lifted", code)) == 1


def test_the_ninth_edition_steps_down_high_medium_low(quarter: Quarter) -> None:
    quarter.rules("zones-9th-edition")
    code = quarter.zone(kind="high", expected_until=quarter.now + 7 * DAY)
    until = quarter.now + 14 * DAY
    with pytest.raises(Refused, match="cannot be lowered yet"):
        quarter.act(quarter.dirk, code, "change", kind="medium", reason="第7天", expected_until=until)
    quarter.at(quarter.now + 7 * DAY)
    quarter.act(quarter.cast.alice, code, "round", on=quarter.now.date(), expected=9, tested=9)
    with pytest.raises(Refused, match="first becomes Medium-risk area"):
        quarter.act(quarter.dirk, code, "lift")
    quarter.act(
        quarter.dirk, code, "change", kind="medium", reason="第7天", expected_until=quarter.now + 4 * DAY
    )
    quarter.at(quarter.now + 3 * DAY)
    quarter.act(
        quarter.dirk, code, "change", kind="low", reason="连续3天无新增", expected_until=quarter.now + 4 * DAY
    )
    quarter.act(quarter.dirk, code, "lift")
    kinds = list(ZonePhase.objects.order_by("since").values_list("kind", flat=True))
    assert kinds == ["high", "medium", "low"] and quarter.matter(code).state == "lifted"


def test_a_controlled_zone_goes_up_at_once(quarter: Quarter) -> None:
    code = quarter.zone(kind="controlled")
    quarter.act(
        quarter.dirk, code, "change", kind="sealed", reason="新增1例", expected_until=quarter.now + 14 * DAY
    )
    assert zone_of(quarter.one).kind == "sealed"  # type: ignore[union-attr]


def test_a_precaution_zone_waits_for_the_stricter_ones_of_the_district(quarter: Quarter) -> None:
    sealed = quarter.zone()
    wide = quarter.propose(quarter.cast.dora, kind="precaution", places=(quarter.cast.b,))
    quarter.act(quarter.dirk, wide, "decide")
    (state,) = lift_state(quarter.row(wide))
    assert not state.holds
    quarter.act(quarter.dirk, sealed, "lift", early_reason="误判")
    (state,) = lift_state(quarter.row(wide))
    assert state.holds


def test_an_overdue_lift_climbs_and_says_why(quarter: Quarter) -> None:
    code = quarter.zone()
    assert quarter.matter(code).level == "district"
    lift_ready(quarter, code)
    quarter.later(hours=2)
    matter = quarter.matter(code)
    assert (matter.level, matter.unit_area) == ("city", quarter.cast.city)
    assert matter.state == "in_force" and "overdue" in quarter.lines(code)
    assert told("measures.zone_overdue", code) == {f"desk:{quarter.cast.city}:city"}


def test_past_its_expected_end_it_climbs_too_though_not_all_conditions_hold(quarter: Quarter) -> None:
    code = quarter.zone(expected_until=quarter.now + DAY)
    quarter.later(hours=23)
    assert quarter.matter(code).level == "district"
    quarter.later(hours=3)
    assert quarter.matter(code).level == "city" and quarter.matter(code).state == "in_force"


def test_buildings_come_and_go_and_each_has_its_time(quarter: Quarter) -> None:
    code = quarter.zone(places=(quarter.one, quarter.two))
    quarter.at(quarter.now + DAY)
    quarter.act(quarter.dirk, code, "free_places", places=(quarter.two,), reason="排除风险")
    assert zone_of(quarter.two) is None and zone_of(quarter.two, quarter.now - DAY) is not None
    with pytest.raises(Refused, match="leave one"):
        quarter.act(quarter.dirk, code, "free_places", places=(quarter.one,), reason="全部放开")
    quarter.act(quarter.dirk, code, "add_places", places=(quarter.two, quarter.one), reason="又有风险")
    assert [one.place for one in in_force_at(quarter.cast.a)] == [quarter.one, quarter.two]


def test_it_ends_with_its_response(quarter: Quarter) -> None:
    response = Response.objects.create(
        zh="疫情", level=1, authority="指挥部", area=quarter.cast.district, legal_basis="法", measures="封控",
        starts=quarter.now, expected_end=quarter.now + 30 * DAY,
    )  # fmt: skip
    code = quarter.zone(response=response.code)
    (mine,) = [one for one in hanging() if one.code == "measures.zones"]
    assert mine.remaining(response) == 1
    assert mine.end(response, Words("响应已结束", "The response has ended")) == 1
    assert (
        quarter.matter(code).state == "ended"
        and mine.remaining(response) == 0
        and not in_force_at(quarter.one)
    )


def test_the_neighbour_sees_no_zone_and_the_grid_inside_does(quarter: Quarter) -> None:
    quarter.zone()
    with scope.use(quarter.cast.b):
        assert (
            not in_force_at(quarter.cast.b)
            and zone_of(quarter.one) is None
            and not ZonePhase.objects.exists()
        )
    with scope.use(quarter.two):
        assert [one.place for one in in_force_at(quarter.two)] == [quarter.two]
    with scope.use(quarter.cast.b):
        code_b = quarter.propose(quarter.cast.charlie, places=(quarter.other,))
    with scope.use(quarter.cast.a):
        from huying.base.errors import NotYours
        from huying.measures.queries.zones import zone_for

        with pytest.raises(NotYours):
            zone_for(quarter.cast.a, code_b)


def test_buildings_are_found_by_address_and_by_outline(quarter: Quarter) -> None:
    assert buildings_typed(["荷花新村3幢", "", "不知道哪里"], quarter.cast.a) == (
        [quarter.three],
        ["不知道哪里"],
    )
    outline = {"type": "Polygon", "coordinates": [[[120.09, 30.2502], [120.102, 30.2502], [120.102, 30.26], [120.09, 30.26], [120.09, 30.2502]]]}  # fmt: skip
    assert buildings_inside(outline, quarter.cast.a) == [quarter.two, quarter.three]


def test_of_many_residents_the_worker_tells_each_once(
    quarter: Quarter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zone_telling, "BATCH", 2)
    for number in range(5):
        quarter.resident(quarter.two, f"1380000020{number}")
    code = quarter.zone()
    assert not told("measures.zone_in_force", code), "whoever decides does not wait for them"
    job = ProcrastinateJob.objects.get(task_name="measures.zone_tell", status="todo")
    for _ in range(2):
        zone_tell(**job.args)
    reached = Notice.objects.filter(template="measures.zone_in_force", about=code)
    assert reached.count() == 6 and {one.values["kind"]["zh"] for one in reached} == {"封控区"}


def test_a_zone_keeps_nobody_in_and_closes_nothing_beyond_what_the_rules_allow_at_its_risk(
    quarter: Quarter,
) -> None:
    rules_hold({"rulebook.movement": {"high": "in_area"}}, area=quarter.cast.city)
    with pytest.raises(Refused, match="allows no more than “stay within the area”") as caught:
        quarter.propose()
    assert "人不出区" in caught.value.words.zh and "kind" in caught.value.fields
    code = quarter.propose(kind="controlled", expected_until=quarter.now + 14 * DAY)
    # The rule changes between the proposal and the decision: the decision goes by what holds now.
    rules_hold({"rulebook.closures": {"medium": ["crowded"]}}, area=quarter.cast.city)
    with pytest.raises(Refused, match="does not let these be closed in such an area: schools"):
        quarter.act(quarter.cast.dora, code, "decide")
    rules_hold({"rulebook.closures": {"medium": ["crowded", "schools"]}}, area=quarter.cast.city)
    quarter.act(quarter.cast.dora, code, "decide")
    assert quarter.matter(code).state == "in_force"
