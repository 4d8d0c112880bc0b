"""How a measure ends: released by a person, ended early, with its response, or by an appeal."""

from collections.abc import Sequence

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.measures import measure_facts as facts
from huying.measures import measure_notices as notices
from huying.measures import terms
from huying.measures.models import Measure
from huying.messages.services import tell_many

from .common import day_of, measures_of, ruled, ruling, said, to_desk, to_person
from .deciding import cut
from .planning import calendar_set, over, plan_refresh

CROSS = Words("要先排除交叉感染。", "Cross-infection must be excluded first.")
ROOM = Words("规则要求环境采样阴性。", "The rule asks for negative samples of the room.")
RELEASED = Words("期满解除", "Released, the days are complete")
NOT_IMPOSED = Words("应急响应结束，措施停止", "The response is over: the measure stops")


def released(done: Sequence[Done]) -> None:
    """Days complete, tests negative (guards), the rest as the rule asks: a person releases."""
    for one, row in measures_of(done):
        told, wants = said(one, facts.Releasing), row.rule.release
        wrong: dict[str, Words] = {}
        if wants.cross_infection_excluded and not told.cross_infection_excluded:
            wrong["cross_infection_excluded"] = CROSS
        if wants.environment_negative and not told.environment_negative:
            wrong["environment_negative"] = ROOM
        if wrong:
            raise Refused(next(iter(wrong.values())), wrong)
        ruling(one, row, "release", RELEASED.zh, ended_before=row.ends_on)
        measure_over(one, row, RELEASED)


def released_anyway(done: Sequence[Done]) -> None:
    """Nobody is kept for a test that nobody took: a senior releases with a reason."""
    for one, row in measures_of(done):
        ruling(one, row, "release", said(one, facts.ReleasingAnyway).reason, ended_before=row.ends_on)
        measure_over(one, row, RELEASED)


def ended_early(done: Sequence[Done]) -> None:
    """It ends before its time, for one of the known cases."""
    for one, row in measures_of(done):
        told = said(one, facts.Ending)
        ruling(one, row, "end", told.reason, ended_before=row.ends_on)
        measure_over(one, row, terms.ENDINGS[told.ending])


def response_over(done: Sequence[Done]) -> None:
    """Nothing outlives its reason."""
    for one, row in measures_of(done):
        measure_over(one, row, NOT_IMPOSED)


def upheld(done: Sequence[Done]) -> None:
    """An appeal was upheld: the measure ends at once."""
    for one, row in measures_of(done):
        child: Done = one.extra
        ruled(child.line.actor, one.line.at, row, "end", _reasons(child), ended_before=row.ends_on)
        measure_over(one, row, terms.APPEAL_ENDS["ended"])


def upheld_in_part(done: Sequence[Done]) -> None:
    """An appeal was upheld in part: another last day."""
    for one, row in measures_of(done):
        child: Done = one.extra
        if not row.live:
            continue
        before, today = row.ends_on, day_of(one.line.at)
        made = cut(row.calendar, said(child, facts.VerdictShorter).last_day, today)
        calendar_set(row, made, today)
        ruled(
            child.line.actor,
            one.line.at,
            row,
            "shorten",
            _reasons(child),
            ended_before=before,
            ends_after=made.last,
        )
        plan_refresh(row, one.line.at)


def _reasons(child: Done) -> str:
    return said(child, facts.Verdict).reasons[:1000]


def measure_over(one: Done, row: Measure, what: Words) -> None:
    """End a measure and tell the person, if it bound them."""
    bound = row.live
    over(row, one.line.at)
    if bound:
        tell_many(to_person(row, one.matter, notices.OVER, {"what": what}, "over"))


def overdue(done: Sequence[Done]) -> None:
    """Whoever holds it now has somebody who should be free."""
    tell_many([to_desk(one, notices.RELEASE_DUE, {}) for one in done])
