"""Jobs of the worker: tell everybody who lives in a large zone."""

from collections.abc import Mapping, Sequence
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .zone_telling import TELL, News, everybody_told


@app.task(name=TELL, queue="notices", retry=RetryStrategy(max_attempts=10, exponential_wait=5))
def zone_tell(places: Sequence[str], code: str, template: str, once: str, values: Mapping[str, Any]) -> int:
    """Tell the residents of the places; a killed worker's job goes on with those not yet told."""
    return everybody_told(News.read(code, template, once, values), places)
