"""A mapping file: which heading is which field, constants, and what the words in a column stand for."""

import json
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from huying.kernel.refused import Refused
from huying.kernel.words import Words

_BAD = Words("对应文件有问题：{why}", "The mapping file has a fault: {why}")
_UNREADABLE = Words(
    "对应文件读不出来，应当是 YAML 或 JSON。", "The mapping file cannot be read; it must be YAML or JSON."
)


class Mapping(BaseModel):
    """How one source writes its tables.

    fields: field -> heading, or several headings whose texts are joined by a line break;
    skip: fields not to be read though a heading looks like them; constants: field -> text for every row; values: field -> {word in the table: what it stands for};
    sheet: only this sheet; heading_row: the line of the heading where it is not found by itself;
    year: of dates written without one.
    """

    model_config = ConfigDict(extra="forbid")

    fields: dict[str, str | list[str]] = Field(default_factory=dict)
    skip: list[str] = Field(default_factory=list)
    constants: dict[str, str] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    sheet: str | None = None
    heading_row: int | None = Field(default=None, ge=1)
    year: int | None = Field(default=None, ge=1900, le=2200)

    @model_validator(mode="before")
    @classmethod
    def _short_form(cls, data: object) -> object:
        # The short form is just "field: heading" lines.
        if isinstance(data, dict) and data and not set(data) & set(cls.model_fields):
            return {"fields": data}
        return _as_text(data)

    def headings(self, field: str) -> list[str]:
        """The headings mapped to a field."""
        named = self.fields.get(field, [])
        return [named] if isinstance(named, str) else named

    def names(self) -> set[str]:
        """Every field the mapping speaks of."""
        return {*self.fields, *self.constants, *self.values}


def _as_text(data: object) -> object:
    """YAML reads 007 as a number and 是 as text; constants and values are all text."""
    if not isinstance(data, dict):
        return data
    data = dict(data)
    if isinstance(data.get("constants"), dict):
        data["constants"] = {str(name): _word(value) for name, value in data["constants"].items()}
    if isinstance(data.get("values"), dict):
        data["values"] = {
            str(name): {_word(word): _word(value) for word, value in words.items()}
            if isinstance(words, dict)
            else words
            for name, words in data["values"].items()
        }
    return data


def _word(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def load_mapping(path: Path) -> Mapping:
    """The mapping in a YAML or JSON file. Raises Refused with the reason."""
    try:
        text = path.read_text("utf-8-sig")
        data = json.loads(text) if text.lstrip().startswith("{") else yaml.safe_load(text)
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:
        raise Refused(_UNREADABLE) from error
    return mapping_of(data)


def mapping_of(data: object) -> Mapping:
    """The mapping in plain data. Raises Refused with the reason."""
    try:
        return Mapping.model_validate(data or {})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(_BAD.fill(why=f"{where}: {first['msg']}".strip(": "))) from error
