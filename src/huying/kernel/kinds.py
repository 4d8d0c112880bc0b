"""The language of matters: a kind is states, acts and timers, declared once as plain data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from .facts import Facts
from .guards import Guard
from .holders import HolderRule, keep
from .situation import LEVELS
from .words import Words

Tone = Literal["info", "warn", "bad", "good", "idle"]
Restarts = Literal["never", "holder", "state"]
OPENING = "opening"
MACHINES = ("caller", "clock", "system", "linked", "api")


@dataclass(frozen=True, slots=True)
class State:
    """Where a matter can stand; `next` tells the caller what happens now."""

    title: Words
    end: bool = False
    tone: Tone = "info"
    next: Words | None = None


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that may be done.

    `frm` empty makes it an opening act; `to` None leaves the state as it is. `by` lists who may do it:
    a role means that role in the unit that holds the matter, `role@scope` that role wherever its area
    covers the matter, `*` any role of the holding unit; `caller`, `clock`, `system`, `linked` and
    `api` are not posts. `keeps` names the facts that rules read later; `counts` a counter that grows;
    `reopens` lets the caller's clocks count anew. `then` are effects: functions of a batch of `Done`.
    """

    code: str
    title: Words
    frm: str | tuple[str, ...] = ()
    to: str | None = None
    by: str | tuple[str, ...] = ()
    takes: type[Facts] | None = None
    when: tuple[Guard, ...] = ()
    then: tuple[Callable[[Sequence[Any]], None], ...] = ()
    holder: HolderRule = keep
    keeps: tuple[str, ...] = ()
    counts: str | None = None
    reopens: bool = False
    primary: bool = False
    danger: bool = False
    confirm: Words | None = None
    says: Words | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The states it starts from."""
        return (self.frm,) if isinstance(self.frm, str) else self.frm

    @property
    def doers(self) -> tuple[str, ...]:
        """Who may do it."""
        return (self.by,) if isinstance(self.by, str) else self.by


@dataclass(frozen=True, slots=True)
class Timer:
    """A clock that runs in some states and performs an act when it rings.

    `restarts`: "never" counts from when the caller asked, whoever holds the matter; "holder" starts
    anew at every hand-over; "state" whenever one of its states is entered. `again` starts it anew
    each time it has rung. `choice` names the fact by which the rule's table is read, or is
    "level" for the step of the ladder; `by_fact` a fact holding a moment (ISO 8601) that brings the ringing forward;
    when that moment is set anew, the timer follows it.
    """

    code: str
    title: Words
    rule: str
    runs: str | tuple[str, ...]
    rings: str
    restarts: Restarts = "never"
    again: bool = False
    choice: str | None = None
    by_fact: str | None = None

    def runs_in(self, state: str) -> bool:
        """Whether it runs while the matter stands there."""
        return state == self.runs if isinstance(self.runs, str) else state in self.runs


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of matter: what can happen to it, by whom, in what time.

    `linked` says which act of this kind is performed when a matter hanging from it comes to a state:
    `{kind of the child: {state of the child: act}}`. `ends_children` says which act ends the open
    ones when this matter ends: `{kind of the child: (act, what it is told)}`.
    """

    code: str
    title: Words
    states: Mapping[str, State]
    acts: tuple[Act, ...]
    timers: tuple[Timer, ...]
    ladder: tuple[str, ...] = LEVELS
    start_level: str = "community"
    linked: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ends_children: Mapping[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    facts_template: str = ""
    by_code: Mapping[str, Act] = field(init=False, repr=False, compare=False)
    timers_by_code: Mapping[str, Timer] = field(init=False, repr=False, compare=False)
    timers_in: Mapping[str, tuple[Timer, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {act.code: act for act in self.acts})
        object.__setattr__(self, "timers_by_code", {timer.code: timer for timer in self.timers})
        running = {state: tuple(t for t in self.timers if t.runs_in(state)) for state in self.states}
        object.__setattr__(self, "timers_in", running)

    def act(self, code: str) -> Act:
        """One of its acts; KeyError when it has none of that code."""
        return self.by_code[code]

    def timer(self, code: str) -> Timer:
        """One of its timers; KeyError when it has none of that code."""
        return self.timers_by_code[code]

    @property
    def openings(self) -> tuple[Act, ...]:
        """The acts that open a matter of this kind."""
        return tuple(act for act in self.acts if not act.sources)

    def acts_from(self, state: str) -> tuple[Act, ...]:
        """What may happen in a state."""
        return tuple(act for act in self.acts if state in act.sources)


class DeclarationError(Exception):
    """A kind contradicts itself; found when it is imported, never when somebody waits."""


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> Kind:
    """Check a kind and make it known. Raises DeclarationError with every fault found."""
    from .checks import faults

    found = faults(kind)
    if kind.code in _kinds and _kinds[kind.code] is not kind:
        found.append("another kind has this code")
    if found:
        raise DeclarationError(f"{kind.code}: " + "; ".join(found))
    _kinds[kind.code] = kind
    return kind


def kind_of(code: str) -> Kind:
    """The kind of that code; KeyError when none was declared."""
    return _kinds[code]


def kinds() -> list[Kind]:
    """Every declared kind, by code."""
    return [_kinds[code] for code in sorted(_kinds)]


_role_words: dict[str, Words] = {
    "caller": Words("求助人", "the caller"),
    "clock": Words("时钟", "the clock"),
    "system": Words("系统", "the system"),
    "linked": Words("相关事项", "a related matter"),
    "api": Words("外部程序", "an outside program"),
    "*": Words("现在的承办人", "whoever holds it"),
}


def name_role(code: str, words: Words) -> None:
    """Say what a role is called, for the sentence that tells who may do an act."""
    _role_words[code] = words


def role_words(code: str) -> Words:
    """What a role is called; its code when nobody said."""
    return _role_words.get(code.partition("@")[0], Words(code, code))
