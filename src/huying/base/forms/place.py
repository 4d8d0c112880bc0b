"""Where the place picker learns the places from; the places app says so when it starts."""

from collections.abc import Sequence
from typing import Protocol

from huying.kernel.words import Words

Choice = tuple[str, Words]


class PlaceSource(Protocol):
    """The places a person may pick; a code is the value of the field."""

    def children(self, code: str) -> Sequence[Choice]:
        """The places one step below `code`; below "" those of the first step. Empty at the last step."""

    def trail(self, code: str) -> Sequence[Choice]:
        """The steps from the first one down to `code` itself; empty for a code that is none."""

    def find(self, text: str, within: str) -> Sequence[Choice]:
        """The places a typed text may mean, best first, below `within` ("" anywhere)."""


class NoPlaces:
    """The source before any is set: nothing to pick."""

    def children(self, code: str) -> Sequence[Choice]:
        return ()

    def trail(self, code: str) -> Sequence[Choice]:
        return ()

    def find(self, text: str, within: str) -> Sequence[Choice]:
        return ()


_sources: list[PlaceSource] = [NoPlaces()]


def use_place_source(source: PlaceSource) -> None:
    """Set where place pickers learn the places from; the last one set counts."""
    _sources[0] = source


def place_source() -> PlaceSource:
    """The source in use."""
    return _sources[0]
