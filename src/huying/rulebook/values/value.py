"""What every kind of value can do, and how it says that something is not one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from huying.base.forms.sentences import sentence
from huying.kernel.words import Words

OTHERS = "*"


@dataclass(frozen=True)
class Value:
    """What every kind can do. `store` gives plain JSON; `read` gives what code works with."""

    directions: ClassVar[tuple[str, ...]] = ()

    def store(self, raw: Any) -> Any:
        """The value as kept in a document; Refused with a sentence when it is none."""
        raise NotImplementedError

    def read(self, stored: Any) -> Any:
        """The value as code wants it, from what `store` gave."""
        return stored

    def say(self, stored: Any) -> Words:
        """The value in plain words."""
        return Words(str(stored), str(stored))

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        """Whether `ours` is stricter than `theirs` (both stored); None when they cannot be compared."""
        raise NotImplementedError

    def difference(self, ours: Any, theirs: Any, direction: str) -> Words | None:
        """In which parts `ours` is stricter, in words; None when the two values as a whole say it best."""
        return None

    def pieces(self, stored: Any) -> list[tuple[str, Words, Words]]:
        """The value cut into parts that can be told apart: (mark, name or nothing, the part in words)."""
        return [("", Words("", ""), self.say(stored))]

    @property
    def shape(self) -> Words:
        """How the value is written."""
        raise NotImplementedError


class Wrong(ValueError):
    """A sentence about a value, in the form pydantic collects."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


_HERE = Words("此项", "this entry")
_SAID = {
    "missing": Words("这一项没有写。", "This is missing."),
    "extra_forbidden": Words("没有这一项。", "There is no such entry."),
}


def said_by(error: Mapping[str, Any], label: Words | None = None) -> Words:
    """One of pydantic's errors as a sentence about `label`."""
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, Wrong):
        return inner.words
    return _SAID.get(error["type"]) or sentence(error, label or _HERE)
