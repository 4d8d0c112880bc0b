"""An emergency from two taps to the family's word afterwards."""

import datetime as dt

import pytest

from huying.base.errors import NotYours
from huying.help.effects.emergencies import addressees
from huying.help.queries.requests import contact_for
from huying.help.rules import MustKnow
from huying.help.tests.conftest import START, City
from huying.kernel.refused import Refused
from huying.messages.models import Notice
from huying.people.models import Audit

MINUTE = dt.timedelta(minutes=1)
UNITS = {"community", "street", "health_bureau", "ambulance_desk", "green_channel"}


def test_everybody_who_must_know_is_told_at_once_and_not_one_after_the_other(city: City) -> None:
    code = city.alarm(under_quarantine=True)
    alerts = city.alerts(code)
    assert set(alerts) == UNITS
    assert {alert.told_at for alert in alerts.values()} == {START}
    assert city.holder(code) == ("community", city.cast.a)
    told = Notice.objects.filter(about=code, template="help.alert", channel="inapp")
    assert set(told.values_list("unit", "unit_area")) == {
        ("community", city.cast.a),
        ("street", city.cast.street),
        ("health_bureau", city.cast.district),
        ("ambulance_desk", city.cast.district),
        ("green_channel", city.cast.district),
    }
    assert all("防护" in notice.values["caution"]["zh"] for notice in told)


def test_three_stamps_with_their_owners_within_twenty_minutes(city: City) -> None:
    code = city.alarm()
    city.later(minutes=3)
    city.act(city.amy, code, "transfer", transport="浙B·120 救护车")
    city.later(minutes=14)
    city.act(city.greg, code, "treat", hospital="区人民医院急诊")
    row = city.emergency(code)
    assert [(stamp, at, by) for stamp, _, at, by in row.stamps] == [
        ("reported", START, "求助人"),
        ("transferred", START + 3 * MINUTE, "艾米"),
        ("treated", START + 17 * MINUTE, "葛雷"),
    ]
    assert "arrival_late" not in city.lines(code)


def test_each_unit_has_its_own_clock_until_it_acknowledges(city: City) -> None:
    code = city.alarm()
    city.later(minutes=1)
    alerts = city.alerts(code)
    for who, unit in ((city.cast.alice, "community"), (city.amy, "ambulance_desk")):
        city.act(who, alerts[unit].matter.code, "acknowledge")
    city.later(minutes=1)
    again = city.alerts(code)
    assert {unit: alert.reminded for unit, alert in again.items()} == {
        unit: 0 if unit in ("community", "ambulance_desk") else 1 for unit in UNITS
    }
    assert again["community"].acknowledged_by == "艾丽"
    told = Notice.objects.filter(about=code, template="help.alert_again", channel="inapp")
    assert ("district", city.cast.district) in set(told.values_list("unit", "unit_area"))
    assert not told.filter(unit="ambulance_desk").exists()
    with pytest.raises(Refused):
        city.act(city.hanna, again["street"].matter.code, "acknowledge")


def test_late_transport_and_late_arrival_climb(city: City) -> None:
    code = city.alarm()
    city.later(minutes=10)
    assert city.holder(code) == ("street", city.cast.street)
    city.later(minutes=10)
    assert city.holder(code) == ("district", city.cast.district)
    assert city.lines(code).count("urge") == 4
    late = Notice.objects.filter(about=code, template="help.emergency_late", unit="ambulance_desk")
    assert late.filter(channel="inapp").count() == 2


def test_the_family_is_rung_before_it_can_be_closed(city: City) -> None:
    code = city.alarm()
    city.act(city.cast.alice, code, "treat", hospital="区人民医院")
    with pytest.raises(Refused):
        city.act(city.cast.alice, code, "close", words="结束")
    city.later(hours=25)
    assert city.lines(code)[-1] == "family_due"
    city.act(city.cast.alice, code, "follow_up", kind="family", reached=True, words="已脱离危险")
    city.later(days=3)
    assert city.lines(code)[-1] == "family_due"
    city.act(city.cast.alice, code, "close", words="出院了")
    assert city.emergency(code).closed_at == city.now


def test_what_was_never_acknowledged_lapses_and_stays_visible(city: City) -> None:
    code = city.alarm()
    city.act(city.cast.alice, city.alerts(code)["community"].matter.code, "acknowledge")
    city.act(city.cast.alice, code, "treat", hospital="区人民医院")
    states = {unit: alert.matter.state for unit, alert in city.alerts(code).items()}
    assert states == {unit: "acknowledged" if unit == "community" else "lapsed" for unit in UNITS}


def test_a_request_becomes_an_emergency_and_goes_on_afterwards(city: City) -> None:
    code = city.ask("药吃完了", under_quarantine=True, vulnerable=["heart_brain"], room="301室")
    promised = city.clocks(code)["solution"]
    city.caller(code, "escalate_to_emergency", what="现在胸口疼")
    request = city.matter(code)
    assert request.state == "emergency"
    emergency = city.row(code).emergencies.get()
    assert (emergency.under_quarantine, emergency.vulnerable, emergency.room) == (
        True,
        ["heart_brain"],
        "301室",
    )
    assert emergency.matter.parent_id == request.pk
    assert city.clocks(code)["solution"] == promised
    urgent = emergency.matter.code
    city.act(city.cast.alice, urgent, "stand_down", reason="服药后缓解")
    assert city.matter(code).state == "contacted"
    assert city.lines(code)[-1] == "emergency_over"


def test_an_emergency_can_be_stood_down_by_those_at_hand_only(city: City) -> None:
    code = city.alarm()
    with pytest.raises(Refused):
        city.caller(code, "stand_down", reason="没事了")
    with pytest.raises(NotYours):
        city.act(city.otto, code, "stand_down", reason="不是我们街道")
    city.act(city.cast.bob, code, "stand_down", reason="到场看过，没有大碍")
    assert city.matter(code).state == "stood_down"


def test_the_contact_is_shown_to_the_alerted_while_it_is_open_and_never_unseen(city: City) -> None:
    code = city.alarm(contact_name="方芳", room="301室")
    seen = contact_for(city.seat(city.amy), code, "派车")
    assert (seen.name, seen.phone, seen.room) == ("方芳", "13800000006", "301室")
    line = Audit.objects.get(what="reveal")
    assert (line.ref, line.purpose, line.user_id) == (code, "派车", city.amy.pk)
    with pytest.raises(Refused):
        contact_for(city.seat(city.dan), code, "看看")
    with pytest.raises(NotYours):
        contact_for(city.seat(city.otto), code, "看看")
    city.act(city.cast.alice, code, "stand_down", reason="没事")
    with pytest.raises(Refused, match="until it is closed"):
        contact_for(city.seat(city.amy), code, "再看")


def test_a_place_known_only_to_its_street_tells_the_street_once(city: City) -> None:
    must = [MustKnow(unit="community", level="community"), MustKnow(unit="street", level="street")]
    found = addressees(city.cast.street, must)
    assert [(one.unit, one.area) for one in found] == [("street", city.cast.street)]


def test_the_same_alarm_sent_twice_opens_one_emergency(city: City) -> None:
    from huying.help import services
    from huying.help.facts import Alarm
    from huying.help.tests.conftest import CALLER

    alarm = Alarm.model_validate({"what": "摔倒了"})
    codes = {
        services.emergency_open(alarm=alarm, area=city.cast.a, actor=CALLER, once="tap-1").code
        for _ in range(2)
    }
    assert len(codes) == 1
