"""Publishing the values shipped with the program."""

from django.db import transaction

from huying.base import clock
from huying.kernel.words import Words
from huying.rulebook import baseline
from huying.rulebook.models import RuleSet

from .ground import SYSTEM, changed, lock, log, settle_all, supersede


@transaction.atomic
def baseline_load() -> RuleSet | None:
    """Publish the shipped values as a rule set; None when the newest version says the same already."""
    lock()
    values = baseline.shipped()
    last = RuleSet.objects.filter(slug=baseline.SLUG).order_by("-version").first()
    if last and last.document == values:
        return None
    now = clock.now()
    source = baseline.floor()
    rule_set = RuleSet.objects.create(
        slug=baseline.SLUG, version=last.version + 1 if last else 1, zh=source.title.zh, en=source.title.en,
        authority=source.authority.zh, authority_en=source.authority.en, area=source.area, status="published",
        valid_from=now if last else source.valid_from, document=values, drafted_at=now, published_at=now,
    )  # fmt: skip
    supersede(rule_set, SYSTEM)
    settle_all(SYSTEM)
    words = Words("随系统提供的第 {v} 版。", "Version {v} shipped with the system.").fill(v=rule_set.version)
    log("published", words, by=SYSTEM, rule_set=rule_set)
    changed()
    return rule_set
