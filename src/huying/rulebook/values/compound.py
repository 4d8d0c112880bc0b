"""Kinds made of others: lists, ladders, groups of named values, tables by choice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ValidationError

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .simple import Choice, Duration, Text
from .value import OTHERS, Value, said_by


@dataclass(frozen=True, init=False)
class List(Value):
    """Several values in order; reads as tuple. With `stricter="longer"` anything the other lacks is stricter."""

    of: Value
    max_length: int
    directions: ClassVar[tuple[str, ...]] = ("longer", "shorter")

    def __init__(self, of: Value | type[Value] = Text, max_length: int = 1_000) -> None:
        object.__setattr__(self, "of", of() if isinstance(of, type) else of)
        object.__setattr__(self, "max_length", max_length)

    def store(self, raw: Any) -> list[Any]:
        if not isinstance(raw, list) or len(raw) > self.max_length:
            raise Refused(
                Words("这里要写一个列表，最多 {n} 项。", "Write a list of at most {n} items here.").fill(
                    n=self.max_length
                )
            )
        stored = [self.of.store(item) for item in raw]
        if any(item in stored[:place] for place, item in enumerate(stored)):
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
class Ladder(Value):
    """Levels from the lowest to the highest, each one of `options`, in their order; reads as tuple."""

    options: tuple[tuple[str, Words], ...] = ()
    directions: ClassVar[tuple[str, ...]] = ("longer", "shorter")

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

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        return List().stricter(ours, theirs, direction)

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


@dataclass(frozen=True, init=False)
class Table(Value):
    """A value for each choice, `"*"` for all the others; reads as dict.

    `options` closes the list of choices; None leaves it open (categories made at run time).
    """

    of: Value
    options: tuple[tuple[str, Words], ...] | None

    def __init__(
        self, of: Value | type[Value] = Duration, options: tuple[tuple[str, Words], ...] | None = None
    ) -> None:
        object.__setattr__(self, "of", of() if isinstance(of, type) else of)
        object.__setattr__(self, "options", options)

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
