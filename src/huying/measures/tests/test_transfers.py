"""Sites and transfers through pages: a flight is taken point to point, each link with its owner and its time."""

import datetime as dt
import re
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client

from huying.kernel.refused import Refused
from huying.measures.models import Passenger, Room, RoomTurn, Site, Stay, TransferLink
from huying.measures.queries.sites import resets_of
from huying.measures.services.sites import room_turn, rooms_read, site_open, staff_assign, staff_end
from huying.measures.services.transfers import transfer_ask
from huying.measures.tests.places import Quarter
from huying.messages.models import Notice
from huying.people.models import Audit
from huying.rulebook.hanging import personal_data
from huying.rulebook.models import Response
from huying.rulebook.testing import rules_hold

Clients = Callable[[Any], Client]


def text(response: Any) -> str:
    return str(response.content.decode())


class Hotel:
    """A hotel of three floors in community B with Kate, who keeps it; Ed drives."""

    def __init__(self, quarter: Quarter) -> None:
        self.q = quarter
        cast = quarter.cast
        self.kate = cast.staff("site_keeper", cast.b, "kate", "凯特")
        self.kim = cast.staff("site_keeper", cast.b, "kim", "基姆")
        self.ed = cast.staff("escort", cast.district, "ed", "艾德")
        self.site = site_open(
            by=cast.seat(cast.dora), area=cast.b, name="柳岸酒店", kind="hotel",
            rooms="1层 101-104\n2层 201-204 x2\n3层 301-304",
        )  # fmt: skip

    def ask(self, *people: dict[str, Any], **more: Any) -> str:
        told = [{"name": f"旅客{n}", "phone": f"1380000003{n}", **one} for n, one in enumerate(people, 1)]
        said = {
            "to": "site",
            "site": self.site.pk,
            "from_area": self.q.one,
            "from_text": "1单元301室",
            "passengers": told,
        }
        return transfer_ask(actor=self.q.actor(self.q.cast.alice), said={**said, **more}).code

    def arrived(self, *people: dict[str, Any], **more: Any) -> str:
        code = self.ask(*people, **more)
        self.q.act(self.ed, code, "assign", vehicle="浙A12345", driver="艾德")
        self.q.act(self.ed, code, "depart")
        self.q.act(self.ed, code, "arrive")
        return code

    def received(self, *people: dict[str, Any]) -> list[Stay]:
        code = self.arrived(*people)
        self.q.act(self.kate, code, "accept", count=len(people))
        return list(Stay.objects.filter(transfer=code).order_by("pk"))


@pytest.fixture
def hotel(quarter: Quarter) -> Hotel:
    return Hotel(quarter)


def test_point_to_point_every_link_has_its_owner_its_time_and_the_site_acknowledges(
    hotel: Hotel, client_for: Clients
) -> None:
    q, alice, ed, kate = hotel.q, *(client_for(u) for u in (hotel.q.cast.alice, hotel.ed, hotel.kate))
    said = {
        "to": "site", "site": hotel.site.pk, "from_area": q.one, "from_text": "1单元301室", "passengers-n": "2",
        "passengers-0-name": "方芳", "passengers-0-phone": "13800000006", "passengers-1-name": "方小宝", "passengers-1-with_number": "1",
    }  # fmt: skip
    # The hotel lies beside community A: the street asks, as it sees both.
    street = client_for(q.cast.staff("street_officer", q.cast.street, "stella", "斯黛拉"))
    assert street.post("/transfers/new/", said).status_code == 302
    (code,) = set(TransferLink.objects.values_list("code", flat=True))
    path = f"/transfers/{code}/"
    assert alice.get(path).status_code == 404 and code in text(alice.get("/transfers/"))
    for step, minutes, told in (
        ("assign", 20, {"vehicle": "浙A12345", "driver": "艾德", "protection": "二级防护"}),
        ("depart", 30, {}), ("arrive", 110, {}),
    ):  # fmt: skip
        q.at(q.now + dt.timedelta(minutes=minutes))
        assert kate.post(f"{path}do/{step}/", told).status_code == 422, step
        assert ed.post(f"{path}do/{step}/", told).status_code == 302, step
    page = text(kate.get(path))
    assert "1 号 → 201" in page and "方芳" not in page
    assert ed.post(f"{path}do/accept/", {"count": "2"}).status_code == 422
    q.at(q.now + dt.timedelta(minutes=10))
    assert kate.post(f"{path}do/accept/", {"count": "1"}).status_code == 422
    assert kate.post(f"{path}do/accept/", {"count": "2"}).status_code == 302
    links = list(TransferLink.objects.filter(area=hotel.site.area).values_list("link", "by__username"))
    assert links == [("asked", "stella"), ("assigned", "ed"), ("departed", "ed"), ("arrived", "ed"), ("handed_over", "kate")]  # fmt: skip
    times = list(TransferLink.objects.filter(area=hotel.site.area).values_list("at", flat=True))
    assert [(b - a).seconds // 60 for a, b in pairwise(times)] == [20, 30, 110, 10]
    assert {stay.room.number for stay in Stay.objects.select_related("room")} == {"201"}
    assert "handed over" in text(alice.get("/transfers/")).lower() or "交接签收" in text(
        alice.get("/transfers/")
    )


def test_names_are_for_whoever_takes_them_and_on_record(hotel: Hotel, client_for: Clients) -> None:
    code = hotel.ask({})
    ed, kate = client_for(hotel.ed), client_for(hotel.kate)
    told = {"purpose": "接人"}
    assert "13800000031" not in text(ed.get(f"/transfers/{code}/"))
    assert "13800000031" not in text(kate.post(f"/transfers/{code}/people/", told))
    assert not Audit.objects.filter(what="reveal").exists()
    assert "13800000031" in text(ed.post(f"/transfers/{code}/people/", told))
    assert Audit.objects.get(what="reveal").ref == code


def test_a_link_that_is_late_is_told_and_an_arrival_nobody_acknowledges_climbs(hotel: Hotel) -> None:
    code = hotel.ask({})
    hotel.q.later(hours=1)
    late = Notice.objects.filter(template="measures.transfer_late", about=code).values_list("unit", flat=True)
    assert {"transfer_team", "district"} <= set(late)
    code = hotel.arrived({})
    assert hotel.q.matter(code).unit == "quarantine_site"
    hotel.q.later(minutes=31)
    assert hotel.q.matter(code).unit == "city" and hotel.q.matter(code).state == "arrived"


def test_the_same_flight_is_kept_in_one_site_and_never_over_capacity(
    hotel: Hotel, client_for: Clients
) -> None:
    other = Site.objects.create(area=hotel.q.cast.b, name="东苑", kind="hotel")
    Room.objects.bulk_create(
        Room(site=other, area=other.area, floor=1, number=str(n), beds=1) for n in range(20)
    )
    kate = client_for(hotel.kate)
    code = hotel.arrived(*({"cohort": "CA123"} for _ in range(6)))
    assert "6 号 →" in text(kate.get(f"/transfers/{code}/"))
    assert kate.post(f"/transfers/{code}/do/accept/", {"count": "6"}).status_code == 302
    assert {stay.room.site_id for stay in Stay.objects.select_related("room")} == {hotel.site.pk}
    more = hotel.arrived(*({"cohort": "CA123"} for _ in range(7)))
    page = kate.post(f"/transfers/{more}/do/accept/", {"count": "7"})
    assert page.status_code == 422 and "同批人员要在一起" in text(page) and Stay.objects.count() == 6


def test_cohorts_are_on_floors_of_their_own_where_the_rule_says_so(hotel: Hotel) -> None:
    rules_hold({"measures.floors_apart": True}, area=hotel.q.cast.district)
    first = hotel.received({"cohort": "CA123"})
    second = hotel.received({"cohort": "MU456"}, {"cohort": "MU456"})
    assert {s.room.floor for s in first}.isdisjoint({s.room.floor for s in second})


def test_a_room_is_disinfected_and_inspected_by_another_before_anybody_moves_in(
    hotel: Hotel, client_for: Clients
) -> None:
    (stay,) = hotel.received({})
    kate, kim = hotel.q.cast.seat(hotel.kate), hotel.q.cast.seat(hotel.kim)
    browser = client_for(hotel.kate)
    assert browser.post(f"/sites/stays/{stay.pk}/end/").status_code == 302
    room = Room.objects.get(pk=stay.room_id)
    assert room.state == "to_disinfect"
    code = hotel.arrived({})
    with pytest.raises(Refused, match="cannot be moved into"):
        hotel.q.act(hotel.kate, code, "accept", count=1, rooms=[room.number])
    room_turn(by=kate, room=room)
    with pytest.raises(Refused, match="cannot inspect"):
        room_turn(by=kate, room=room)
    room_turn(by=kim, room=room)
    hotel.q.act(hotel.kate, code, "accept", count=1, rooms=[room.number])
    turns = RoomTurn.objects.filter(room=room).order_by("pk").values_list("state", "by__username")
    assert list(turns) == [
        ("occupied", "kate"), ("to_disinfect", "kate"), ("disinfected", "kate"), ("free", "kim"), ("occupied", "kate"),
    ]  # fmt: skip


def test_a_positive_names_the_floor_and_those_next_to_it_and_decides_nothing(
    hotel: Hotel, client_for: Clients
) -> None:
    for number in ("101", "202", "301", "302"):
        hotel.q.act(hotel.kate, hotel.arrived({}), "accept", count=1, rooms=[number])
    before = list(Stay.objects.order_by("pk").values_list("came_at", "left_at"))

    def numbers(number: str) -> list[str]:
        return [stay.room.number for stay in resets_of(Room.objects.get(number=number))]

    assert numbers("101") == ["101", "202"] and numbers("202") == ["101", "202", "301", "302"]
    page = text(client_for(hotel.kate).get(f"/sites/rooms/{Room.objects.get(number='202').pk}/resets/"))
    assert len(re.findall(r"<b>\d{3} · 旅", page)) == 4
    assert list(Stay.objects.order_by("pk").values_list("came_at", "left_at")) == before


def test_staff_are_fixed_to_one_site(hotel: Hotel, client_for: Clients) -> None:
    dora = hotel.q.cast.seat(hotel.q.cast.dora)
    other = site_open(by=dora, area=hotel.q.cast.b, name="东苑", kind="hotel", rooms="1: 1-3")
    made = staff_assign(by=dora, site=hotel.site, user=hotel.kate.pk, work="测温")
    page = client_for(hotel.q.cast.dora).post(f"/sites/{other.pk}/", {"username": "kate", "work": "送餐"})
    assert page.status_code == 422 and "不能两头跑" in text(page)
    rules_hold({"measures.staff_apart": "7d"}, area=hotel.q.cast.district)
    staff_end(by=dora, staff=made)
    with pytest.raises(Refused, match="not before 2022-01-12"):
        staff_assign(by=dora, site=other, user=hotel.kate.pk, work="送餐")
    hotel.q.at(hotel.q.now + dt.timedelta(days=8))
    staff_assign(by=dora, site=other, user=hotel.kate.pk, work="送餐")


def test_the_neighbour_sees_neither_site_nor_transfer(hotel: Hotel, client_for: Clients) -> None:
    code = hotel.arrived({})
    stay = hotel.received({})[0]
    alice = client_for(hotel.q.cast.alice)
    for path in (
        f"/sites/{hotel.site.pk}/",
        f"/transfers/{code}/",
        f"/sites/rooms/{stay.room_id}/resets/",
        f"/m/{code}/",
    ):
        assert alice.get(path).status_code == 404, path
    assert "柳岸酒店" not in text(alice.get("/sites/"))


def test_rooms_are_read_as_people_write_them() -> None:
    assert rooms_read("1层 101-103\n\n2: 201 x2\n12楼 1201—1202") == [
        (1, "101", 1), (1, "102", 1), (1, "103", 1), (2, "201", 2), (12, "1201", 1), (12, "1202", 1),
    ]  # fmt: skip
    for bad in ("abc", "1层 103-101", "1层 1-99999"):
        with pytest.raises(Refused):
            rooms_read(bad)


def test_programs_see_rooms_and_links_but_nobody_by_name(hotel: Hotel, client_for: Clients) -> None:
    stella = client_for(hotel.q.cast.staff("street_officer", hotel.q.cast.street, "stella", "斯黛拉"))
    said = {
        "to": "site", "site": hotel.site.pk, "from_area": hotel.q.one, "passengers": [{"name": "方芳", "phone": "13800000006"}],
    }  # fmt: skip
    made = stella.post("/api/transfers", said, "application/json", headers={"idempotency-key": "one"})
    again = stella.post("/api/transfers", said, "application/json", headers={"idempotency-key": "one"})
    code = made.json()["code"]
    assert made.status_code == 201 and again.json()["code"] == code
    kate = client_for(hotel.kate)
    told = kate.get(f"/api/transfers/{code}").json()
    assert (
        told["state"] == "asked"
        and [one["link"] for one in told["links"]] == ["asked"]
        and told["people"] == 1
    )
    assert (
        "方芳" not in str(told)
        and client_for(hotel.q.cast.alice).get(f"/api/transfers/{code}").status_code == 404
    )
    (site,) = kate.get("/api/sites").json()
    assert (site["rooms"], site["free"]) == (12, 12) and len(
        kate.get(f"/api/sites/{site['id']}/rooms").json()
    ) == 12
    hotel.received({})
    assert [room["state"] for room in kate.get(f"/api/sites/{site['id']}/rooms").json()].count(
        "occupied"
    ) == 1


@pytest.mark.mission("F18")
def test_a_positive_sailor_is_taken_to_the_hospital_which_acknowledges(
    hotel: Hotel, client_for: Clients
) -> None:
    q = hotel.q
    greg = client_for(q.cast.staff("hospital_officer", q.cast.district, "greg", "葛雷"))
    dora, ed = client_for(q.cast.dora), client_for(hotel.ed)
    said = {
        "to": "hospital", "from_area": q.cast.b, "to_area": q.cast.c, "to_text": "定点医院负压病房", "passengers-n": "1",
        "passengers-0-name": "阳性船员", "passengers-0-phone": "13800000077", "passengers-0-cohort": "货轮",
    }  # fmt: skip
    assert dora.post("/transfers/new/", said).status_code == 302
    (code,) = set(TransferLink.objects.values_list("code", flat=True))
    for step, told in (
        ("assign", {"vehicle": "负压救护车", "driver": "艾德", "protection": "三级防护"}),
        ("depart", {}),
        ("arrive", {}),
    ):
        q.at(q.now + dt.timedelta(minutes=25))
        assert ed.post(f"/transfers/{code}/do/{step}/", told).status_code == 302
    assert q.matter(code).unit == "green_channel" and q.matter(code).state == "arrived"
    assert ed.post(f"/transfers/{code}/do/accept/", {"count": "1"}).status_code == 422
    assert greg.post(f"/transfers/{code}/do/accept/", {"count": "1"}).status_code == 302
    page = text(dora.get(f"/transfers/{code}/"))
    for link in ("提出转运", "派车", "接到人出发", "到达", "交接签收"):
        assert link in page
    assert "三级防护" in page and "阳性船员" not in page


def test_names_go_when_their_response_is_over_and_the_links_stay(hotel: Hotel) -> None:
    q = hotel.q
    response = Response.objects.create(
        zh="疫情", level=1, authority="指挥部", area=q.cast.district, legal_basis="法", measures="转运", starts=q.now,
        expected_end=q.now + dt.timedelta(days=30),
    )  # fmt: skip
    Site.objects.update(response=response)
    stays = hotel.received({}, {})
    data = {one.code: one for one in personal_data() if one.code.startswith("measures.")}
    assert (data["measures.stays"].count(response), data["measures.passengers"].count(response)) == (2, 2)
    assert [data[code].destroy(response) for code in ("measures.stays", "measures.passengers")] == [2, 2]
    assert not data["measures.stays"].count(response) and not data["measures.passengers"].count(response)
    row = Stay.objects.get(pk=stays[0].pk)
    assert (row.name, row.phone, row.phone_hash) == ("", "", None)
    assert not set(Passenger.objects.values_list("name", flat=True)) - {""} and TransferLink.objects.exists()


def test_longer_lists_take_no_more_queries(hotel: Hotel, client_for: Clients) -> None:
    from huying.measures.services.teams import member_name
    from huying.measures.tests.test_zone_pages import queries_of

    q, kate = hotel.q, client_for(hotel.kate)
    charlie = client_for(q.cast.charlie)
    hotel.received({})
    hotel.arrived({})
    member_name(by=None, area=q.other, role="grid_worker", name="一号")
    q.building("990101001002001009", "19幢", 30.27, 120.12)
    lists = [
        (kate, "/sites/"), (kate, f"/sites/{hotel.site.pk}/"), (kate, "/transfers/"), (kate, "/api/sites"),
        (charlie, "/teams/"), (charlie, "/teams/gaps/"), (charlie, "/api/teams"), (charlie, "/upkeep/"),
    ]  # fmt: skip
    few = [queries_of(*one) for one in lists]
    for number in range(4):
        hotel.received({})
        hotel.arrived({})
        q.building(f"9901010010020010{number + 10}", f"{number + 20}幢", 30.27, 120.12)
        member_name(by=None, area=q.other, role="grid_worker", name=f"还有{number}")
    site_open(by=q.cast.seat(q.cast.dora), area=q.cast.b, name="东苑", kind="hotel", rooms="1: 1-3")
    assert [queries_of(*one) for one in lists] == few
