"""What is done for calls for help every night."""

from procrastinate.contrib.django import app

from .services import photos_sweep


@app.periodic(cron="41 3 * * *")
@app.task(name="help.nightly", queueing_lock="help.nightly")
def nightly(timestamp: int) -> None:
    """Pictures that were uploaded for a message nobody sent are deleted."""
    photos_sweep()
