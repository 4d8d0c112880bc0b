"""The clock process: rings what is due, for as long as it lives."""

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from huying.matters.ringing import ring_all

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Ring the clocks that are due. 敲响到点的时钟。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="ring what is due now, then stop 只敲一遍")

    def handle(self, *args: Any, **options: Any) -> None:
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        while not stopped.is_set():
            rang = self._sweep(stopped)
            if options["once"] and not rang:
                return
            # While there is more to ring nobody waits for the next second.
            if not rang:
                stopped.wait(settings.HUYING_CLOCK_EVERY.total_seconds())

    def _sweep(self, stopped: threading.Event) -> int:
        try:
            close_old_connections()
            return ring_all(
                limit=settings.HUYING_CLOCK_BATCH,
                hands=settings.HUYING_CLOCK_HANDS,
                enough=lambda rang: stopped.is_set(),
            )
        except DatabaseError as error:
            # The database may be restarting: the clocks are rows and wait there.
            log.warning("clock_without_database", error=repr(error))
            connection.close()
            return 0
