"""The fictional city as a fixture."""

import pytest
from django.db import transaction

from huying.places.scope import everything
from huying.places.services import areas_load

from .city import rows


@pytest.fixture
def city(db: None) -> None:
    """The city in the database."""
    with transaction.atomic(), everything("test"):
        loaded = areas_load(rows())
    assert not loaded.rejected
