"""What becomes of personal data once their response has ended: destroyed by two people with proof, or kept with reasons."""

import datetime as dt
import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.rulebook import queries
from huying.rulebook.hanging import PersonalData, data_class, digest_of, personal_data
from huying.rulebook.keys import Table, key
from huying.rulebook.limits import DATA_KEPT, REMINDER
from huying.rulebook.models import DataItem, Response

from .ground import SYSTEM, Hand, complete, log

OPEN = ("open", "proposed")


def data_list(response: Response, by: Hand) -> list[DataItem]:
    """List every class of personal data that came with a response that ends now, with the day they must go by."""
    assert response.ended_at is not None  # noqa: S101 - only called by the ending
    rules, made = queries.reader(response.ended_at), []
    for thing in personal_data():
        count = thing.count(response)
        if not count:
            continue
        due, rule, why = _longest(rules, thing, response)
        kept = Words("{time}（《{title}》）", "{time} (“{title}”)").fill(time=why.words, title=why.title)
        made.append(
            DataItem(
                response=response, code=thing.code, zh=thing.title.zh, en=thing.title.en, count=count,
                purpose_zh=thing.purpose.zh, purpose_en=thing.purpose.en, keep_rule=rule, kept_zh=kept.zh,
                kept_en=kept.en, due=due,
            )
        )  # fmt: skip
    if not made:
        return []
    DataItem.objects.bulk_create(made)
    words = Words("列出待销毁的个人信息 {n} 类。", "{n} classes of personal data listed for destruction.")
    log("listed", words.fill(n=len(made)), by=by, response=response)
    return made


def _longest(
    rules: queries.Reader, thing: PersonalData, response: Response
) -> tuple[dt.datetime, str, queries.Because]:
    """When the data must be gone, by which rule: that of their class, or the limit for all where it comes earlier."""
    assert response.ended_at is not None  # noqa: S101 - only called by the ending
    found = []
    for code in (thing.keep_rule, DATA_KEPT.code):
        choice = thing.code if isinstance(key(code).kind, Table) else None
        due = rules.due(code, response.ended_at, response.area, choice)
        found.append((due, code, rules.why(code, response.area, choice)))
    return min(found, key=lambda one: one[0])


def _item(code: str, name: str, by: Hand, *states: str) -> DataItem:
    found = (
        DataItem.objects.select_for_update(of=("self",))
        .select_related("response")
        .filter(response__code=code, code=name)
        .first()
    )
    if found is None:
        raise NotYours
    by.reaches(found.response.area)
    if by.user_id is None:
        raise ValueError("what becomes of personal data is decided by a person")
    if found.state not in states:
        raise Refused(
            Words(
                "这一类现在是“{state}”，不能这样办。", "This class is “{state}”; that cannot be done now."
            ).fill(state=found.state_words)
        )
    return found


def _note(item: DataItem, what: str, words: Words, by: Hand) -> None:
    log(what, words.fill(title=item.title), by=by, response=item.response)


@transaction.atomic
def data_propose(*, code: str, name: str, by: Hand) -> DataItem:
    """Propose to destroy one class of an ended response's data; a second person confirms."""
    item = _item(code, name, by, "open")
    item.state, item.proposed_by_id, item.proposed_at = "proposed", by.user_id, clock.now()
    item.save(update_fields=["state", "proposed_by", "proposed_at"])
    _note(item, "proposed", Words("提出销毁“{title}”。", "Destruction of “{title}” proposed."), by)
    return item


@transaction.atomic
def data_return(*, code: str, name: str, reason: str, by: Hand) -> DataItem:
    """Send a proposal back with a reason."""
    item = _item(code, name, by, "proposed")
    complete({"reason": reason})
    item.state, item.proposed_by, item.proposed_at = "open", None, None
    item.save(update_fields=["state", "proposed_by", "proposed_at"])
    words = Words(
        "退回销毁“{title}”的提议。理由：{why}", "Proposal to destroy “{title}” sent back. Reason: {why}"
    )
    log("returned", words.fill(title=item.title, why=reason.strip()), by=by, response=item.response)
    return item


@transaction.atomic
def data_destroy(*, code: str, name: str, by: Hand) -> DataItem:
    """Destroy what another person proposed to destroy. Leaves a certificate with its hash; nothing may be left over."""
    item = _item(code, name, by, "proposed")
    if by.user_id == item.proposed_by_id:
        raise Refused(
            Words(
                "提出销毁的人不能自己确认，请另一位确认。",
                "Whoever proposed it cannot confirm it; ask a second person.",
            )
        )
    thing = data_class(name)
    if thing is None:
        raise Refused(
            Words("没有程序认得这一类资料，无法销毁。", "No part of the system keeps this class any more.")
        )
    item.certificate = _destroyed(thing, item, by)
    item.proof = hashlib.sha256(_canonical(item.certificate)).hexdigest()
    item.state, item.decided_by_id, item.decided_at = "destroyed", by.user_id, clock.now()
    item.save(update_fields=["state", "decided_by", "decided_at", "certificate", "proof"])
    words = Words(
        "销毁“{title}”{n} 条，凭证 {proof}。", "“{title}” destroyed, {n} rows; certificate {proof}."
    ).fill(title=item.title, n=item.certificate["destroyed"], proof=item.proof[:16])
    log("destroyed", words, by=by, response=item.response)
    return item


def _canonical(certificate: dict[str, Any]) -> bytes:
    return json.dumps(certificate, sort_keys=True, ensure_ascii=False).encode()


def _destroyed(thing: PersonalData, item: DataItem, by: Hand) -> dict[str, Any]:
    """Destroy the rows, and say what was destroyed, when and by whom, with a hash over the rows themselves."""
    response = item.response
    digest = digest_of(thing.rows(response)) if thing.rows else ""
    counted, number = thing.count(response), thing.destroy(response)
    left = thing.count(response)
    if left:
        raise Refused(Words("还有 {n} 条没有销毁成功。", "{n} rows could not be destroyed.").fill(n=left))
    return {
        "response": response.code, "class": item.code, "counted": counted, "destroyed": number,
        "at": clock.now().astimezone(dt.UTC).isoformat(), "proposed_by": item.proposed_by_id,
        "confirmed_by": by.user_id, "rows_sha256": digest,
    }  # fmt: skip


@transaction.atomic
def data_keep(
    *,
    code: str,
    name: str,
    purpose: str,
    necessity: str,
    safeguards: str,
    until: dt.datetime | None,
    by: Hand,
) -> DataItem:
    """Keep one class until a day: only with the three parts of the assessment, signed by whoever decides."""
    item = _item(code, name, by, *OPEN)
    complete({"purpose": purpose, "necessity": necessity, "safeguards": safeguards})
    if until is None or until <= clock.now():
        words = Words("保留期限要在将来。", "The day until which it is kept must lie ahead.")
        raise Refused(words, {"until": words})
    item.state, item.decided_by_id, item.decided_at, item.kept_until = "kept", by.user_id, clock.now(), until
    item.proposed_by, item.proposed_at = None, None
    item.assessed_purpose, item.assessed_necessity = purpose.strip(), necessity.strip()
    item.assessed_safeguards = safeguards.strip()
    item.save()
    words = Words("经评估保留“{title}”到 {day}。", "“{title}” kept until {day} after an assessment.").fill(
        title=item.title, day=f"{until:%Y-%m-%d}"
    )
    log("kept", words, by=by, response=item.response)
    return item


@transaction.atomic
def data_remind() -> list[DataItem]:
    """For every night: open again what was kept until today, and note what is overdue; answers what to tell people of."""
    now = clock.now()
    with scope.everything("reminding of personal data that must go"):
        for item in DataItem.objects.select_for_update().filter(state="kept", kept_until__lte=now):
            _open_again(item, now)
        due = (
            DataItem.objects.select_for_update(of=("self",))
            .select_related("response")
            .filter(Q(reminded_at__isnull=True) | Q(reminded_at__lt=now), state__in=OPEN, due__lte=now)
        )
        found, rules = [], queries.reader(now)
        for item in due.order_by(F("due"), "pk"):
            wait = (REMINDER.code, item.reminded_at or now, item.response.area)
            if item.reminded_at is not None and rules.due(*wait) > now:
                continue
            item.reminded_at = now
            item.save(update_fields=["reminded_at"])
            words = Words("“{title}”到期未处理，已提醒。", "“{title}” is overdue; people were reminded.")
            _note(item, "reminded", words, SYSTEM)
            found.append(item)
    return found


def _open_again(item: DataItem, now: dt.datetime) -> None:
    item.state, item.due = "open", now
    item.decided_by, item.decided_at, item.reminded_at = None, None, None
    item.save()
    Response.objects.filter(pk=item.response_id).update(archived_at=None)
    words = Words(
        "“{title}”的保留期限已到，重新列入待处理。", "“{title}” may be kept no longer and is open again."
    )
    _note(item, "reopened", words, SYSTEM)


def data_overdue(area: str) -> int:
    """How many classes of data in an area should have been decided about already."""
    rows = DataItem.objects.filter(state__in=OPEN, due__lte=clock.now())
    return rows.filter(response__area__range=codes.span(area)).count()
