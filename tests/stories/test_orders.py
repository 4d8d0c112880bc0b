"""Residents order, the community dispatches, volunteers accept: through the pages alone."""

import datetime as dt
import html
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from huying.base import clock
from huying.help.services import help_seed
from huying.people.testing import FANG_PHONE, Cast

START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
CODE = re.compile(r"/m/([0-9A-Z-]{14})/")
PASSWORD = "river-Kite-42"
Clients = Callable[[Any], Client]


@pytest.fixture
def town(cast: Cast, settings: Any, tmp_path: Path) -> Iterator[Cast]:
    """The cast with its help desk, on a morning that stands still until `later`."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    token = clock._borrowed.set(START)
    help_seed()
    yield cast
    clock._borrowed.reset(token)


def later(**delta: float) -> None:
    clock._borrowed.set(clock.now() + dt.timedelta(**delta))


def text(page: Any) -> str:
    """What a page says."""
    assert page.status_code == 200, (page.status_code, page.content.decode()[:500])
    return html.unescape(page.content.decode())


def moved(answer: Any) -> str:
    """Where a form that was taken leads."""
    assert answer.status_code == 302, html.unescape(answer.content.decode())
    return str(answer["Location"])


def volunteer(
    alice: Client, cast: Cast, name: str, home: str, skills: list[str], team: str = "service"
) -> Client:
    """Alice registers somebody, who sets a password at the link and logs in with it; their browser."""
    said = {
        "name": name,
        "phone": f"139{sum(name.encode()):08}",
        "area": home,
        "team": team,
        "skills": skills,
    }
    made = text(alice.post("/volunteers/new/", said))
    username = re.search(r"<code>(v\w{6})</code>", made)
    link = re.search(r"<code>http://testserver([^<]+)</code>", made)
    assert username and link, made
    theirs = Client()
    page = theirs.get(link[1], follow=True)
    path = page.redirect_chain[-1][0] if page.redirect_chain else link[1]
    theirs.post(path, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    moved(theirs.post("/accounts/login/", {"login": username[1], "password": PASSWORD}))
    return theirs


def fang_asks(cast: Cast) -> str:
    """Fang asks on the public page, one question a page; the code of her request."""
    browser = Client()
    answers: dict[str, dict[str, Any]] = {
        "kind": {"kind": "request"},
        "text": {"text": "家里的降压药吃完了，我出不了门"},
        "category": {"category": "medication_supply"},
        "place": {"area": cast.stairwell, "place_text": "荷花新村1幢", "room": "301室"},
        "people": {"people_affected": "1"},
        "photos": {},
        "contact": {"contact_name": "方芳", "contact_phone": FANG_PHONE},
    }
    page = browser.get("/ask/")
    for step, said in answers.items():
        page = browser.post("/ask/", {**said, "_state": _state(page), "_step": step})
    receipt = moved(browser.post("/ask/", {"_state": _state(page), "_step": "check"}))
    return receipt.split("/")[2]


def _state(page: Any) -> str:
    found = re.search(r'name="_state" value="([^"]+)"', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found[1]


def order_for(desk: Client, request: str, **more: Any) -> str:
    """The desk orders a volunteer from the request's page; the code of the order."""
    assert f"/volunteers/orders/new/?parent={request}" in text(desk.get(f"/m/{request}/"))
    asked = text(desk.get(f"/volunteers/orders/new/?parent={request}"))
    assert "荷花新村1幢" in asked and "138****0006" in asked and FANG_PHONE not in asked
    said = {"title": "买降压药送到家", "place_text": "荷花新村1幢", "skills": ["medicine"], **more}
    found = CODE.search(moved(desk.post(f"/volunteers/orders/new/?parent={request}", said)))
    assert found
    return found[1]


def ask_candidate(desk: Client, order: str, name: str) -> None:
    """Press "ask" beside a candidate's name."""
    page = text(desk.get(f"/m/{order}/"))
    found = re.search(rf'name="volunteer" value="(\d+)"><button [^>]*{name}', page)
    assert found, page
    moved(desk.post(f"/m/{order}/offer/", {"volunteer": found[1]}))


def press(browser: Client, order: str, act: str, **said: Any) -> str:
    """A volunteer takes one step; what the page then says."""
    answer = browser.post(f"/volunteer/o/{order}/do/{act}/", said, follow=True)
    return text(answer)


def photo() -> io.BytesIO:
    picture = io.BytesIO()
    Image.new("RGB", (80, 60), "white").save(picture, "JPEG")
    picture.seek(0)
    picture.name = "door.jpg"
    return picture


@pytest.mark.mission("H46", "H48")
def test_a_resident_orders_the_community_dispatches_a_volunteer_accepts(
    town: Cast, client_for: Clients
) -> None:
    alice, neighbour = client_for(town.alice), client_for(town.charlie)
    vera = volunteer(alice, town, "薇拉", town.building, ["medicine"])
    volunteer(alice, town, "维修张", town.stairwell, ["repair"], "repair")
    request = fang_asks(town)
    order = order_for(alice, request)
    # Matched by type: who can fetch medicine comes first, although somebody else lives nearer.
    page = text(alice.get(f"/m/{order}/"))
    assert page.index("薇拉") < page.index("维修张") and "会 1/1 项" in page and "会 0/1 项" in page
    ask_candidate(alice, order, "薇拉")

    home = text(vera.get("/volunteer/"))
    assert "正等您答复" in home and "买降压药送到家" in home
    before = text(vera.get(f"/volunteer/o/{order}/"))
    assert FANG_PHONE not in before and "301室" not in before and "/contact/" not in before
    press(vera, order, "accept")
    # The contact comes by a look that goes on record, and to her alone.
    taken = text(vera.get(f"/volunteer/o/{order}/"))
    assert FANG_PHONE not in taken and "/contact/" in taken
    shown = text(vera.post(f"/volunteer/o/{order}/contact/", {"purpose": "打电话约时间"}))
    assert FANG_PHONE in shown and "301室" in shown and "方芳" in shown
    assert FANG_PHONE not in text(alice.get(f"/m/{order}/"))

    press(vera, order, "check_in")
    later(minutes=90)
    press(vera, order, "deliver", proof="两盒，交给方阿姨本人", **{"photo-new": photo()})
    proof = text(alice.get(f"/m/{order}/"))
    picture = re.search(r'src="(/volunteers/photos/[0-9a-f]{32}\.jpg)"', proof)
    assert picture and "两盒，交给方阿姨本人" in proof
    assert alice.get(picture[1]).status_code == 200
    moved(alice.post(f"/m/{order}/confirm/", {}))
    # The end of the order moves the request that it hangs from.
    assert "已完成" in text(alice.get(f"/m/{order}/"))
    assert "志愿者已完成" in text(alice.get(f"/m/{request}/"))
    assert "1.5" in text(vera.get("/volunteer/me/"))
    # Nothing more to see for her, and nothing at all for the neighbour.
    over = text(vera.post(f"/volunteer/o/{order}/contact/", {"purpose": "送到门口"}))
    assert FANG_PHONE not in over and "只有正在办理这件事的人" in over
    for path in (f"/m/{order}/", picture[1], f"/volunteers/orders/{order}/contact/"):
        assert neighbour.get(path).status_code == 404
    assert "薇拉" not in text(neighbour.get("/volunteers/"))


@pytest.mark.mission("H47")
def test_somebody_rings_and_the_community_orders_for_them(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    page = text(alice.get("/desk/record/"))
    channel = re.search(r'name="channel" value="([^"]+)"', page)
    assert channel
    said = {
        "channel": channel[1], "contact_name": "方芳", "contact_phone": FANG_PHONE, "area": town.stairwell,
        "place_text": "荷花新村1幢", "kind": "request", "text": "打电话来：降压药没有了",
        "category": "medication_supply", "people_affected": "1", "handled": "here",
    }  # fmt: skip
    slip = moved(alice.post("/desk/record/", said))
    request = slip.split("/")[3]
    order = order_for(alice, request)
    assert "买降压药送到家" in text(alice.get(f"/m/{request}/"))
    assert "待接单" in text(alice.get(f"/m/{order}/"))


@pytest.mark.mission("H63")
def test_the_building_calls_and_its_volunteers_answer(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    vera = volunteer(alice, town, "薇拉", town.building, [])
    victor = volunteer(alice, town, "维克多", town.stairwell, [])
    far = volunteer(alice, town, "文斯", town.a2, [])
    order = order_for(alice, fang_asks(town))
    page = text(alice.get(f"/m/{order}/"))
    assert "1幢（2 人）" in page
    moved(alice.post(f"/m/{order}/call/", {"called": town.building}))
    for browser, heard in ((vera, True), (victor, True), (far, False)):
        notices = browser.get("/notices/")
        assert ("楼呼我应" in text(notices)) is heard
    assert "接单" in text(victor.get(f"/volunteer/o/{order}/"))
    press(victor, order, "accept")
    assert "有人接了" in press(vera, order, "accept")


@pytest.mark.mission("V23", "V24")
def test_volunteers_check_in_at_the_stairwell_group_for_temperature_and_queue(
    town: Cast, client_for: Clients
) -> None:
    alice = client_for(town.alice)
    vera = volunteer(alice, town, "薇拉", town.building, ["temperature"], "prevention")
    form = text(vera.get("/volunteer/here/"))
    assert all(task in form for task in ("排查登记", "测温", "维持秩序"))
    for task, hours in (("temperature", 2), ("queue", 3), ("survey", 1)):
        moved(vera.post("/volunteer/here/", {"area": town.stairwell, "task": task}))
        later(hours=hours)
    moved(vera.post("/volunteer/leave/"))
    mine = text(vera.get("/volunteer/me/"))
    assert "6.0" in mine and "测温" in mine and "1单元" in mine
    totals = text(alice.get("/volunteers/figures/"))
    assert "维持秩序" in totals and "排查登记" in totals


@pytest.mark.mission("V03", "V04")
def test_turn_outs_and_hours_are_counted_and_certified(town: Cast, client_for: Clients) -> None:
    alice = client_for(town.alice)
    vera = volunteer(alice, town, "薇拉", town.building, ["queue"])
    victor = volunteer(alice, town, "维克多", town.building, ["meals"])
    for browser, task in ((vera, "queue"), (victor, "meals"), (vera, "patrol")):
        moved(browser.post("/volunteer/here/", {"area": town.building, "task": task}))
        later(hours=7)
        moved(browser.post("/volunteer/leave/"))
    # Hours without a check-in count only once a second person has confirmed them.
    claim = {
        "area": town.building, "task": "queue", "started_at": "2022-01-04T09:00", "ended_at": "2022-01-04T11:30",
    }  # fmt: skip
    moved(vera.post("/volunteer/claim/", claim))
    assert figures(alice) == ["3", "21.0", "2"]
    waiting = re.search(r'action="(/volunteers/hours/\d+/)"', text(alice.get("/volunteers/hours/")))
    assert waiting
    moved(alice.post(waiting[1]))
    assert figures(alice) == ["4", "23.5", "2"]
    sheet = alice.get("/volunteers/turnouts.csv")
    assert sheet.status_code == 200 and sheet.content.decode("utf-8-sig").count("薇拉") == 3
    assert alice.get("/volunteers/turnouts.xlsx").content[:2] == b"PK"
    paper = moved(vera.post("/volunteer/me/certificate/"))
    pdf = vera.get(paper)
    assert pdf["Content-Type"] == "application/pdf" and pdf.content[:5] == b"%PDF-"
    assert victor.get(paper).status_code == 404
    assert client_for(town.charlie).get(paper).status_code == 404
    assert alice.get(paper).status_code == 200


def figures(browser: Client) -> list[str]:
    """Turn-outs, hours, people."""
    return re.findall(r"<dd>([\d.]+)</dd>", text(browser.get("/volunteers/figures/")))[:3]
