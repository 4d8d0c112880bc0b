"""A town for the stories: the cast at their desks, the time of the story, pictures in a folder of the test."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from huying.base import clock
from huying.base.testing import made_once
from tests.stories.town import START, Town, staffed


@pytest.fixture
def town(db: None, settings: Any, tmp_path: Any, client_for: Callable[[Any], Client]) -> Iterator[Town]:
    """Staged once; from there on everything happens through HTTP."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    token = clock._borrowed.set(START)
    cast, staff = made_once("the town", staffed)
    yield Town(cast, staff, client_for)
    clock._borrowed.reset(token)
