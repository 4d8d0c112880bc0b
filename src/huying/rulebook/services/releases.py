"""Public notices: drafted by one person, released by another, attributed to their issuer for good."""

from django.db import transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.models import PublicNotice

from .ground import Hand, complete


@transaction.atomic
def notice_draft(
    *, area: str, issuer: Words, account: str, title: Words, text: Words, by: Hand, corrects: str = ""
) -> PublicNotice:
    """Draft a notice. Issuer, official account, heading and text must be stated."""
    by.reaches(area)
    complete({"issuer": issuer.zh, "account": account, "zh": title.zh, "body": text.zh})
    earlier = None
    if corrects:
        earlier = PublicNotice.objects.filter(code=corrects, published_at__isnull=False).first()
        if earlier is None:
            raise NotYours
        by.reaches(earlier.area)
    return PublicNotice.objects.create(
        area=area, issuer=issuer.zh, issuer_en=issuer.en, account=account.strip(), zh=title.zh, en=title.en,
        body=text.zh, body_en=text.en, corrects=earlier, drafted_by_id=by.user_id, drafted_at=clock.now(),
    )  # fmt: skip


@transaction.atomic
def notice_publish(*, code: str, by: Hand) -> PublicNotice:
    """Release a draft, by another person than drafted it. What it corrects is marked as corrected, and stays."""
    row = _locked(code, by)
    if row.status != "draft":
        raise Refused(Words("只有草稿可以发布。", "Only a draft can be published."))
    if by.user_id is not None and by.user_id == row.drafted_by_id:
        raise Refused(
            Words(
                "起草的人不能发布，请另一位发布。",
                "Whoever drafted it cannot publish it; ask a second person.",
            )
        )
    row.status, row.published_by_id, row.published_at = "published", by.user_id, clock.now()
    row.save()
    return row


def _locked(code: str, by: Hand) -> PublicNotice:
    row = PublicNotice.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotYours
    by.reaches(row.area)
    return row
