"""After publication: whom the rules now put elsewhere is read again; nobody else is touched."""

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from procrastinate.manager import JobManager
from procrastinate.tasks import configure_task

from huying.analysis.finding import changed
from huying.base.clock import now
from huying.places import scope
from huying.rulebook.reach import Change
from huying.screening.queries.applies import readings
from huying.screening.services.rereading import reread

REREAD = "screening.reread"


def travellers_follow(change: Change) -> int:
    """Read again whom a change concerns from now on, a few at once, many by the job that is woken; answers how many.

    What comes into force later, the job finds when it does.
    """
    if change.after.at > now():
        return 0
    with transaction.atomic(), scope.everything("look-back rules were published"):
        known = readings()
        ids = changed(known, change.area)
        if len(ids) <= settings.HUYING_COLUMNS_AT_ONCE:
            reread(ids, known)
        else:
            wake()
    return len(ids)


def wake() -> None:
    """Let the worker begin as soon as this transaction commits, not at the next of its rounds."""
    job = configure_task(name=REREAD, job_manager=JobManager(DjangoConnector()), queueing_lock=REREAD)
    try:
        with transaction.atomic():
            job.defer(timestamp=int(now().timestamp()))
    except AlreadyEnqueued:
        pass  # it waits already
