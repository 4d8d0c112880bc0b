"""Solution cards: drafted, published, withdrawn, and made from answers that helped."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import localdate

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models import CardSource, CardUse, Category, HelpRequest, SolutionCard
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.people.services import audit
from huying.places.scope import within

from .allowed import check

_MISSING = Words("标题和内容都要有中文和英文。", "Title and text are needed in Chinese and in English.")


def card_draft(
    *,
    seat: Seat,
    code: str,
    title: Words,
    body: Words,
    category: str,
    area: str,
    valid_until: dt.date | None,
    valid_from: dt.date | None = None,
) -> SolutionCard:
    """Write a card or change a draft of one's own area; nobody outside sees it yet. Raises Refused."""
    check(seat, "card.edit", area)
    start = valid_from or localdate(now())
    if valid_until is not None and valid_until < start:
        words = Words("失效日期要晚于生效日期。", "It must end after it begins.")
        raise Refused(words, {"valid_until": words})
    kind = Category.objects.filter(code=category, active=True).first()
    if kind is None:
        words = Words("没有这个类别。", "There is no such category.")
        raise Refused(words, {"category": words})
    values = {
        "zh_title": title.zh,
        "en_title": title.en,
        "zh_body": body.zh,
        "en_body": body.en,
        "category": kind,
        "area": area,
        "owner_unit": seat.unit,
        "owner_area": seat.area,
        "valid_from": start,
        "valid_until": valid_until,
    }
    with transaction.atomic():
        card, new = SolutionCard.objects.select_for_update().get_or_create(
            code=code, defaults={**values, "made_by_id": seat.user_id}
        )
        if not new:
            check(seat, "card.edit", card.area)
            if card.state == "published":
                raise Refused(
                    Words("已发布的卡片请先撤下再改。", "Withdraw a published card before you change it.")
                )
            SolutionCard.objects.filter(pk=code).update(**values, state="draft")
            card.refresh_from_db()
    return card


def card_from_requests(*, seat: Seat, code: str, title: Words, requests: Sequence[str]) -> SolutionCard:
    """A draft made of answers that settled requests of one category, for somebody to edit before it is published.

    The answers are put one below the other, the longest first, none twice. Raises Refused when one of the requests
    is not in the seat's area, was not settled, or they are about different things.
    """
    rows = list(
        within(HelpRequest.objects.filter(matter__code__in=requests), seat.area).exclude(closed_at=None)
    )
    settled = [row for row in rows if row.outcome in ("answered", "solved", "matched") and row.answer]
    if len(settled) != len(set(requests)) or not settled:
        raise Refused(
            Words(
                "只能用已办结、有答复的求助做卡片。", "Only settled requests with an answer can make a card."
            )
        )
    kinds = {row.category_id for row in settled}
    if len(kinds) > 1:
        raise Refused(Words("请选同一类别的求助。", "Choose requests of one category."))
    answers = sorted({row.answer.strip() for row in settled}, key=len, reverse=True)
    with transaction.atomic():
        card = card_draft(
            seat=seat,
            code=code,
            title=title,
            body=Words("\n".join(answers), ""),
            category=kinds.pop(),
            area=seat.area,
            valid_until=None,
        )
        CardSource.objects.bulk_create(
            [CardSource(card=card, request=row) for row in settled], ignore_conflicts=True
        )
    return card


def card_publish(*, seat: Seat, code: str) -> SolutionCard:
    """Show a card to everybody in its area. Raises Refused when a language or the last day is missing."""
    card = _card(code)
    check(seat, "card.publish", card.area)
    if not all((card.zh_title, card.en_title, card.zh_body, card.en_body)):
        raise Refused(_MISSING)
    if card.valid_until is None:
        words = Words(
            "请先写失效日期，到期由负责单位再看。", "Give it a last day: its owner looks again then."
        )
        raise Refused(words, {"valid_until": words})
    if card.valid_until < localdate(now()):
        raise Refused(Words("这张卡片已经过期。", "This card has run out."))
    with transaction.atomic():
        card.state, card.published_at, card.withdrawn_at = "published", now(), None
        card.published_by_id = seat.user_id
        card.save(update_fields=["state", "published_at", "withdrawn_at", "published_by"])
        audit(seat, "card.publish", kind="card", ref=code, area=card.area)
    return card


def card_withdraw(*, seat: Seat, code: str) -> SolutionCard:
    """Show a card no longer. Raises Refused, NotYours."""
    card = _card(code)
    check(seat, "card.publish", card.area)
    with transaction.atomic():
        card.state, card.withdrawn_at = "withdrawn", now()
        card.save(update_fields=["state", "withdrawn_at"])
        audit(seat, "card.withdraw", kind="card", ref=code, area=card.area)
    return card


def card_used(*, code: str, where: str, helped: bool | None = None) -> None:
    """Count that somebody was shown a card, and whether it helped them when they said so."""
    if SolutionCard.objects.filter(code=code, state="published").exists():
        CardUse.objects.create(card_id=code, where=where, helped=helped)


def _card(code: str) -> SolutionCard:
    card = SolutionCard.objects.filter(code=code).first()
    if card is None:
        raise NotYours(code)
    return card
