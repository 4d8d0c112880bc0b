"""A gateway on the loopback: real sockets, real HTTP, answers as told."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Gateway:
    """What came in, and how to answer: `answers` in turn, then `always`. `slow` waits that many seconds."""

    always: Answer = (200, {"code": 0, "id": "m-1"})
    answers: list[Answer] = field(default_factory=list)
    slow: float = 0.0
    trickle: bool = False
    took: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    url: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def given(self) -> Answer:
        """The next answer."""
        return self.answers.pop(0) if self.answers else self.always


def _handler(gateway: Gateway) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with gateway.lock:
                gateway.raw.append(body)
                gateway.took.append(json.loads(body))
                gateway.headers.append({name.lower(): value for name, value in self.headers.items()})
                gateway.paths.append(self.path)
                status, said = gateway.given()
            time.sleep(gateway.slow)
            answer = json.dumps(said).encode() if not isinstance(said, bytes) else said
            try:
                self.send_response(status)
                if 300 <= status < 400:
                    self.send_header("Location", gateway.url + "elsewhere")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                for at in range(0, len(answer), 1 if gateway.trickle else 65536):
                    self.wfile.write(answer[at : at + (1 if gateway.trickle else 65536)])
                    time.sleep(0.1 if gateway.trickle else 0)
            except (BrokenPipeError, ConnectionResetError):
                pass

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    return Handler


@contextmanager
def gateway(**told: Any) -> Iterator[Gateway]:
    """A running gateway; stopped at the end of the block."""
    made = Gateway(**told)
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(made))
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
