"""The form of one rule: a field for each line of a table, rows for lists of records, else a text; empty leaves it out."""

import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError, create_model

from huying.base.forms.shapes import Shape, choices_for, own_choices, shape_of
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .keys import Choice, Flag, Key, List, Record, Table
from .values import OTHERS, Value, said_by
from .yamls import read_yaml, write_yaml

NONE = ("", Words("没有", "none"))
YES_NO = [NONE, ("true", Words("是", "yes")), ("false", Words("否", "no"))]
_LINE, _ROWS, _WHICH = "line_", "rows", "line"


def rule_form(
    declared: Key, held: Mapping[str | None, Words] | None = None, *, as_text: bool = False
) -> type[Facts]:
    """The form of one rule. `held` is what holds without the set, by choice, to be shown beside."""
    kind, held = declared.kind, held or {}
    row = None if as_text else _row_of(kind)
    fields: dict[str, Any] = {}
    if row is not None:
        rows: Any = ask(declared.title.zh, declared.title.en, default=[], widget="rows")
        fields[_ROWS] = (list[row], rows)  # type: ignore[valid-type]
    elif isinstance(kind, Table) and kind.options is not None and not isinstance(kind.of, Record | List):
        for place, (choice, name) in enumerate(_lines(kind)):
            fields[f"{_LINE}{place}"] = (str, _field(kind.of, name, held.get(choice, held.get(OTHERS))))
    else:
        fields["value"] = (str, _field(kind, declared.title, held.get(None)))
    return create_model("Rule", __base__=Facts, **fields)


def in_rows(declared: Key) -> bool:
    """Whether the rule is written as rows of fields rather than as a text."""
    return _row_of(declared.kind) is not None


def _lines(kind: Table) -> list[tuple[str, Words]]:
    return [*(kind.options or ()), (OTHERS, kind.name(OTHERS))]


def _field(kind: Value, title: Words, held: Words | None) -> Any:
    shape = kind.shape
    if held is not None:
        shape = Words("不填就是：{now}。写成{how}", "Left empty: {now}. Written as {how}").fill(
            now=held, how=shape
        )
    if isinstance(kind, Choice):
        return ask(title.zh, title.en, default="", choices=[NONE, *kind.options], widget="select")
    if isinstance(kind, Flag):
        return ask(title.zh, title.en, default="", choices=YES_NO, widget="select")
    wide = isinstance(kind, Record | List | Table)
    return ask(
        title.zh, title.en, default="", help=shape, widget="textarea" if wide else "text",
        max_length=100_000 if wide else 200,
    )  # fmt: skip


def rule_typed(declared: Key, stored: Any, *, as_text: bool = False) -> dict[str, Any]:
    """A stored value as what stands in its form."""
    if stored is None:
        return {}
    fields, kind = rule_form(declared, as_text=as_text).model_fields, declared.kind
    if _ROWS in fields:
        return {_ROWS: _rows_typed(kind, stored)}
    if "value" in fields:
        return {"value": _text(stored)}
    assert isinstance(kind, Table)  # noqa: S101 - only tables have lines
    return {
        f"{_LINE}{n}": _text(stored[choice]) for n, (choice, _) in enumerate(_lines(kind)) if choice in stored
    }


def _text(stored: Any) -> str:
    if isinstance(stored, bool):
        return "true" if stored else "false"
    return write_yaml(stored).strip() if isinstance(stored, list | dict) else str(stored)


def rule_said(declared: Key, typed: Facts) -> Any:
    """The stored value of a filled-in form, None when all was left empty. Raises Refused at its fields."""
    said: dict[str, Any] = typed.model_dump()
    kind = declared.kind
    if _ROWS in said:
        return _rows_said(kind, said[_ROWS])
    if "value" in said:
        return _one(kind, said["value"], "value")
    assert isinstance(kind, Table)  # noqa: S101 - only tables have lines
    made, wrong = {}, {}
    for n, (choice, _) in enumerate(_lines(kind)):
        try:
            value = _one(kind.of, said[f"{_LINE}{n}"], f"{_LINE}{n}")
        except Refused as refused:
            wrong.update(refused.fields)
        else:
            if value is not None:
                made[choice] = value
    if wrong:
        raise Refused(Words("有几处写得不对。", "Some entries are not written right."), wrong)
    return made or None


def _one(kind: Value, text: str, field: str) -> Any:
    if not text.strip():
        return None
    try:
        raw = text if isinstance(kind, Choice) else read_yaml(text).value
        return kind.store(raw)
    except Refused as refused:
        raise Refused(refused.words, {field: refused.words}) from None


# --- lists of records as rows


def _record(kind: Value) -> type[BaseModel] | None:
    """The schema of the records that a list, or a table with one record or a list of them a line, is made of."""
    if isinstance(kind, Table):
        kind = kind.of.of if isinstance(kind.of, List) else kind.of
    elif isinstance(kind, List):
        kind = kind.of
    else:
        return None
    return kind.schema if isinstance(kind, Record) else None


def _row_of(kind: Value) -> type[BaseModel] | None:
    schema = _record(kind)
    if schema is None:
        return None
    fields = _row_fields(schema)
    if fields is None:
        return None
    if isinstance(kind, Table):
        which: Any = (
            ask(
                "哪一行",
                "Line",
                default="",
                max_length=100,
                help=Words("* 是其他", "* stands for all others"),
            )
            if kind.options is None
            else ask("哪一行", "Line", choices=[NONE, *_lines(kind)], widget="select")
        )
        fields = {_WHICH: (str, which), **fields}
    return create_model("Row", __base__=Facts, **fields)


def _row_fields(schema: type[BaseModel]) -> dict[str, Any] | None:
    """The fields of a record as fields of a form; None when one of them can only be written as text."""
    fields: dict[str, Any] = {}
    for name, field in schema.model_fields.items():
        if not _plain(field.annotation):
            return None
        made = _row_field(schema, shape_of(schema, name))
        if made is None:
            return None
        fields[name] = made
    return fields


def _plain(annotation: Any) -> bool:
    """Whether a type is one a form has a control for."""
    if hasattr(annotation, "__metadata__"):
        return _plain(get_args(annotation)[0])
    if annotation is Any or get_origin(annotation) in (dict, Mapping):
        return False
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [part for part in get_args(annotation) if part is not type(None)]
        return len(inner) == 1 and _plain(inner[0])
    return annotation not in (dict, object)


def _row_field(schema: type[BaseModel], shape: Shape) -> tuple[Any, Any] | None:
    zh, en = shape.label
    more: dict[str, Any] = {"help": shape.help} if shape.help else {}
    # What a record must have is asked for; a row in which nothing is said is no row.
    blank: dict[str, Any] = {} if shape.required else {"default": ""}
    none: dict[str, Any] = {} if shape.required else {"default": []}
    if shape.widget in ("group", "rows"):
        inner = _row_fields(shape.of)
        if inner is None:
            return None
        model = create_model("Inner", __base__=Facts, **inner)
        if shape.widget == "rows":
            return (list[model], ask(zh, en, widget="rows", **none, **more))  # type: ignore[valid-type]
        return (model | None, ask(zh, en, default=None, widget="group", **more))
    offered = choices_for(schema, shape) or own_choices(shape.of)
    if shape.of is bool:
        return (str, ask(zh, en, choices=YES_NO, widget="select", **blank, **more))
    if shape.many:
        if offered:
            return (list[str], ask(zh, en, choices=offered, widget="checks", **none, **more))
        return (list[str], ask(zh, en, widget="lines", **none, **more))
    if offered:
        return (str, ask(zh, en, choices=[NONE, *offered], widget="select", **blank, **more))
    widget = "textarea" if shape.widget == "textarea" else "text"
    return (str, ask(zh, en, widget=widget, max_length=5_000, **blank, **more))


def _item_typed(schema: type[BaseModel], stored: Mapping[str, Any]) -> dict[str, Any]:
    typed: dict[str, Any] = {}
    for name, value in stored.items():
        if name not in schema.model_fields or value is None:
            continue
        shape = shape_of(schema, name)
        if shape.widget == "rows":
            typed[name] = [_item_typed(shape.of, one) for one in value]
        elif shape.widget == "group":
            typed[name] = _item_typed(shape.of, value)
        elif isinstance(value, list):
            typed[name] = [_text(one) for one in value]
        else:
            typed[name] = _text(value)
    return typed


def _rows_typed(kind: Value, stored: Any) -> list[dict[str, Any]]:
    schema = _record(kind)
    assert schema is not None  # noqa: S101 - it has rows
    if not isinstance(kind, Table):
        return [_item_typed(schema, one) for one in stored]
    return [
        {_WHICH: choice, **_item_typed(schema, one)}
        for choice, value in stored.items()
        for one in (value if isinstance(value, list) else [value])
    ]


def _item_said(schema: type[BaseModel], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed in a row as plain data, without what was left empty."""
    raw: dict[str, Any] = {}
    for name in schema.model_fields:
        value, shape = typed.get(name), shape_of(schema, name)
        if value in (None, "", [], {}):
            continue
        if shape.widget == "rows":
            rows = [_item_said(shape.of, one) for one in value or []]
            raw[name] = [one for one in rows if one]
        elif shape.widget == "group":
            raw[name] = _item_said(shape.of, value or {})
        elif isinstance(value, list):
            raw[name] = [_scalar(shape.of, str(one)) for one in value]
        else:
            raw[name] = _scalar(shape.of, str(value))
    return {name: value for name, value in raw.items() if value not in ([], {})}


def _scalar(of: Any, text: str) -> Any:
    if of is bool:
        return {"true": True, "false": False}.get(text, text)
    for kind in (int, float):
        if isinstance(of, type) and issubclass(of, kind):
            try:
                return kind(text)
            except ValueError:
                return text
    return text


def _rows_said(kind: Value, typed: list[dict[str, Any]]) -> Any:
    schema = _record(kind)
    assert schema is not None  # noqa: S101 - it has rows
    wrong: dict[str, Words] = {}
    items: list[tuple[str, dict[str, Any]]] = []
    for place, row in enumerate(typed):
        raw = _item_said(schema, row)
        which = str(row.get(_WHICH, "")).strip()
        if isinstance(kind, Table) and not which:
            wrong[f"{_ROWS}-{place}-{_WHICH}"] = Words("请写是哪一行。", "Say which line this is.")
        wrong.update(_wrong_in(schema, raw, f"{_ROWS}-{place}"))
        items.append((which, raw))
    if wrong:
        raise Refused(Words("有几处写得不对。", "Some entries are not written right."), wrong)
    if not items:
        return None
    try:
        return kind.store(_gathered(kind, items))
    except Refused as refused:
        raise Refused(refused.words, {_ROWS: refused.words}) from None


def _wrong_in(schema: type[BaseModel], raw: dict[str, Any], prefix: str) -> dict[str, Words]:
    try:
        schema.model_validate(raw)
    except ValidationError as error:
        found: dict[str, Words] = {}
        for one in error.errors(include_url=False):
            path = [str(step) for step in one["loc"]]
            label = shape_of(schema, path[0]).label if path and path[0] in schema.model_fields else None
            found.setdefault("-".join([prefix, *path]) if path else _ROWS, said_by(one, label))
        return found
    except Refused as refused:
        return {_ROWS: refused.words}
    return {}


def _gathered(kind: Value, items: list[tuple[str, dict[str, Any]]]) -> Any:
    if not isinstance(kind, Table):
        return [raw for _, raw in items]
    lines: dict[str, Any] = {}
    for which, raw in items:
        if isinstance(kind.of, List):
            lines.setdefault(which, []).append(raw)
        elif which in lines:
            raise Refused(Words("“{line}”写了两次。", "“{line}” is written twice.").fill(line=which))
        else:
            lines[which] = raw
    return lines
