"""Text messages over HTTP, against a gateway that answers well, badly, late, or not at all."""

import hashlib
import hmac
import socket
import time
from typing import Any

import pytest

from huying.messages.limits import gateway as configured
from huying.messages.outlets import LATER, NEVER, WENT, Letter
from huying.messages.outlets.http import Http

from .gateways import gateway

LETTER = Letter("k1", "13812348000", "", "{text} {phone} 您的药已送到", None)


def outlet(settings: Any, url: str, **told: Any) -> Http:
    settings.HUYING_SMS_GATEWAY = {"url": url, "timeout": 0.3, "parallel": 4, **told}
    settings.HUYING_SMS_SIGN = "呼应"
    return Http()


def test_the_body_follows_the_template_and_is_signed(settings: Any) -> None:
    with gateway() as server:
        told = {
            "body": {"to": ["{phone}"], "msg": "【{sign}】{text}", "ref": "{key}", "n": 1},
            "headers": {"Authorization": "Bearer abc"},
            "secret": "s3cret",
            "id_path": "id",
        }
        [result] = outlet(settings, server.url, **told).send([LETTER])
    assert (result.outcome, result.provider_id) == (WENT, "m-1")
    # Braces in a resident's words stay words.
    assert server.took == [
        {"to": ["13812348000"], "msg": "【呼应】{text} {phone} 您的药已送到", "ref": "k1", "n": 1}
    ]
    headers = server.headers[0]
    assert (headers["idempotency-key"], headers["authorization"]) == ("k1", "Bearer abc")
    signed = hmac.new(b"s3cret", headers["x-timestamp"].encode() + b"\n" + server.raw[0], hashlib.sha256)
    assert headers["x-signature"] == signed.hexdigest()


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ((200, {"code": 0}), WENT),
        ((200, {"code": "OK"}), WENT),
        ((200, {"code": 7}), LATER),
        ((200, {"code": 13}), NEVER),
        ((200, b"<html>"), LATER),
        ((202, {"code": 0}), WENT),
        ((302, {}), NEVER),
        ((400, {}), NEVER),
        ((409, {}), WENT),
        ((429, {}), LATER),
        ((500, {}), LATER),
        ((503, b"x" * 200_000), LATER),
    ],
)
def test_what_an_answer_means(settings: Any, answer: tuple[int, Any], outcome: str) -> None:
    with gateway(always=answer) as server:
        told = {"ok_path": "code", "ok_values": [0, "OK"], "never_values": [13]}
        [result] = outlet(settings, server.url, **told).send([LETTER])
        assert result.outcome == outcome
        assert bool(result.error) == (outcome != WENT)
        assert len(server.took) == 1, "a redirect is not followed"


@pytest.mark.parametrize("how", [{"slow": 1.0}, {"trickle": True, "always": (200, {"words": "x" * 60})}])
def test_a_slow_gateway_is_left_in_time(settings: Any, how: dict[str, Any]) -> None:
    with gateway(**how) as server:
        started = time.monotonic()
        [result] = outlet(settings, server.url).send([LETTER])
        assert result.outcome == LATER
        assert time.monotonic() - started < 3


def test_nobody_there(settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/"
    [result] = outlet(settings, url).send([LETTER])
    assert (result.outcome, result.error) == (LATER, "gateway: ConnectionError")


def test_fifty_letters_keep_their_results(settings: Any) -> None:
    letters = [Letter(f"k{n}", f"138{n:08}", "", "x") for n in range(50)]
    with gateway() as server:
        results = outlet(settings, server.url).send(letters)
    assert [result.outcome for result in results] == [WENT] * 50
    assert {one["id"] for one in server.took} == {one.key for one in letters}


def test_one_bad_letter_among_good_ones(settings: Any) -> None:
    letters = [Letter(f"k{n}", "13812348000", "", "x") for n in range(3)]
    with gateway(answers=[(200, {}), (400, {}), (500, {})]) as server:
        results = outlet(settings, server.url, parallel=1).send(letters)
    assert [result.outcome for result in results] == [WENT, NEVER, LATER]


@pytest.mark.parametrize("url", ["http://sms.example.com/send", "ftp://127.0.0.1:1/", ""])
def test_an_open_address_is_refused(settings: Any, url: str) -> None:
    settings.HUYING_SMS_GATEWAY = {"url": url}
    with pytest.raises(ValueError, match="HUYING_SMS_GATEWAY"):
        configured()
