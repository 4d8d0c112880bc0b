"""What must hold after every test that touched the database; a pytest plugin."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from huying.kernel.decide import Happened, replay
from huying.kernel.kinds import kind_of
from huying.places import scope

from . import queries
from .models import Event, Matter
from .store import clocks_of, line_of, snapshot_of


def hold_promises() -> int:
    """Assert the first promise and the truth of the history on every matter; returns how many there are."""
    with transaction.atomic(), scope.everything("checking the promises"):
        matters = list(Matter.objects.all())
        if not matters:
            return 0
        clocks = clocks_of([matter.pk for matter in matters])
        lines: dict[int, list[Happened]] = {matter.pk: [] for matter in matters}
        for event in Event.objects.order_by("matter_id", "seq"):
            lines[event.matter_id].append(line_of(event))
    for matter in matters:
        standing = snapshot_of(matter, clocks[matter.pk])
        rebuilt = replay(queries.unopened(matter), lines[matter.pk])
        assert rebuilt == standing, f"{matter} is not what its history says"
        ended = kind_of(matter.kind).states[matter.state].end
        assert ended == (matter.ended_at is not None), f"{matter} is half ended"
        assert matter.unit, f"nobody holds {matter}"
        assert bool(standing.clocks) != ended, f"{matter} has no running clock, or one after its end"
        assert matter.due_at == min(standing.clocks.values(), default=None), f"{matter} shows a wrong time"
    return len(matters)


@pytest.fixture(autouse=True)
def promises(request: pytest.FixtureRequest) -> Iterator[None]:
    """After every test with a database: history equals row, somebody holds each matter, a clock runs."""
    wanted = [name for name in ("transactional_db", "db") if name in request.fixturenames]
    if not wanted:
        yield
        return
    # Asked for here so that the database is still there when this fixture ends.
    request.getfixturevalue(wanted[0])
    yield
    if not connection.needs_rollback:
        hold_promises()
