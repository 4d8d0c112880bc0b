"""What a draft would change and whom it would reach, before anybody publishes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from huying.base import clock
from huying.kernel.words import Words
from huying.rulebook import queries
from huying.rulebook.models import RuleSet
from huying.rulebook.reach import Answer, Change, answers, changed_keys, follow, stamp
from huying.rulebook.reader import Reader

from .drafts import sources_after


@dataclass(frozen=True, slots=True)
class Preview:
    """The change, what each evaluator found, and the stamp that publication asks for."""

    change: Change
    answers: list[Answer]
    stamp: str

    @property
    def words(self) -> Words:
        """The numbers in one sentence, for the log."""
        said = []
        for one in self.answers:
            new, freed, kept = one.total
            title, how = one.evaluator.title, one.evaluator
            said.append(
                Words(
                    f"{title.zh}：{how.new.zh} {new}，{how.freed.zh} {freed}，{how.kept.zh} {kept}",
                    f"{title.en}: {how.new.en} {new}, {how.freed.en} {freed}, {how.kept.en} {kept}",
                )
            )
        return Words("；".join(one.zh for one in said), "; ".join(one.en for one in said))


def change_of(rule_set: RuleSet) -> Change:
    """What holds before and after a draft comes into force, at the moment it does."""
    at = max(rule_set.valid_from, clock.now())
    before, after = Reader(queries.sources(), at), Reader(sources_after(rule_set, at), at)
    # A version before it may have said what this one leaves out.
    earlier = RuleSet.objects.filter(slug=rule_set.slug, status="published").values_list(
        "document", flat=True
    )
    asked = {*rule_set.document, *(code for document in earlier for code in document)}
    return Change(rule_set.area, changed_keys(before, after, rule_set.area, asked), before, after)


def ruleset_preview(rule_set: RuleSet) -> Preview:
    """Whom a draft would reach. Reads with the scope of its caller."""
    change = change_of(rule_set)
    found = answers(change)
    marks = (rule_set.code, rule_set.drafted_at.isoformat(), queries.book().stamp)
    return Preview(change, found, stamp(found, *marks))


def ended_follow(before: Reader, ended: Sequence[RuleSet]) -> None:
    """After rule sets ended: whoever stores what they led to brings it up to date."""
    after = Reader(queries.sources(), clock.now())
    asked = {code for one in ended for code in one.document}
    for area in sorted({one.area for one in ended}):
        follow(Change(area, changed_keys(before, after, area, asked), before, after))
