"""Passing a person on: to another area inside, as a matter of its own; to another city, by a letter."""

from collections.abc import Sequence

from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import Done
from huying.places import codes
from huying.places.queries import area as place_of
from huying.screening.check_facts import Receiving
from huying.screening.models import OutLetter, Subject
from huying.screening.services.letters import letter_open

from .batch import said, subjects_of

KIND = "screening.check"
NO_PLACE = Words("没有这个地方，请重新选。", "There is no such place: choose again.")
OUT_OF_TOWN = Words("这个地方在外地，请用“发函到外地”。", "That place is in another city: send a letter.")
STAYS = Words("它本来就在这里，请选另一个地方。", "It is there already: choose another place.")
NO_LETTER = Words("没有这份函，或已有回执。", "There is no such letter, or its receipt is there already.")
ONLY_LETTERS = Words(
    "这是在本市内转办的，由对方在系统里签收。",
    "This was handed over inside the city: the receiver acknowledges it here.",
)
# What the next desk needs to know: as it was told, not what this desk did.
_CARRIED = (
    "number", "name", "phone", "more_phones", "identity", "identity_fault", "address", "exposure", "category",
    "exposed_at", "received_at", "milestone", "due_at", "alike", "found_where", "match", "match_score", "match_how",
)  # fmt: skip


def handed_over(done: Sequence[Done]) -> None:
    """Open it at the desk of the other area, with the deadlines it has; that desk has to acknowledge it."""
    found = subjects_of(done)
    for one in done:
        subject, target = found[one.matter.pk], said(one, "area")
        _check(subject, target)
        told = {name: one.after.facts.get(name) for name in ("category", "check_by", "control_by", "who")}
        facts = Receiving.model_validate({k: v for k, v in told.items() if v} | {"list": subject.list.code})
        matter_open(
            kind=KIND, act="hand_in", area=target, actor=SYSTEM, facts=facts, parent=one.matter,
            source=one.matter.source, extra=_onward(subject),
        )  # fmt: skip


def _check(subject: Subject, target: str) -> None:
    try:
        place_of(target)
    except NotYours:
        raise Refused(NO_PLACE, {"area": NO_PLACE})
    if codes.at(target, "city") != codes.at(subject.area, "city"):
        raise Refused(OUT_OF_TOWN, {"area": OUT_OF_TOWN})
    if target == subject.area:
        raise Refused(STAYS, {"area": STAYS})


def _onward(subject: Subject) -> Subject:
    carried = {name: getattr(subject, name) for name in _CARRIED}
    return Subject(
        list_id=subject.list_id,
        previous=subject,
        previous_area=subject.area,
        placed=True,
        placed_by="person",
        resident_id=subject.resident_id,
        match_by_id=subject.match_by_id,
        match_at=subject.match_at,
        **carried,
    )


def recalled(done: Sequence[Done]) -> None:
    """The sender takes it back before it was acknowledged; a letter is taken off it."""
    for one in done:
        _call_back(one.matter.pk)
        Subject.objects.filter(pk=one.matter.pk).update(out=None)


def _call_back(pk: int) -> None:
    waiting = Subject.objects.filter(previous_id=pk, matter__state="offered")
    for code in waiting.values_list("matter__code", flat=True):
        perform(code=code, act="called_back", actor=SYSTEM)


def stopped(done: Sequence[Done]) -> None:
    """The response is over: what waits for a receipt waits no more."""
    for one in done:
        if one.before.state == "handing_over":
            _call_back(one.matter.pk)


def sent_out(done: Sequence[Done]) -> None:
    """Put the person into an outgoing letter: one that is named, else one of their own."""
    for one in done:
        number, area = said(one, "letter"), one.line.actor.area or one.matter.area
        if number:
            letter = OutLetter.objects.filter(number=number, receipt_at=None).first()
            if letter is None or not codes.covers(letter.area, one.matter.area):
                raise Refused(NO_LETTER, {"letter": NO_LETTER})
        else:
            letter = letter_open(
                area=area, to=said(one, "to"), contact=said(one, "contact"), reason=said(one, "reason"),
                by=one.line.actor.person,
            )  # fmt: skip
        Subject.objects.filter(pk=one.matter.pk).update(out=letter)


def receipt_recorded(done: Sequence[Done]) -> None:
    """Only the receipt ends what was sent to another city."""
    found = subjects_of(done)
    for one in done:
        subject = found[one.matter.pk]
        if subject.out_id is None:
            raise Refused(ONLY_LETTERS)
        OutLetter.objects.filter(pk=subject.out_id, receipt_at=None).update(
            receipt_at=one.line.at, receipt_from=said(one, "receipt")
        )
