"""Appeals: filed, looked into, decided by somebody who had no part in the decision."""

from collections.abc import Sequence

from huying.kernel.refused import Refused
from huying.matters.store import Done
from huying.measures import measure_facts as facts
from huying.measures import measure_notices as notices
from huying.measures import terms
from huying.measures.models import Appeal, Ruling
from huying.messages.services import Recipient, Tell, tell_many

from .common import said, to_desk


def filed(done: Sequence[Done]) -> None:
    """Keep the appeal, and tell the desk that must find somebody impartial."""
    rows = []
    for one in done:
        told = said(one, facts.Filing)
        rows.append(
            Appeal(
                matter=one.matter, area=one.matter.area, measure_id=one.matter.parent_id, text=told.text,
                by_whom=told.by_whom, contact_phone=told.contact_phone, needed_by=told.needed_by, request=told.request,
            )
        )  # fmt: skip
    Appeal.objects.bulk_create(rows)
    late(done)


def late(done: Sequence[Done]) -> None:
    """The desk that holds it must know."""
    tell_many([to_desk(one, notices.APPEALED, {}) for one in done])


def checked(done: Sequence[Done]) -> None:
    """Keep what was found out."""
    for one in done:
        row = Appeal.objects.get(pk=one.matter.pk)
        found = said(one, facts.Checked).checked
        row.checked = f"{row.checked}\n{found}".strip()[:2000]
        row.save(update_fields=["checked"])


def judged(done: Sequence[Done]) -> None:
    """Keep the verdict. Whoever decided on the measure, also after the appeal was filed, is refused."""
    for one in done:
        row = Appeal.objects.get(pk=one.matter.pk)
        if Ruling.objects.filter(measure=row.measure_id, by_id=one.line.actor.person).exists():
            raise Refused(terms.OWN)
        row.reasons = said(one, facts.Verdict).reasons
        row.decided_by_id, row.decided_at = one.line.actor.person, one.line.at
        row.save(update_fields=["reasons", "decided_by", "decided_at"])
        if row.contact_phone:
            tell_many(
                [
                    Tell(
                        to=Recipient(phone=row.contact_phone), template=notices.JUDGED,
                        values={"code": one.matter.code, "what": terms.APPEAL_ENDS[one.after.state]},
                        about=one.matter.code, area=row.area, once=f"{notices.JUDGED}:{one.matter.code}",
                    )
                ]
            )  # fmt: skip
