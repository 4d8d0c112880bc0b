"""What values call by the names of another key's lines: each name must be one that the rules know there."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import Any

from huying.base import clock
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from . import queries
from .keys import Key, Table, keys
from .models import RuleSet
from .reader import Reader, RuleMissing
from .values import OTHERS

UNKNOWN = Words(
    "{where}写了“{name}”，但“{table}”里没有这个名称。{known}",
    "{where} names “{name}”, which “{table}” does not know. {known}",
)
WRITTEN = Words(
    "可以用：{names}；或者在这份规则的“{table}”里写上它。",
    "It knows: {names}; or write it under “{table}” in this rule set.",
)
NOTHING = Words("请先在“{table}”里写上它。", "Write it under “{table}” first.")
SHOWN = 8


def names_refuse(*, document: Mapping[str, Any], area: str, since: dt.datetime, slug: str) -> None:
    """Raise Refused, by key, for names that neither the set itself nor the rules in force as it starts know there.

    `slug`: earlier versions of the set, which it takes the place of, do not count.
    """
    wrong: dict[str, Words] = {}
    for code in document:
        declared = keys()[code]
        if not declared.names:
            continue
        known = _known(declared.names, document, area, max(since, clock.now()), slug)
        for where, name in _named(declared, document[code]):
            if name not in known:
                wrong.setdefault(code, _words(declared, where, name, sorted(known)))
    if wrong:
        raise Refused(next(iter(wrong.values())), wrong)


def _named(declared: Key, stored: Any) -> Iterator[tuple[Words, str]]:
    kind = declared.kind
    if isinstance(kind, Table):
        for choice, line in stored.items():
            yield from ((kind.name(choice), name) for name in kind.of.read(line).named())
    else:
        yield from ((declared.title, name) for name in kind.read(stored).named())


def _known(table: str, document: Mapping[str, Any], area: str, at: dt.datetime, slug: str) -> set[str]:
    own = set(document.get(table, {}))
    replaced = set(RuleSet.objects.filter(slug=slug).values_list("pk", flat=True))
    above = Reader([source for source in queries.sources() if source.id not in replaced], at)
    with suppress(RuleMissing):
        own |= set(above.table(table, area))
    return own - {OTHERS}


def _words(declared: Key, where: Words, name: str, known: list[str]) -> Words:
    table = keys()[declared.names].title
    near = get_close_matches(name, known, SHOWN) or known[:SHOWN]
    said = WRITTEN.fill(names=Words("、".join(near), ", ".join(near)), table=table) if near else NOTHING
    return UNKNOWN.fill(where=where, name=name[:80], table=table, known=said.fill(table=table))
