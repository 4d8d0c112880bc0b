"""Two messages brought together: offers matched with requests, callers who follow another's request."""

from collections.abc import Sequence

from huying.help import facts, facts_pairs
from huying.help.models import HelpRequest, Match
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, perform
from huying.matters.store import Done

from . import keep
from .batch import said

NO_OFFER = Words("没有编号为“{code}”的帮助。", "There is no offer with the code {code}.")
OFFER_OVER = Words(
    "编号“{code}”的帮助已经办结，请另找一条。", "The offer {code} has ended: choose another one."
)
THANKS = {
    "zh": "您提供的帮助已经与需要的人对接上，承办人会与您联系。谢谢您！",
    "en": "Your offer was matched with somebody who needs it. You will be contacted. Thank you!",
}


def match(done: Sequence[Done]) -> None:
    """An offer brought together with a request, and ended by it; the partner may also be one without an offer."""
    for one in done:
        told = said(one, facts.Pairing)
        if not told.offer:
            continue
        offer = (
            HelpRequest.objects.filter(matter__code=told.offer, kind="offer").select_related("matter").first()
        )
        if offer is None:
            raise Refused(NO_OFFER.fill(code=told.offer), {"offer": NO_OFFER.fill(code=told.offer)})
        if offer.closed_at is not None:
            raise Refused(OFFER_OVER.fill(code=told.offer), {"offer": OFFER_OVER.fill(code=told.offer)})
        Match.objects.update_or_create(
            request_id=one.matter.pk,
            offer=offer,
            defaults={
                "area": one.matter.area,
                "state": "agreed",
                "note": told.partner,
                "by_id": one.line.actor.person,
                "at": one.line.at,
            },
        )
        # Locked after the request; nothing locks a request while it holds an offer.
        perform(
            code=told.offer,
            act="paired_once" if told.offer_stays else "paired",
            actor=SYSTEM,
            facts=facts_pairs.Paired(
                words=told.offer_words or THANKS["en" if offer.language == "en" else "zh"]
            ),
        )


def match_undone(done: Sequence[Done]) -> None:
    """The caller says it did not help: the offers that were used up by it are free again."""
    for one in done:
        rows = Match.objects.filter(request_id=one.matter.pk, state="agreed")
        codes = list(rows.filter(offer__outcome="matched").values_list("offer__matter__code", flat=True))
        rows.update(state="undone")
        for code in codes:
            perform(
                code=code,
                act="unpaired",
                actor=SYSTEM,
                facts=facts_pairs.Unpaired(reason=str(one.line.told.get("reason") or "-- ")),
            )


def offer_used(done: Sequence[Done]) -> None:
    """The offer has ended by being matched."""
    for one in done:
        HelpRequest.objects.filter(pk=one.matter.pk).update(
            outcome="matched", answer=said(one, facts_pairs.Paired).words, closed_at=one.line.at
        )


def offer_free(done: Sequence[Done]) -> None:
    """The offer waits again, to be screened anew."""
    HelpRequest.objects.filter(pk__in=[d.matter.pk for d in done]).update(screened_at=None, answer="")
    keep.no_outcome(done)


def follow(done: Sequence[Done]) -> None:
    """A caller says theirs is the same as another: they hear how that one goes, and the screener decides."""
    for one in done:
        told = said(one, facts_pairs.Following)
        same = HelpRequest.objects.filter(matter__code=told.same_as).exclude(pk=one.matter.pk).first()
        if same is None:
            raise Refused(Words("那一件已经不在了，请照常提交。", "That one is gone: please send yours."))
        HelpRequest.objects.filter(pk=one.matter.pk).update(
            follows_id=same.kept_in_id or same.follows_id or same.pk
        )
