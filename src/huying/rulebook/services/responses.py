"""Starting, changing and ending an emergency response."""

import datetime as dt

from django.db import transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.models import LEVELS, Response, RuleSet

from .ground import Hand, changed, complete, end_sets, lock, log, settle_all


@transaction.atomic
def response_start(
    *,
    matter: Words,
    level: int,
    authority: Words,
    area: str,
    legal_basis: str,
    measures: str,
    expected_end: dt.datetime,
    by: Hand,
    disease: str = "",
    starts: dt.datetime | None = None,
) -> Response:
    """Declare a response. Matter, level, expected duration and measures must all be stated."""
    by.reaches(area)
    starts = starts or clock.now()
    complete(
        {"matter": matter.zh, "authority": authority.zh, "legal_basis": legal_basis, "measures": measures}
    )
    if level not in LEVELS:
        raise Refused(
            Words("级别是一到四级。", "The level is one of I to IV."), {"level": Words("一到四级", "I to IV")}
        )
    if expected_end <= starts:
        words = Words("预计结束时间要在开始之后。", "The expected end must be after the start.")
        raise Refused(words, {"expected_end": words})
    response = Response.objects.create(
        zh=matter.zh, en=matter.en, disease=disease, level=level, authority=authority.zh, authority_en=authority.en,
        area=area, legal_basis=legal_basis, measures=measures, starts=starts, expected_end=expected_end,
    )  # fmt: skip
    words = Words("启动{level}应急响应。", "Response declared, {level}.").fill(level=LEVELS[level])
    log("started", words, by=by, response=response)
    return response


def _open_response(code: str, by: Hand) -> Response:
    found = Response.objects.select_for_update().filter(code=code).first()
    if found is None:
        raise NotYours
    by.reaches(found.area)
    if found.ended_at is not None:
        raise Refused(Words("这个响应已经结束。", "This response has ended."))
    return found


@transaction.atomic
def response_change_level(
    *, code: str, level: int, reason: str, by: Hand, expected_end: dt.datetime | None = None
) -> Response:
    """Raise or lower a response, or move its expected end, with a reason."""
    response = _open_response(code, by)
    complete({"reason": reason})
    if level not in LEVELS:
        raise Refused(
            Words("级别是一到四级。", "The level is one of I to IV."), {"level": Words("一到四级", "I to IV")}
        )
    if expected_end is not None and expected_end <= clock.now():
        words = Words("预计结束时间要在将来。", "The expected end must lie ahead.")
        raise Refused(words, {"expected_end": words})
    before, response.level = response.level, level
    response.expected_end = expected_end or response.expected_end
    response.save(update_fields=["level", "expected_end"])
    words = Words(
        "{before}改为{after}，预计到 {end}。理由：{why}",
        "{before} becomes {after}, expected until {end}. Reason: {why}",
    ).fill(
        before=LEVELS[before],
        after=LEVELS[level],
        end=f"{response.expected_end:%Y-%m-%d}",
        why=reason.strip(),
    )
    log("changed", words, by=by, response=response)
    return response


@transaction.atomic
def response_end(*, code: str, reason: str, by: Hand) -> list[RuleSet]:
    """End a response and every rule set that hangs from it; returns the sets that ended."""
    lock()
    response = _open_response(code, by)
    complete({"reason": reason})
    response.ended_at = clock.now()
    response.save(update_fields=["ended_at"])
    why = Words("应急响应《{title}》已结束。", "The response “{title}” has ended.").fill(title=response.title)
    ended = end_sets(RuleSet.objects.filter(response=response), why, by=by)
    log(
        "ended",
        Words(
            "结束响应，{n} 份规则随之停止。理由：{why}", "Ended, and {n} rule sets with it. Reason: {why}"
        ).fill(n=len(ended), why=reason.strip()),
        by=by,
        response=response,
    )
    settle_all(by)
    changed()
    return ended
