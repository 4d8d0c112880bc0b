"""The pages through HTTP: asking, following, the alarm, pictures, the contact."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from huying.help.models import CardUse, Emergency, HelpRequest, Photo
from huying.help.tests.conftest import City
from huying.help.tests.test_photos import picture, with_gps
from huying.people.testing import FANG_PHONE

ANSWERS: list[dict[str, Any]] = [
    {"kind": "request"},
    {"text": "妈妈的胰岛素只够用两天"},
    {"category": "medication_supply"},
    {"area": "", "place_text": "荷花新村1幢", "room": "301"},
    {"people_affected": "2", "vulnerable": ["elder", "long_term_medication"], "under_quarantine": "yes"},
    {},
    {"contact_name": "方芳", "contact_phone": "１３８ ０００００００６"},
]
STEPS = ("kind", "text", "category", "place", "people", "photos", "contact")


def state_of(page: Any) -> str:
    found = re.search(r'name="_state" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found[1]


def fill(client: Client, city: City, **instead: dict[str, Any]) -> Any:
    """Walk through the form as a browser without scripts does; the page on which the answers are checked."""
    page = client.get("/ask/")
    for step, answer in zip(STEPS, ANSWERS, strict=True):
        said = {**answer, **instead.get(step, {})}
        if "area" in said:
            said["area"] = said["area"] or city.cast.stairwell
        page = client.post("/ask/", {**said, "_state": state_of(page), "_step": step})
        assert page.status_code == 200
    return page


def ask(client: Client, city: City, **instead: dict[str, Any]) -> Any:
    page = fill(client, city, **instead)
    return client.post("/ask/", {"_state": state_of(page), "_step": "check"})


def test_a_caller_asks_gets_a_code_and_follows_it_to_the_end(city: City, client: Client) -> None:
    sent = ask(client, city)
    assert sent.status_code == 302
    row = HelpRequest.objects.select_related("matter").get()
    code = row.matter.code
    assert sent["Location"] == f"/mine/{code}/receipt/"
    assert (row.contact_phone, row.people_affected, row.under_quarantine) == (FANG_PHONE, 2, True)
    assert (row.area, row.room, row.vulnerable) == (
        city.cast.stairwell, "301", ["elder", "long_term_medication"],
    )  # fmt: skip
    receipt = client.get(f"/mine/{code}/receipt/").content.decode()
    assert code in receipt and "<svg" in receipt
    city.act(city.sam, code, "answer", words="胰岛素已送到。")
    mine = client.get(f"/mine/{code}/").content.decode()
    assert "胰岛素已送到。" in mine and f"/mine/{code}/do/confirm/" in mine
    done = client.post(f"/mine/{code}/do/confirm/", {"rating": "5", "thanks": "谢谢"})
    assert done.status_code == 302
    assert city.row(code).rating == 5
    again = client.post(f"/mine/{code}/do/not_solved/", {"reason": "其实没送到"})
    assert again.status_code == 302
    assert city.matter(code).state == "referred"


def test_the_same_answers_sent_twice_are_one_request(city: City, client: Client) -> None:
    page = fill(client, city)
    check = {"_state": state_of(page), "_step": "check"}
    first, second = client.post("/ask/", check), client.post("/ask/", check)
    assert first["Location"] == second["Location"]
    assert HelpRequest.objects.count() == 1


@pytest.mark.mission("H19")
def test_cards_are_shown_before_sending_and_may_be_enough(city: City, client: Client) -> None:
    page = fill(client, city).content.decode()
    assert "buy-medicine" in page
    assert client.post("/ask/", {"_card": "buy-medicine"}).status_code == 200
    assert HelpRequest.objects.count() == 0
    assert CardUse.objects.filter(card="buy-medicine", helped=True).count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(city: City, client: Client) -> None:
    page = client.get("/ask/")
    page = client.post("/ask/", {"kind": "request", "_state": state_of(page), "_step": "kind"})
    page = client.post("/ask/", {"text": "", "_state": state_of(page), "_step": "text"})
    assert "f-text-wrong" in page.content.decode()
    sent = ask(client, city, contact={"contact_phone": "12345"})
    assert sent.status_code == 200 and "12345" in sent.content.decode()
    assert HelpRequest.objects.count() == 0


def test_a_picture_goes_with_the_form_and_only_to_those_who_may_see_it(
    city: City, client: Client, client_for: Any
) -> None:
    photo = SimpleUploadedFile("map.jpg", with_gps(), "image/jpeg")
    ask(client, city, photos={"photos-new": photo})
    kept = Photo.objects.select_related("matter").get()
    assert kept.matter == HelpRequest.objects.get().matter
    url = f"/photos/{kept.name}"
    seen = client.get(url)
    assert seen.status_code == 200 and seen["Content-Type"] == "image/jpeg"
    assert b"SecretCamera" not in seen.content
    assert [client_for(who).get(url).status_code for who in (None, city.cast.charlie, city.otto)] == [404] * 3
    assert client_for(city.cast.alice).get(url).status_code == 200


def test_a_picture_and_words_are_added_later(city: City, client: Client) -> None:
    ask(client, city)
    code = HelpRequest.objects.get().matter.code
    bad = client.post(f"/mine/{code}/photo/", {"photo-new": SimpleUploadedFile("x.jpg", b"<svg/>")})
    assert bad.status_code == 422 and not Photo.objects.exists()
    good = client.post(f"/mine/{code}/photo/", {"photo-new": SimpleUploadedFile("x.png", picture("PNG"))})
    assert good.status_code == 302 and Photo.objects.count() == 1
    client.post(f"/mine/{code}/do/add/", {"words": "楼下有电梯"})
    assert "楼下有电梯" in client.get(f"/mine/{code}/").content.decode()


def test_a_stranger_is_led_to_the_door_and_comes_in_with_code_and_phone(city: City, client: Client) -> None:
    code = city.ask()
    for path in ("", "receipt/", "photo/", "do/withdraw/"):
        led = client.get(f"/mine/{code}/{path}")
        assert (led.status_code, led["Location"]) == (302, f"/track/{code}/")
    assert client.post(f"/mine/{code}/do/withdraw/", {}).status_code == 302
    assert city.matter(code).state == "received"
    wrong = client.post("/track/", {"code": code, "phone": "13800000009"})
    assert wrong.status_code == 200
    came = client.post("/track/", {"code": code.lower().replace("-", " "), "phone": FANG_PHONE})
    assert came["Location"] == f"/mine/{code}/"
    assert client.get(f"/mine/{code}/").status_code == 200
    other = city.ask(contact_phone="13800000009")
    assert client.get(f"/mine/{other}/").status_code == 302


@pytest.mark.parametrize("act", ["sign_for", "answer", "close_silent", "order_done", "merge"])
def test_a_caller_cannot_do_what_is_for_others(city: City, client: Client, act: str) -> None:
    ask(client, city)
    code = HelpRequest.objects.get().matter.code
    assert client.post(f"/mine/{code}/do/{act}/", {"words": "没事"}).status_code == 404


@pytest.mark.mission("H58")
def test_an_alarm_takes_two_taps(city: City, client: Client, client_for: Any) -> None:
    bob = client_for(city.cast.bob)
    assert "胸口疼" in bob.get("/emergency/?lang=zh").content.decode()
    sent = bob.post("/emergency/", {"what": "昏倒、叫不醒"})
    code = Emergency.objects.get().matter.code
    assert sent["Location"] == f"/m/{code}/"
    assert city.holder(code) == ("community", city.cast.a)
    ask(client, city)
    known = client.get("/emergency/").content.decode()
    assert FANG_PHONE in known
    nothing = client.post("/emergency/", {})
    assert nothing.status_code == 422
    stranger = client_for(None).post("/emergency/", {"what": "胸口疼、喘不上气"})
    assert stranger.status_code == 422 and "胸口疼、喘不上气</textarea>" in stranger.content.decode()
    fang = client.post("/emergency/", {"what": "胸口疼、喘不上气", "contact_phone": FANG_PHONE})
    assert fang.status_code == 302
    assert Emergency.objects.count() == 2
    assert client.get(fang["Location"]).status_code == 200


def test_the_contact_page_asks_why_and_shows_once(city: City, client_for: Any) -> None:
    code = city.ask(room="301室")
    city.act(city.sam, code, "refer", category="medication_supply", unit="community")
    alice, stella = client_for(city.cast.alice), client_for(city.stella)
    first = alice.get(f"/contact/{code}/").content.decode()
    assert FANG_PHONE not in first
    shown = alice.post(f"/contact/{code}/", {"purpose": "送药送菜"}).content.decode()
    assert FANG_PHONE in shown and "301室" in shown
    assert FANG_PHONE not in alice.post(f"/contact/{code}/", {}).content.decode()
    assert FANG_PHONE not in stella.post(f"/contact/{code}/", {"purpose": "送药送菜"}).content.decode()
    assert client_for(city.cast.charlie).get(f"/contact/{code}/").status_code == 404


def test_desks_show_requests_emergencies_and_alerts(city: City, client_for: Any) -> None:
    code = city.ask("家里的药<b>没了</b>", room="301室")
    twin = city.ask("一样的药没了")
    city.act(city.sam, twin, "merge", into=code)
    alarm = city.alarm(under_quarantine=True)
    alice = client_for(city.cast.alice)
    page = alice.get(f"/m/{code}/").content.decode()
    assert "138****0006" in page and FANG_PHONE not in page and "301室" not in page
    assert "&lt;b&gt;" in page and "<b>没了" not in page
    assert alice.get(f"/m/{twin}/").status_code == 200
    page = alice.get(f"/m/{alarm}/").content.decode()
    assert "not acknowledged" in page or "未确认" in page
    alert = city.alerts(alarm)["community"].matter.code
    assert alice.get(f"/m/{alert}/").status_code == 200
    assert alice.get("/desk/").status_code == 200
