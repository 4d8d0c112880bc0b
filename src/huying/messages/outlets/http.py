"""Text messages through any gateway that takes JSON over HTTP."""

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from typing import Any

import requests
from django.conf import settings

from huying.base.clock import now
from huying.messages.limits import Gateway, gateway

from .letters import LATER, NEVER, WENT, Letter, Result

CONNECT_SECONDS = 5.0
LONGEST_ANSWER = 65536
# The gateway was busy, or has taken this very key before.
TRY_AGAIN = {408, 425, 429}
ALREADY = 409


class Http:
    """Posts one request a message, several at a time; the key goes along as Idempotency-Key."""

    at_once = 50

    def __init__(self) -> None:
        self.gateway = gateway()
        rounds = ceil(self.at_once / self.gateway.parallel)
        self.patience = rounds * (CONNECT_SECONDS + 2 * self.gateway.timeout)

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """Try each letter once."""
        lanes = min(self.gateway.parallel, len(letters)) or 1
        with ThreadPoolExecutor(lanes) as pool:
            parts = list(pool.map(self._lane, [letters[lane::lanes] for lane in range(lanes)]))
        results: list[Result] = [Result(LATER)] * len(letters)
        for lane, part in enumerate(parts):
            results[lane::lanes] = part
        return results

    def _lane(self, letters: Sequence[Letter]) -> list[Result]:
        with requests.Session() as session:
            session.verify = self.gateway.ca_file or True
            return [self._one(session, one) for one in letters]

    def _one(self, session: requests.Session, letter: Letter) -> Result:
        body, headers = request_of(self.gateway, letter)
        until = time.monotonic() + 2 * self.gateway.timeout
        try:
            answer = session.post(
                self.gateway.url,
                data=body,
                headers=headers,
                timeout=(CONNECT_SECONDS, self.gateway.timeout),
                allow_redirects=False,
                stream=True,
            )
            with answer:
                return read_answer(self.gateway, answer.status_code, bounded(answer, until))
        except (requests.RequestException, OSError, TimeoutError) as error:
            return Result(LATER, error=f"gateway: {type(error).__name__}")


def request_of(to: Gateway, letter: Letter) -> tuple[bytes, dict[str, str]]:
    """The body and the headers of one message."""
    places = {
        "{phone}": letter.to,
        "{text}": letter.body,
        "{key}": letter.key,
        "{sign}": getattr(settings, "HUYING_SMS_SIGN", ""),
    }
    body = json.dumps(_filled(to.body, places), ensure_ascii=False).encode()
    headers = {name: str(_filled(value, places)) for name, value in to.headers.items()}
    headers |= {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": letter.key}
    if to.secret:
        stamp = str(int(now().timestamp()))
        signed = hmac.new(to.secret.encode(), stamp.encode() + b"\n" + body, hashlib.sha256)
        headers |= {"X-Timestamp": stamp, "X-Signature": signed.hexdigest()}
    return body, headers


def bounded(answer: requests.Response, until: float) -> bytes:
    """The body of an answer, cut at 64 KB; TimeoutError when it trickles in past `until`."""
    read = b""
    while len(read) < LONGEST_ANSWER:
        piece = answer.raw.read1(8192, decode_content=True)
        if not piece:
            break
        if time.monotonic() > until:
            raise TimeoutError
        read += piece
    return read[:LONGEST_ANSWER]


def read_answer(to: Gateway, status: int, body: bytes) -> Result:
    """What a gateway's answer means for the message."""
    try:
        said: Any = json.loads(body or b"null")
    except ValueError:
        said = None
    identity = str(_at(said, to.id_path) or "")[:120] if to.id_path else ""
    if status == ALREADY:
        return Result(WENT, provider_id=identity)
    if status >= 500 or status in TRY_AGAIN:
        return Result(LATER, error=f"gateway: status {status}")
    if status >= 300 or status < 200:
        return Result(NEVER, error=f"gateway: status {status}")
    if to.ok_path and (code := _at(said, to.ok_path)) not in to.ok_values:
        return Result(
            NEVER if code in to.never_values else LATER, error=f"gateway: {to.ok_path}={code!r}"[:300]
        )
    return Result(WENT, provider_id=identity)


def _filled(part: Any, places: dict[str, str]) -> Any:
    """The template with its places filled; a value that looks like a place is left as it is."""
    if isinstance(part, dict):
        return {name: _filled(value, places) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, places) for value in part]
    if not isinstance(part, str):
        return part
    pieces, rest = [], part
    while rest:
        starts = [(at, name) for name in places if (at := rest.find(name)) >= 0]
        if not starts:
            break
        at, name = min(starts)
        pieces += [rest[:at], places[name]]
        rest = rest[at + len(name) :]
    return "".join([*pieces, rest])


def _at(said: Any, path: str) -> Any:
    for step in path.split("."):
        said = said.get(step) if isinstance(said, dict) else None
    return said
