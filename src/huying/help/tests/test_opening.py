"""Messages coming in: one, many, twice, wrong; channels that open and close."""

import datetime as dt

import pytest

from huying.base.errors import NotYours
from huying.help import services
from huying.help.models import Category, Channel, HelpRequest
from huying.help.queries.intake import (
    categories,
    category_choices,
    category_known,
    channels_open,
    route_for,
)
from huying.help.services import Incoming
from huying.help.tests.conftest import START, City
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.messages.models import Notice
from huying.people.seats import as_actor

LOADER = Actor("system")


def rows(*texts: str, **more: object) -> list[Incoming]:
    return [Incoming(text=text, source_id=str(n), **more) for n, text in enumerate(texts)]  # type: ignore[arg-type]


def test_one_intake_holds_requests_offers_and_enquiries(city: City) -> None:
    kinds = ("request", "offer", "enquiry")
    codes = [city.ask(f"第{n}条", kind=kind) for n, kind in enumerate(kinds)]
    assert [city.row(code).kind for code in codes] == list(kinds)


def test_a_public_channel_wants_a_phone_and_a_good_one(city: City) -> None:
    with pytest.raises(Refused) as refused:
        city.ask(contact_phone="")
    assert "contact_phone" in refused.value.fields
    with pytest.raises(ValueError, match="phone"):
        city.ask(contact_phone="12")


def test_what_is_sent_twice_is_opened_once(city: City) -> None:
    first, second = (city.ask(once="form-1") for _ in range(2))
    assert first == second
    one, two = (city.ask(source_id="17", channel="api", actor=Actor("api")) for _ in range(2))
    assert one == two != first


def test_many_open_in_one_set_and_each_row_has_its_answer(city: City) -> None:
    messages = [
        *rows(
            "买不到菜", "水管漏了", "买不到菜", area=city.cast.a, received_at=START - dt.timedelta(hours=1)
        ),
        Incoming(text="", source_id="9"),
        Incoming(text="没有这个类别", source_id="10", category="nonsense"),
        Incoming(text="明天的消息", source_id="11", received_at=START + dt.timedelta(days=1)),
        Incoming(text="电话写错", source_id="12", phone="123"),
        Incoming(text="地点写错", source_id="13", area="33"),
        Incoming(text="同一号", source_id="0", area=city.cast.a),
    ]
    taken = services.requests_open_many(messages, channel="file", source="surge", actor=LOADER)
    assert [bool(one.code) for one in taken] == [True, True, True, False, False, False, False, False, True]
    assert taken[8].already and taken[8].code == taken[0].code
    wrong = [set(one.fields) for one in taken[3:8]]
    assert wrong == [{"text"}, {"category"}, {"received_at"}, {"contact_phone"}, {"area"}]
    again = services.requests_open_many(messages, channel="file", source="surge", actor=LOADER)
    assert [one.code for one in again] == [one.code for one in taken]
    assert all(one.already for one in again if one.code)
    assert HelpRequest.objects.count() == 3
    row = city.row(taken[0].code or "")
    assert (row.received_at, row.source_id) == (START - dt.timedelta(hours=1), "surge:0")
    assert not Notice.objects.filter(template="help.received").exists()


def test_rows_without_an_id_are_told_by_what_they_say(city: City) -> None:
    same = [
        Incoming(text="停电了", user="A1"),
        Incoming(text="停电了", user="A1"),
        Incoming(text="停电了", user="A2"),
    ]
    taken = services.requests_open_many(same, channel="file", actor=LOADER)
    assert [one.already for one in taken] == [False, True, False]


def test_a_worker_loads_into_their_own_area_only(city: City) -> None:
    actor = as_actor(city.seat(city.stella))
    mixed = [Incoming(text="本街道", area=city.cast.a), Incoming(text="外街道", area=city.cast.c)]
    taken = services.requests_open_many(mixed, channel="file", actor=actor)
    assert taken[0].code and set(taken[1].fields) == {"area"}


def test_opening_a_hundred_costs_no_more_statements_than_ten(
    city: City, django_assert_max_num_queries: object
) -> None:
    def statements(count: int) -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        messages = [Incoming(text=f"第{count}批{n}", area=city.cast.a) for n in range(count)]
        with CaptureQueriesContext(connection) as seen:
            services.requests_open_many(messages, channel="file", actor=LOADER)
        return len(seen)

    statements(1)
    assert statements(100) <= statements(10)


def test_a_channel_opens_tonight_is_renamed_and_closed(city: City) -> None:
    seat = city.seat(city.cast.eve)
    services.channel_open(
        seat=seat,
        code="minqing",
        name=Words("民情收集", "Citizens' voices"),
        kind="public",
        area=city.cast.district,
        opens_at=START + dt.timedelta(hours=8),
        welcome=Words("有困难请说", "Tell us"),
        categories=["daily_needs", "other"],
    )
    with pytest.raises(Refused):
        city.ask(channel="minqing", category="other")
    city.later(hours=8)
    city.ask(channel="minqing", category="other")
    with pytest.raises(Refused) as refused:
        city.ask(channel="minqing", category="exams")
    assert "category" in refused.value.fields
    services.channel_change(seat=seat, code="minqing", name=Words("民情通", "Voices"))
    assert Channel.objects.get(code="minqing").zh == "民情通"
    here = {channel.code for channel in channels_open(city.cast.a, kind="public")}
    assert here == {"web", "minqing"}
    services.channel_close(seat=seat, code="minqing")
    with pytest.raises(Refused, match="not open"):
        city.ask(channel="minqing", category="other")
    services.channel_close(seat=seat, code="minqing", reopen=True)
    city.ask(channel="minqing", category="other")


def test_who_may_open_a_channel_and_where(city: City) -> None:
    name = Words("渠道", "Channel")
    with pytest.raises(Refused):
        services.channel_open(
            seat=city.seat(city.cast.alice), code="own", name=name, kind="public", area=city.cast.a
        )
    with pytest.raises(Refused):
        services.channel_open(
            seat=city.seat(city.cast.eve), code="city", name=name, kind="public", area=city.cast.city
        )
    with pytest.raises(Refused) as refused:
        services.channel_open(
            seat=city.seat(city.cast.eve), code="web", name=name, kind="public", area=city.cast.district
        )
    assert "code" in refused.value.fields


def test_a_category_made_at_run_time_is_offered_at_once(city: City) -> None:
    seat = city.seat(city.cast.dora)
    services.category_create(
        seat=seat,
        code="strawberries",
        name=Words("草莓滞销", "Unsold strawberries"),
        parent="work",
        pace="enterprise",
        unit="department:commerce",
    )
    assert "strawberries" in dict(category_choices())
    code = city.ask("棚里三千斤草莓卖不出去", category="strawberries")
    assert city.clocks(code)["solution"] == START + dt.timedelta(hours=48)
    services.category_change(seat=seat, code="strawberries", name=Words("草莓", "Strawberries"), pace="daily")
    services.category_retire(seat=seat, code="strawberries")
    assert category_known("strawberries") is None
    assert city.row(code).category_id == "strawberries"
    with pytest.raises(Refused):
        services.category_retire(seat=seat, code="other")
    with pytest.raises(Refused):
        services.category_create(seat=city.seat(city.cast.alice), code="mine", name=Words("我", "Mine"))


def test_seeding_twice_changes_nothing_people_have_changed(city: City) -> None:
    Category.objects.filter(code="exams").update(zh="考试", active=False)
    made = services.help_seed()
    assert (made.categories, made.channels, made.cards) == (0, 0, 0)
    assert Category.objects.get(code="exams").zh == "考试"
    assert "exams" not in {row.code for row in categories()}


def test_routes_follow_the_category_until_a_rule_says_otherwise(city: City) -> None:
    from huying.help.queries.intake import Way

    exams = Category.objects.get(code="exams")
    assert route_for(exams, city.cast.a) == Way("refer", "department:education")
    policy = Category.objects.get(code="policy")
    assert route_for(policy, city.cast.a).handling == "direct"


def test_an_unknown_channel_is_not_there(city: City) -> None:
    with pytest.raises(NotYours):
        city.ask(channel="nowhere")
