"""What is done for people's data every night."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from huying.base import ratelimit
from huying.base.clock import now

from .models import OnceCode
from .services import audit_seal


@app.periodic(cron="17 3 * * *")
@app.task(name="people.nightly", queueing_lock="people.nightly")
def nightly(timestamp: int) -> None:
    """Seal the day's audit; forget old codes and tries at public doors."""
    with transaction.atomic():
        audit_seal()
        once_codes_forget()
        ratelimit.sweep()


def once_codes_forget() -> int:
    """Delete the codes nobody can come in by any more; answers how many."""
    over = now() - dt.timedelta(seconds=settings.HUYING_ONCE_SECONDS)
    return OnceCode.objects.filter(ends_at__lt=over).delete()[0]
