"""What every change shares: who acts, one publication at a time, the log, and what must end with what."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook import queries
from huying.rulebook.ceiling import WHOLE, Ending, settle
from huying.rulebook.models import Edition, Response, RuleLog, RuleSet


@dataclass(frozen=True)
class Hand:
    """Who acts, and the area of the post in which they act. `user_id` None is the system itself."""

    user_id: int | None
    area: str

    def reaches(self, area: str) -> None:
        """Raise NotYours when the area lies outside."""
        if not codes.covers(self.area, area):
            raise NotYours


SYSTEM = Hand(None, codes.ALL)


def log(
    what: str, words: Words, *, by: Hand, rule_set: RuleSet | None = None, response: Response | None = None
) -> None:
    RuleLog.objects.create(
        what=what,
        zh=words.zh,
        en=words.en,
        user_id=by.user_id,
        at=clock.now(),
        rule_set=rule_set,
        response=response,
    )


def lock() -> None:
    """One publication at a time; held to the end of the transaction."""
    Edition.objects.get_or_create(pk=1)
    Edition.objects.select_for_update().get(pk=1)


def changed() -> None:
    Edition.objects.filter(pk=1).update(stamp=secrets.token_hex(16))
    queries.forget()


def locked(code: str) -> RuleSet:
    found = RuleSet.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotYours
    return found


def complete(fields: dict[str, str]) -> None:
    missing = {
        name: Words("这一项必须写。", "This must be stated.")
        for name, text in fields.items()
        if not text.strip()
    }
    if missing:
        raise Refused(Words("还有必须写的内容没有写。", "Something that must be stated is missing."), missing)


def drafters_of(rule_set: RuleSet) -> set[int | None]:
    edits = rule_set.log.filter(what__in=("drafted", "edited"))
    return {rule_set.drafted_by_id, *edits.values_list("user_id", flat=True)} - {None}


def supersede(rule_set: RuleSet, by: Hand) -> None:
    """The version before ends as this one starts, and the sets that named it as parent name this one."""
    words = Words("由第 {v} 版接替。", "Superseded by version {v}.").fill(v=rule_set.version)
    older = RuleSet.objects.filter(slug=rule_set.slug, published_at__isnull=False).exclude(pk=rule_set.pk)
    for before in older.select_for_update():
        RuleSet.objects.filter(parent=before).update(parent=rule_set)
        if before.valid_until is None or before.valid_until > rule_set.valid_from:
            before.valid_until = max(rule_set.valid_from, before.valid_from)
            before.save(update_fields=["valid_until"])
            log("superseded", words, by=by, rule_set=before)


def settle_all(by: Hand) -> list[Ending]:
    """End what is now stricter than the rules above it, and say so in the log of each set."""
    endings = settle(queries.sources(), clock.now())
    for ending in endings:
        rule_set = RuleSet.objects.select_for_update().get(pk=ending.rule_set)
        if ending.key in WHOLE:
            rule_set.valid_until = max(ending.at, rule_set.valid_from)
        else:
            rule_set.ended_keys = {**rule_set.ended_keys, ending.key: ending.at.isoformat()}
        rule_set.save(update_fields=["valid_until", "ended_keys"])
        words = Words("自 {at} 起停止：{why}", "Ends at {at}: {why}").fill(
            at=f"{ending.at:%Y-%m-%d %H:%M}", why=ending.words
        )
        log("ended", words, by=by, rule_set=rule_set)
    return endings


def end_sets(rule_sets: Iterable[RuleSet], why: Words, *, by: Hand) -> list[RuleSet]:
    """End sets now with everything that names them as parent."""
    waiting, ended, now = list(rule_sets), [], clock.now()
    while waiting:
        rule_set = RuleSet.objects.select_for_update().get(pk=waiting.pop(0).pk)
        if rule_set.status == "withdrawn":
            continue
        if rule_set.published_at is not None:
            until = max(now, rule_set.valid_from)
            rule_set.valid_until = min(until, rule_set.valid_until) if rule_set.valid_until else until
        rule_set.status = "withdrawn"
        rule_set.save(update_fields=["status", "valid_until"])
        log("withdrawn", why, by=by, rule_set=rule_set)
        ended.append(rule_set)
        waiting += rule_set.children.all()
        why = Words("上级规则《{t}》已停止。", "Its parent “{t}” has ended.").fill(t=rule_set.title)
    return ended
