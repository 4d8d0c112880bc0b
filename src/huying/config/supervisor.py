"""Keeps the children running, and ends them all when it is told to stop."""

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

from .leash import VARIABLE
from .postgres import Cluster
from .postgres import stop as postgres_stop

FIRST_WAIT = 0.5
LONGEST_WAIT = 30.0
STEADY_SECONDS = 60.0
STOP_SECONDS = 15.0

Process = subprocess.Popen  # one name for all that runs below us


@dataclass
class Child:
    """One process: how to start it, and how long to wait before the next try."""

    name: str
    start: Callable[[], "Process[bytes]"]
    process: "Process[bytes] | None" = None
    began: float = 0.0
    again_at: float = 0.0
    wait: float = FIRST_WAIT

    def begin(self) -> None:
        """Start it now."""
        self.process = self.start()
        self.began = time.monotonic()

    def fallen(self) -> bool:
        """Whether it has ended; the next try waits longer when it did not live long."""
        if self.process is None or self.process.poll() is None:
            return False
        if time.monotonic() - self.began > STEADY_SECONDS:
            self.wait = FIRST_WAIT
        self.again_at = time.monotonic() + self.wait
        self.wait = min(self.wait * 2, LONGEST_WAIT)
        _kill_group(self.process)  # what it started itself
        self.process = None
        return True


def _kill_group(process: "Process[bytes]") -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


@dataclass
class Supervisor:
    """Starts, watches and stops; `tell` gets the name and the exit code of a child that fell."""

    tell: Callable[[str, int | None], None]
    children: list[Child] = field(default_factory=list)
    stopping: bool = False

    def __post_init__(self) -> None:
        # The leash: children read from it; the writing end lives only here.
        self.leash, self._held = os.pipe()
        self._wake, self._woken = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        signal.set_wakeup_fd(self._woken)
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def python(self, name: str, *argv: str, env: dict[str, str]) -> Child:
        """A child of our own: `python -m huying.config.processes NAME`."""

        def start() -> "Process[bytes]":
            return Process(
                [sys.executable, "-m", "huying.config.processes", name, *argv],
                env={**os.environ, **env, VARIABLE: str(self.leash)},
                pass_fds=[self.leash],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )

        child = Child(name, start)
        self.children.append(child)
        return child

    def postgres(self, cluster: Cluster, process: "Process[bytes]") -> None:
        """The database, which is running already."""
        self.children.append(Child("postgres", cluster.start, process, time.monotonic()))

    def pause(self, seconds: float) -> None:
        """Sleep until a signal comes, a child ends or the time is over."""
        if self.stopping:
            return
        ready, _, _ = select.select([self._wake], [], [], max(0.0, seconds))
        if ready:
            with contextlib.suppress(BlockingIOError):
                os.read(self._wake, 4096)

    def look(self) -> float:
        """Start again what has fallen and waited long enough; answers the seconds until the next look."""
        next_look = 60.0
        for child in self.children:
            code = child.process.poll() if child.process else None
            if child.fallen() and not self.stopping:
                self.tell(child.name, code)
            if child.process is None and not self.stopping:
                left = child.again_at - time.monotonic()
                if left <= 0:
                    child.begin()
                else:
                    next_look = min(next_look, left)
        return next_look

    def run(self) -> None:
        """Watch until told to stop."""
        while not self.stopping:
            self.pause(self.look())

    def end(self) -> None:
        """Stop the children, the last started first, and the database at the end."""
        self.stopping = True
        ours = [child for child in reversed(self.children) if child.name != "postgres"]
        for child in ours:
            if child.process and child.process.poll() is None:
                child.process.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in ours:
            if child.process:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    child.process.wait(max(0.1, deadline - time.monotonic()))
                _kill_group(child.process)
                child.process.wait()
        for child in self.children:
            if child.name == "postgres" and child.process:
                postgres_stop(child.process)
