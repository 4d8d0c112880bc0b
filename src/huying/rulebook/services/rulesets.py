"""Drafting, publishing and withdrawing rule sets, and signing exceptions."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook import baseline, queries
from huying.rulebook.ceiling import WHOLE, Ending, excesses
from huying.rulebook.document import RuleDocument
from huying.rulebook.models import LEVELS, Response, RuleException, RuleSet
from huying.rulebook.names import names_refuse
from huying.rulebook.reach import follow
from huying.rulebook.reader import Reader

from .ground import (
    Hand,
    changed,
    complete,
    drafters_of,
    end_sets,
    lock,
    locked,
    log,
    settle_all,
    supersede,
)  # fmt: skip
from .previews import ended_follow, ruleset_preview

NO_RESPONSE = Words(
    "只有属于应急响应的规则才能按级别有效。", "Only rules of a response can hold at some of its levels."
)


@dataclass(frozen=True)
class Published:
    """A set that came into force, what had to end for it, and how many rows above were brought up to date."""

    rule_set: RuleSet
    ended: Sequence[Ending]
    touched: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def ruleset_draft(*, document: RuleDocument, by: Hand, code: str | None = None) -> RuleSet:
    """Keep a draft: a new one, the next version of a published slug, or with `code` changes to a draft.

    `document` comes from `document.check_document` or `read_document`. Refused where it names what no rule knows.
    """
    by.reaches(document.area)
    names_refuse(document=document.rules, area=document.area, since=document.valid.since, slug=document.slug)
    if code is None:
        last = RuleSet.objects.filter(slug=document.slug).order_by("-version").first()
        if document.slug == baseline.SLUG or (last and last.area != document.area):
            words = Words("这个短名已经被用了。", "This slug is taken.")
            raise Refused(words, {"slug": words})
        rule_set = RuleSet(slug=document.slug, version=last.version + 1 if last else 1)
    else:
        rule_set = locked(code)
        by.reaches(rule_set.area)
        if rule_set.status != "draft" or rule_set.slug != document.slug:
            raise Refused(Words("只能修改草稿，短名不变。", "Only a draft can be changed, and not its slug."))
    _fill(rule_set, document)
    rule_set.drafted_by_id, rule_set.drafted_at = by.user_id, clock.now()
    rule_set.save()
    log(
        "drafted" if code is None else "edited",
        Words("起草第 {v} 版。", "Version {v} drafted.").fill(v=rule_set.version)
        if code is None
        else Words("修改草稿。", "Draft changed."),
        by=by,
        rule_set=rule_set,
    )
    return rule_set


def _fill(rule_set: RuleSet, document: RuleDocument) -> None:
    rule_set.zh, rule_set.en = document.title.zh, document.title.en
    rule_set.authority, rule_set.authority_en = document.authority.zh, document.authority.en
    rule_set.area, rule_set.legal_basis = document.area, list(document.legal_basis)
    rule_set.valid_from, rule_set.valid_until = document.valid.since, document.valid.until
    rule_set.document = document.rules
    rule_set.source_title, rule_set.source_url = document.source.title, document.source.url
    rule_set.source_sha256 = document.source.sha256
    rule_set.parent, rule_set.response = _parent(document), _response(document)
    rule_set.levels = sorted(set(document.levels))
    if rule_set.levels and rule_set.response is None:
        raise Refused(NO_RESPONSE, {"levels": NO_RESPONSE})


def _parent(document: RuleDocument) -> RuleSet | None:
    if document.parent is None:
        return None
    found = RuleSet.objects.filter(slug=document.parent, status="published").order_by("-version").first()
    if found is None or found.slug == document.slug:
        words = Words("没有已发布的上级规则“{p}”。", "No published rule set “{p}” to be the parent.")
        words = words.fill(p=document.parent)
        raise Refused(words, {"parent": words})
    return found


def _response(document: RuleDocument) -> Response | None:
    if document.response is None:
        return None
    found = Response.objects.filter(code=document.response, ended_at__isnull=True).first()
    if found is None or not codes.covers(found.area, document.area):
        words = Words("没有适用于这个地区的应急响应“{r}”。", "No response “{r}” in force covers this area.")
        words = words.fill(r=document.response)
        raise Refused(words, {"response": words})
    return found


@transaction.atomic
def ruleset_publish(*, code: str, by: Hand, seen: str | None = None) -> Published:
    """Bring a draft into force: by another person than its drafters, and not stricter than what is above it.

    It supersedes the version before it. Keys of sets below that are now stricter than their ceiling end as it starts.
    `seen` is the stamp of the preview a person looked at: when the draft, the rules or the numbers have changed since,
    it is refused. Without one nobody looked; only the system itself does so.
    """
    lock()
    rule_set = locked(code)
    by.reaches(rule_set.area)
    preview = ruleset_preview(rule_set)
    now = clock.now()
    rule_set.valid_from = max(rule_set.valid_from, now)
    _publishable(rule_set, by)
    rule_set.status, rule_set.published_by_id, rule_set.published_at = "published", by.user_id, now
    _refuse_excess(rule_set)
    if seen is not None and seen != preview.stamp:
        raise Refused(
            Words(
                "看过影响之后又有变化，请重新看一遍再发布。",
                "Something changed since the preview was looked at; look once more, then publish.",
            )
        )
    rule_set.save()
    supersede(rule_set, by)
    ended = settle_all(by)
    words = Words("发布第 {v} 版。{reach}", "Version {v} published. {reach}")
    log("published", words.fill(v=rule_set.version, reach=preview.words), by=by, rule_set=rule_set)
    changed()
    touched = follow(preview.change)
    return Published(rule_set, ended, touched)


def _publishable(rule_set: RuleSet, by: Hand) -> None:
    if rule_set.status != "draft":
        raise Refused(Words("只有草稿可以发布。", "Only a draft can be published."))
    if by.user_id is not None and by.user_id in drafters_of(rule_set):
        raise Refused(
            Words(
                "起草或修改过的人不能发布，请另一位发布。",
                "Whoever drafted or changed it cannot publish it; ask a second person.",
            )
        )
    if rule_set.valid_until is None or rule_set.valid_until <= clock.now():
        words = Words("有效期已过，请先修改。", "Its validity is over; change it first.")
        raise Refused(words, {"valid": words})
    if not rule_set.document:
        raise Refused(Words("还没有写任何规则。", "It holds no rules yet."))
    names_refuse(
        document=rule_set.document, area=rule_set.area, since=rule_set.valid_from, slug=rule_set.slug
    )
    response, parent = rule_set.response, rule_set.parent
    if response and (response.ended_at is not None or rule_set.valid_until > response.expected_end):
        words = Words(
            "有效期不能超过应急响应（预计到 {end}）。",
            "It cannot outlast its response (expected until {end}).",
        ).fill(end=f"{response.ended_at or response.expected_end:%Y-%m-%d}")
        raise Refused(words, {"valid": words})
    if response and rule_set.levels and response.level not in rule_set.levels:
        words = Words(
            "它只在{levels}有效，响应现在是{now}。", "It holds at {levels} only; the response is at {now}."
        )
        words = words.fill(levels=rule_set.levels_words, now=LEVELS[response.level])
        raise Refused(words, {"levels": words})
    if parent and rule_set.valid_from < parent.valid_from:
        words = Words("开始时间早于上级规则（{at}）。", "It starts before its parent does ({at}).")
        words = words.fill(at=f"{parent.valid_from:%Y-%m-%d %H:%M}")
        raise Refused(words, {"valid": words})
    if parent and parent.status != "published":
        words = Words("上级规则已不在有效状态。", "The parent is no longer in force.")
        raise Refused(words, {"parent": words})


def excesses_of(rule_set: RuleSet) -> dict[str, Words]:
    """What keeps a draft from publication, by key: each way in which it is stricter than what is above it."""
    known = [source for source in queries.sources() if source.id != rule_set.id]
    earlier = set(RuleSet.objects.filter(slug=rule_set.slug).values_list("id", flat=True))
    found: dict[str, Words] = {}
    for excess in excesses(queries.source_of(rule_set), [s for s in known if s.id not in earlier]):
        said = found.get(excess.key)
        words = excess.words
        found[excess.key] = Words(said.zh + words.zh, f"{said.en} {words.en}") if said else words
    return found


def _refuse_excess(rule_set: RuleSet) -> None:
    fields = excesses_of(rule_set)
    if fields:
        raise Refused(
            Words(
                "超出了上级规则，不能发布：{why}上级机关可以签署例外。",
                "Past what the rules above allow, so it cannot be published: {why} An authority above may sign an exception.",
            ).fill(
                why=Words("".join(w.zh for w in fields.values()), " ".join(w.en for w in fields.values()))
            ),
            fields,
        )


@transaction.atomic
def ruleset_withdraw(*, code: str, reason: str, by: Hand) -> list[RuleSet]:
    """Withdraw a draft, or end a published set now together with the sets that name it as parent."""
    lock()
    rule_set = locked(code)
    by.reaches(rule_set.area)
    complete({"reason": reason})
    if rule_set.status == "withdrawn" or rule_set.slug == baseline.SLUG:
        raise Refused(Words("这份规则不能撤回。", "This rule set cannot be withdrawn."))
    why = Words("撤回。理由：{why}", "Withdrawn. Reason: {why}").fill(why=reason.strip())
    before = Reader(queries.sources(), clock.now())
    ended = end_sets([rule_set], why, by=by)
    settle_all(by)
    changed()
    ended_follow(before, ended)
    return ended


@transaction.atomic
def exception_sign(
    *,
    code: str,
    keys: Sequence[str],
    authority: str,
    authority_area: str,
    reason: str,
    legal_basis: str,
    expires: dt.datetime,
    by: Hand,
) -> RuleException:
    """Let a draft be stricter in some keys: by an authority above its area, with reason, basis and expiry.

    `keys` may hold `@area` and `@validity`. A published set's exception can be renewed the same way.
    """
    lock()
    rule_set = locked(code)
    by.reaches(rule_set.area)
    complete({"authority": authority, "reason": reason, "legal_basis": legal_basis})
    if by.user_id is None:
        raise ValueError("an exception is signed by a person")
    already = {name for exception in rule_set.exceptions.all() for name in exception.keys}
    allowed = already if rule_set.status == "published" else {*rule_set.document, *WHOLE}
    if not keys or not allowed.issuperset(keys) or rule_set.status == "withdrawn":
        words = Words("例外只能针对这份规则里的条目。", "An exception names entries of this rule set.")
        raise Refused(words, {"keys": words})
    if authority_area == rule_set.area or not codes.covers(authority_area, rule_set.area):
        words = Words(
            "只有上级地区的机关可以签署例外。", "Only an authority of an area above may sign an exception."
        )
        raise Refused(words, {"authority_area": words})
    if by.user_id in drafters_of(rule_set):
        raise Refused(Words("起草人不能签署例外。", "Its drafter cannot sign an exception."))
    if expires <= max(clock.now(), rule_set.valid_from):
        words = Words("例外的到期时间要在规则开始之后。", "An exception must expire after the rules start.")
        raise Refused(words, {"expires": words})
    exception = RuleException.objects.create(
        rule_set=rule_set, keys=sorted(set(keys)), authority=authority.strip(), authority_area=authority_area,
        reason=reason.strip(), legal_basis=legal_basis.strip(), expires=expires, signed_by_id=by.user_id,
        signed_at=clock.now(),
    )  # fmt: skip
    words = Words(
        "{who}签署例外，到 {end}。理由：{why}", "{who} signed an exception until {end}. Reason: {why}"
    ).fill(who=authority.strip(), end=f"{expires:%Y-%m-%d}", why=reason.strip())
    log("excepted", words, by=by, rule_set=rule_set)
    changed()
    return exception
