"""The engine on the sample's ground, inside a scope that sees everything."""

from collections.abc import Iterator
from typing import Any

import pytest

from huying.matters import many, queries, ringing, services
from huying.places import scope

from . import kinds


@pytest.fixture(autouse=True)
def sample_ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sample's rules are no rules of any city, so they are not in the rulebook."""
    for module in (services, ringing, queries, many):
        monkeypatch.setattr(module, "ground_at", lambda at: kinds.SampleGround())
    kinds.seen.clear()
    kinds.failing.clear()
    kinds.meanwhile.clear()


@pytest.fixture
def city(db: Any) -> Iterator[None]:
    """A transaction in which every place is seen."""
    with scope.everything("a test of the engine"):
        yield
