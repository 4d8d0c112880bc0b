"""A child ends when the process that started it ends, however that happened."""

import contextlib
import ctypes
import os
import signal
import sys
import threading
import time

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 15
VARIABLE = "HUYING_LEASH"


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE_SECONDS)
    os._exit(1)


def _watch_pipe(end: int) -> None:
    # Nobody writes into the pipe: reading ends when the last holder of its other end is gone.
    with contextlib.suppress(OSError):
        os.read(end, 1)
    _end()


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    _end()


def hold() -> None:
    """Tie this process to its parent: by the kernel where it can, by a pipe or by looking where it can't."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    pipe = os.environ.pop(VARIABLE, "")
    watch, what = (_watch_pipe, int(pipe)) if pipe else (_watch_parent, parent)
    threading.Thread(target=watch, args=(what,), daemon=True, name="leash").start()
