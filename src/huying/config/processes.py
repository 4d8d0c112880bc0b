"""What the children of `serve` do: the web server, the worker of background jobs, the clock."""

import gc
import sys

from . import leash


def web() -> None:
    """Serve the pages until told to stop."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from .environment import Environment

    told = Environment()
    Granian(
        "huying.config.wsgi:application",
        address=told.host,
        port=told.port,
        interface=Interfaces.WSGI,
        workers=told.web_workers,
        blocking_threads=told.web_threads,
        # Beyond this many requests in hand the others wait in the socket's queue.
        backpressure=told.web_threads * 2,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_access=False,
    ).serve()


def worker() -> None:
    """Carry out background jobs until told to stop."""
    import django
    from django.core.management import call_command

    from .environment import Environment

    django.setup()
    # The program itself is no garbage: a batch of ten thousand rows need not look through it again and again.
    gc.freeze()
    call_command("procrastinate", "worker", "--concurrency", str(Environment().job_workers))


def clock() -> None:
    """Ring clocks that are due until told to stop."""
    import django
    from django.core.management import call_command

    django.setup()
    # The program itself is no garbage: a batch of ten thousand rows need not look through it again and again.
    gc.freeze()
    call_command("clock")


if __name__ == "__main__":
    leash.hold()
    {"web": web, "worker": worker, "clock": clock}[sys.argv[1]]()
