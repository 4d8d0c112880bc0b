"""How a domain shows its matters: a line in a list, the facts beside the history, panels of its own."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.people.seats import Seat

from .models import Matter


@dataclass(frozen=True, slots=True)
class Line:
    """What a list says of a matter beside its state and clock: what it is about, where, what stands out."""

    title: str
    place: str = ""
    marks: Sequence[Words] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """One known thing: its name, its value, and the page that shows it in full when it is masked."""

    label: Words
    value: Any
    reveal: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A part of the matter's page that the domain fills itself.

    `acts` are those it offers in its own way: they get no button of their own.
    """

    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Brief:
    """What one domain hands to another that does a part of its matter; never shown as it is: it holds the contact."""

    title: str
    text: str = ""
    place: str = ""
    room: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    wanted_by: dt.datetime | None = None


class Presenter(Protocol):
    """What a domain knows of its matters. `lines` gets a whole page of them, to read once for all."""

    def lines(self, matters: Sequence[Matter]) -> Mapping[int, Line]:
        """A line for each matter, by its id."""
        ...

    def facts(self, matter: Matter, seat: Seat) -> list[Fact]:
        """What is known of one matter, masked as far as this seat may see it."""
        ...

    def panels(self, matter: Matter, seat: Seat) -> list[Panel]:
        """The domain's own parts of the page."""
        ...


class _Plain:
    """A kind without a presenter is shown by its code."""

    def lines(self, matters: Sequence[Matter]) -> Mapping[int, Line]:
        return {m.pk: Line(str(kind_of(m.kind).title)) for m in matters}

    def facts(self, matter: Matter, seat: Seat) -> list[Fact]:
        return []

    def panels(self, matter: Matter, seat: Seat) -> list[Panel]:
        return []


# Acts that a domain offers on pages of its own: a desk does not name them as the next thing to do.
_aside: dict[str, frozenset[str]] = {}
PanelOf = Callable[[Matter, Seat], Panel | None]
_presenters: dict[str, Presenter] = {}
_beside: dict[str, list[PanelOf]] = defaultdict(list)
_briefs: dict[str, Callable[[Matter], Brief]] = {}


def present(kind: str, presenter: Presenter) -> None:
    """Say how a kind is shown."""
    _presenters[kind] = presenter


def offered_aside(kind: str, *acts: str) -> None:
    """Say which acts of a kind are done elsewhere than at a desk."""
    _aside[kind] = frozenset(acts)


def acts_aside(kind: str) -> frozenset[str]:
    """The acts of a kind that are done elsewhere than at a desk."""
    return _aside.get(kind, frozenset())


def presenter_of(kind: str) -> Presenter:
    """Who shows a kind."""
    return _presenters.get(kind, _Plain())


def lines_of(matters: Sequence[Matter]) -> dict[int, Line]:
    """A line for every matter of a page, each kind asked once."""
    found: dict[int, Line] = {}
    for kind in {m.kind for m in matters}:
        found.update(presenter_of(kind).lines([m for m in matters if m.kind == kind]))
    return found


def panel_beside(kind: str, panel: PanelOf) -> None:
    """Add a panel of one domain to the pages of another's kind; None where it has nothing to say."""
    if panel not in _beside[kind]:
        _beside[kind].append(panel)


def panels_of(matter: Matter, seat: Seat) -> list[Panel]:
    """The domain's own panels, then those other domains put beside them."""
    others = [panel(matter, seat) for panel in _beside[matter.kind]]
    return [*presenter_of(matter.kind).panels(matter, seat), *(panel for panel in others if panel)]


def brief(kind: str, tells: Callable[[Matter], Brief]) -> None:
    """Say what matters of a kind hand to other domains."""
    _briefs[kind] = tells


def brief_of(matter: Matter) -> Brief:
    """What a matter hands over; its title and place when its domain says no more."""
    if matter.kind in _briefs:
        return _briefs[matter.kind](matter)
    line = presenter_of(matter.kind).lines([matter])[matter.pk]
    return Brief(title=line.title, place=line.place)
