"""The travellers' town, with columns of its own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from huying.analysis.services import keeping
from huying.screening.tests.conftest import task, town

__all__ = ["columns_apart", "task", "town"]


@pytest.fixture(autouse=True)
def columns_apart(settings: Any, tmp_path: Path) -> Iterator[None]:
    """No test sees another's columns."""
    settings.HUYING_COLUMNS_DIR = tmp_path / "columns"
    keeping.forget()
    yield
    keeping.forget()
