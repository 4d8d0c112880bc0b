"""The pages and the programs' door: who gets in, what they show, in how many queries."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.people.models import Audit
from huying.people.testing import FANG_PHONE
from huying.volunteers.models import Turnout, Volunteer
from huying.volunteers.services import turnout_check_in, turnout_claim
from huying.volunteers.tests.conftest import Crew

Clients = Callable[[Any], Client]


def queries_of(browser: Client, path: str) -> int:
    from django.db import connection

    with CaptureQueriesContext(connection) as found:
        assert browser.get(path).status_code == 200
    return len(found)


def test_a_longer_list_takes_no_more_queries(crew: Crew, client_for: Clients) -> None:
    alice, vera = client_for(crew.cast.alice), client_for(crew.vera.user)
    crew.place()
    turnout_claim(
        volunteer=crew.vera, seat=crew.cast.seat(crew.vera.user), area=crew.cast.stairwell, task="queue",
        started_at=crew.now.replace(hour=0), ended_at=crew.now,
    )  # fmt: skip
    lists = [
        (vera, "/volunteer/"), (vera, "/volunteer/me/"), (alice, "/volunteers/"), (alice, "/volunteers/hours/"),
        (alice, "/volunteers/figures/"), (alice, "/volunteers/turnouts.csv"), (alice, "/api/volunteers"),
        (alice, "/api/volunteer-orders"), (alice, "/api/turnouts"),
    ]  # fmt: skip
    few = [queries_of(*one) for one in lists]
    for number in range(12):
        crew.place(title=f"买菜第{number}份")
        who = crew.volunteer(f"more{number}", f"志愿者{number}", crew.cast.building, ["meals"])
        Turnout.objects.create(
            area=crew.cast.building, volunteer=who, task="meals", started_at=crew.now.replace(hour=0),
            ended_at=crew.now, claimed=True,
        )  # fmt: skip
    assert [queries_of(*one) for one in lists] == few


def test_the_doors_are_shut_to_those_they_are_not_for(crew: Crew, client_for: Clients) -> None:
    vera, charlie = client_for(crew.vera.user), client_for(crew.cast.charlie)
    code = crew.place()
    assert vera.get("/volunteers/").status_code == 403
    assert vera.get(f"/m/{code}/").status_code == 403
    assert charlie.get("/volunteer/").status_code == 403
    for path in (
        f"/m/{code}/", f"/volunteers/{crew.vera.pk}/", f"/volunteers/orders/{code}/contact/",
        f"/volunteers/orders/new/?parent={code}",
    ):  # fmt: skip
        assert charlie.get(path).status_code == 404, path
    wanda = client_for(crew.wanda.user)
    assert wanda.get(f"/volunteer/o/{code}/").status_code == 404
    assert wanda.post(f"/volunteer/o/{code}/do/accept/").status_code == 404
    assert "降压药" not in wanda.get("/volunteer/").content.decode()
    nobody = client_for(None).get("/volunteer/")
    assert nobody.status_code == 302 and "/accounts/login/" in nobody["Location"]


def test_the_contact_is_for_the_taker_while_it_is_open_and_on_record(crew: Crew, client_for: Clients) -> None:
    code = crew.taken(crew.vera)
    vera, victor, alice = (client_for(u) for u in (crew.vera.user, crew.victor.user, crew.cast.alice))
    path, told = f"/volunteer/o/{code}/contact/", {"purpose": "送到门口"}
    for other in (victor, alice):
        page = other.post(f"/volunteers/orders/{code}/contact/", told).content.decode()
        assert FANG_PHONE not in page
    assert FANG_PHONE not in victor.post(path, told).content.decode()
    assert not Audit.objects.filter(what="reveal").exists()
    assert FANG_PHONE not in vera.get(f"/volunteer/o/{code}/").content.decode()
    assert FANG_PHONE in vera.post(path, told).content.decode()
    (line,) = Audit.objects.filter(what="reveal")
    assert (line.user_id, line.ref, line.purpose, bytes(line.subject or b"")) == (
        crew.vera.user_id, code, "送到门口", bytes(crew.cast.fang.phone_hash or b""),
    )  # fmt: skip
    crew.act(crew.vera, code, "check_in")
    crew.act(crew.vera, code, "deliver", proof="送到了")
    assert FANG_PHONE not in vera.post(path, told).content.decode()


def test_what_is_no_picture_is_said_and_nothing_is_lost(
    crew: Crew, client_for: Clients, tmp_path: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    code = crew.taken(crew.vera)
    crew.act(crew.vera, code, "check_in")
    vera = client_for(crew.vera.user)
    sent = {"proof": "交给本人", "photo-new": SimpleUploadedFile("a.jpg", b"<script>", "image/jpeg")}
    page = vera.post(f"/volunteer/o/{code}/do/deliver/", sent)
    assert page.status_code == 422 and "交给本人" in page.content.decode() and "图片" in page.content.decode()
    assert crew.matter(code).state == "under_way"
    assert (
        vera.post(f"/volunteer/o/{code}/do/deliver/", {"proof": "x", "photo": "../../etc"}).status_code == 422
    )
    assert (
        vera.post(f"/volunteer/o/{code}/do/deliver/", {"proof": "交给本人", "photo": "0" * 32}).status_code
        == 302
    )
    assert crew.order(code).proof_photo == ""


def test_standing_is_ones_own_to_change(crew: Crew, client_for: Clients) -> None:
    vera = client_for(crew.vera.user)
    crew.place()
    vera.post("/volunteer/me/standing/", {"standing": "paused"})
    assert Volunteer.objects.get(pk=crew.vera.pk).standing == "paused"
    assert "降压药" not in vera.get("/volunteer/").content.decode()
    vera.post("/volunteer/me/standing/", {"standing": "emperor"})
    assert Volunteer.objects.get(pk=crew.vera.pk).standing == "paused"


def test_checked_in_for_days_counts_only_once_confirmed(crew: Crew, client_for: Clients) -> None:
    vera = client_for(crew.vera.user)
    turnout_check_in(
        volunteer=crew.vera, seat=crew.cast.seat(crew.vera.user), area=crew.cast.stairwell, task="queue"
    )
    crew.later(hours=40)
    page = vera.post("/volunteer/leave/", follow=True).content.decode()
    assert "要请社区确认" in page
    (turnout,) = Turnout.objects.all()
    assert (turnout.hours, turnout.claimed, turnout.counts) == (40.0, True, False)
    assert "没有可以证明" in vera.post("/volunteer/me/certificate/", follow=True).content.decode()
    lena = client_for(crew.lena)
    assert lena.post(f"/volunteers/hours/{turnout.pk}/").status_code == 302
    assert Turnout.objects.get().counts


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("2022-01-05T08:00", "2022-01-05T07:00", "结束要晚于开始"),
        ("2022-01-05T08:00", "2022-01-05T10:00", "将来"),
        ("2022-01-03T08:00", "2022-01-04T08:00", "分开补记"),
        ("2022-01-04T10:00", "2022-01-04T12:00", "已经有记录"),
    ],
)
def test_a_claim_is_plausible_or_refused(
    crew: Crew, client_for: Clients, start: str, end: str, why: str
) -> None:
    vera = client_for(crew.vera.user)
    said = {"area": crew.cast.stairwell, "task": "queue"}
    first = {**said, "started_at": "2022-01-04T09:00", "ended_at": "2022-01-04T11:00"}
    assert vera.post("/volunteer/claim/", first).status_code == 302
    page = vera.post("/volunteer/claim/", {**said, "started_at": start, "ended_at": end})
    assert page.status_code == 422 and why in page.content.decode()
    elsewhere = {
        **first,
        "area": crew.cast.b1,
        "started_at": "2022-01-03T09:00",
        "ended_at": "2022-01-03T10:00",
    }
    assert "服务范围" in vera.post("/volunteer/claim/", elsewhere).content.decode()


def test_registering_twice_changes_the_entry_and_makes_no_second_account(
    crew: Crew, client_for: Clients
) -> None:
    alice = client_for(crew.cast.alice)
    said = {
        "name": "新人",
        "phone": "13912345678",
        "area": crew.cast.building,
        "team": "repair",
        "skills": ["repair"],
    }
    assert "设密码" in alice.post("/volunteers/new/", said).content.decode()
    again = alice.post(
        "/volunteers/new/", {**said, "team": "logistics", "phone": "139 1234 5678"}
    ).content.decode()
    assert "以前登记过" in again
    (one,) = Volunteer.objects.filter(name="新人")
    assert (one.team, one.phone) == ("logistics", "13912345678")
    page = alice.post("/volunteers/new/", {**said, "area": crew.cast.b1, "phone": "13912345679"})
    assert page.status_code == 422 and "不在您的辖区" in page.content.decode()
    assert "13912345678" not in alice.get(f"/volunteers/{one.pk}/").content.decode()
    shown = alice.post(f"/volunteers/{one.pk}/phone/", {"purpose": "打电话约时间"}).content.decode()
    assert "13912345678" in shown


def test_programs_place_an_order_once_and_list_it_without_its_contact(
    crew: Crew, client_for: Clients
) -> None:
    alice = client_for(crew.cast.alice)
    said = {
        "title": "搬轮椅",
        "area": crew.cast.stairwell,
        "contact_phone": FANG_PHONE,
        "skills": ["delivery"],
    }
    send: Any = {"content_type": "application/json", "headers": {"Idempotency-Key": "k1"}}
    first = alice.post("/api/volunteer-orders", json.dumps(said), **send)
    again = alice.post("/api/volunteer-orders", json.dumps(said), **send)
    assert (first.status_code, again.status_code) == (201, 201), first.content
    assert first.json()["code"] == again.json()["code"]
    (item,) = alice.get("/api/volunteer-orders").json()["items"]
    assert (item["title"], item["state"]) == ("搬轮椅", "open")
    assert FANG_PHONE not in json.dumps(item)
    wrong = alice.post("/api/volunteer-orders", json.dumps({**said, "area": crew.cast.b1}), **send)
    assert wrong.status_code == 409
    assert client_for(crew.cast.charlie).get("/api/volunteer-orders").json()["items"] == []
    assert client_for(crew.cast.charlie).get("/api/volunteers").json()["items"][0]["name"] == "万达"
    assert client_for(crew.vera.user).get("/api/volunteers").status_code == 403
