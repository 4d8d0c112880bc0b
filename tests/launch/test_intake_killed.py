"""Requests go on coming in while every process is killed: what was acknowledged is there, once."""

import contextlib
import http.client
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.launch import test_serve
from tests.launch.test_serve import Served, _gone, _hy, _until

SENDERS = 3
# Between two deaths, and after the last one.
BREATH = 2.0
READ = """
from django.db import transaction; from huying.places import scope; from huying.help.models import HelpRequest
import json
with transaction.atomic(), scope.everything("a test counts"):
    print("TOLD", json.dumps(list(HelpRequest.objects.values_list("text", flat=True))))
"""


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """A server of its own, behind a proxy that says who asks: one address may not ask so often."""
    usual = test_serve._environment()
    monkeypatch.setattr(test_serve, "_environment", lambda: {**usual, "HUYING_PROXIES": "1"})
    found = Served(tmp_path / "data")
    try:
        yield found
    finally:
        if found.launcher and found.launcher.poll() is None:
            for process in reversed(found.tree()):
                with contextlib.suppress(psutil.NoSuchProcess):
                    process.kill()
        if found.launcher:
            found.launcher.wait()


class Sender(threading.Thread):
    """Sends one request after the other; each again under its key until it is acknowledged."""

    def __init__(self, port: int, name: str, stop: threading.Event) -> None:
        super().__init__(name=name, daemon=True)
        self.port, self.stop = port, stop
        self.acknowledged: dict[str, str] = {}
        self.tries: Counter[str] = Counter()
        self.refused: set[str] = set()

    def run(self) -> None:
        """Until the test says stop; the last request is finished or given up."""
        number = 0
        while not self.stop.is_set():
            number += 1
            text = f"家里的药没了 {self.name}-{number}"
            while text not in self.acknowledged and not self.stop.is_set():
                self.tries[text] += 1
                with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                    self._send(text, number)
                if text not in self.acknowledged:
                    self.stop.wait(0.05)

    def _send(self, text: str, number: int) -> None:
        body = {"service_code": "medication_supply", "description": text, "address_string": "荷花新村1幢"}
        headers = {
            "Content-Type": "application/json",
            "Idempotency-Key": text.split()[1],
            "X-Forwarded-For": f"10.{ord(self.name)}.{number // 250}.{number % 250 + 1}",
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(connection):
            connection.request("POST", "/open311/v2/requests.json", json.dumps(body), headers)
            answer = connection.getresponse()
            told = answer.read().decode()
        if answer.status == 200:
            self.acknowledged[text] = json.loads(told)[0]["service_request_id"]
        elif answer.status < 500:
            self.refused.add(f"{answer.status} {told[:200]}")


def _received(served: Served) -> Counter[str]:
    """The texts of the requests in the database, each with how often it is there."""
    shown = _hy("manage", "--data", str(served.data), "shell", "-v0", "-c", READ)
    told = [line for line in shown.stdout.splitlines() if line.startswith("TOLD ")]
    assert told, shown.stderr
    return Counter(json.loads(told[0].removeprefix("TOLD ")))


def test_what_was_acknowledged_is_there_once(served: Served) -> None:
    served.start()
    stop = threading.Event()
    senders = [Sender(served.port, name, stop) for name in "abc"[:SENDERS]]
    for sender in senders:
        sender.start()

    def count() -> int:
        refused = {one for sender in senders for one in sender.refused}
        assert not refused, refused
        return sum(len(sender.acknowledged) for sender in senders)

    try:
        for name in ("processes web", "processes worker", "processes clock", "/postgres -D", "processes web"):
            before = count()
            _until(lambda before=before: count() >= before + 10, "ten requests more")  # type: ignore[misc]
            victim = served.child(name)
            os.kill(victim.pid, 9)
            _until(lambda victim=victim: _gone([victim]), f"the end of {name}")  # type: ignore[misc]
        before = count()
        _until(lambda: count() >= before + 10, "ten requests after the last death")
        time.sleep(BREATH)
    finally:
        stop.set()
        for sender in senders:
            sender.join(30)

    there = _received(served)
    acknowledged = [text for sender in senders for text in sender.acknowledged]
    missing = [text for text in acknowledged if there[text] == 0]
    twice = [text for text, often in there.items() if often > 1]
    assert len(acknowledged) >= 60
    assert not missing, f"acknowledged and lost: {missing}"
    assert not twice, f"opened more than once: {twice}"
    numbers = [number for sender in senders for number in sender.acknowledged.values()]
    assert len(set(numbers)) == len(numbers)
    # Some had to be sent again, else nothing of this was put to the test.
    assert any(tries > 1 for sender in senders for tries in sender.tries.values())
