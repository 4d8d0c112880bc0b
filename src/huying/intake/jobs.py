"""Jobs of the worker: load an uploaded file."""

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huying.kernel.refused import Refused
from huying.places import scope

from .models import Import
from .services import import_end, import_run, stored_file


@app.task(queue="imports", retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def import_go_on(load: int, area: str) -> None:
    """Load an uploaded file from where it stands; a killed worker's job is taken up again by another."""
    with transaction.atomic(), scope.use(area):
        held = Import.objects.filter(pk=load).first()
    if held is None or not held.running:
        return
    try:
        with stored_file(held) as path:
            import_run(load=load, area=area, path=path)
    except Refused as refused:
        # The page of the import says why; there is nothing to try again.
        with transaction.atomic(), scope.use(area):
            import_end(load=load, state="failed", reason=refused.words)
