"""All rule sets as they would stand once a draft was in force."""

import datetime as dt
from dataclasses import replace

from huying.base import clock
from huying.rulebook import queries
from huying.rulebook.models import RuleSet
from huying.rulebook.reader import Source


def sources_after(rule_set: RuleSet, at: dt.datetime | None = None) -> list[Source]:
    """All sources as they would be once a draft was published at a moment, now by default."""
    own = replace(queries.source_of(rule_set), valid_from=max(rule_set.valid_from, at or clock.now()))
    older = set(
        RuleSet.objects.filter(slug=rule_set.slug).exclude(pk=rule_set.pk).values_list("id", flat=True)
    )
    return [_superseded(source, own, older) for source in queries.sources() if source.id != own.id] + [own]


def _superseded(source: Source, own: Source, older: set[int]) -> Source:
    if source.id in older:
        until = own.valid_from if source.valid_until is None else min(source.valid_until, own.valid_from)
        return replace(source, valid_until=max(until, source.valid_from))
    return replace(source, parent=own.id) if source.parent in older else source
