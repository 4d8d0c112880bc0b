"""A form made from a schema: the same schema that checks the API and the spreadsheet row."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from django.core.files.uploadedfile import UploadedFile
from pydantic import BaseModel, ValidationError

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .field import Field, Photo, attributes, choices_shown, flat, place_chosen, place_steps
from .place import place_source
from .sentences import sentence, template
from .shapes import PICKED, Shape, choices_for, shape_of
from .typed import Raw, narrow, raw_of, read, show

# Buttons that change the form instead of sending it: one row more, one row less, the next step of a place.
ADD, DROP, PICK = "_add", "_drop", "_pick"
MOST_ROWS = 200


class PhotoStore(Protocol):
    """Where photos go while a form is filled in."""

    def keep(self, file: "UploadedFile[Any]") -> str:
        """Check and store one photo; its code, which becomes the field's value. Raises Refused with the reason."""

    def address(self, code: str) -> str:
        """Where the photo of a code can be seen; "" for a code that is none."""


class SchemaForm:
    """Asks for everything a schema takes, keeps what was typed, and says what is wrong in both languages.

    `only` names the fields to ask now (the others keep what `data` holds for them); `groups` puts
    several fields under one heading: `[(Words, ("name", "phone"))]`.
    """

    def __init__(
        self,
        schema: type[BaseModel],
        data: Mapping[str, Any] | None = None,
        files: Mapping[str, Any] | None = None,
        initial: Mapping[str, Any] | BaseModel | None = None,
        *,
        only: Sequence[str] | None = None,
        photos: PhotoStore | None = None,
        groups: Sequence[tuple[Words, Sequence[str]]] = (),
        key: str = "",
    ) -> None:
        self.schema = schema
        self.bound = data is not None
        self.raw: Raw = raw_of(data or {})
        self.files = files or {}
        self.initial: Mapping[str, Any] = dict(initial) if isinstance(initial, BaseModel) else (initial or {})
        self.only = tuple(only) if only is not None else tuple(schema.model_fields)
        self.photos = photos
        self.key = key or schema.__name__
        self.value: Any = None
        self.top: list[Words] = []
        self._asked_groups = tuple(groups)
        self.changed = False
        self._checked: bool | None = None
        self._early: list[tuple[str, Words]] = []
        self._places: dict[str, list[tuple[str, Words]]] = {}
        if self.bound:
            self._take_photos()
            self._take_buttons()
        self.fields = [self._field(shape_of(schema, name), name, self.initial) for name in self.only]
        self.by_name = flat(self.fields)

    # What the templates read

    @property
    def multipart(self) -> bool:
        """Whether files go with it."""
        return any(field.widget == "photo" for field in self.by_name.values())

    @property
    def hidden(self) -> list[Field]:
        """Fields nobody sees."""
        return [field for field in self.fields if field.widget == "hidden"]

    @property
    def groups(self) -> list[tuple[Words | None, list[Field]]]:
        """The seen fields in order, those of one group together under its heading."""
        headed = {name: title for title, names in self._asked_groups for name in names}
        groups: list[tuple[Words | None, list[Field]]] = []
        for field in self.fields:
            if field.widget == "hidden":
                continue
            title = headed.get(field.name) or shape_of(self.schema, field.name).group
            if not groups or groups[-1][0] != title:
                groups.append((title, []))
            groups[-1][1].append(field)
        return groups

    @property
    def errors(self) -> dict[str, list[Words]]:
        """What is wrong, by the name of the control; "" for what concerns the whole."""
        found = {name: field.errors for name, field in self.by_name.items() if field.errors}
        return {"": self.top, **found} if self.top else found

    @property
    def summary(self) -> list[tuple[str, Words]]:
        """All that is wrong as (id to go to or "", sentence)."""
        found = [("", words) for words in self.top]
        for field in self.by_name.values():
            found += [("" if field.widget == "hidden" else field.id, words) for words in field.errors]
        return found

    # Checking

    def is_valid(self) -> bool:
        """Whether `value` is there; otherwise `errors` say why, or the form only grew by a row or a step."""
        if self._checked is None:
            self._checked = self.bound and not self.changed and self._check()
        return self._checked

    def refuse(self, refused: Refused) -> None:
        """Show a refusal that came after checking, at its fields and on top."""
        for name, words in refused.fields.items():
            self._blame(name, words)
        if not refused.fields or str(refused.words) not in [str(words) for words in refused.fields.values()]:
            self.top.append(refused.words)
        self._checked = False

    def said(self) -> dict[str, Any]:
        """What was typed as Python values by field name, without what was left empty."""
        shapes = [shape_of(self.schema, name) for name in self.schema.model_fields]
        return self._read_all(self.schema, shapes, "")

    def _check(self) -> bool:
        for name, words in self._early:
            self._blame(name, words)
        said = self.said()
        self._check_choices()
        try:
            self.value = self.schema.model_validate(said)
        except ValidationError as wrong:
            for error in wrong.errors(include_url=False):
                self._note(error)
        except Refused as refused:
            self.refuse(refused)
        return self.value is not None and not self.errors

    def _note(self, error: Mapping[str, Any]) -> None:
        """Put one of pydantic's errors where it belongs; those of fields not asked now wait for their turn."""
        path = [str(step) for step in error["loc"]]
        if path and path[0] not in self.only and path[0] in self.schema.model_fields:
            return
        while path and "-".join(path) not in self.by_name:
            path.pop()
        field = self.by_name.get("-".join(path))
        if field is None:
            self.top.append(sentence(error, Words("填写的内容", "what was filled in")))
        elif not field.errors:
            field.errors.append(sentence(error, field.label, choosing=_picked(field)))

    def _blame(self, name: str, words: Words) -> None:
        field = self.by_name.get(name)
        if field is None:
            self.top.append(words)
        elif words not in field.errors:
            field.errors.append(words)

    def _check_choices(self) -> None:
        for field in self.by_name.values():
            offered = {choice.value for choice in field.choices}
            if field.widget == "hidden" or not offered:
                continue
            if any(value not in offered for value in field.values if value):
                field.errors.append(template("not_offered").fill(label=field.label))

    # Reading

    def _read_all(self, schema: type[BaseModel], shapes: Sequence[Shape], prefix: str) -> dict[str, Any]:
        said: dict[str, Any] = {}
        for shape in shapes:
            value = self._read(shape, prefix + shape.name)
            if value is not None:
                said[shape.name] = value
        return said

    def _read(self, shape: Shape, name: str) -> Any:
        if shape.widget == "group":
            inner = self._read_all(shape.of, _shapes(shape.of), f"{name}-")
            return inner if shape.required or _anything(inner) else None
        if shape.widget == "rows":
            rows = [
                self._read_all(shape.of, _shapes(shape.of), f"{name}-{i}-") for i in range(self._count(name))
            ]
            return [row for row in rows if _anything(row)] or None
        if shape.widget == "place":
            return self._read_place(name)
        return read(shape, self.raw.get(name, []))

    def _read_place(self, name: str) -> str | None:
        """The chosen place; a typed one counts when it means just one place, else the choice is offered."""
        chosen = place_chosen(self.raw.get(name, []))
        typed = " ".join(self.raw.get(f"{name}-typed", [])).strip()
        if not typed or (chosen and not place_source().children(chosen)):
            return chosen or None
        found = list(place_source().find(typed, chosen))
        if len(found) == 1:
            return found[0][0]
        if chosen and not found:
            return chosen  # the typed rest is a detail the map does not know
        self._places[name] = found
        field = self.by_name.get(name)
        if field is None:
            return chosen or None
        field.found = choices_shown(found, [])
        field.errors.append(
            Words("这样的地方不止一处，请选一个", "There is more than one such place; choose one")
            if found
            else Words(
                "没有找到这个地方，请换个写法，或一步步选",
                "No such place was found; write it differently, or choose step by step",
            )
        )
        return chosen or None

    # Building

    def _values(self, shape: Shape, name: str, initial: Mapping[str, Any]) -> list[str]:
        if self.bound:
            return self.raw.get(name, [])
        value = initial.get(shape.name, shape.default)
        return show(shape, value)

    def _field(
        self, shape: Shape, name: str, initial: Mapping[str, Any], schema: type[BaseModel] | None = None
    ) -> Field:
        field = Field(
            name=name,
            label=shape.label,
            help=shape.help,
            widget=shape.widget,
            required=shape.required or shape.preset,
            many=shape.many,
            attrs=attributes(shape),
        )
        if shape.widget == "group":
            inside = _inside(initial.get(shape.name))
            field.children = [
                self._field(one, f"{name}-{one.name}", inside, shape.of) for one in _shapes(shape.of)
            ]
            return field
        if shape.widget == "rows":
            self._rows(field, shape, initial)
            return field
        field.values = self._values(shape, name, initial)
        field.choices = choices_shown(choices_for(schema or self.schema, shape), field.values)
        if shape.widget == "place":
            chosen = place_chosen(field.values)
            field.values = [chosen] if chosen else []
            field.steps = place_steps(chosen)
            field.typed = " ".join(self.raw.get(f"{name}-typed", []))
        if shape.widget == "photo":
            field.photos = [Photo(code, self.photos.address(code)) for code in field.values if self.photos]
        return field

    def _rows(self, field: Field, shape: Shape, initial: Mapping[str, Any]) -> None:
        given = list(initial.get(shape.name) or [])
        count = self._count(field.name) if self.bound else max(1, len(given))
        for i in range(count):
            inside = _inside(given[i]) if i < len(given) else {}
            field.rows.append(
                [
                    self._field(one, f"{field.name}-{i}-{one.name}", inside, shape.of)
                    for one in _shapes(shape.of)
                ]
            )

    def _count(self, name: str) -> int:
        """How many rows the form shows, told by a hidden control."""
        told = narrow(next(iter(self.raw.get(f"{name}-n", [])), "1"))
        return min(int(told), MOST_ROWS) if told.isascii() and told.isdigit() else 1

    # Buttons and photos

    def _take_buttons(self) -> None:
        for name in self.raw.get(ADD, []):
            self.raw[f"{name}-n"] = [str(self._count(name) + 1)]
            self.changed = True
        for path in self.raw.get(DROP, []):
            name, _, number = path.rpartition("-")
            if number.isascii() and number.isdigit():
                self._drop(name, int(number))
            self.changed = True
        self.changed = self.changed or PICK in self.raw

    def _drop(self, name: str, number: int) -> None:
        """Take one row out; those after it move up."""
        count = self._count(name)
        moved: Raw = {}
        for control, values in self.raw.items():
            head, _, tail = control.removeprefix(f"{name}-").partition("-")
            if not control.startswith(f"{name}-") or not head.isdigit():
                moved[control] = values
            elif int(head) != number:
                moved[f"{name}-{int(head) - (int(head) > number)}-{tail}"] = values
        moved[f"{name}-n"] = [str(max(0, count - 1))]
        self.raw = moved

    def _take_photos(self) -> None:
        """Photos are kept at once, so that an error elsewhere does not lose them."""
        for name in self.only:
            if self.photos is None or shape_of(self.schema, name).widget != "photo":
                continue
            codes = [code for code in self.raw.get(name, []) if self.photos.address(code)]
            getlist = getattr(self.files, "getlist", None)
            for file in getlist(f"{name}-new") if getlist else ():
                try:
                    codes.append(self.photos.keep(file))
                except Refused as refused:
                    self._early.append((name, refused.words))
            self.raw[name] = codes


def _picked(field: Field) -> bool:
    return field.widget in PICKED


def _shapes(schema: type[BaseModel]) -> list[Shape]:
    return [shape_of(schema, name) for name in schema.model_fields]


def _inside(value: Any) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return dict(value)
    return value if isinstance(value, Mapping) else {}


def _anything(said: Mapping[str, Any]) -> bool:
    """Whether a row says anything; an unticked box says nothing."""
    return any(value is not False for value in said.values())
