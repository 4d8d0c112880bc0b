"""One question as the templates show it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from huying.kernel.words import Words

from .place import place_source
from .shapes import LONGEST_LINE, Shape


class Choice(NamedTuple):
    """One possible answer."""

    value: str
    words: Words
    chosen: bool


class PlaceStep(NamedTuple):
    """One step of the place picker: the places to choose from at this depth."""

    number: int
    choices: list[Choice]


class Photo(NamedTuple):
    """A photo already taken in: its code and where to see it."""

    code: str
    address: str


@dataclass
class Field:
    """A question with its present answer and what is wrong with it.

    `name` is that of the control (`items-0-name` inside repeated rows), `values` the texts in it.
    """

    name: str
    label: Words
    help: Words | None
    widget: str
    required: bool
    many: bool
    attrs: dict[str, str] = field(default_factory=dict)
    values: list[str] = field(default_factory=list)
    errors: list[Words] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    children: list["Field"] = field(default_factory=list)
    rows: list[list["Field"]] = field(default_factory=list)
    steps: list[PlaceStep] = field(default_factory=list)
    found: list[Choice] = field(default_factory=list)
    typed: str = ""
    photos: list[Photo] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The id of the control, or of the first of several."""
        return f"f-{self.name}"

    @property
    def value(self) -> str:
        """The text in the control."""
        return self.values[-1] if self.values else ""

    @property
    def described_by(self) -> str:
        """The ids of what explains the control: the help, then the errors."""
        ids = [f"{self.id}-help"] if self.help else []
        if self.errors:
            ids.append(f"{self.id}-wrong")
        return " ".join(ids)

    @property
    def has_none(self) -> bool:
        """Whether a choice for none stands among its own, so that the list needs no empty line of its own."""
        return any(not choice.value for choice in self.choices)

    @property
    def short(self) -> bool:
        """Whether the choices are words short enough to stand side by side."""
        return bool(self.choices) and max(len(choice.words.zh) for choice in self.choices) <= 6

    @property
    def together(self) -> bool:
        """Whether several controls answer it, so that it is a fieldset with a legend."""
        return self.widget in ("radio", "checks", "yesno", "place", "group", "rows")

    @property
    def nested(self) -> list["Field"]:
        """The fields inside it, of every row."""
        return [*self.children, *(inner for row in self.rows for inner in row)]


_INPUT = {
    "phone": {"type": "tel", "inputmode": "tel", "autocomplete": "tel"},
    "email": {"type": "email", "inputmode": "email", "autocomplete": "email"},
    "password": {"type": "password"},
    "date": {"type": "date"},
    "datetime": {"type": "datetime-local"},
    "time": {"type": "time"},
    "number": {"type": "text", "inputmode": "decimal", "class": "is-number"},
    "hidden": {"type": "hidden"},
    "text": {"type": "text"},
}


def attributes(shape: Shape) -> dict[str, str]:
    """The HTML attributes a shape gives to its control.

    No `required` and no `min`: the server says what is missing, in words, for all at once.
    """
    attrs = dict(_INPUT.get(shape.widget, {}))
    if shape.widget == "number" and shape.of is int:
        attrs["inputmode"] = "numeric"
    longest = shape.limits.get("max_length")
    if longest and shape.widget in ("text", "textarea", "phone") and not shape.many:
        # Room for one more letter: a text cut in silence is a text lost.
        attrs["maxlength"] = str(int(longest) + LONGEST_LINE)
    return attrs


def choices_shown(choices: Sequence[tuple[str, Words]], values: Sequence[str]) -> list[Choice]:
    """The choices with those taken marked."""
    return [Choice(value, words, value in values) for value, words in choices]


def place_steps(code: str) -> list[PlaceStep]:
    """The selects down to a place, and one more below it where there is one."""
    source = place_source()
    steps: list[PlaceStep] = []
    above = ""
    for number, (here, _) in enumerate(source.trail(code) if code else ()):
        steps.append(PlaceStep(number, choices_shown(source.children(above), [here])))
        above = here
    below = source.children(above)
    if below:
        steps.append(PlaceStep(len(steps), choices_shown(below, [])))
    return steps


def place_chosen(values: Sequence[str]) -> str:
    """The deepest place of several selects; a lower one left over from another upper one does not count."""
    source = place_source()
    chosen = ""
    for value in values:
        if not value or value == chosen:
            continue
        trail = [code for code, _ in source.trail(value)]
        if trail and (not chosen or chosen in trail):
            chosen = value
    return chosen


def flat(fields: Sequence[Field]) -> dict[str, Field]:
    """All fields by the name of their control, those inside groups and rows too."""
    found: dict[str, Field] = {}
    for one in fields:
        found[one.name] = one
        found.update(flat(one.nested))
    return found
