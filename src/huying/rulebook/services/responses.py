"""Starting, changing and ending an emergency response."""

import datetime as dt

from django.db import transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook import queries
from huying.rulebook.hanging import Hanging, hanging
from huying.rulebook.models import LEVELS, DiseaseProfile, Response, RuleSet
from huying.rulebook.reader import Reader

from .data import OPEN, data_list
from .ground import Hand, changed, complete, end_sets, lock, log, settle_all
from .previews import ended_follow

# Rule sets hang from their response too, and end by the rulebook's own hand.
RULES = Hanging("rulebook.sets", Words("规则", "rule sets"), lambda _response: 0, lambda _response, _why: 0)


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
    profile: str = "",
    starts: dt.datetime | None = None,
) -> Response:
    """Declare a response. Matter, level, expected duration and measures must all be stated.

    `profile` is the slug of a published disease profile, whose name then stands for `disease` where that is empty.
    """
    by.reaches(area)
    known = _profile(profile)
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
        zh=matter.zh, en=matter.en, disease=disease or known, profile=profile, level=level, authority=authority.zh, authority_en=authority.en,
        area=area, legal_basis=legal_basis, measures=measures, starts=starts, expected_end=expected_end,
    )  # fmt: skip
    words = Words("启动{level}应急响应。", "Response declared, {level}.").fill(level=LEVELS[level])
    log("started", words, by=by, response=response)
    return response


def _profile(slug: str) -> str:
    if not slug:
        return ""
    found = DiseaseProfile.objects.filter(slug=slug, status="published").order_by("-version").first()
    if found is None:
        words = Words("没有已发布的疾病档案“{p}”。", "There is no published disease profile “{p}”.").fill(
            p=slug
        )
        raise Refused(words, {"profile": words})
    return found.title.zh


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
    """Raise or lower a response, or move its expected end, with a reason.

    Rule sets that hold only at other levels end at once; whoever keeps rows by them follows as after a publication.
    """
    lock()
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
    _switch(response, by)
    return response


def sets_leaving(response: Response, level: int) -> list[RuleSet]:
    """The published sets of a response that do not hold at a level."""
    rows = response.rule_sets.filter(status="published").order_by("pk")
    return [one for one in rows if one.levels and level not in one.levels and not _over(one)]


def _over(rule_set: RuleSet) -> bool:
    return rule_set.valid_until is not None and rule_set.valid_until <= clock.now()


def _switch(response: Response, by: Hand) -> None:
    """End what does not hold at the level it is at now."""
    leaving = sets_leaving(response, response.level)
    if not leaving:
        return
    before = Reader(queries.sources(), clock.now())
    why = Words("响应改为{level}，不再有效。", "The response is at {level} now: it holds no more.")
    ended = end_sets(leaving, why.fill(level=LEVELS[response.level]), by=by)
    settle_all(by)
    changed()
    ended_follow(before, ended)


@transaction.atomic
def response_end(*, code: str, reason: str, by: Hand) -> list[RuleSet]:
    """End a response with everything that hangs from it, all or nothing; returns the rule sets that ended.

    What ended is kept on the response, and the personal data that came with it are listed for destruction.
    """
    lock()
    response = _open_response(code, by)
    complete({"reason": reason})
    response.ended_at = clock.now()
    why = Words("应急响应《{title}》已结束：{why}", "The response “{title}” has ended: {why}").fill(
        title=response.title, why=reason.strip()
    )
    ended = end_sets(RuleSet.objects.filter(response=response), why, by=by)
    things = [(RULES, len(ended)), *((thing, thing.end(response, why)) for thing in hanging())]
    response.ended_things = [
        {"code": thing.code, "zh": thing.title.zh, "en": thing.title.en, "ended": number}
        for thing, number in things
    ]
    response.save(update_fields=["ended_at", "ended_things"])
    said = [Words(f"{thing.title.zh} {n}", f"{thing.title.en} {n}") for thing, n in things]
    log(
        "ended",
        Words("结束响应，随之停止：{what}。理由：{why}", "Ended, and with it: {what}. Reason: {why}").fill(
            what=Words("、".join(one.zh for one in said), ", ".join(one.en for one in said)),
            why=reason.strip(),
        ),
        by=by,
        response=response,
    )
    data_list(response, by)
    settle_all(by)
    changed()
    return ended


@transaction.atomic
def response_archive(*, code: str, by: Hand) -> Response:
    """Put an ended response away: only when nothing of it remains and every class of data has been decided."""
    response = Response.objects.select_for_update().filter(code=code).first()
    if response is None:
        raise NotYours
    by.reaches(response.area)
    if response.ended_at is None or response.archived_at is not None:
        raise Refused(
            Words("只有已结束、未归档的响应可以归档。", "Only an ended response can be archived, once.")
        )
    open_ones = [item.title for item in response.data_items.filter(state__in=OPEN)]
    left = [thing.title for thing in hanging() if thing.remaining(response)]
    if open_ones or left:
        names = [*left, *open_ones]
        raise Refused(
            Words(
                "还有没办完的，不能归档：{what}。", "It cannot be archived while this is open: {what}."
            ).fill(what=Words("、".join(one.zh for one in names), ", ".join(one.en for one in names)))
        )
    response.archived_at = clock.now()
    response.save(update_fields=["archived_at"])
    log("archived", Words("归档。", "Archived."), by=by, response=response)
    return response
