"""Jobs of the worker: send what is due, sweep what was left behind."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

from huying.base.clock import now
from huying.messages.limits import limits
from huying.messages.queries.reach import waiting_channels
from huying.messages.services.sending import send_channel
from huying.messages.services.telling import wake


@app.task(queue="notices")
def send_due(channel: str) -> int:
    """Send what is due on one channel; when the time is up before the queue is empty, another job goes on."""
    went = send_channel(channel=channel)
    if went and channel in waiting_channels(now()):
        wake({channel})
    return went


@app.periodic(cron="* * * * *")
@app.task(queue="notices", queueing_lock="notices.sweep")
def sweep(timestamp: int) -> None:
    """Wake the sender for retries that are due and for leases that ended without a word."""
    wake(waiting_channels(now()))


@app.periodic(cron="* * * * * */30")
@app.task(queue="jobs", queueing_lock="jobs.revive", pass_context=True)
async def revive(context: JobContext, timestamp: int) -> None:
    """Give the jobs of a killed worker, of any queue, to another one."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=limits().stalled_seconds):
        await manager.retry_job(job)
