"""Papers a volunteer may take along: the certificate of hours as a PDF."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from huying.base.spans import day_words
from huying.kernel.words import Words

from . import terms
from .models import Certificate

CERTIFICATE = Path(__file__).parent / "papers" / "certificate.typ"
OTHER = Words("其他服务", "Other service")


def certificate_pdf(certificate: Certificate) -> bytes:
    """The certificate on one A4 page in both languages; what people typed is data to it, never markup."""
    return typst.compile(CERTIFICATE.read_bytes(), sys_inputs={"data": json.dumps(_told(certificate))})


def _told(certificate: Certificate) -> dict[str, Any]:
    tasks = sorted(certificate.tasks.items(), key=lambda task: -task[1])
    days = [_day(moment) for moment in (certificate.since, certificate.until, certificate.issued_at)]
    return {
        "number": certificate.number,
        "name": certificate.name,
        "hours": f"{certificate.hours:.1f}",
        "turnouts": certificate.turnouts,
        "issuer": [certificate.issuer_zh, certificate.issuer_en],
        "contact": certificate.contact,
        "since": [days[0].zh, days[0].en],
        "until": [days[1].zh, days[1].en],
        "issued": [days[2].zh, days[2].en],
        "tasks": [[*terms.SKILLS.get(code, OTHER), f"{hours:.1f}"] for code, hours in tasks],
    }


def _day(moment: Any) -> Words:
    """A day with its year, whatever the year."""
    day = timezone.localtime(moment).date()
    return day_words(day, day.replace(year=day.year - 1, day=1))
