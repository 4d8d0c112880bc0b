"""A sentence in both languages, Chinese first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal, NamedTuple

Language = Literal["zh", "en"]

_language: ContextVar[Language] = ContextVar("huying_language", default="zh")


class Words(NamedTuple):
    """The same words in Chinese and in English; `str()` gives those of the reader's language."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if _language.get() == "en" else self.zh

    def fill(self, **values: object) -> "Words":
        """Put values into the `{name}` places of both sentences."""

        def said(value: object, language: Language) -> object:
            return getattr(value, language) if isinstance(value, Words) else value

        return Words(
            self.zh.format(**{k: said(v, "zh") for k, v in values.items()}),
            self.en.format(**{k: said(v, "en") for k, v in values.items()}),
        )


def current_language() -> Language:
    """The reader's language in this thread or task."""
    return _language.get()


def set_language(language: str) -> None:
    """Choose the reader's language for the rest of this thread or task."""
    _language.set("en" if language.startswith("en") else "zh")


@contextmanager
def reading(language: str) -> Iterator[None]:
    """Speak one language inside the block, whoever the reader is."""
    token = _language.set("en" if language.startswith("en") else "zh")
    try:
        yield
    finally:
        _language.reset(token)
