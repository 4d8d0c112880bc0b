"""The rows of requests after each act."""

from collections.abc import Sequence

from django.db.models import F, Q

from huying.help import facts
from huying.help.models import Feedback, FollowUp, HelpRequest, Merge, Photo
from huying.help.origin import Origin, origin_of
from huying.help.queue import attend_by
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.people.models import Post
from huying.places import codes
from huying.rulebook.queries import reader
from huying.rulebook.reader import Reader

from .batch import requests_of, said
from .rows import insert_many

BATCH = 1_000
HANDLED = {"handle": "direct", "record": "direct", "refer": "refer", "refer_outside": "external"}
_UNKNOWN = Words("没有编号为“{code}”的求助。", "There is no request with the code {code}.")


def received(done: Sequence[Done]) -> None:
    """One row for each message that came in, whatever their number."""
    rules = reader()
    rows, drafts = [], []
    for one in done:
        origin = origin_of(one.extra, one.line.actor)
        rows.append(_row(one, said(one, facts.Reception), origin, rules))
        if origin.photos:
            drafts.append((one, origin.photos))
    insert_many(rows)
    for one, names in drafts:
        Photo.objects.filter(pk__in=names, matter=None).update(matter=one.matter, area=one.matter.area)


def _row(one: Done, told: facts.Reception, origin: Origin, rules: Reader) -> HelpRequest:
    area, opened = one.matter.area, one.matter.opened_at
    return HelpRequest(
        matter=one.matter,
        area=area,
        kind=told.kind,
        title=told.title,
        text=told.text,
        category_id=told.category,
        pace=told.pace,
        urgency=told.urgency,
        channel_id=origin.channel,
        source_id=origin.source_id,
        source_user=origin.source_user,
        recorded_by_id=one.line.actor.person,
        on_behalf=origin.on_behalf,
        language=origin.language,
        contact_name=told.contact_name,
        contact_phone=told.contact_phone,
        place_text=told.place_text,
        room=told.room,
        needed_by=told.needed_by,
        people_affected=told.people_affected,
        vulnerable=list(told.vulnerable),
        under_quarantine=told.under_quarantine,
        received_at=opened,
        attend_by=attend_by(
            rules,
            area,
            pace=told.pace,
            urgency=told.urgency,
            vulnerable=told.vulnerable,
            wanted_by=told.wanted_by,
            received_at=opened,
        ),
        street=codes.at(area, "street") or "",
    )


def sorting(done: Sequence[Done]) -> None:
    """Kind, category, pace and urgency as the screener decided them, and the place in the queue that follows."""
    rows, rules = requests_of(done), reader()
    for one in done:
        told, row = said(one, facts.Sorting), rows[one.matter.pk]
        row.kind = told.kind or row.kind
        row.category_id = told.category
        row.pace = told.pace or row.pace
        row.urgency = told.urgency
        if told.vulnerable is not None:
            row.vulnerable = list(told.vulnerable)
        row.attend_by = attend_by(
            rules,
            row.area,
            pace=row.pace,
            urgency=row.urgency,
            vulnerable=row.vulnerable,
            wanted_by=facts.as_moment(one.after.facts.get("wanted_by")),
            received_at=row.received_at,
        )
    changed = ["kind", "category", "pace", "urgency", "vulnerable", "attend_by"]
    HelpRequest.objects.bulk_update(rows.values(), changed, batch_size=BATCH)


def screened(done: Sequence[Done]) -> None:
    """When it was first screened, by whom, and which way it went."""
    for one in done:
        rows = HelpRequest.objects.filter(pk=one.matter.pk)
        # Sent its own way, it is no longer said to be the same as another.
        rows.update(handling=HANDLED[one.line.act], follows=None)
        rows.filter(screened_at=None).update(screened_at=one.line.at, screened_by_id=one.line.actor.person)


def looked_at(done: Sequence[Done]) -> None:
    """What is settled straight from the queue was screened, and handled directly, by that very act."""
    for one in done:
        if one.before.state == "received":
            rows = HelpRequest.objects.filter(pk=one.matter.pk, screened_at=None)
            rows.update(screened_at=one.line.at, screened_by_id=one.line.actor.person, handling="direct")


def first_answer(done: Sequence[Done]) -> None:
    """When the caller first heard something."""
    for one in done:
        HelpRequest.objects.filter(pk=one.matter.pk, first_answer_at=None).update(first_answer_at=one.line.at)


def outside(done: Sequence[Done]) -> None:
    """The outside system and its reference number; the caller was told it, so that is an answer."""
    for one in done:
        told = said(one, facts.OutsideHand)
        HelpRequest.objects.filter(pk=one.matter.pk).update(
            external_system=told.system, external_ref=told.reference, external_at=one.line.at
        )
    first_answer(done)


def colleague(done: Sequence[Done]) -> None:
    """Refuse a person who has no post at the desk that holds the matter."""
    for one in done:
        told = said(one, facts.ToPerson)
        unit, area, _ = one.after.holder
        held = Post.objects.held().filter(user_id=told.person, unit=unit, area=area)
        if not held.exists():
            raise Refused(
                Words("这位同事现在不在这个岗位。", "That colleague does not work at this desk now.")
            )


def answer(done: Sequence[Done]) -> None:
    """The words of the answer, the outcome it claims, and how many it helped."""
    for one in done:
        told = one.facts
        if not isinstance(told, facts.Answer | facts.Solution | facts.Pairing):
            raise TypeError(f"{one.line.act} is no answer")
        HelpRequest.objects.filter(pk=one.matter.pk).update(
            answer=told.words, outcome=told.outcome, people_helped=told.people_helped
        )


def order_done(done: Sequence[Done]) -> None:
    """A volunteer has done it: everybody it concerned was helped."""
    HelpRequest.objects.filter(pk__in=[d.matter.pk for d in done]).update(
        outcome="solved", people_helped=F("people_affected")
    )


def unsolvable(done: Sequence[Done]) -> None:
    """Why it cannot be solved."""
    for one in done:
        _close(one, outcome="unsolvable", outcome_reason=said(one, facts.Reason).reason, people_helped=0)


def withdrawn(done: Sequence[Done]) -> None:
    """The caller no longer needs it."""
    for one in done:
        _close(one, outcome="withdrawn", outcome_reason=said(one, facts.Withdrawal).reason, people_helped=0)


def _close(one: Done, **values: object) -> None:
    HelpRequest.objects.filter(pk=one.matter.pk).update(closed_at=one.line.at, **values)


def satisfied(done: Sequence[Done]) -> None:
    """The caller's word that it is solved."""
    for one in done:
        told = said(one, facts.Satisfied)
        _close(one, rating=told.rating, thanks=told.thanks)
        _feedback(one, solved=True, rating=told.rating, words=told.thanks)


def unsatisfied(done: Sequence[Done]) -> None:
    """The caller's word that it is not: nothing counts as helped any more."""
    for one in done:
        told = said(one, facts.Unsatisfied)
        _feedback(one, solved=False, rating=told.rating, words=told.reason)
    no_outcome(done)


def _feedback(one: Done, *, solved: bool, rating: int | None, words: str) -> None:
    Feedback.objects.create(
        area=one.matter.area,
        request_id=one.matter.pk,
        solved=solved,
        rating=rating,
        words=words,
        at=one.line.at,
    )


def silent(done: Sequence[Done]) -> None:
    """The caller did not say anything: closed with the outcome the answer claimed."""
    ids = [d.matter.pk for d in done]
    HelpRequest.objects.filter(pk__in=ids).update(closed_at=done[0].line.at)


def no_outcome(done: Sequence[Done]) -> None:
    """It goes on: there is no outcome yet. Reopened, its first answer is still to come."""
    for one in done:
        rows = HelpRequest.objects.filter(pk=one.matter.pk)
        rows.update(outcome="", outcome_reason="", people_helped=0, closed_at=None)


def follow_up(done: Sequence[Done]) -> None:
    """A call or visit after the answer."""
    for one in done:
        told = said(one, facts.Looking)
        FollowUp.objects.create(
            area=one.matter.area,
            matter=one.matter,
            kind=told.kind,
            reached=told.reached,
            note=told.words,
            by_id=one.line.actor.person,
            at=one.line.at,
        )


def merge(done: Sequence[Done]) -> None:
    """Put duplicates into the request that is kept."""
    for one in done:
        told = said(one, facts.Merging)
        kept = _kept(one, told.into)
        Merge.objects.create(
            area=one.matter.area,
            kept=kept,
            merged_id=one.matter.pk,
            reason=told.why,
            by_id=one.line.actor.person,
            at=one.line.at,
        )
        _close(one, outcome="merged", kept_in=kept, people_helped=0)


def _kept(one: Done, code: str) -> HelpRequest:
    """The request to keep, locked together with the duplicate in one order, so that two merges cannot cross."""
    wanted = HelpRequest.objects.filter(Q(matter__code=code) | Q(pk=one.matter.pk))
    locked = {row.pk: row for row in wanted.select_for_update(of=("self",)).order_by("pk")}
    locked.pop(one.matter.pk, None)
    kept = next(iter(locked.values()), None)
    if kept is None or kept.pk == one.matter.pk:
        raise Refused(_UNKNOWN.fill(code=code))
    if kept.kept_in_id is not None:
        raise Refused(
            Words(
                "那一件已经并入了别的件，请并入最后留下的那一件。",
                "That one was merged away itself: merge into the one that was kept.",
            )
        )
    if HelpRequest.objects.filter(kept_in=one.matter.pk).exists():
        raise Refused(
            Words(
                "有别的件已并入这一件，请反过来，把那一件并入这一件。",
                "Others were merged into this one: merge the other one into it instead.",
            )
        )
    return kept


def unmerge(done: Sequence[Done]) -> None:
    """They were not the same after all."""
    for one in done:
        rows = Merge.objects.filter(merged_id=one.matter.pk, undone_at=None)
        rows.update(undone_at=one.line.at, undone_by_id=one.line.actor.person)
        # Back in the queue, to be screened as a message of its own.
        HelpRequest.objects.filter(pk=one.matter.pk).update(kept_in=None, follows=None, screened_at=None)
    no_outcome(done)
