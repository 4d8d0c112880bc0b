"""The home page, the public totals, the wall: what each shows, and to whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from huying.base.testing import made_once
from huying.help.facts import Asking
from huying.help.services import request_open
from huying.kernel.situation import Actor
from huying.people.testing import Cast

Clients = Callable[[Any], Client]


@pytest.fixture
def asked(cast: Cast) -> list[str]:
    """Twelve requests in community A, one in community B."""
    cache.clear()
    return made_once("twelve and one", lambda: _asked(cast))


def _asked(cast: Cast) -> list[str]:
    call_command("help_seed", verbosity=0)
    asking = Asking(text="家里的降压药只够吃一天了", contact_phone="13800000006")
    areas = [cast.stairwell] * 12 + [cast.b1]
    return [
        request_open(asking=asking, area=area, channel="web", actor=Actor("caller"), once=str(n)).code
        for n, area in enumerate(areas)
    ]


def test_the_home_page_leads_to_help(client: Client, db: None) -> None:
    page = client.get("/").content.decode()
    assert 'href="/ask/"' in page
    assert 'href="/track/"' in page


def test_public_totals_add_up_and_name_nobody(client: Client, asked: list[str]) -> None:
    page = client.get("/figures/?days=").content.decode()
    assert "收到 13 件 ＝ 正在办 13 件" in page
    assert asked[0] not in page
    assert "降压药" not in page


def test_small_counts_are_hidden(client: Client, cast: Cast) -> None:
    cache.clear()
    call_command("help_seed", verbosity=0)
    asking = Asking(text="家里的降压药只够吃一天了", contact_phone="13800000006")
    request_open(asking=asking, area=cast.b1, channel="web", actor=Actor("caller"))
    found = client.get("/api/figures").json()
    assert found["received"] is None


def test_the_wall_is_for_those_who_may_and_their_area(
    cast: Cast, client_for: Clients, asked: list[str]
) -> None:
    dan = cast.staff("district_officer", cast.district, "dan", "丹")
    page = client_for(dan).get("/command/")
    assert page.status_code == 200
    assert "对得上" in page.content.decode()
    assert client_for(cast.bob).get("/command/").status_code == 403
    assert client_for(None).get("/command/").status_code == 302


def test_the_wall_asks_a_fixed_number_of_queries(
    cast: Cast, client_for: Clients, asked: list[str], django_assert_max_num_queries: Any
) -> None:
    dan = client_for(cast.staff("district_officer", cast.district, "dan", "丹"))
    dan.get("/command/")
    with django_assert_max_num_queries(60):
        dan.get("/command/")


def test_the_balance_of_a_past_moment_is_asked_by_programs(
    cast: Cast, client_for: Clients, asked: list[str]
) -> None:
    dan = client_for(cast.staff("district_officer", cast.district, "dan", "丹"))
    now = dan.get("/api/balances").json()
    assert now == [{"kind": "help.request", "received": 13, "open": 13, "ended": {}, "adds_up": True}]
    assert dan.get("/api/balances?at=2020-01-01T00:00:00Z").json() == []
    assert client_for(None).get("/api/balances").status_code == 401
