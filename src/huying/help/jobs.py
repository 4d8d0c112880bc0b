"""What is done for calls for help every night, and every few minutes."""

from procrastinate.contrib.django import app

from .services import photos_sweep
from .sorting.training import learn_now
from .sorting.watching import topics_watch


@app.periodic(cron="41 3 * * *")
@app.task(name="help.nightly", queueing_lock="help.nightly")
def nightly(timestamp: int) -> None:
    """Pictures that were uploaded for a message nobody sent are deleted."""
    photos_sweep()


@app.periodic(cron="41 2 * * *")
@app.task(name="help.learn", queueing_lock="help.learn")
def learn(timestamp: int) -> None:
    """Learn category and urgency anew from what persons decided."""
    learn_now()


@app.periodic(cron="*/10 * * * *")
@app.task(name="help.topics", queueing_lock="help.topics")
def topics(timestamp: int) -> None:
    """Find what many people say within hours."""
    topics_watch()
