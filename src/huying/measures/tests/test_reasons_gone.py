"""A positive has isolation proposed; where the reason has gone release is proposed; people decide, one or a whole list."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huying.kernel.refused import Refused
from huying.measures.models import Measure, Ruling, Venue
from huying.measures.tests.places import DAY, Quarter
from huying.messages.models import Notice
from huying.people.venues import venues_in
from huying.places import scope
from huying.rulebook.document import check_document
from huying.rulebook.models import RuleSet
from huying.rulebook.services import (
    Hand,
    ruleset_draft,
    ruleset_preview,
    ruleset_publish,
    ruleset_withdraw,
)
from huying.rulebook.testing import rules_hold
from huying.screening.services.travel import site_register

from .conftest import District
from .test_measure_flow import notices, refused

Clients = Callable[[Any], Client]
ISOLATION = {
    "initial_positive": {"segments": [{"kind": "isolation", "days": 10}], "day_one": "measure_start"}
}


def test_a_positive_has_isolation_proposed_once_and_nobody_is_isolated_by_it(district: District) -> None:
    code = district.decided(cohort="CA1234")
    before = (district.row(code).kind, district.row(code).ends_on)
    district.act(district.cast.bob, code, "record_test", result="positive")
    district.act(district.cast.bob, code, "record_test", result="positive", on=dt.date(2022, 1, 5))
    (proposed,) = district.children(code, "measure")
    row = district.row(proposed.code)
    assert (row.category, row.name, row.cohort, row.live) == ("initial_positive", "方芳", "CA1234", False)
    assert proposed.state == "proposed" and (district.row(code).kind, district.row(code).ends_on) == before
    assert notices("to_decide") == 2, "the desk that decides is told"

    # Nothing follows without a rule of isolation; with one, a person decides.
    why = refused(district, district.hugo, proposed.code, "decide", reason="初筛阳性")
    assert "No rule in force" in why
    rules_hold({"measures.regime": ISOLATION}, area=district.cast.district)
    district.act(district.hugo, proposed.code, "decide", reason="初筛阳性")
    assert district.row(proposed.code).kind == "isolation"

    # Ruled out on the re-test: what followed from it is proposed for release, and goes on until somebody decides.
    district.act(district.hugo, code, "rule_out", reason="两家实验室复核阴性", on=dt.date(2022, 1, 5))
    row = district.row(proposed.code)
    assert row.live and "复核阴性" in row.release_reason
    district.act(district.helen, proposed.code, "release_asked")
    assert district.state(proposed.code) == "released" and district.row(code).live

    # Where the rules name no such category, nothing is proposed.
    rules_hold({"measures.positive": "nobody"}, area=district.cast.district)
    other = district.decided(name="李雷", phone="13912340099")
    district.act(district.cast.bob, other, "record_test", result="positive")
    assert not district.children(other, "measure") and len(district.children(other, "follow_up")) == 1


def test_a_reason_that_has_gone_is_answered_by_a_person_with_a_clock_running(district: District) -> None:
    code, kept, proposed = district.decided(), district.decided(name="李雷"), district.propose(name="韩梅")
    assert "Nobody has proposed" in refused(district, district.hugo, code, "release_asked")
    for one in (code, kept, proposed):
        district.act(district.cast.bob, one, "ask_release", reason="去过的地方已从名单上移除")
    assert district.row(code).live and district.state(code) == "in_force"
    assert "Only" in refused(district, district.cast.bob, code, "release_asked")
    (task,) = district.children(code, "follow_up")
    assert (task.facts["what"], task.unit) == ("freed", "community")
    district.later(hours=2)
    assert district.children(code, "follow_up")[0].unit == "street", "unanswered, it climbs"

    district.act(district.hugo, kept, "keep_on", reason="另有接触史")
    row = district.row(kept)
    assert (
        row.live and row.release_asked_at is None and district.children(kept, "follow_up")[0].state == "done"
    )
    assert "Nobody has proposed" in refused(district, district.hugo, kept, "release_asked")
    district.act(district.hugo, code, "record_test", result="positive")
    assert "positive result" in refused(district, district.hugo, code, "release_asked")
    district.act(district.hugo, code, "rule_out", reason="复核阴性", on=dt.date(2022, 1, 5))
    district.act(district.hugo, code, "release_asked", words="已电话告知")
    ruling = Ruling.objects.get(measure__matter__code=code, what="release")
    assert ruling.reason == "去过的地方已从名单上移除（已电话告知）" and ruling.by == district.hugo
    assert district.state(code) == "released" and notices("over") == 1
    assert district.state(proposed) == "proposed", "what binds nobody waits for the decision as before"


def test_a_whole_list_is_released_in_one_act_with_the_conditions_looked_at_person_by_person(
    district: District,
) -> None:
    codes = [district.decided(name=f"甲{n}", phone=f"1391234000{n}") for n in range(4)]
    for code in codes[:3]:
        district.act(district.cast.bob, code, "ask_release", reason="区域解除")
    district.act(district.cast.bob, codes[1], "record_test", result="positive")
    hugo = district.browser(district.hugo)
    page = hugo.get("/measures/?which=asked").content.decode()
    assert all(code in page for code in codes[:3]) and codes[3] not in page
    page = hugo.get("/measures/together/?act=release_asked&whole=asked").content.decode()
    picked = [code for code in codes if f'value="{code}"' in page]
    assert picked == codes[:3]
    page = hugo.post("/measures/together/", {"act": "release_asked", "pick": picked}).content.decode()
    assert "2 人" in page and codes[1] in page and "阳性" in page
    assert [district.state(code) for code in codes] == ["released", "in_force", "released", "in_force"]
    # Not everybody may.
    alice = district.browser(district.cast.alice)
    assert alice.post("/measures/together/", {"act": "release_asked", "pick": codes[1:2]}).status_code == 302
    assert district.state(codes[1]) == "in_force"


def test_milder_rules_say_whom_they_free_before_and_propose_it_after(district: District) -> None:
    cast = district.cast
    freed, kept = district.decided(), district.decided(name="李雷", category="place_exposed")
    editor = Hand(cast.staff("rule_editor", cast.district, "gu").pk, cast.district)
    document = check_document(
        {
            "slug": "milder", "title": "不再管控密接", "authority": "区指挥部", "area": cast.district,
            "valid": {"from": "2022-01-05", "until": "2022-02-05"},
            "rules": {"measures.regime": {"close_contact": {"segments": []}}},
        }
    )  # fmt: skip
    draft = ruleset_draft(document=document, by=editor)
    preview = ruleset_preview(draft)
    (answer,) = [one for one in preview.answers if one.evaluator.code == "measures.freed"]
    assert answer.total == (0, 1, 1) and not Measure.objects.exclude(release_asked_at=None).exists()
    ruleset_publish(code=draft.code, by=district.hand, seen=preview.stamp)
    assert [district.row(code).release_asked_at is not None for code in (freed, kept)] == [True, False]
    assert district.row(freed).live and "ask_release" in district.lines(freed)


def test_whoever_a_withdrawn_rule_set_kept_in_is_proposed_for_release(district: District) -> None:
    code = district.decided()
    (held,) = RuleSet.objects.filter(
        document__has_key="measures.regime", status="published", area=district.cast.district
    )
    ruleset_withdraw(code=held.code, reason="天数写错了", by=district.hand)
    row = district.row(code)
    assert row.release_asked_at is not None and row.live, "proposed, and a person decides"
    assert row.ends_on == dt.date(2022, 1, 14), "what was decided stands until then"


def site(quarter: Quarter, area: str, kind: str, name: str) -> str:
    return site_register(area=area, kind=kind, name=name, contact_name="", contact_phone="").code


def test_registered_venues_close_with_their_zone_by_name_and_open_with_it(
    quarter: Quarter, client_for: Clients
) -> None:
    dora, cast = quarter.cast.dora, quarter.cast
    mall, school = (
        site(quarter, quarter.one, "crowded", "荷花商场"),
        site(quarter, quarter.two, "school", "荷花小学"),
    )
    shop, away = (
        site(quarter, quarter.two, "market", "荷花超市"),
        site(quarter, quarter.three, "school", "三幢幼儿园"),
    )
    assert {one.code for one in venues_in([cast.a])} == {mall, school, shop, away}
    code = quarter.propose()
    page = client_for(cast.dora).get(f"/zones/{code}/").content.decode()
    assert "荷花商场" in page and "决定后关闭" in page and not Venue.objects.exists()
    quarter.act(dora, code, "decide")
    closed = {one.name: one for one in Venue.objects.select_related("matter")}
    assert set(closed) == {"荷花商场", "荷花小学"}, "a food shop stays open, and so does what lies outside"
    one = closed["荷花小学"]
    assert (one.area, one.matter.state, one.expected_until) == (
        quarter.two,
        "closed",
        quarter.row(code).expected_until,
    )
    assert one.authority == "望江区疫情防控指挥部" and one.legal_basis and "荷花新村" in one.reason
    public = Client().get(f"/zones/public/{code}/").content.decode()
    assert "荷花商场" in public and "临时关闭" in public and "没有登记的按这里" in public

    # Another building comes in; one goes free; the end moves.
    quarter.act(dora, code, "add_places", places=[quarter.three], reason="又有一例")
    assert Venue.objects.filter(name="三幢幼儿园", opened_at=None).exists()
    quarter.act(dora, code, "extend", expected_until=quarter.now + 16 * DAY, reason="天数重算")
    assert set(Venue.objects.values_list("expected_until", flat=True)) == {quarter.now + 16 * DAY}
    quarter.act(dora, code, "free_places", places=[quarter.two], reason="排除")
    assert Venue.objects.get(name="荷花小学").opened_at and quarter.matter(one.matter.code).state == "open"

    # What is being disinfected when the zone is lifted stays closed until that was checked.
    held = Venue.objects.get(name="三幢幼儿园").matter.code
    quarter.act(dora, held, "disinfect")
    quarter.act(dora, code, "lift", early_reason="复核全部阴性")
    states = dict(Venue.objects.values_list("name", "matter__state"))
    assert states == {"荷花商场": "open", "荷花小学": "open", "三幢幼儿园": "disinfecting"}


def test_whoever_was_under_a_measure_because_of_a_zone_is_proposed_for_release_with_it(
    quarter: Quarter,
) -> None:
    from huying.matters.services import matter_open
    from huying.measures.measure_facts import Proposal

    code = quarter.zone()

    def propose(area: str, zone: str) -> str:
        said = Proposal(category="from_high_risk", name="方芳", zone=zone)
        return matter_open(
            kind="measures.measure", area=area, actor=quarter.actor(quarter.cast.alice), facts=said
        ).code

    one, two, other = propose(quarter.one, code), propose(quarter.two, code), propose(quarter.one, "")
    with pytest.raises(Refused, match="does not lie in that zone"):
        propose(quarter.nine, code)

    def asked() -> set[str]:
        with scope.everything("a test looks"):
            return set(Measure.objects.exclude(release_asked_at=None).values_list("matter__code", flat=True))

    quarter.act(quarter.cast.dora, code, "free_places", places=[quarter.two], reason="排除")
    assert asked() == {two}
    quarter.act(quarter.cast.dora, code, "lift", early_reason="复核全部阴性")
    assert asked() == {one, two} and other not in asked()
    assert code in Measure.objects.get(matter__code=one).release_reason
    assert Notice.objects.filter(template="measures.task").count() >= 2
