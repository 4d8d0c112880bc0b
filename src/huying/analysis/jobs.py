"""What the worker does for columns: they are written anew every night, and whenever much has changed."""

from procrastinate.contrib.django import app

from .services.keeping import columns_write


@app.periodic(cron="*/10 * * * *")
@app.task(name="analysis.columns", queueing_lock="analysis.columns")
def columns(timestamp: int) -> None:
    """When they are missing, or too much has to be read beside them."""
    columns_write()


@app.periodic(cron="51 2 * * *")
@app.task(name="analysis.nightly", queueing_lock="analysis.nightly")
def nightly(timestamp: int) -> None:
    """Anew, whatever has changed."""
    columns_write(always=True)
