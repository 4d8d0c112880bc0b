"""Looking for gaps in rosters, every few minutes."""

from procrastinate.contrib.django import app

from .services import gaps_watch


@app.periodic(cron="*/5 * * * *")
@app.task(name="rosters.watch", queueing_lock="rosters.watch")
def watch(timestamp: int) -> int:
    """Open what has become a gap, end what is filled or over; how many are new."""
    return gaps_watch()
