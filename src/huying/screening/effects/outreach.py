"""What follows from surveys and re-checks."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from huying.base.clock import now
from huying.base.spans import moment_words
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.screening import travel_notices as notices
from huying.screening.models import Declaration, Inspection, Site, Survey
from huying.screening.rules_travel import SURVEY_DUE


def survey_keep(done: Sequence[Done]) -> None:
    """Write the survey and ask the site."""
    for one in done:
        site: Site = one.extra
        said: Any = one.facts
        Survey.objects.create(
            matter=one.matter,
            area=one.matter.area,
            site=site,
            days=said.days,
            staff=said.staff,
            roster=said.roster,
        )
        if site.contact_phone:
            due = ground_at(one.line.at).due(SURVEY_DUE.code, one.line.at, one.matter.area, None)
            by = moment_words(timezone.localtime(due), timezone.localtime(now()))
            _tell(
                Recipient(phone=site.contact_phone), one, notices.SURVEY,
                {"site": site.name, "staff": said.staff, "by": by, "code": site.code},
            )  # fmt: skip


def survey_complete(done: Sequence[Done]) -> None:
    """Only when everybody was answered for."""
    for one in done:
        row = Survey.objects.get(pk=one.matter.pk)
        missing = row.staff - row.answers.count()
        if missing > 0:
            raise Refused(
                Words("还差 {n} 人没有报，不能算报齐。", "{n} people are still missing.").fill(n=missing)
            )


def survey_late(done: Sequence[Done]) -> None:
    """The desk is told who is missing."""
    for one in done:
        row = Survey.objects.select_related("site").get(pk=one.matter.pk)
        holder = one.after.holder
        values = {
            "site": row.site.name, "missing": max(0, row.staff - row.answers.count()), "code": one.matter.code,
        }  # fmt: skip
        _tell(Recipient(unit=holder.unit, area=holder.area), one, notices.SURVEY_LATE, values)


def inspection_keep(done: Sequence[Done]) -> None:
    """Write what was drawn."""
    for one in done:
        row: Declaration = one.extra
        said: Any = one.facts
        Inspection.objects.create(
            matter=one.matter,
            area=one.matter.area,
            line=said.line,
            declaration=row,
            drawn_by_id=one.line.actor.person,
        )


def inspection_found(done: Sequence[Done]) -> None:
    """The community hears what was found."""
    for one in done:
        said: Any = one.facts
        Inspection.objects.filter(pk=one.matter.pk).update(finding=said.finding)
        holder = one.after.holder
        words = Words(said.finding[:200], said.finding[:200])
        values = {"code": one.matter.code, "words": words}
        _tell(Recipient(unit=holder.unit, area=holder.area), one, notices.FOUND, values)


def inspection_rectified(done: Sequence[Done]) -> None:
    """What was put right."""
    for one in done:
        Inspection.objects.filter(pk=one.matter.pk).update(rectified=getattr(one.facts, "rectified", ""))


def inspection_close(done: Sequence[Done]) -> None:
    """It is closed."""
    for one in done:
        said = getattr(one.facts, "rectified", "")
        rows = Inspection.objects.filter(pk=one.matter.pk)
        rows.update(closed_at=one.line.at, **({"rectified": said} if said else {}))


def _tell(to: Recipient, one: Done, template: str, values: dict[str, Any]) -> None:
    tell_many(
        [
            Tell(
                to=to, template=template, values=values, about=one.matter.code, area=one.matter.area,
                once=f"{template}:{one.matter.code}:{one.line.seq}",
            )
        ]
    )  # fmt: skip
