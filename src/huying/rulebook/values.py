"""The kinds of value a rule can have: how each is checked, read, said and compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from pydantic import BaseModel, ValidationError

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .spans import Span, parse_span

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

    @property
    def shape(self) -> Words:
        """How the value is written."""
        raise NotImplementedError


@dataclass(frozen=True)
class Duration(Value):
    """A length of time; reads as `Span`."""

    directions: ClassVar[tuple[str, ...]] = ("shorter", "longer")

    def store(self, raw: Any) -> str:
        return str(parse_span(raw if isinstance(raw, str) else repr(raw)))

    def read(self, stored: Any) -> Span:
        return parse_span(stored)

    def say(self, stored: Any) -> Words:
        return parse_span(stored).words

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        mine, other = parse_span(ours), parse_span(theirs)
        return mine.longer_than(other) if direction == "longer" else other.longer_than(mine)

    @property
    def shape(self) -> Words:
        return Words("时长，如 20m、3h、2d、4wh、5wd", "length of time, such as 20m, 3h, 2d, 4wh, 5wd")


class Wrong(ValueError):
    """A sentence about a value, in the form pydantic collects."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.en)
        self.words = words


_SAID = {
    "missing": Words("这一项没有写。", "This is missing."),
    "extra_forbidden": Words("没有这一项。", "There is no such entry."),
}


def said_by(error: Mapping[str, Any]) -> Words:
    """One of pydantic's errors as a sentence."""
    inner = error.get("ctx", {}).get("error")
    if isinstance(inner, Wrong):
        return inner.words
    return _SAID.get(
        error["type"], Words("写得不对（{why}）。", "Not written right ({why}).").fill(why=error["msg"])
    )


def _number(raw: Any, low: float, high: float, *, whole: bool) -> float:
    kinds = (int,) if whole else (int, float)
    if isinstance(raw, bool) or not isinstance(raw, kinds) or not low <= raw <= high:
        what = Words("整数", "a whole number") if whole else Words("数", "a number")
        raise Refused(
            Words(
                "这里要写{what}，从 {low} 到 {high}，现在是“{raw}”。",
                "Write {what} from {low} to {high} here; this says “{raw}”.",
            ).fill(what=what, low=low, high=high, raw=str(raw)[:40])
        )
    return float(raw)


def _more(ours: float, theirs: float, direction: str) -> bool:
    return ours > theirs if direction == "higher" else ours < theirs


@dataclass(frozen=True)
class Count(Value):
    """A whole number; reads as int."""

    low: int = 0
    high: int = 1_000_000_000
    directions: ClassVar[tuple[str, ...]] = ("lower", "higher")

    def store(self, raw: Any) -> int:
        return int(_number(raw, self.low, self.high, whole=True))

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return _more(ours, theirs, direction)

    @property
    def shape(self) -> Words:
        return Words("整数", "whole number")


@dataclass(frozen=True)
class Share(Value):
    """A part of a whole from 0 to 1; reads as float."""

    directions: ClassVar[tuple[str, ...]] = ("lower", "higher")

    def store(self, raw: Any) -> float:
        return _number(raw, 0, 1, whole=False)

    def say(self, stored: Any) -> Words:
        text = f"{stored:.4%}".rstrip("%").rstrip("0").rstrip(".") + "%"
        return Words(text, text)

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return _more(ours, theirs, direction)

    @property
    def shape(self) -> Words:
        return Words("0 到 1 之间的数", "number from 0 to 1")


@dataclass(frozen=True)
class Flag(Value):
    """Yes or no; reads as bool. With `stricter="higher"` yes is the stricter answer, with "lower" no is."""

    directions: ClassVar[tuple[str, ...]] = ("lower", "higher")

    def store(self, raw: Any) -> bool:
        if not isinstance(raw, bool):
            raise Refused(
                Words("这里只能写 true（是）或 false（否）。", "Write true (yes) or false (no) here.")
            )
        return raw

    def say(self, stored: Any) -> Words:
        return Words("是", "yes") if stored else Words("否", "no")

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return _more(ours, theirs, direction)

    @property
    def shape(self) -> Words:
        return Words("true 或 false", "true or false")


@dataclass(frozen=True)
class Text(Value):
    """A line of text; reads as str."""

    max_length: int = 200

    def store(self, raw: Any) -> str:
        if not isinstance(raw, str) or not raw.strip() or len(raw.strip()) > self.max_length:
            raise Refused(
                Words(
                    "这里要写一句话，最多 {n} 个字。", "Write a line of text of at most {n} characters here."
                ).fill(n=self.max_length)
            )
        return raw.strip()

    @property
    def shape(self) -> Words:
        return Words("文字", "text")


@dataclass(frozen=True)
class Choice(Value):
    """One of several, least first: `stricter="higher"` means that a later one is stricter. Reads as str."""

    options: tuple[tuple[str, Words], ...] = ()
    directions: ClassVar[tuple[str, ...]] = ("lower", "higher")

    def _place(self, stored: Any) -> int:
        return [code for code, _ in self.options].index(stored)

    def store(self, raw: Any) -> str:
        codes = [code for code, _ in self.options]
        if raw not in codes:
            raise Refused(
                Words("这里只能写其中一个：{all}。", "Write one of these here: {all}.").fill(
                    all=", ".join(codes)
                )
            )
        return str(raw)

    def say(self, stored: Any) -> Words:
        return dict(self.options).get(stored, Words(str(stored), str(stored)))

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return _more(self._place(ours), self._place(theirs), direction)

    @property
    def shape(self) -> Words:
        codes = ", ".join(code for code, _ in self.options)
        return Words(f"其中一个：{codes}", f"one of: {codes}")


@dataclass(frozen=True)
class List(Value):
    """Several values in order; reads as tuple. With `stricter="longer"` anything the other lacks is stricter."""

    of: Value = field(default_factory=Text)
    max_length: int = 1_000
    unique: bool = True
    directions: ClassVar[tuple[str, ...]] = ("longer", "shorter")

    def store(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list) or len(raw) > self.max_length:
            raise Refused(
                Words("这里要写一个列表，最多 {n} 项。", "Write a list of at most {n} items here.").fill(
                    n=self.max_length
                )
            )
        stored = [self.of.store(item) for item in raw]
        if self.unique and any(item in stored[:place] for place, item in enumerate(stored)):
            raise Refused(Words("列表里有重复的项。", "The list names the same thing twice."))
        return stored

    def read(self, stored: Any) -> tuple[Any, ...]:
        return tuple(self.of.read(item) for item in stored)

    def say(self, stored: Any) -> Words:
        said = [self.of.say(item) for item in stored]
        if not said:
            return Words("无", "none")
        return Words("、".join(word.zh for word in said), ", ".join(word.en for word in said))

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        more, less = (ours, theirs) if direction == "longer" else (theirs, ours)
        return any(item not in less for item in more)

    @property
    def shape(self) -> Words:
        return Words("列表，每项：{of}", "list, each: {of}").fill(of=self.of.shape)


@dataclass(frozen=True)
class Ladder(List):
    """Levels from the lowest to the highest, each one of `options`, in their order; reads as tuple."""

    options: tuple[tuple[str, Words], ...] = ()

    def store(self, raw: Any) -> list[Any]:
        step = Choice(self.options)
        stored = List(step).store(raw)
        places = [[code for code, _ in self.options].index(level) for level in stored]
        if not stored or places != sorted(places):
            raise Refused(
                Words("层级要从低到高，至少一级。", "Name the levels from the lowest up, at least one.")
            )
        return stored

    def read(self, stored: Any) -> tuple[Any, ...]:
        return tuple(stored)

    def say(self, stored: Any) -> Words:
        said = [Choice(self.options).say(level) for level in stored]
        return Words(" → ".join(word.zh for word in said), " → ".join(word.en for word in said))

    @property
    def shape(self) -> Words:
        codes = ", ".join(code for code, _ in self.options)
        return Words(f"从低到高的层级：{codes}", f"levels from the lowest up: {codes}")


@dataclass(frozen=True)
class Record(Value):
    """Several named values that belong together, as a pydantic model; reads as that model.

    The model may give `words() -> Words`, and `stricter_than(other, direction) -> bool | None`.
    """

    schema: type[BaseModel] = BaseModel
    directions: ClassVar[tuple[str, ...]] = ("shorter", "longer", "lower", "higher")

    def store(self, raw: Any) -> Any:
        try:
            return self.schema.model_validate(raw).model_dump(mode="json", exclude_none=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            why = said_by(first)
            raise Refused(
                Words("“{place}”：{why}", "“{place}”: {why}").fill(place=place, why=why) if place else why
            )

    def read(self, stored: Any) -> BaseModel:
        return self.schema.model_validate(stored)

    def say(self, stored: Any) -> Words:
        model = self.read(stored)
        words = getattr(model, "words", None)
        return words() if words else Words(str(stored), str(stored))

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        compare = getattr(self.read(ours), "stricter_than", None)
        return compare(self.read(theirs), direction) if compare else None

    @property
    def shape(self) -> Words:
        names = ", ".join(self.schema.model_fields)
        return Words(f"一组：{names}", f"group of: {names}")


@dataclass(frozen=True)
class Table(Value):
    """A value for each choice, `"*"` for all the others; reads as dict.

    `options` closes the list of choices; None leaves it open (categories made at run time).
    """

    of: Value = field(default_factory=Duration)
    options: tuple[tuple[str, Words], ...] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.of, type):
            object.__setattr__(self, "of", self.of())

    @property
    def directions(self) -> tuple[str, ...]:  # type: ignore[override]
        return self.of.directions

    def store(self, raw: Any) -> dict[str, Any]:
        if not isinstance(raw, Mapping):
            raw = {OTHERS: raw}
        stored: dict[str, Any] = {}
        for choice, value in raw.items():
            self._known(choice)
            try:
                stored[choice] = self.of.store(value)
            except Refused as refused:
                raise Refused(Words("“{c}”：{why}", "“{c}”: {why}").fill(c=choice, why=refused.words))
        if not stored:
            raise Refused(Words("表里至少要有一行。", "The table needs at least one line."))
        return stored

    def _known(self, choice: Any) -> None:
        if not isinstance(choice, str) or not 0 < len(choice) <= 100:
            raise Refused(Words("“{c}”不是一个名称。", "“{c}” is not a name.").fill(c=str(choice)[:40]))
        if self.options is not None and choice != OTHERS and choice not in dict(self.options):
            raise Refused(
                Words("没有“{c}”这一项，可以写：{all}。", "There is no “{c}”; one may write: {all}.").fill(
                    c=choice, all=", ".join([code for code, _ in self.options] + [OTHERS])
                )
            )

    def read(self, stored: Any) -> dict[str, Any]:
        return {choice: self.of.read(value) for choice, value in stored.items()}

    def name(self, choice: str) -> Words:
        """What a choice is called."""
        if choice == OTHERS:
            return Words("其他", "all others")
        return dict(self.options or ()).get(choice, Words(choice, choice))

    def lines(self, stored: Mapping[str, Any]) -> Iterator[tuple[str, Words, Words]]:
        """Each line as (choice, its name, its value in words)."""
        for choice, value in stored.items():
            yield choice, self.name(choice), self.of.say(value)

    def say(self, stored: Any) -> Words:
        lines = list(self.lines(stored))
        return Words(
            "；".join(f"{name.zh}：{said.zh}" for _, name, said in lines),
            "; ".join(f"{name.en}: {said.en}" for _, name, said in lines),
        )

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return self.of.stricter(ours, theirs, direction)

    @property
    def shape(self) -> Words:
        return Words("表，每行：{of}", "table, each line: {of}").fill(of=self.of.shape)
