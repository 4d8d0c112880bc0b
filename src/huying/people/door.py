"""The door for residents without an account: what they know or have in hand lets them see their own matters.

A tracking code with its phone number, a printed code with the last four digits of that number, or a short code sent
to the phone. `people` knows no matters: the domains that have some say so with `register_lookup`, and whoever can
send a text message with `register_sender`.
"""

import datetime as dt
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.core import signing
from django.db.models import F
from django.http import HttpRequest, HttpResponse

from huying.base import ratelimit
from huying.base.clock import now
from huying.base.ids import read_code
from huying.base.numbers import narrow, read_phone
from huying.base.secrets import keyed_hash
from huying.base.visitors import closed_words
from huying.kernel.words import Words
from huying.places import scope

from .models import OnceCode

COOKIE = "caller"
SALT = "huying.people.door"
MOST_CODES = 40
DIGITS = 6
TAIL = 4


@dataclass(frozen=True)
class DoorRow:
    """One matter in a caller's list: where its page is, what it is called, how it stands."""

    code: str
    url: str
    title: Words | str
    state: Words | str = ""
    at: dt.datetime | None = None


class Lookup(Protocol):
    """What a domain tells the door. Asked with everything in scope; answers nothing for what it does not know."""

    def codes_of(self, phone_hash: bytes) -> Sequence[str]:
        """The codes of the matters that were told with this phone (`keyed_hash(phone, "phone")`), newest first."""

    def phone_of(self, code: str) -> str | None:
        """The phone (as `read_phone` gives it) a matter was told with."""

    def rows_of(self, codes: Sequence[str]) -> Sequence[DoorRow]:
        """How the matters of these codes are shown to their callers."""


Sender = Callable[[str, str, int], None]

_lookups: list[Lookup] = []
_senders: list[Sender] = []


def register_lookup(lookup: Lookup) -> None:
    """Let the callers of a domain's matters in; call it once, when the domain's app is ready."""
    if lookup not in _lookups:
        _lookups.append(lookup)


def register_sender(send: Sender) -> None:
    """Say how a code gets to a phone: `send(phone, code, minutes)`; the last one registered counts."""
    _senders.append(send)


def can_send() -> bool:
    """Whether codes can be sent to phones at all."""
    return bool(_senders)


@dataclass(frozen=True)
class Caller:
    """Who came in: some matters by their codes, or all matters of a phone that is in their hand."""

    codes: tuple[str, ...] = ()
    phone_hash: bytes = b""
    until: dt.datetime = field(default_factory=now)

    def holds(self, code: str) -> bool:
        """Whether this caller may see the matter of the code."""
        return code in self.codes or (bool(self.phone_hash) and code in codes_of(self.phone_hash))

    def all_codes(self) -> tuple[str, ...]:
        """Every code this caller may see, without doubles."""
        own = codes_of(self.phone_hash) if self.phone_hash else ()
        return tuple(dict.fromkeys((*self.codes, *own)))


NO_MATCH = Words(
    "编号和电话对不上，请核对后再试。编号在回执或短信里，电话是登记时留的那个。",
    "The code and the phone number do not match. The code is on your receipt or in the message; the number is the "
    "one given when you asked.",
)
WRONG_ONCE = Words(
    "验证码不对，或者已经过期。可以再要一个。", "The code is wrong or too old. You may ask for another."
)


def enter(code: str, phone: str, address: str) -> Caller | Words:
    """Come in with a tracking code and the whole phone number, from a network address.

    Answers the caller, or the same sentence whatever was wrong. Never raises for a wrong guess, so that the try
    stays counted.
    """
    return _enter(code, read_phone(phone) or "", address, lambda known: known)


def enter_printed(code: str, tail: str, address: str) -> Caller | Words:
    """Come in with a printed code and the last four digits of the phone number."""
    digits = narrow(tail)
    told = digits if len(digits) == TAIL and digits.isdigit() else ""
    return _enter(code, told, address, lambda known: "".join(filter(str.isdigit, known))[-TAIL:])


def _enter(code: str, told: str, address: str, part: Callable[[str], str]) -> Caller | Words:
    meant = read_code(code) or ""
    until = max(
        filter(
            None,
            (
                ratelimit.take("door.address", address),
                ratelimit.take("door.code", meant or narrow(code)[:40]),
                ratelimit.take("door.phone", told) if len(told) > TAIL else None,
            ),
        ),
        default=None,
    )
    if until:
        return closed_words(until)
    known = part(phone_of(meant) or "") if meant else ""
    # Hashed before comparing, and compared even when there is nothing: all ways of being wrong take as long.
    same = hmac.compare_digest(keyed_hash(known, "door"), keyed_hash(told, "door"))
    if not (same and known and told):
        return NO_MATCH
    return Caller(codes=(meant,), until=_until())


def send_once(phone: str, address: str, *, anybody: bool = False) -> Words | None:
    """Send a code to a phone, if it has matters here; answers None in both cases, or why it cannot be tried now.

    `anybody` sends it to any phone: to prove that it is in the hand of somebody who is new here.
    """
    read = read_phone(phone)
    if read is None:
        return Words("这个电话号码不对，请核对", "This is no phone number, please check it")
    until = ratelimit.take("door.address", address) or ratelimit.take("door.send", read)
    if until:
        return closed_words(until)
    phone_hash = keyed_hash(read, "phone")
    known = bool(codes_of(phone_hash) or _beside(Caller(phone_hash=phone_hash)))
    once = f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"
    OnceCode.objects.filter(phone_hash=phone_hash, used_at=None).update(used_at=now())
    OnceCode.objects.create(
        phone_hash=phone_hash,
        code_hash=_once_hash(once, phone_hash),
        made_at=now(),
        ends_at=now() + dt.timedelta(seconds=settings.HUYING_ONCE_SECONDS),
    )
    if (known or anybody) and _senders:
        _senders[-1](read, once, settings.HUYING_ONCE_SECONDS // 60)
    return None


def enter_once(phone: str, once: str, address: str) -> Caller | Words:
    """Come in with the code sent to the phone: all matters told with it can be seen."""
    read = read_phone(phone) or ""
    until = ratelimit.take("door.address", address) or ratelimit.take("door.once", read)
    if until:
        return closed_words(until)
    phone_hash = keyed_hash(read, "phone")
    moment = now()
    open_codes = OnceCode.objects.filter(
        phone_hash=phone_hash, used_at=None, ends_at__gt=moment, tries__lt=settings.HUYING_ONCE_TRIES
    )
    sent = open_codes.select_for_update().order_by("-id").first()
    expected = bytes(sent.code_hash) if sent else keyed_hash("", "once")
    same = hmac.compare_digest(expected, _once_hash(narrow(once), phone_hash))
    if sent is None or not same:
        open_codes.update(tries=F("tries") + 1)
        return WRONG_ONCE
    OnceCode.objects.filter(pk=sent.pk).update(used_at=moment)
    return Caller(phone_hash=phone_hash, until=_until())


def codes_of(phone_hash: bytes) -> tuple[str, ...]:
    """The codes of all matters told with a phone, in every domain."""
    with scope.everything("a caller asks for their own matters"):
        return tuple(code for lookup in _lookups for code in lookup.codes_of(phone_hash))


def phone_of(code: str) -> str | None:
    """The phone a matter was told with, from whichever domain knows it."""
    with scope.everything("a caller shows the code of their own matter"):
        return next((phone for lookup in _lookups if (phone := lookup.phone_of(code))), None)


def rows_of(codes: Sequence[str]) -> list[DoorRow]:
    """How these matters are shown to their callers."""
    if not codes:
        return []
    with scope.everything("a caller lists their own matters"):
        return [row for lookup in _lookups for row in lookup.rows_of(codes)]


Beside = Callable[[Caller], Sequence[DoorRow]]
_besides: list[Beside] = []


def register_beside(beside: Beside) -> None:
    """Let a domain show a caller a way on from their own matters, such as their volunteering."""
    if beside not in _besides:
        _besides.append(beside)


def _beside(caller: Caller) -> list[DoorRow]:
    with scope.everything("what a caller has here beside their matters"):
        return [row for beside in _besides for row in beside(caller)]


def beside_of(caller: Caller) -> list[DoorRow]:
    """What domains show a caller whose phone is in their hand, beside their own matters."""
    return _beside(caller) if caller.phone_hash else []


def welcome(request: HttpRequest, response: HttpResponse, caller: Caller) -> HttpResponse:
    """Give the caller the signed cookie; what they could see before they go on seeing."""
    before = caller_of(request)
    codes = dict.fromkeys((*caller.codes, *(before.codes if before else ())))
    phone = caller.phone_hash or (before.phone_hash if before else b"")
    told = [list(codes)[:MOST_CODES], phone.hex(), int(caller.until.timestamp())]
    response.set_cookie(
        COOKIE,
        signing.dumps(told, salt=SALT),
        max_age=settings.HUYING_CALLER_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def caller_of(request: HttpRequest) -> Caller | None:
    """Who came in through the door before, while the cookie lasts."""
    written = request.COOKIES.get(COOKIE)
    if not written:
        return None
    try:
        codes, phone, until = signing.loads(written, salt=SALT)
        caller = Caller(tuple(codes), bytes.fromhex(phone), dt.datetime.fromtimestamp(until, dt.UTC))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return caller if caller.until > now() else None


def leave(response: HttpResponse) -> HttpResponse:
    """Take the cookie away."""
    response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _until() -> dt.datetime:
    return now() + dt.timedelta(seconds=settings.HUYING_CALLER_SECONDS)


def _once_hash(once: str, phone_hash: bytes) -> bytes:
    return keyed_hash(f"{phone_hash.hex()}:{once}", "once")
