"""Whose a specimen was, to be destroyed when the response has ended; results stay without a name."""

from django.db.models import QuerySet

from huying.base.clock import now
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook.hanging import PersonalData, holds
from huying.rulebook.models import Response

from .models import Specimen
from .rules import KEEP


def _of(response: Response) -> "QuerySet[Specimen]":
    during = (response.starts, response.ended_at or now())
    return Specimen.objects.filter(
        area__range=codes.span(response.area), taken_at__range=during, subject="person", emptied_at=None
    )


def _count(response: Response) -> int:
    return _of(response).count()


def _forget(response: Response) -> int:
    rows = list(_of(response))
    for row in rows:
        row.name, row.phone, row.measure, row.emptied_at = "", "", "", now()
        row.save()
    return len(rows)


holds(
    PersonalData(
        code="sampling.specimens",
        title=Words("标本属于谁", "Whose specimens were"),
        purpose=Words(
            "把结果告诉本人和照看的人", "Telling the person, and whoever looks after them, the result"
        ),
        keep_rule=KEEP.code,
        count=_count,
        destroy=_forget,
    )
)
