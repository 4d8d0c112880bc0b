"""Disease profiles: drafted by one person, published by another, in force from then on."""

from django.db import transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.models import DiseaseProfile
from huying.rulebook.profiles import Profile, profile_stored

from .ground import Hand, lock


@transaction.atomic
def profile_draft(*, profile: Profile, by: Hand, code: str | None = None) -> DiseaseProfile:
    """Keep a draft: a new disease, the next version of a published one, or with `code` changes to a draft."""
    lock()
    if code is None:
        last = DiseaseProfile.objects.filter(slug=profile.slug).order_by("-version").first()
        if last is not None:
            by.reaches(last.area)
            if last.status == "draft":
                words = Words("这种病已经有一份草稿。", "There is a draft for this disease already.")
                raise Refused(words, {"slug": words})
        row = DiseaseProfile(
            slug=profile.slug, version=last.version + 1 if last else 1, area=last.area if last else by.area
        )
    else:
        row = _locked(code, by)
        if row.status != "draft" or row.slug != profile.slug:
            raise Refused(Words("只能修改草稿，短名不变。", "Only a draft can be changed, and not its slug."))
    row.document = profile_stored(profile)
    row.drafted_by_id, row.drafted_at = by.user_id, clock.now()
    row.save()
    return row


@transaction.atomic
def profile_publish(*, code: str, by: Hand) -> DiseaseProfile:
    """Bring a draft into force, by another person than drafted it."""
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


@transaction.atomic
def profile_withdraw(*, code: str, by: Hand) -> DiseaseProfile:
    """Withdraw a draft, or a published version: then the version before counts again."""
    row = _locked(code, by)
    if row.status == "withdrawn":
        raise Refused(Words("已经撤回了。", "It has been withdrawn already."))
    row.status = "withdrawn"
    row.save(update_fields=["status"])
    return row


def _locked(code: str, by: Hand) -> DiseaseProfile:
    row = DiseaseProfile.objects.select_for_update().filter(code=code).first()
    if row is None:
        raise NotYours
    by.reaches(row.area)
    return row
