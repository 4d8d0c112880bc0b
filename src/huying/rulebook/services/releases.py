"""Public notices: drafted by one person, released by another, attributed to their issuer for good."""

from collections.abc import Sequence

from django.db import transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.labels import LABELS, Label
from huying.rulebook.models import PublicNotice
from huying.rulebook.queries import reader

from .ground import Hand, complete

NO_LABEL = Words("现行规则里没有政策标签“{code}”。", "The rules in force have no policy label “{code}”.")


@transaction.atomic
def notice_draft(
    *,
    area: str,
    issuer: Words,
    account: str,
    title: Words,
    text: Words,
    by: Hand,
    corrects: str = "",
    labels: Sequence[str] = (),
) -> PublicNotice:
    """Draft a notice. Issuer, official account, heading and text must be stated; `labels` are codes in force there."""
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
        labels=_labels(area, labels),
    )  # fmt: skip


def _labels(area: str, wanted: Sequence[str]) -> list[dict[str, str]]:
    """The labels as the rules in force there word them today: what a notice says never changes afterwards."""
    known: dict[str, Label] = {one.code: one for one in reader().value(LABELS.code, area)}
    for code in wanted:
        if code not in known:
            raise Refused(NO_LABEL.fill(code=code), {"labels": NO_LABEL.fill(code=code)})
    return [known[code].model_dump(include={"code", "zh", "en", "source"}) for code in dict.fromkeys(wanted)]


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
