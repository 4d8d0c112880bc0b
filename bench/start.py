"""How long the server takes to answer the lightest page, against the database alone."""

import time
from collections.abc import Callable

import psycopg
from django.db import connection
from django.test import Client

from huying.config.bench import Ratio, measured

ROUNDS = 300


def _seconds(act: Callable[[], object]) -> float:
    act()
    started = time.perf_counter()
    for _ in range(ROUNDS):
        act()
    return (time.perf_counter() - started) / ROUNDS


@measured("一次请求的开销:健康检查对一条 SQL / Cost of a request: the health page against one statement")
def request_cost() -> list[Ratio]:
    """Microseconds of one `/healthz` through Django against `SELECT 1` over the same kind of connection."""
    client = Client(SERVER_NAME="localhost")
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        told = connection.connection.info
        with psycopg.connect(host=told.host, dbname=told.dbname, user=told.user) as raw:
            bare = _seconds(lambda: raw.execute("SELECT 1").fetchone())
    page = _seconds(lambda: client.get("/healthz"))
    login = _seconds(lambda: client.get("/accounts/login/"))
    return [
        Ratio("/healthz", page * 1e6, bare * 1e6, "us"),
        Ratio("/accounts/login/", login * 1e6, bare * 1e6, "us"),
    ]
