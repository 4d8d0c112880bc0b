"""Whom a change of the lists concerns: rooms that know people say so; places themselves know none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huying.kernel.words import Words

from .changes import Change


@dataclass(frozen=True)
class Concern:
    """Some people or things a change concerns: who they are, how many, where to see them."""

    title: Words
    count: int
    url: str = ""


Ask = Callable[[Sequence[Change], str], Iterable[Concern]]
_asked: dict[str, Ask] = {}


def register(name: str, ask: Ask) -> None:
    """Let a room say whom changes concern in an area: `ask(changes, area)`, in the scope of the reader.

    Called from `apps.ready()`; the same name replaces what was registered before.
    """
    _asked[name] = ask


def forget(name: str) -> None:
    """Take a room out again; for tests that register their own."""
    _asked.pop(name, None)


def concerns(changes: Sequence[Change], area: str) -> list[Concern]:
    """What every room says about the changes, those that concern nobody left out."""
    if not changes:
        return []
    found = [one for name in sorted(_asked) for one in _asked[name](changes, area)]
    return [one for one in found if one.count]
