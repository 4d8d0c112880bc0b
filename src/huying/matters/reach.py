"""Which open matters a draft of rules gives another deadline: asked before it is published."""

from collections import defaultdict
from collections.abc import Mapping

from django.db import connection

from huying.kernel.kinds import Kind, Timer, kinds
from huying.kernel.words import Words
from huying.places import codes
from huying.rulebook.reach import Change, Evaluator, Reached, reaches
from huying.rulebook.reader import Reader, RuleMissing
from huying.rulebook.spans import Span

# Every clock of a kind that now runs under one of the rules, counted where the rule may tell one matter from another.
_RUNNING = """
SELECT m.kind, c.timer, m.area, m.level, m.facts ->> w.fact AS choice, count(*)
FROM unnest(%s::text[], %s::text[], %s::text[]) AS w(kind, timer, fact)
JOIN matters_matter AS m ON m.kind = w.kind AND m.ended_at IS NULL AND m.area BETWEEN %s AND %s
JOIN matters_clock AS c ON c.matter_id = m.id AND c.timer = w.timer
GROUP BY 1, 2, 3, 4, 5
"""


def _timers() -> dict[tuple[str, str], tuple[Kind, Timer]]:
    return {(kind.code, timer.code): (kind, timer) for kind in kinds() for timer in kind.timers}


def _reads(rule: str) -> bool:
    return any(timer.rule == rule for _, timer in _timers().values())


def _lasts(rules: Reader, rule: str, area: str, choice: str | None) -> Span | None:
    try:
        return rules.duration(rule, area, choice)
    except RuleMissing:
        return None


def _shorter(before: Span | None, after: Span | None) -> bool:
    """Whether the time became shorter, as far as two lengths of time can be told apart."""
    if before is None or after is None:
        return before is None
    longer = after.longer_than(before)
    return longer is False if longer is not None else after.amount < before.amount


def deadlines_count(change: Change) -> list[Reached]:
    """Open matters by area below the draft's and kind of deadline: shorter (new), longer (freed), the same (kept)."""
    timers = {name: both for name, both in _timers().items() if both[1].rule in change.keys}
    if not timers:
        return []
    wanted = [(kind, timer, both[1].choice or "") for (kind, timer), both in timers.items()]
    low, high = codes.span(change.area)
    with connection.cursor() as cursor:
        cursor.execute(_RUNNING, [*(list(column) for column in zip(*wanted, strict=True)), low, high])
        rows = cursor.fetchall()
    sums: defaultdict[tuple[str, Words], list[int]] = defaultdict(lambda: [0, 0, 0])
    for code, name, area, level, fact, number in rows:
        kind, timer = timers[code, name]
        choice = level if timer.choice == "level" else fact if timer.choice else None
        before, after = (_lasts(rules, timer.rule, area, choice) for rules in (change.before, change.after))
        place = 2 if before == after else 0 if _shorter(before, after) else 1
        title = Words(f"{kind.title.zh}：{timer.title.zh}", f"{kind.title.en}: {timer.title.en}")
        sums[_below(change.area, area), title][place] += number
    return [Reached(area, title, *numbers) for (area, title), numbers in sums.items()]


def _below(outer: str, inner: str) -> str:
    """The area one step below `outer` that holds `inner`; `outer` itself for what lies directly in it."""
    steps: Mapping[str, int] = {grade: place for place, grade in enumerate(codes.GRADES)}
    grade = codes.GRADES[min(steps[codes.grade(outer)] + 1, len(codes.GRADES) - 1)]
    return codes.at(inner, grade) or outer


def register() -> None:
    """Make it known to the preview of rules."""
    reaches(
        Evaluator(
            code="matters.deadlines",
            title=Words("未办结事项的时限", "Deadlines of open matters"),
            reads=_reads,
            count=deadlines_count,
            new=Words("时限变短", "shorter"),
            freed=Words("时限变长", "longer"),
            kept=Words("时限不变", "as before"),
            note=Words(
                "已经在走的时限不变；下一次起算时按新规定。",
                "Clocks that run keep their time; the next to start takes the new one.",
            ),
        )
    )
