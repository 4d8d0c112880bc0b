"""`./hy serve` from the outside: it starts, survives every kill, loses nothing and leaves nothing behind."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180
ADMIN, PASSWORD = "eve", "Correct-horse-9-battery"


def _environment() -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("HUYING_", "DATABASE_"))
    }
    return {
        **kept,
        "HUYING_VENV": sys.prefix,
        "HUYING_VENV_READY": "1",
        "HUYING_WEB_WORKERS": "1",
        "HUYING_ADMIN": ADMIN,
        "HUYING_ADMIN_PASSWORD": PASSWORD,
    }


def _hy(*words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [str(ROOT / "hy"), *words],
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def _until(true: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, f"in vain: {what}"
        time.sleep(0.1)


class Served:
    """A running `./hy serve`, and a browser that has logged in."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.data = data
        self.log = data.parent / "serve.log"
        self.cookies: dict[str, str] = {}
        self.launcher: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.launcher = subprocess.Popen(
                [str(ROOT / "hy"), "serve", "--data", str(self.data), "--port", str(self.port)],
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        _until(self._ready, f"the ready line\n{self.log.read_text()}")

    def _ready(self) -> bool:
        assert self.launcher is not None
        assert self.launcher.poll() is None, self.log.read_text()
        return f"Huying ready: http://127.0.0.1:{self.port}" in self.log.read_text()

    def tree(self) -> list[psutil.Process]:
        """The launcher and everything below it."""
        assert self.launcher is not None
        top = psutil.Process(self.launcher.pid)
        return [top, *top.children(recursive=True)]

    def child(self, ending: str) -> psutil.Process:
        """The direct child whose command line holds a text."""
        for process in self.tree()[1:]:
            with contextlib.suppress(psutil.NoSuchProcess):
                if process.ppid() == self.tree()[0].pid and ending in " ".join(process.cmdline()):
                    return process
        raise LookupError(ending)

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        """One request with the browser's cookies; answers the status and the body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, urllib.parse.urlencode(form or {}), headers)
        answer = connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, value = cookie.split(";")[0].split("=", 1)
            self.cookies[name] = value
        body = answer.read().decode(errors="replace")
        connection.close()
        return answer.status, body

    def healthy(self) -> bool:
        with contextlib.suppress(OSError, http.client.HTTPException):
            return self.ask("GET", "/healthz")[0] == 200
        return False

    def log_in(self) -> None:
        page = self.ask("GET", "/accounts/login/")[1]
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert token, page
        form = {"csrfmiddlewaretoken": token[1], "login": ADMIN, "password": PASSWORD}
        assert self.ask("POST", "/accounts/login/", form)[0] == 302

    def logged_in(self) -> bool:
        return self.ask("GET", "/admin/")[0] == 200


def _gone(processes: list[psutil.Process]) -> bool:
    def over(process: psutil.Process) -> bool:
        with contextlib.suppress(psutil.NoSuchProcess):
            return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
        return True

    return all(over(process) for process in processes)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
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


def test_it_survives_every_kill_and_loses_nothing(served: Served) -> None:
    served.start()
    assert not served.logged_in()
    served.log_in()
    assert served.logged_in()

    for name in ("processes worker", "processes clock", "processes web", "/postgres -D"):
        before = served.child(name)
        before.kill()
        _until(lambda before=before: _gone([before]), f"the end of {name}")  # type: ignore[misc]
        _until(lambda name=name: _present(served, name), f"another {name}")  # type: ignore[misc]
        _until(served.healthy, f"an answer after the death of {name}")
    assert served.logged_in()

    everything = served.tree()
    everything[0].kill()
    _until(lambda: _gone(everything), f"the end of the children of a killed launcher: {everything}")
    assert served.launcher is not None
    served.launcher.wait()

    served.start()
    assert served.logged_in()
    everything = served.tree()
    for process in everything:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()
    served.launcher.wait()
    _until(lambda: _gone(everything), "the end of everything")

    served.start()
    assert served.logged_in()
    everything = served.tree()
    served.launcher.send_signal(signal.SIGINT)
    assert served.launcher.wait(60) == 0
    assert _gone(everything), [process for process in everything if process.is_running()]
    assert not (served.data / "server.json").exists()


def _present(served: Served, name: str) -> bool:
    with contextlib.suppress(LookupError, psutil.NoSuchProcess):
        return served.child(name).is_running()
    return False


def test_others_beside_a_running_server(served: Served) -> None:
    served.start()
    second = _hy("serve", "--data", str(served.data))
    assert second.returncode == 1
    assert f"http://127.0.0.1:{served.port}" in second.stderr
    shell = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 40 + 2'); print(k.fetchone())"
    beside = _hy("manage", "--data", str(served.data), "shell", "-v0", "-c", shell)
    assert "(42,)" in beside.stdout, beside.stderr
    assert served.healthy()
    assert served.launcher is not None
    served.launcher.terminate()
    assert served.launcher.wait(60) == 0
    alone = _hy("manage", "--data", str(served.data), "shell", "-v0", "-c", shell)
    assert "(42,)" in alone.stdout, alone.stderr


def test_secrets_are_for_their_owner_only(served: Served) -> None:
    served.start()
    for name in ("signing", "columns.json"):
        assert (served.data / "keys" / name).stat().st_mode & 0o777 == 0o600
    for folder in ("keys", "pg", "run"):
        assert (served.data / folder).stat().st_mode & 0o777 == 0o700
    giant = http.client.HTTPConnection("127.0.0.1", served.port, timeout=30)
    giant.putrequest("POST", "/look/")
    giant.putheader("Content-Length", str(10**12))
    giant.endheaders()
    assert giant.getresponse().status == 413
    giant.close()
    assert served.healthy()


def test_a_taken_port_and_a_wrong_setting_are_said_plainly(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        answer = _hy("serve", "--data", str(tmp_path / "data"), "--port", port)
    assert answer.returncode == 1
    assert f"端口 {port} 已被占用" in answer.stderr
    wrong = subprocess.run(
        [str(ROOT / "hy"), "serve", "--data", str(tmp_path / "data")],
        env={**_environment(), "HUYING_WEB_THREADS": "many"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert wrong.returncode == 1
    assert "HUYING_WEB_THREADS" in wrong.stderr
    assert "Traceback" not in wrong.stderr
