"""Whom an act on a request is told: the caller, the desk that holds it, those merged into it."""

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q

from huying.help import facts, notices
from huying.help.models import HelpRequest
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Holder
from huying.kernel.words import Language
from huying.matters.queries import children, history
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places.queries import area_names

from .batch import categories_of, requests_of, said

SHORT = 120
# Channels whose callers are told by whoever brought the message.
SILENT = ("file", "open311", "api")


def received(done: Sequence[Done]) -> None:
    """A receipt with the code, to whoever wrote or rang by a channel of their own."""
    found = HelpRequest.objects.filter(pk__in=[d.matter.pk for d in done])
    rows = {row.pk: row for row in found.exclude(channel__kind__in=SILENT)}
    asked = [d for d in done if d.matter.pk in rows]
    _callers(asked, rows, notices.RECEIVED)


def holder(done: Sequence[Done]) -> None:
    """A desk has got something new to do."""
    _desks(done, notices.ASSIGNED)


def climbed(done: Sequence[Done]) -> None:
    """A clock ran out: the desk one level higher has it now, and the one that had it hears so too."""
    moved = [d for d in done if d.before.holder[:2] != d.after.holder[:2]]
    _desks(done, notices.CLIMBED, lost=moved)


def reminded(done: Sequence[Done]) -> None:
    """The holder should look at it again."""
    _desks(done, notices.REMINDED)


def added(done: Sequence[Done]) -> None:
    """Somebody added words: the holder should read them."""
    _desks([d for d in done if d.line.actor.person is None or d.line.actor.person != d.after.holder.person],
           notices.ADDED)  # fmt: skip


def taken(done: Sequence[Done]) -> None:
    """The caller hears that somebody has taken it on, and so does everybody who waits for the same."""
    rows = requests_of(done)
    _callers(done, rows, notices.TAKEN)
    _followers(done, rows, notices.TAKEN, None)


def reply(done: Sequence[Done]) -> None:
    """The caller reads what the holder says, and so does everybody whose request was merged into it."""
    rows = requests_of(done)
    _callers(done, rows, notices.REPLY, _words)
    _followers(done, rows, notices.REPLY, _words)


def question(done: Sequence[Done]) -> None:
    """The holder needs to know more."""
    _callers(done, requests_of(done), notices.QUESTION, _words)


def confirm(done: Sequence[Done]) -> None:
    """Is it solved? Those merged into it read the answer."""
    rows = requests_of(done)
    _callers(done, rows, notices.CONFIRM, _words)
    _followers(done, rows, notices.REPLY, _words)


def confirm_order(done: Sequence[Done]) -> None:
    """A volunteer did it: is it solved?"""
    _callers(done, requests_of(done), notices.CONFIRM_ORDER)
    _desks(done, notices.REMINDED)


def confirm_again(done: Sequence[Done]) -> None:
    """No word came: asked once more."""
    _callers(done, requests_of(done), notices.CONFIRM_AGAIN)


def unsolvable(done: Sequence[Done]) -> None:
    """Why it cannot be solved, and that the next level can be asked."""
    rows = requests_of(done)
    _callers(done, rows, notices.UNSOLVABLE, _reason)
    _followers(done, rows, notices.UNSOLVABLE, _reason)


def reopened(done: Sequence[Done]) -> None:
    """It is open again, one level higher."""
    _callers(done, requests_of(done), notices.REOPENED)


def late(done: Sequence[Done]) -> None:
    """The time limit has passed; the caller hears it from us first."""
    _callers(done, requests_of(done), notices.LATE)


def merged(done: Sequence[Done]) -> None:
    """Yours goes on together with another one."""
    _callers(done, requests_of(done), notices.MERGED)


def thanks(done: Sequence[Done]) -> None:
    """Everybody who had a hand in it reads what the caller says, volunteers too; not who wrote it, nor the desks."""
    tells = []
    for one in done:
        told = said(one, facts.Satisfied)
        if not told.thanks and not told.rating:
            continue
        lines = [line for m in (one.matter, *children(one.matter)) for line in history(m)]
        helped = {line.actor.person for line in lines if line.actor.person} - {one.line.actor.person}
        values = {"code": one.matter.code, "words": _short(told.thanks), "stars": "★" * (told.rating or 0)}
        tells += [
            Tell(
                to=Recipient(user_id=person),
                template=notices.THANKED,
                values=values,
                once=f"{notices.THANKED}:{one.matter.code}:{one.line.seq}",
                about=one.matter.code,
                area=one.matter.area,
            )
            for person in sorted(helped)
        ]
    tell_many(tells)


def offer_free(done: Sequence[Done]) -> None:
    """The match came to nothing: the offer waits again."""
    _callers(done, requests_of(done), notices.OFFER_FREE)


def _words(one: Done) -> dict[str, object]:
    return {"words": _short(said(one, facts.Reply).words)}


def _reason(one: Done) -> dict[str, object]:
    return {"words": _short(said(one, facts.Reason).reason)}


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1] + "…"


def _callers(
    done: Iterable[Done],
    rows: Mapping[int, HelpRequest],
    template: str,
    values: object = None,
) -> None:
    tells = []
    for one in done:
        row = rows[one.matter.pk]
        if row.contact_phone:
            tells.append(_to_caller(one, row, one.matter.code, template, values))
    tell_many(tells)


def _followers(done: Sequence[Done], rows: Mapping[int, HelpRequest], template: str, values: object) -> None:
    """Those merged into it read what its caller reads; those who only say theirs is the same hear how it stands.

    Nobody has looked yet whether that is true, and an answer may name a door.
    """
    by_kept = {d.matter.pk: d for d in done}
    joined = Q(kept_in__in=list(rows)) | Q(follows__in=list(rows), closed_at=None)
    tells = []
    for row in HelpRequest.objects.select_related("matter").filter(joined):
        if not row.contact_phone:
            continue
        if row.kept_in_id is not None:
            tells.append(_to_caller(by_kept[row.kept_in_id], row, row.matter.code, template, values))
        elif row.follows_id is not None:
            tells.append(
                _to_caller(by_kept[row.follows_id], row, row.matter.code, notices.SAME_MOVED, _stands)
            )
    tell_many(tells)


def _stands(one: Done) -> dict[str, object]:
    return {"state": kind_of(one.matter.kind).states[one.after.state].title}


def _to_caller(one: Done, row: HelpRequest, code: str, template: str, values: object) -> Tell:
    language: Language = "en" if row.language == "en" else "zh"
    return Tell(
        to=Recipient(phone=row.contact_phone, language=language),
        template=template,
        values={"code": code, **(values(one) if callable(values) else {})},
        once=f"{template}:{code}:{one.matter.code}:{one.line.seq}",
        about=code,
        area=row.area,
    )


def _desks(done: Sequence[Done], template: str, *, lost: Sequence[Done] = ()) -> None:
    """The desk that holds each matter now; of those that were `lost`, also the desk that held it before."""
    if not done:
        return
    abouts, names = categories_of(done), area_names({d.matter.area for d in done})
    # The same few desks hold thousands of matters.
    desks: dict[Holder, Recipient] = {}

    def told(one: Done, what: str, holder: Holder) -> Tell:
        to = desks.get(holder)
        if to is None:
            unit, area, person = holder
            to = Recipient(user_id=person) if person else Recipient(unit=unit, area=area)
            desks[holder] = to
        code, area = one.matter.code, one.matter.area
        values = {"code": code, "category": abouts[one.matter.pk], "place": names[area]}
        return Tell(to, what, values, f"{what}:{code}:{one.line.seq}", code, area)

    tells = [told(one, template, one.after.holder) for one in done]
    tells += [told(one, notices.LOST, one.before.holder._replace(person=None)) for one in lost]
    tell_many(tells)
