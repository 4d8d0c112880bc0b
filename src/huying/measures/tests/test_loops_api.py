"""Closed loops and rooms by the API: the same rules as on pages, each once, and nothing for the neighbour."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from huying.measures.models import Loop, LoopLink, RoomTurn
from huying.measures.services.sites import site_open
from huying.measures.tests.places import Quarter
from huying.rulebook.testing import rules_hold

Clients = Callable[[Any], Client]
CHAIN = [
    {"code": "arrival", "zh": "口岸入境", "en": "Arrival", "unit": "health_bureau", "level": "district"},
    {"code": "transfer", "zh": "转运", "en": "Transfer", "unit": "transfer_team", "level": "district"},
    {"code": "home", "zh": "社区接收", "en": "Community", "unit": "community", "level": "community"},
]


def send(client: Client, address: str, told: dict[str, Any] | None = None, key: str = "") -> Any:
    headers = {"idempotency-key": key} if key else {}
    return client.post(address, told or {}, "application/json", headers=headers)


def test_a_loop_is_begun_handed_over_and_acknowledged_each_once(
    quarter: Quarter, client_for: Clients
) -> None:
    cast = quarter.cast
    rules_hold({"measures.inbound_links": CHAIN}, area=cast.district)
    hugo = client_for(cast.staff("health_officer", cast.district, "hugo", "胡果"))
    ed = client_for(cast.staff("escort", cast.district, "ed", "艾德"))
    said = {"area": cast.a, "name": "旅客一", "phone": "13800000051", "cohort": "CA1234"}
    first = send(hugo, "/api/loops", said, "one")
    assert (
        first.status_code == 201
        and send(hugo, "/api/loops", said, "one").json()["code"] == first.json()["code"]
    )
    assert Loop.objects.count() == 1 and "旅客" not in first.content.decode()
    code = first.json()["code"]
    assert (first.json()["state"], first.json()["link"]) == ("held", "arrival")
    assert [link["unit"] for link in first.json()["links"]] == ["health_bureau", "transfer_team", "community"]

    # Only the owner hands over; twice is once.
    assert send(ed, f"/api/loops/{code}/pass-on", {"note": "行李两件"}, "p").status_code == 409
    passed = send(hugo, f"/api/loops/{code}/pass-on", {"note": "行李两件"}, "p")
    assert passed.json()["state"] == "passing" and passed.json()["link"] == "arrival"
    assert send(hugo, f"/api/loops/{code}/pass-on", {"note": "行李两件"}, "p").status_code == 200
    assert send(hugo, f"/api/loops/{code}/acknowledge").status_code == 409, (
        "whoever hands over does not acknowledge"
    )
    taken = send(ed, f"/api/loops/{code}/acknowledge", key="a")
    assert (taken.json()["state"], taken.json()["link"]) == ("held", "transfer")
    links = taken.json()["links"]
    assert links[0]["until"] == links[1]["since"] and links[2]["since"] is None, "no moment without an owner"
    assert LoopLink.objects.filter(until=None).count() == 1

    # Wrong and foreign.
    assert send(hugo, "/api/loops", said | {"area": "33020300000000000000"}).status_code == 409
    assert send(hugo, "/api/loops", said | {"area": "1"}).status_code == 422
    assert (
        client_for(cast.staff("volunteer", cast.street, "vol")).get(f"/api/loops/{code}").status_code == 403
    )
    away = client_for(cast.staff("site_keeper", cast.b, "kate"))
    assert away.get(f"/api/loops/{code}").status_code == 404
    assert send(away, f"/api/loops/{code}/pass-on").status_code == 404
    assert Client().get(f"/api/loops/{code}").status_code == 401


def test_a_room_is_turned_once_by_each_and_by_two_people(quarter: Quarter, client_for: Clients) -> None:
    cast = quarter.cast
    site = site_open(by=cast.seat(cast.dora), area=cast.b, name="柳岸酒店", kind="hotel", rooms="1层 101-102")
    room = site.rooms.order_by("pk")[0]
    room.state = "to_disinfect"
    room.save()
    kate, kim = (client_for(cast.staff("site_keeper", cast.b, name)) for name in ("kate", "kim"))
    address = f"/api/rooms/{room.pk}/turn"
    one = send(kate, address, {"seen": "to_disinfect", "note": "过氧乙酸"})
    assert one.status_code == 200 and one.json()["state"] == "disinfected"
    assert send(kate, address, {"seen": "to_disinfect"}).json()["state"] == "disinfected"
    assert RoomTurn.objects.filter(room=room).count() == 1
    # Not by the same person, not from a state it is not in, not from elsewhere.
    assert send(kate, address, {"seen": "disinfected"}).status_code == 409
    assert send(kim, address, {"seen": "to_disinfect"}).status_code == 409
    assert send(kim, address, {"seen": "free"}).status_code == 422
    away = client_for(cast.staff("site_keeper", cast.a, "keeper-a"))
    assert send(away, address, {"seen": "disinfected"}).status_code == 404
    assert send(client_for(cast.bob), address, {"seen": "disinfected"}).status_code == 403
    assert send(kim, address, {"seen": "disinfected"}).json()["state"] == "free"
    room.refresh_from_db()
    assert room.state == "free" and RoomTurn.objects.filter(room=room).count() == 2
