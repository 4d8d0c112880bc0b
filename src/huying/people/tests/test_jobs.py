"""The nightly work and the check of the audit."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from huying.base import clock, ratelimit
from huying.base.models import Attempt
from huying.people import door
from huying.people.jobs import nightly
from huying.people.models import AuditSeal, OnceCode
from huying.people.services import audit
from huying.people.testing import Cast

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2022, 1, 5, 4, tzinfo=dt.UTC)


def test_the_night_seals_and_forgets(cast: Cast) -> None:
    with clock.borrow(NOON):
        audit(cast.seat(cast.alice), "read", "办理求助", kind="x", ref="1")
        door.send_once("13900000001", "203.0.113.1")
        ratelimit.take("link", "203.0.113.1")
    with clock.borrow(NOON + dt.timedelta(days=3)):
        nightly(0)
    assert AuditSeal.objects.get().lines == 1
    assert not OnceCode.objects.exists()
    assert not Attempt.objects.exists()


def test_the_check_says_what_it_found(cast: Cast) -> None:
    with clock.borrow(NOON):
        audit(cast.seat(cast.alice), "read", "办理求助", kind="x", ref="1")
    with clock.borrow(NOON + dt.timedelta(days=1)):
        nightly(0)
        out = StringIO()
        call_command("audit_check", stdout=out)
        assert "The audit is whole" in out.getvalue()
        last = AuditSeal.objects.get().last
        AuditSeal.objects.create(last=last + 5, lines=1, digest=b"x" * 32)
        with pytest.raises(CommandError, match=str(last + 5)):
            call_command("audit_check", stdout=StringIO())
