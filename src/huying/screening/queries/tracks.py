"""Two ways in which people are found: pushed from outside, and found here; how far they overlap, and what only one saw."""

from collections.abc import Iterable
from dataclasses import dataclass

from huying.places import scope
from huying.screening.models import Declaration, Subject

# Found by somebody here, not told by the person.
SWEPT = ("desk", "field", "landing", "ledger", "survey", "site")


@dataclass(frozen=True, slots=True)
class Tracks:
    """How many people, each once by telephone: on pushed lists, found here, having declared by themselves; and how these
    overlap. `unknown` could not be compared: they left no number.
    """

    pushed: int
    swept: int
    declared: int
    both: int
    only_pushed: int
    only_swept: int
    only_declared: int
    unknown: int

    @property
    def everybody(self) -> int:
        """All who are known by a number, each once."""
        return self.both + self.only_pushed + self.only_swept + self.only_declared


def tracks_in(area: str) -> Tracks:
    """The two ways in an area; two queries. `both` are on a list and found or declared here as well."""
    listed = scope.within(Subject.objects.all(), area).values_list("phone_hash", flat=True)
    pushed, nameless = _told(listed)
    here: dict[bool, set[bytes]] = {True: set(), False: set()}
    unknown = nameless
    told = scope.within(Declaration.objects.all(), area).values_list("phone_hash", "channel")
    for phone, channel in told.iterator(chunk_size=5_000):
        if phone is None:
            unknown += 1
        else:
            here[channel in SWEPT].add(bytes(phone))
    swept, declared = here[True], here[False] - here[True]
    found = swept | declared
    return Tracks(
        len(pushed), len(swept), len(declared), len(pushed & found), len(pushed - found), len(swept - pushed),
        len(declared - pushed), unknown,
    )  # fmt: skip


def _told(phones: "Iterable[bytes | memoryview | None]") -> tuple[set[bytes], int]:
    known: set[bytes] = set()
    missing = 0
    for phone in phones:
        if phone is None:
            missing += 1
        else:
            known.add(bytes(phone))
    return known, missing
