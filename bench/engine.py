"""The engine on a million open matters: lists, sweeps, ringing, opening many."""

import datetime as dt
import statistics
import time
from collections.abc import Callable
from functools import partial

from django.core.management import call_command
from django.db import connection, transaction

from huying.base.clock import borrow
from huying.config.bench import Ratio, measured
from huying.help.services import Incoming, requests_open_many
from huying.kernel.situation import Actor
from huying.matters import queries, ringing
from huying.places import scope

MATTERS = 1_000_000
START = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)

# Four kinds of matter in one city: 5 districts, 10 streets each, 10 communities each, 10 grids each, 20 buildings each.
_FILL = """
INSERT INTO matters_matter (code, kind, state, level, area, unit, unit_area, opened_at, asked_at, due_at, seq, facts, source)
SELECT 'B' || lpad(n::text, 12, '0'), (ARRAY['help.request', 'help.emergency', 'help.alert', 'volunteers.order'])[1 + n %% 4],
       'received', (ARRAY['grid', 'community', 'street', 'district'])[1 + n %% 4], place.area,
       (ARRAY['grid', 'community', 'street', 'district'])[1 + n %% 4],
       rpad(left(place.area, (ARRAY[15, 12, 9, 6])[1 + n %% 4]), 20, '0'),
       %(start)s, %(start)s, %(start)s + make_interval(secs => (n * 7919 %% 864000)), 1, '{}', 'bench'
FROM generate_series(1, %(matters)s) AS n,
     LATERAL (SELECT '9901' || lpad((1 + n %% 5)::text, 2, '0') || lpad((1 + n / 5 %% 10)::text, 3, '0')
                     || lpad((1 + n / 50 %% 10)::text, 3, '0') || lpad((1 + n / 500 %% 10)::text, 3, '0')
                     || lpad((1 + n / 5000 %% 20)::text, 3, '0') || '01' AS area) AS place
"""
_CLOCKS = """
INSERT INTO matters_clock (matter_id, timer, due_at, faults, error)
SELECT id, 'stage', due_at + interval '1 day', 0, '' FROM matters_matter WHERE source = 'bench'
"""
AREAS = {
    "city": "99010000000000000000",
    "district": "99010300000000000000",
    "street": "99010300400000000000",
    "community": "99010300400500000000",
    "grid": "99010300400500600000",
    "building": "99010300400500600701",
}


def fill() -> None:
    """A million open matters with a clock each."""
    with transaction.atomic(), scope.everything("filling the bench"), connection.cursor() as cursor:
        cursor.execute(_FILL, {"matters": MATTERS, "start": START})
        cursor.execute(_CLOCKS)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        cursor.execute("VACUUM ANALYZE matters_matter")
        cursor.execute("VACUUM ANALYZE matters_clock")
        cursor.execute("SET ROLE huying_app")


def seconds(work: Callable[[], object], times: int = 1) -> float:
    """The median of a few runs."""
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def in_database(area: str) -> float:
    """How long the database takes for the first page of a desk list, by its own account, in milliseconds."""
    with transaction.atomic(), scope.use(area), connection.cursor() as cursor:
        sql, values = queries.desk(area=area)[:50].query.sql_with_params()
        taken = []
        for _ in range(5):
            cursor.execute("EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) " + sql, values)
            row = cursor.fetchone()
            taken.append(float(row[0][0]["Execution Time"]) if row else 0.0)
    return statistics.median(taken)


@measured("一百万件在办事项：列表与时钟 A million open matters: lists and clocks")
def million() -> list[Ratio]:
    """Desk lists at every scope and sweeps with nothing due, against their bar of 5 ms."""
    fill()
    found = []
    for grade, area in AREAS.items():
        taken = in_database(area)
        found.append(Ratio(f"desk list, {grade}", taken, 5.0, "ms", "<= 1", taken <= 5.0))
    with borrow(START):
        ringing.ring_due()
        taken = seconds(ringing.ring_due, 9) * 1000
    found.append(Ratio("idle sweep", taken, 5.0, "ms", "<= 1", taken <= 5.0))
    return found


def _row(n: int) -> Incoming:
    return Incoming(
        text=f"家里老人的药快吃完了，附近买不到，第{n}户。",
        category="medication",
        area="99010300400500600701",
        contact_name="王小明",
        phone=f"138{n:08d}",
        source_id=str(n),
    )


@measured("开办与敲钟：一次一万件 Ten thousand at once: opening and ringing")
def many() -> list[Ratio]:
    """Ten thousand requests opened in one go against one by one, and ten thousand due clocks against a second."""
    call_command("help_seed", verbosity=0)
    actor = Actor("system")
    with borrow(START):
        rows = [_row(n) for n in range(10_000)]
        requests_open_many(rows[:50], channel="file", source="warm", actor=actor)
        together = len(rows) / seconds(
            partial(requests_open_many, rows, channel="file", source="bench", actor=actor)
        )

        def one_by_one() -> None:
            for row in rows[:300]:
                requests_open_many([row], channel="file", source="alone", actor=actor)

        alone = 300 / seconds(one_by_one)
    found = [Ratio("open_many : one by one", together, alone, "rows/s", ">= 20", together >= 20 * alone)]
    rang = 0
    with borrow(START + dt.timedelta(hours=1)):
        begun = time.perf_counter()
        while rang < 10_000 and (now := ringing.ring_due(limit=2_000)):
            rang += now
        taken = time.perf_counter() - begun
    if rang:
        per = taken / rang * 10_000
        found.append(Ratio(f"10,000 due clocks ({rang} rang)", per, 1.0, "s", "<= 1", per <= 1.0))
    return found
