"""What an act must be told: one schema for the page, the API and the spreadsheet row."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .words import Words

Choices = Sequence[tuple[str, Words]] | Callable[[], Sequence[tuple[str, Words]]]


class Facts(BaseModel):
    """The base of every schema an act takes: unknown names are refused, white space is trimmed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def _without_nul(cls, said: Any) -> Any:
        """A NUL character is nobody's word, and no database column takes it."""
        return _clean(said) if isinstance(said, dict) else said


def ask(
    zh: str,
    en: str,
    *,
    default: Any = ...,
    widget: str | None = None,
    help: Words | None = None,
    choices: Choices | None = None,
    secret: bool = False,
    **limits: Any,
) -> Any:
    """A field of `Facts` with its question in both languages.

    `widget` and `choices` guide the form; `secret` keeps the value out of the event log (effects put
    it into an encrypted column); `limits` are pydantic's own, such as `max_length` or `ge`.
    """
    extra: dict[str, Any] = {"words": {"zh": zh, "en": en}, "secret": secret}
    if widget:
        extra["widget"] = widget
    if help:
        extra["help"] = {"zh": help.zh, "en": help.en}
    if choices is not None and not callable(choices):
        extra["choices"] = [[value, {"zh": words.zh, "en": words.en}] for value, words in choices]
    field: Any = Field(default, json_schema_extra=extra, **limits)
    if callable(choices):
        field.metadata.append(LateChoices(choices))
    return field


def _clean(said: Any) -> Any:
    if isinstance(said, str):
        return said.replace("\x00", "")
    if isinstance(said, dict):
        return {_clean(name): _clean(value) for name, value in said.items()}
    return [_clean(value) for value in said] if isinstance(said, list) else said


class LateChoices:
    """Choices read at the moment the form is shown, e.g. the categories an administrator opened today."""

    def __init__(self, read: Callable[[], Sequence[tuple[str, Words]]]) -> None:
        self.read = read


def choices_of(schema: type[BaseModel], name: str) -> list[tuple[str, Words]]:
    """The choices of one field, fixed or read now; empty when it has none."""
    field = schema.model_fields[name]
    for mark in field.metadata:
        if isinstance(mark, LateChoices):
            return list(mark.read())
    extra = field.json_schema_extra
    fixed: Any = extra.get("choices", []) if isinstance(extra, dict) else []
    return [(value, Words(words["zh"], words["en"])) for value, words in fixed]


def label_of(schema: type[BaseModel], name: str) -> Words:
    """The question of one field; its name when it has none."""
    extra = schema.model_fields[name].json_schema_extra
    words: Any = extra.get("words") if isinstance(extra, dict) else None
    return Words(words["zh"], words["en"]) if words else Words(name, name)


@cache
def secrets_of(schema: type[BaseModel]) -> frozenset[str]:
    """The fields of a schema that never enter the event log."""
    fields = schema.model_fields.items()
    return frozenset(
        name
        for name, field in fields
        if isinstance(field.json_schema_extra, dict) and field.json_schema_extra.get("secret")
    )


def said_in(facts: BaseModel | None) -> dict[str, Any]:
    """All that was said as JSON values, secrets included; what was left empty is not there."""
    return {} if facts is None else facts.model_dump(mode="json", exclude_none=True)
