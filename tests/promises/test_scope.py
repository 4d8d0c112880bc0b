"""Promise: nobody sees or writes a row of another's area, whatever happened before on the same connection."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import ProgrammingError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.test.utils import isolate_apps

from huying.config.database import as_owner
from huying.places import codes
from huying.places.scope import ScopedTable, current, everything, use

COMMUNITIES = [
    codes.pad(f"330102{street:03}{community:03}") for street in range(1, 4) for community in range(1, 5)
]
AREAS = [
    codes.ALL,
    codes.pad("3301"),
    codes.pad("330102"),
    *(codes.pad(f"330102{n:03}") for n in range(1, 4)),
]
AREAS += [*COMMUNITIES, *(codes.pad(f"{codes.prefix(c)}001") for c in COMMUNITIES), codes.pad("440305")]
REFUSED = "row-level security"


class _Broken(Exception):
    """Something that goes wrong in the middle of a request."""


@pytest.fixture
def pooled(transactional_db: None) -> Iterator[None]:
    """A committed table of rows all over the place, and a pool of three connections of the application's role."""
    with isolate_apps("huying.places"):

        class Row(models.Model):
            area = models.CharField(max_length=20, db_collation="C")

            class Meta:
                app_label = "places"
                db_table = "promise_row"

    state = ProjectState()
    state.add_model(ModelState.from_model(Row))
    with as_owner(), connection.schema_editor() as editor:
        editor.create_model(Row)
        ScopedTable("places", "row").database_forwards("places", editor, state, state)
        editor.execute("GRANT ALL ON promise_row, promise_row_id_seq TO huying_app")
    with transaction.atomic(), everything("test"), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO promise_row (area) VALUES (%s)", [[area] for area in AREAS for _ in range(3)]
        )
    connection.close()
    plain = connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"] = {**plain, "pool": {"min_size": 1, "max_size": 3, "timeout": 60}}
    try:
        yield
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["OPTIONS"] = plain
        with as_owner(), connection.cursor() as cursor:
            cursor.execute("DROP TABLE promise_row")


def _areas() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT area FROM promise_row")
        return {area for (area,) in cursor.fetchall()}


def _insert(area: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO promise_row (area) VALUES (%s)", [area])


def _check(scope: str | None) -> None:
    """The session sees exactly the rows of its scope."""
    assert current() == scope
    expected = {area for area in AREAS if scope is not None and codes.covers(scope, area)}
    assert _areas() == expected


def _one_write(chance: random.Random, scope: str) -> None:
    target = chance.choice(AREAS)
    if codes.covers(scope, target):
        _insert(target)
        return
    with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
        _insert(target)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM promise_row WHERE area = %s", [target])
        assert cursor.rowcount == 0
        cursor.execute("UPDATE promise_row SET area = area WHERE area = %s", [target])
        assert cursor.rowcount == 0


def _steps(chance: random.Random, scope: str, depth: int) -> None:
    """What one request does: read, write, go into another scope, fail and recover."""
    for _ in range(chance.randint(1, 3)):
        _check(scope)
        match chance.randint(0, 5):
            case 0 | 1:
                _one_write(chance, scope)
            case 2 if depth:
                inner = chance.choice(AREAS)
                with use(inner):
                    _steps(chance, inner, depth - 1)
            case 3 if depth:
                inner = chance.choice(AREAS)
                with pytest.raises(_Broken), transaction.atomic(), use(inner):
                    _steps(chance, inner, depth - 1)
                    raise _Broken
            case 4:
                inner = chance.choice(AREAS)
                with (
                    pytest.raises(ProgrammingError),
                    transaction.atomic(),
                    use(inner),
                ):
                    connection.cursor().execute("SELECT no_such_column")
            case _:
                pass
        _check(scope)


def _request(chance: random.Random) -> int:
    """One request on whatever connection the pool hands out, whose backend it returns; many end badly."""
    backend = 0
    try:
        with transaction.atomic():
            backend = int(connection.connection.info.backend_pid)
            _check(None)
            if chance.random() < 0.2:
                with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
                    _insert(chance.choice(AREAS))
                return backend
            scope = chance.choice(AREAS)
            ending = chance.choice(("leave", "leave", "raise", "raise", "break", "break", "close"))
            with use(scope):
                _steps(chance, scope, 2)
                if ending == "raise":
                    raise _Broken
                if ending == "break":
                    connection.cursor().execute("SELECT no_such_column")
                if ending == "close":
                    # The client is gone in the middle of the request.
                    connection.connection.close()
                    raise _Broken
            _check(None)
    except _Broken:
        pass
    except ProgrammingError as error:
        assert "no_such_column" in str(error)
    finally:
        connection.close()
    return backend


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_foreign_row_on_a_shared_connection(pooled: None, seed: int) -> None:
    served: dict[int, set[int]] = {}
    lock = threading.Lock()

    def visitor(number: int) -> None:
        chance = random.Random(f"{seed}.{number}")
        for _ in range(12):
            backend = _request(chance)
            with lock:
                served.setdefault(backend, set()).add(number)

    with ThreadPoolExecutor(max_workers=8) as pool:
        for outcome in [pool.submit(visitor, number) for number in range(8)]:
            outcome.result()
    # Several visitors had the same connection, so what one left behind another would have met.
    assert max(len(visitors) for visitors in served.values()) >= 4


def test_a_session_without_a_scope_has_nothing(pooled: None) -> None:
    with transaction.atomic():
        _check(None)
        for area in (codes.ALL, COMMUNITIES[0]):
            with pytest.raises(ProgrammingError, match=REFUSED), transaction.atomic():
                _insert(area)
    with transaction.atomic(), use(COMMUNITIES[0]):
        _check(COMMUNITIES[0])
    # The same connection, now with settings that read '' and no transaction at all.
    assert _areas() == set()
    connection.close()


def test_every_scoped_table_is_forced(db: Any) -> None:
    """No table of the application has a policy that its owner could pass by."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid"
            " WHERE NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        assert cursor.fetchall() == []
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False,)
