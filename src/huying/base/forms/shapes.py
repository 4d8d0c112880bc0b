"""Which control asks for a field of a schema, read from its type and its hints."""

import datetime as dt
import enum
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from huying.kernel.facts import choices_of, label_of
from huying.kernel.words import Words

WIDGETS = frozenset(
    (
        *("text", "textarea", "lines", "phone", "email", "password", "number", "date", "datetime", "time"),
        *("select", "radio", "checks", "check", "yesno", "place", "photo", "hidden", "group", "rows"),
    )
)
# Below these a list of choices is shown open, and a text on one line.
MOST_RADIOS = 7
LONGEST_LINE = 120

# What is picked rather than typed: "choose", not "answer".
PICKED = frozenset(("select", "radio", "checks", "check", "yesno", "place", "date", "datetime", "photo"))
YES_NO = [("yes", Words("是", "Yes")), ("no", Words("否", "No"))]


@dataclass(frozen=True, slots=True)
class Shape:
    """One field as a question: how it is asked, what it may hold."""

    name: str
    label: Words
    help: Words | None
    widget: str
    required: bool
    many: bool
    of: Any
    limits: Mapping[str, Any]
    group: Words | None
    default: Any

    @property
    def preset(self) -> bool:
        """Whether one of its answers is chosen beforehand: then nobody can leave it empty."""
        return self.widget in ("radio", "select", "yesno", "number") and self.default not in (None, "", ())


def _unwrap(annotation: Any) -> tuple[Any, bool]:
    """The type inside Optional and list, and whether it was a list."""
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        if len(inner) == 1:
            return _unwrap(inner[0])
        return annotation, False
    if hasattr(annotation, "__metadata__"):
        return _unwrap(get_args(annotation)[0])
    if get_origin(annotation) in (list, set, frozenset, tuple, Sequence):
        return _unwrap(get_args(annotation)[0])[0], True
    return annotation, False


def _is(of: Any, kind: Any) -> bool:
    return isinstance(of, type) and issubclass(of, kind)


def limits_of(field: FieldInfo) -> dict[str, Any]:
    """pydantic's limits on a field by name: max_length, ge, le, pattern ..."""
    limits: dict[str, Any] = {}
    for mark in field.metadata:
        for name in ("max_length", "min_length", "ge", "gt", "le", "lt", "multiple_of", "pattern"):
            value = getattr(mark, name, None)
            if value is not None:
                limits[name] = value
    return limits


def own_choices(of: Any) -> list[tuple[str, Words]]:
    """The choices a type itself brings: the members of an Enum (with their `words`) or of a Literal."""
    if _is(of, enum.Enum):
        return [(str(one.value), getattr(one, "words", Words(str(one.value), str(one.value)))) for one in of]
    if get_origin(of) is Literal:
        return [(str(value), Words(str(value), str(value))) for value in get_args(of)]
    return []


def choices_for(schema: type[BaseModel], shape: Shape) -> list[tuple[str, Words]]:
    """What may be chosen for a field now, as (value, words); empty for what is typed."""
    if shape.widget == "yesno":
        return YES_NO
    if shape.widget not in ("select", "radio", "checks", "hidden"):
        return []
    return choices_of(schema, shape.name) or own_choices(shape.of)


def _guess(of: Any, many: bool, required: bool, choices: int, limits: Mapping[str, Any]) -> str:
    if _is(of, BaseModel):
        return "rows" if many else "group"
    if choices:
        if many:
            return "checks"
        return "radio" if choices <= MOST_RADIOS else "select"
    if many:
        return "lines"
    if of is bool:
        return "yesno" if required else "check"
    for kind, widget in ((dt.datetime, "datetime"), (dt.date, "date"), (dt.time, "time")):
        if _is(of, kind):
            return widget
    if _is(of, int | float | Decimal):
        return "number"
    return "textarea" if limits.get("max_length", 0) > LONGEST_LINE else "text"


def _words(extra: Mapping[str, Any], key: str) -> Words | None:
    said = extra.get(key)
    if isinstance(said, Mapping):
        return Words(str(said["zh"]), str(said["en"]))
    return said if isinstance(said, Words) else None


def shape_of(schema: type[BaseModel], name: str) -> Shape:
    """The question a field of a schema makes. Raises LookupError for a widget nobody knows."""
    field = schema.model_fields[name]
    extra: Mapping[str, Any] = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    of, many = _unwrap(field.annotation)
    limits = limits_of(field)
    choices = len(choices_of(schema, name) or own_choices(of))
    widget = str(extra.get("widget") or _guess(of, many, field.is_required(), choices, limits))
    widget = widget.removesuffix("-local")
    if widget == "checks" and of is bool:
        widget = "check"
    if widget not in WIDGETS:
        raise LookupError(f"{schema.__name__}.{name}: no widget {widget!r}")
    return Shape(
        name=name,
        label=label_of(schema, name),
        help=_words(extra, "help"),
        widget=widget,
        required=field.is_required(),
        many=many,
        of=of,
        limits=limits,
        group=_words(extra, "group"),
        default=None
        if field.is_required()
        else field.get_default(call_default_factory=True, validated_data={}),
    )
