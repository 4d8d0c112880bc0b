"""What screening does by itself: declarations are read again when lists or rules have changed."""

from procrastinate.contrib.django import app

from .services.releases import reread_follow
from .services.rounds import rounds_begin


@app.periodic(cron="*/10 * * * *")
@app.task(name="screening.reread", queueing_lock="screening.reread")
def reread(timestamp: int) -> None:
    """Who comes into a rule, and who is free of it, since the last time."""
    reread_follow()


@app.periodic(cron="*/15 * * * *")
@app.task(name="screening.rounds", queueing_lock="screening.rounds")
def rounds(timestamp: int) -> int:
    """Begin today's rounds where their hour has come; how many are new."""
    return rounds_begin()
