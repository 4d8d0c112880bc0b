"""Names of those who were at an incident, to be destroyed when their response has ended."""

from django.db.models import QuerySet

from huying.base.clock import now
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook.hanging import PersonalData, holds
from huying.rulebook.models import Response

from .models import Incident, Present
from .rules import KEEP


def _of(response: Response) -> "QuerySet[Present]":
    span = codes.span(response.area)
    during = (response.starts, response.ended_at or now())
    return Present.objects.filter(area__range=span, incident__heard_at__range=during)


def _count(response: Response) -> int:
    return _of(response).count()


def _forget(response: Response) -> int:
    """Names go; how many there were, and where to they went, stays with the group."""
    gone = _of(response).delete()[0]
    span, during = codes.span(response.area), (response.starts, response.ended_at or now())
    Incident.objects.filter(area__range=span, heard_at__range=during).update(reporter="", reporter_phone="")
    return gone


holds(
    PersonalData(
        code="incidents.present",
        title=Words("突发现场的人员名单", "People at incidents"),
        purpose=Words(
            "分组采样、判断谁和病例同时在场", "Sampling in groups, telling who was there with the case"
        ),
        keep_rule=KEEP.code,
        count=_count,
        destroy=_forget,
    )
)
