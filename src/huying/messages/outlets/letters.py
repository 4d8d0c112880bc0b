"""What outlets are given and what they answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from huying.messages.models import Robot

Outcome = Literal["went", "later", "never"]
WENT: Outcome = "went"
LATER: Outcome = "later"
NEVER: Outcome = "never"


@dataclass(frozen=True, slots=True)
class Letter:
    """One text ready to go. `key` is the same for every try, so that an outlet can refuse a second one."""

    key: str
    to: str
    title: str
    body: str
    robot: "Robot | None" = None


@dataclass(frozen=True, slots=True)
class Result:
    """`went`; `later` when another try may help; `never` when none will. `error` is for an administrator."""

    outcome: Outcome
    provider_id: str = ""
    error: str = ""


class Outlet(Protocol):
    """A way out. `patience` is the most seconds one `send` of `at_once` letters can take."""

    at_once: int
    patience: float

    def send(self, letters: Sequence[Letter]) -> list[Result]:
        """Try each letter once; as many results, in the same order. Never touches the rows of the outbox."""
        ...
