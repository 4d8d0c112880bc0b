"""A person's yes or no to a proposed match; nothing is merged by it, and it can be taken back."""

from django.db import transaction

from huying.base.clock import now
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.access import residents
from huying.people.seats import Seat
from huying.people.services import audit
from huying.screening.models import Subject

NOT_THERE = Words("底册里没有这个人，或不在您的辖区。", "There is no such resident in your area.")
NOTHING = Words("这一条没有确认过。", "Nothing was confirmed here.")


def match_confirm(*, seat: Seat, subject: int, resident: int) -> Subject:
    """Say that a row means this resident of the seat's area. Refused when they are not there."""
    with transaction.atomic():
        one = Subject.objects.select_for_update(of=("self",)).get(pk=subject)
        found = residents(seat).filter(pk=resident).first()
        if found is None:
            raise Refused(NOT_THERE)
        if one.resident_id != found.pk:
            one.resident, one.match_score, one.match_how = found, None, ""
        return _decided(one, seat, "confirmed")


def match_refuse(*, seat: Seat, subject: int) -> Subject:
    """Say that a row does not mean the resident who was proposed."""
    with transaction.atomic():
        one = Subject.objects.select_for_update(of=("self",)).get(pk=subject)
        return _decided(one, seat, "refused")


def match_undo(*, seat: Seat, subject: int) -> Subject:
    """Take the answer back: the proposal waits again. Refused where nothing was answered."""
    with transaction.atomic():
        one = Subject.objects.select_for_update(of=("self",)).get(pk=subject)
        if one.match not in ("confirmed", "refused"):
            raise Refused(NOTHING)
        return _decided(one, seat, "proposed" if one.resident_id else "none")


def _decided(one: Subject, seat: Seat, answer: str) -> Subject:
    one.match, one.match_by_id, one.match_at = answer, seat.user_id, now()
    one.save(update_fields=["resident", "match", "match_score", "match_how", "match_by", "match_at"])
    audit(
        seat, f"match.{answer}", kind="screening.check", ref=str(one.pk), area=one.area, resident=one.resident_id
    )  # fmt: skip
    return one
