"""The cast of the help stories at their desks, each with a browser of their own."""

import datetime as dt
import html
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huying.base import clock
from huying.help.services import help_seed
from huying.matters.ringing import ring_due
from huying.messages.services.sending import send_channel
from huying.people.models import User
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope

# Wednesday, nine in the morning.
START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)


def staffed() -> tuple[Cast, dict[str, User]]:
    """The cast and, by their names, the staff of the desks; categories, channels and cards as they ship."""
    cast = Cast()
    staff = {
        "sam": cast.staff("screener", cast.district, "sam", "山姆"),
        "stella": cast.staff("street_officer", cast.street, "stella", "史泰"),
        "dan": cast.staff("district_officer", cast.district, "dan", "丹"),
        "hanna": cast.staff("health_officer", cast.district, "hanna", "韩娜"),
        "amy": cast.staff("ambulance_dispatcher", cast.district, "amy", "艾米"),
        "greg": cast.staff("hospital_officer", cast.district, "greg", "葛雷"),
        "edu": cast.staff("department_officer", cast.district, "edu", "艾度", "department:education"),
        "uma": cast.staff("department_officer", cast.district, "uma", "尤玛", "department:utilities"),
    }
    help_seed()
    return cast, staff


class Town:
    """The cast at their desks, each with a browser of their own; time stands still until `later`."""

    def __init__(
        self, cast: Cast, staff: dict[str, User], client_for: Callable[[User | None], Client]
    ) -> None:
        self.cast, self.client_for = cast, client_for
        self.now = START
        self.sam, self.stella, self.dan = (client_for(staff[name]) for name in ("sam", "stella", "dan"))
        self.hanna, self.amy, self.greg = (client_for(staff[name]) for name in ("hanna", "amy", "greg"))
        self.edu, self.uma = client_for(staff["edu"]), client_for(staff["uma"])
        self.alice, self.bob = client_for(cast.alice), client_for(cast.bob)
        self.charlie, self.dora, self.eve = (
            client_for(cast.charlie), client_for(cast.dora), client_for(cast.eve),
        )  # fmt: skip

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, minute by minute."""
        end = self.now + dt.timedelta(**delta)
        while self.now < end:
            self.now = min(
                end, self.now + dt.timedelta(minutes=max(1, (end - self.now).total_seconds() // 600))
            )
            clock._borrowed.set(self.now)
            with transaction.atomic(), scope.everything("the clock of a story"):
                ring_due()

    def send(self, who: Client, text: str, **more: Any) -> str:
        """A program, or somebody's page, sends a request; its code."""
        told = {
            "text": text,
            "area": self.cast.stairwell,
            "contact_phone": FANG_PHONE,
            "contact_name": "方芳",
            **more,
        }
        answer = who.post("/api/help/requests", json.dumps(told), content_type="application/json")
        assert answer.status_code == 201, answer.content.decode()
        return str(answer.json()["code"])

    def record(self, who: Client, text: str, query: str = "", **more: Any) -> str:
        """A worker takes down what somebody says; its code, from the slip."""
        told = {"channel": "phone", "kind": "request", "text": text, "category": "other", "people_affected": "1",
                "area": self.cast.stairwell, "handled": "queue", "contact_phone": FANG_PHONE, **more}  # fmt: skip
        answer = who.post(f"/desk/record/{query}", told)
        assert answer.status_code == 302, why(answer)
        return str(answer["Location"]).split("/")[3]

    def act(self, who: Client, code: str, act: str, **told: Any) -> dict[str, Any]:
        """Press an act on the matter's page; how it stands after."""
        answer = who.post(f"/m/{code}/{act}/", told)
        assert answer.status_code == 302, why(answer)
        return self.full(who, code)

    def full(self, who: Client, code: str) -> dict[str, Any]:
        answer = who.get(f"/api/matters/{code}")
        assert answer.status_code == 200, answer.content.decode()
        return dict(answer.json())

    def request(self, who: Client, code: str) -> dict[str, Any]:
        return dict(who.get(f"/api/help/requests/{code}").json())

    def screen(self, who: Client, code: str, category: str, handling: str, **more: Any) -> Any:
        told = {
            "kind": "request",
            "category": category,
            "urgency": "normal",
            "handling": handling,
            "_pane": "1",
            **more,
        }
        answer = who.post(f"/desk/screening/{code}/", told)
        assert answer.status_code == 302, why(answer)
        return answer


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    with CaptureQueriesContext(connection) as seen:
        yield seen


def why(answer: Any) -> str:
    """What a page says is wrong."""
    page = answer.content.decode()
    found = re.search(r"data-summary>(.*?)</div>", page, re.DOTALL)
    return re.sub(r"\s*<[^>]+>\s*", " ", found[1]) if found else page[:500]


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return str(answer.content.decode())


def queue(client: Client) -> list[str]:
    """The codes in the screening queue, top first."""
    return re.findall(r'hx-get="/desk/screening/([0-9A-Z-]+)/"', text(client, "/desk/screening/"))


def suggested(client: Client, code: str) -> tuple[str, str]:
    """The way and the unit the form of a message stands at."""
    page = text(client, f"/desk/screening/{code}/")
    way = re.search(r'name="handling" value="(\w+)" checked', page)
    unit = re.search(r'<select[^>]*name="unit".*?</select>', page, re.DOTALL)
    chosen = re.search(r'value="([^"]*)" selected', unit[0]) if unit else None
    return way[1] if way else "", chosen[1] if chosen else ""


def pledge(client: Client, name: str) -> None:
    """Sign the promise of secrecy, as everybody who sees the roster does once."""
    signed = client.post("/seat/pledge/", {"signed_as": name, "agree": "yes"})
    assert signed.status_code == 302, why(signed)


def text_messages(town: Town) -> list[str]:
    """The text messages that went out so far, the newest first: the worker sends them, the administrator reads them."""
    with transaction.atomic(), scope.everything("the worker of a story"):
        send_channel(channel="sms")
    page = text(town.eve, "/settings/notices/shown/")
    return [html.unescape(one) for one in re.findall(r"<span>([^<]{6,})</span>", page)]


def code_sent(town: Town) -> str:
    """The newest one-time code."""
    return next(found[1] for one in text_messages(town) if (found := re.search(r"验证码 (\d{6})", one)))


def by_phone(town: Town, phone: str) -> Client:
    """A browser that came in by a code sent to a phone."""
    browser = Client()
    assert "once" in browser.post("/track/code/", {"phone": phone}).content.decode()
    came = browser.post("/track/code/", {"phone": phone, "once": code_sent(town)})
    assert came.status_code == 302, why(came)
    return browser


def asks(browser: Client, town: Town, text: str, **said: str) -> str:
    """Somebody asks on the public page, one question a page; the code, or with `stop` the page where they stop."""
    channel = f"?channel={said['channel']}" if said.get("channel") else ""
    answers: dict[str, dict[str, Any]] = {
        "kind": {"kind": said.get("kind", "request")},
        "text": {"text": text},
        "category": {"category": said.get("category", "other")},
        # The last select of the place is left empty, as by everybody who stops at a step.
        "place": {
            "area": [town.cast.stairwell, ""],
            "place_text": "荷花新村1幢",
            "room": said.get("room", ""),
        },
        "people": {"people_affected": said.get("people", "1")},
        "photos": {},
        "contact": {"contact_name": said.get("name", "方芳"), "contact_phone": said.get("phone", FANG_PHONE)},
    }
    page = browser.get(f"/ask/{channel}")
    for step, told in answers.items():
        page = browser.post(f"/ask/{channel}", {**told, "_state": state_of(page), "_step": step})
    if said.get("stop"):
        return str(page.content.decode())
    last = {"_state": state_of(page), "_step": "check"}
    sent = browser.post(f"/ask/{channel}", last | ({"_follow": said["follow"]} if "follow" in said else {}))
    assert sent.status_code == 302, why(sent)
    return str(sent["Location"]).split("/")[2]


def state_of(page: Any) -> str:
    """What a page of a form carries on."""
    found = re.search(r'name="_state" value="([^"]+)"', page.content.decode())
    assert found, why(page)
    return found[1]


def caller_at(town: Town, code: str, phone: str = FANG_PHONE) -> Client:
    """The browser of whoever asked: in by the code and the phone."""
    browser = Client()
    came = browser.post("/track/", {"code": code, "phone": phone})
    assert came.status_code == 302, why(came)
    return browser
