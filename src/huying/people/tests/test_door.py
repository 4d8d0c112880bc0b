"""The residents' door."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse

from huying.base import clock
from huying.base.ids import new_code
from huying.base.secrets import keyed_hash
from huying.kernel.words import Words
from huying.people import access, door
from huying.people.models import OnceCode, User
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 1, 5, 4, tzinfo=dt.UTC)
HOME = "203.0.113.7"


class Matters:
    """Two matters of one phone, one of another: what a domain would answer."""

    def __init__(self) -> None:
        self.mine, self.second, self.other = new_code(), new_code(), new_code()
        self.phones = {self.mine: FANG_PHONE, self.second: FANG_PHONE, self.other: "0574-86781234"}

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        assert scope.current() is not None
        return [code for code, phone in self.phones.items() if keyed_hash(phone, "phone") == phone_hash]

    def phone_of(self, code: str) -> str | None:
        assert scope.current() is not None
        return self.phones.get(code)

    def rows_of(self, codes: Sequence[str]) -> Sequence[door.DoorRow]:
        return [
            door.DoorRow(code, f"/m/{code}/", Words("缺药", "Medicine"), Words("办理中", "In hand"))
            for code in codes
            if code in self.phones
        ]


@pytest.fixture
def matters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Matters]:
    monkeypatch.setattr(door, "_lookups", [])
    monkeypatch.setattr(door, "_senders", [])
    told = Matters()
    door.register_lookup(told)
    with clock.borrow(NOON):
        yield told


@pytest.fixture
def sent(matters: Matters) -> list[tuple[str, str, int]]:
    messages: list[tuple[str, str, int]] = []
    door.register_sender(lambda phone, once, minutes: messages.append((phone, once, minutes)))
    return messages


def test_the_code_and_the_phone_open_one_matter(matters: Matters) -> None:
    came = door.enter(matters.mine.lower().replace("-", " "), "+86 138-0000-0006", HOME)
    assert isinstance(came, door.Caller)
    assert came.all_codes() == (matters.mine,)
    assert came.holds(matters.mine)
    assert not came.holds(matters.second)


def test_a_landline_opens_too(matters: Matters) -> None:
    assert isinstance(door.enter(matters.other, "（0574）86781234", HOME), door.Caller)


def test_every_wrong_way_gets_the_same_answer(matters: Matters) -> None:
    tries = [
        (matters.mine, "13800000007"),
        (new_code(), FANG_PHONE),
        ("AAAA-AAAA-AAAA", FANG_PHONE),
        ("", ""),
        (matters.mine, ""),
        (matters.mine, FANG_PHONE[-4:]),
    ]
    answers = [door.enter(code, phone, f"203.0.113.{nr}") for nr, (code, phone) in enumerate(tries)]
    assert answers == [door.NO_MATCH] * len(tries)


def test_guessing_a_phone_is_cut_off_and_let_in_again_later(matters: Matters) -> None:
    answers = [door.enter(matters.mine, f"1380000{n:04}", f"203.0.113.{n}") for n in range(10, 20)]
    assert answers[:6] == [door.NO_MATCH] * 6
    assert all(answer != door.NO_MATCH for answer in answers[6:])
    shut = door.enter(matters.mine, FANG_PHONE, HOME)
    assert isinstance(shut, Words)
    assert "1月5日" in shut.zh
    with clock.borrow(NOON + dt.timedelta(minutes=31)):
        assert isinstance(door.enter(matters.mine, FANG_PHONE, HOME), door.Caller)


def test_one_address_cannot_try_many_codes(matters: Matters) -> None:
    answers = [door.enter(new_code(), f"1390000{n:04}", HOME) for n in range(40)]
    assert answers.count(door.NO_MATCH) == 30
    assert door.enter(matters.mine, FANG_PHONE, HOME) != door.NO_MATCH
    assert isinstance(door.enter(matters.mine, FANG_PHONE, "203.0.113.8"), door.Caller)


def test_the_printed_code_wants_four_digits(matters: Matters) -> None:
    assert door.enter_printed(matters.mine, "0007", HOME) == door.NO_MATCH
    assert door.enter_printed(matters.mine, "", HOME) == door.NO_MATCH
    assert door.enter_printed(matters.mine, FANG_PHONE, HOME) == door.NO_MATCH
    assert isinstance(door.enter_printed(matters.mine, "０００６", HOME), door.Caller)
    answers = [door.enter_printed(matters.mine, f"{n:04}", f"203.0.113.{n}") for n in range(30)]
    assert FANG_PHONE[-4:] in {f"{n:04}" for n in range(30)}
    assert not any(isinstance(answer, door.Caller) for answer in answers)


def test_a_code_by_text_message_opens_all_of_the_phone(
    matters: Matters, sent: list[tuple[str, str, int]]
) -> None:
    assert door.send_once("138 0000 0006", HOME) is None
    ((phone, once, minutes),) = sent
    assert (phone, len(once), minutes) == (FANG_PHONE, 6, 10)
    assert once.encode() not in bytes(OnceCode.objects.get().code_hash)
    came = door.enter_once(FANG_PHONE, once, HOME)
    assert isinstance(came, door.Caller)
    assert set(came.all_codes()) == {matters.mine, matters.second}
    assert came.holds(matters.second)
    assert not came.holds(matters.other)
    assert door.enter_once(FANG_PHONE, once, HOME) == door.WRONG_ONCE


def test_an_unknown_phone_gets_the_same_answer_and_no_message(
    matters: Matters, sent: list[tuple[str, str, int]]
) -> None:
    assert door.send_once("13900000001", HOME) is None
    assert sent == []
    assert door.enter_once("13900000001", "000000", HOME) == door.WRONG_ONCE


def test_a_phone_is_not_flooded(matters: Matters, sent: list[tuple[str, str, int]]) -> None:
    answers = [door.send_once(FANG_PHONE, f"203.0.113.{n}") for n in range(5)]
    assert answers[0] is None
    assert all(answers[1:])
    assert len(sent) == 1
    assert door.send_once("138", HOME) is not None


def test_a_sent_code_ends_and_an_older_one_is_void(
    matters: Matters, sent: list[tuple[str, str, int]]
) -> None:
    door.send_once(FANG_PHONE, HOME)
    with clock.borrow(NOON + dt.timedelta(minutes=3)):
        door.send_once(FANG_PHONE, HOME)
        assert door.enter_once(FANG_PHONE, sent[0][1], HOME) == door.WRONG_ONCE or sent[0][1] == sent[1][1]
    with clock.borrow(NOON + dt.timedelta(minutes=13)):
        assert door.enter_once(FANG_PHONE, sent[1][1], HOME) == door.WRONG_ONCE


def test_a_sent_code_cannot_be_guessed(matters: Matters, sent: list[tuple[str, str, int]]) -> None:
    door.send_once(FANG_PHONE, HOME)
    right = sent[0][1]
    wrong = [f"{n:06}" for n in range(6) if f"{n:06}" != right][:5]
    for nr, guess in enumerate(wrong):
        assert door.enter_once(FANG_PHONE, guess, f"203.0.113.{nr}") == door.WRONG_ONCE
    with clock.borrow(NOON + dt.timedelta(minutes=9)):
        assert not isinstance(door.enter_once(FANG_PHONE, right, "203.0.113.99"), door.Caller)
    assert OnceCode.objects.get().tries == 5


# The cookie


def _carrying(cookie: str) -> HttpRequest:
    request = HttpRequest()
    request.COOKIES[door.COOKIE] = cookie
    return request


def test_the_cookie_is_kept_added_to_and_runs_out(matters: Matters) -> None:
    first = door.enter(matters.mine, FANG_PHONE, HOME)
    second = door.enter(matters.other, "0574-86781234", HOME)
    assert isinstance(first, door.Caller)
    assert isinstance(second, door.Caller)
    response = door.welcome(HttpRequest(), HttpResponse(), first)
    morsel = response.cookies[door.COOKIE]
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    both = door.welcome(_carrying(morsel.value), HttpResponse(), second).cookies[door.COOKIE].value
    caller = door.caller_of(_carrying(both))
    assert caller is not None
    assert set(caller.codes) == {matters.mine, matters.other}
    with clock.borrow(NOON + dt.timedelta(hours=2, seconds=1)):
        assert door.caller_of(_carrying(both)) is None


@pytest.mark.parametrize(
    "cookie",
    ["", "x", "a:b:c", signing.dumps(["forged"], salt=door.SALT), signing.dumps([[], "", 1])],
    ids=["empty", "letter", "signed by nobody", "of the wrong shape", "signed for something else"],
)
def test_a_forged_cookie_is_nobody(cookie: str) -> None:
    assert door.caller_of(_carrying(cookie)) is None


# The pages


def test_coming_in_on_the_page(matters: Matters) -> None:
    client = Client()
    wrong = client.post(reverse("track"), {"code": matters.mine, "phone": "13800000007"})
    assert wrong.status_code == 200
    assert "对不上" in wrong.text
    assert matters.mine in wrong.text
    came = client.post(reverse("track"), {"code": matters.mine, "phone": FANG_PHONE})
    assert came["Location"] == f"/m/{matters.mine}/"
    mine = client.get(reverse("track_mine"))
    assert matters.mine in mine.text
    assert matters.second not in mine.text
    assert "no-store" in mine["Cache-Control"]
    assert client.get(reverse("track_seen"))["Location"] == reverse("track")
    client.post(reverse("track_leave"))
    assert client.get(reverse("track_mine"))["Location"] == reverse("track")


def test_wrong_tries_on_the_page_stay_counted(matters: Matters) -> None:
    client = Client()
    pages = [
        client.post(reverse("track"), {"code": matters.mine, "phone": f"138000000{n}"}) for n in range(10, 17)
    ]
    assert all(page.status_code == 200 for page in pages)
    assert "试的次数太多了" in pages[-1].text
    assert "试的次数太多了" not in pages[-2].text


def test_the_printed_link(matters: Matters) -> None:
    client = Client()
    address = reverse("track_printed", args=[matters.mine])
    assert "最后四位" in client.get(address).text
    assert "对不上" in client.post(address, {"tail": "1234"}).text
    assert client.post(address, {"tail": "0006"})["Location"] == f"/m/{matters.mine}/"
    assert client.get(address)["Location"] == f"/m/{matters.mine}/"
    assert "最后四位" in client.get(reverse("track_printed", args=["nonsense"])).text


def test_the_code_by_message_on_the_page(matters: Matters, sent: list[tuple[str, str, int]]) -> None:
    client = Client()
    assert reverse("track_code") in client.get(reverse("track")).text
    asked = client.post(reverse("track_code"), {"phone": FANG_PHONE})
    assert "验证码已发出" in asked.text
    wrong = client.post(reverse("track_code"), {"phone": FANG_PHONE, "once": "abc"})
    assert "验证码不对" in wrong.text
    came = client.post(reverse("track_code"), {"phone": FANG_PHONE, "once": sent[0][1]})
    assert came["Location"] == reverse("track_mine")
    mine = client.get(reverse("track_mine")).text
    assert matters.mine in mine
    assert matters.second in mine
    assert matters.other not in mine


def test_without_a_way_to_send_no_code_is_offered(matters: Matters) -> None:
    client = Client()
    assert reverse("track_code") not in client.get(reverse("track")).text
    assert client.get(reverse("track_code"))["Location"] == reverse("track")


def test_a_caller_sees_who_looked(
    cast: Cast,
    matters: Matters,
    sent: list[tuple[str, str, int]],
    client_for: Callable[[User | None], Client],
) -> None:
    access.reveal(
        cast.seat(cast.bob),
        kind="help.request",
        ref=matters.mine,
        area=cast.a1,
        values={"phone": FANG_PHONE},
        may=True,
        purpose="送药前联系",
        subject=keyed_hash(FANG_PHONE, "phone"),
    )
    client = client_for(None)
    client.post(reverse("track_code"), {"phone": FANG_PHONE})
    client.post(reverse("track_code"), {"phone": FANG_PHONE, "once": sent[0][1]})
    seen = client.get(reverse("track_seen")).text
    assert "送药前联系" in seen
    assert "网格员" in seen
    assert "鲍勃" not in seen
