"""Kinds made of others: lists, ladders, groups of named values, tables by choice."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import BaseModel, ValidationError

from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .simple import Choice, Duration, Text
from .value import OTHERS, Value, said_by

_ADDED = Words("多了“{item}”", "“{item}” is added")
_MISSING = Words("少了“{item}”", "“{item}” is missing")
_OTHERWISE = Words("“{item}”是 {ours}，上级是 {theirs}", "“{item}” is {ours}, above it is {theirs}")


@dataclass(frozen=True, init=False)
class List(Value):
    """Several values in order; reads as tuple. With `stricter="longer"` anything the other lacks is stricter.

    Records are compared item by item: those with the same key (`Record.item_key`) by the record itself.
    """

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
        stored = [self._stored(place, item) for place, item in enumerate(raw, 1)]
        names = [self._mark(item) for item in stored]
        if any(name in names[:place] for place, name in enumerate(names)):
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
        verdicts = [verdict for verdict, _ in self._compared(ours, theirs, direction)]
        return True if True in verdicts else None if None in verdicts else False

    def difference(self, ours: Any, theirs: Any, direction: str) -> Words | None:
        said = [words for verdict, words in self._compared(ours, theirs, direction) if verdict is not False]
        if not said:
            return None
        return Words("；".join(words.zh for words in said), "; ".join(words.en for words in said))

    def pieces(self, stored: Any) -> list[tuple[str, Words, Words]]:
        if not isinstance(self.of, Record) or not self.of.item_key:
            return super().pieces(stored)
        return [(self._mark(item), self.of.name(item), self.of.say(item)) for item in stored]

    def _stored(self, place: int, item: Any) -> Any:
        try:
            return self.of.store(item)
        except Refused as refused:
            raise Refused(
                Words("第 {n} 项：{why}", "item {n}: {why}").fill(n=place, why=refused.words)
            ) from None

    def _mark(self, item: Any) -> Any:
        key = self.of.item_key if isinstance(self.of, Record) else ()
        return json.dumps([item.get(name) for name in key], ensure_ascii=False) if key else item

    def _compared(self, ours: Any, theirs: Any, direction: str) -> Iterator[tuple[bool | None, Words]]:
        """Each item that differs, whether it is stricter, and the difference in words."""
        mine = {self._hashed(item): item for item in ours}
        other = {self._hashed(item): item for item in theirs}
        more, less = (mine, other) if direction == "longer" else (other, mine)
        way = _ADDED if direction == "longer" else _MISSING
        for mark, item in more.items():
            if mark not in less:
                yield True, way.fill(item=self._named(item))
            elif mine[mark] != other[mark] and isinstance(self.of, Record):
                verdict = self.of.stricter(mine[mark], other[mark], direction)
                if verdict is None and not self.of.comparable:
                    verdict = True
                yield (
                    verdict,
                    _OTHERWISE.fill(
                        item=self._named(item), ours=self.of.say(mine[mark]), theirs=self.of.say(other[mark])
                    ),
                )

    def _hashed(self, item: Any) -> str:
        mark = self._mark(item)
        return mark if isinstance(mark, str) else json.dumps(mark, sort_keys=True, ensure_ascii=False)

    def _named(self, item: Any) -> Words:
        return self.of.name(item) if isinstance(self.of, Record) else self.of.say(item)

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

    The model may give `words() -> Words`, and `stricter_than(other, direction) -> bool | None`. In a list its
    items are told apart by the fields of its class variable `item_key`, by `code` when it has one and says nothing;
    an item is called by its `zh` and `en`, else by its key.
    """

    schema: type[BaseModel] = BaseModel
    directions: ClassVar[tuple[str, ...]] = ("shorter", "longer", "lower", "higher")

    def store(self, raw: Any) -> Any:
        try:
            return self.schema.model_validate(raw).model_dump(mode="json", exclude_none=True)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(step) for step in first["loc"])
            named = str(first["loc"][0]) if first["loc"] else ""
            known = named in self.schema.model_fields
            why = said_by(first, label_of(self.schema, named) if known else None)
            raise Refused(
                Words("“{place}”：{why}", "“{place}”: {why}").fill(place=place, why=why) if place else why
            )

    def read(self, stored: Any) -> BaseModel:
        return self.schema.model_validate(stored)

    def say(self, stored: Any) -> Words:
        model = self.read(stored)
        words = getattr(model, "words", None)
        return words() if words else _listed(self.schema, stored)

    @property
    def item_key(self) -> tuple[str, ...]:
        """The fields that tell one item of a list from another; none when only the whole item does."""
        own: tuple[str, ...] | None = getattr(self.schema, "item_key", None)
        return own if own is not None else ("code",) if "code" in self.schema.model_fields else ()

    @property
    def comparable(self) -> bool:
        """Whether the model itself says what is stricter."""
        return hasattr(self.schema, "stricter_than")

    def name(self, stored: Any) -> Words:
        """What one item of a list is called."""
        if stored.get("zh"):
            return Words(stored["zh"], stored.get("en") or stored["zh"])
        if self.item_key:
            text = " ".join(str(stored.get(name, "")) for name in self.item_key)
            return Words(text, text)
        return self.say(stored)

    def stricter(self, ours: Any, theirs: Any, direction: str) -> bool | None:
        compare = getattr(self.read(ours), "stricter_than", None)
        return compare(self.read(theirs), direction) if compare else None

    @property
    def shape(self) -> Words:
        names = ", ".join(self.schema.model_fields)
        return Words(f"一组：{names}", f"group of: {names}")


def _listed(schema: type[BaseModel], stored: Mapping[str, Any]) -> Words:
    """A group of values without words of its own: each by its label."""
    zh, en = [], []
    for name, value in stored.items():
        label, said = label_of(schema, name), _plain(value)
        zh.append(f"{label.zh} {said.zh}")
        en.append(f"{label.en} {said.en}")
    return Words("，".join(zh), ", ".join(en))


def _plain(value: Any) -> Words:
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    if isinstance(value, list):
        said = [_plain(one) for one in value]
        return Words("、".join(one.zh for one in said) or "无", ", ".join(one.en for one in said) or "none")
    if isinstance(value, dict):
        text = ", ".join(f"{name} {_plain(one).en}" for name, one in value.items())
        return Words(text, text)
    return Words(str(value), str(value))


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

    def difference(self, ours: Any, theirs: Any, direction: str) -> Words | None:
        return self.of.difference(ours, theirs, direction)

    def pieces(self, stored: Any) -> list[tuple[str, Words, Words]]:
        found = []
        for choice, value in stored.items():
            line = self.name(choice)
            for mark, name, said in self.of.pieces(value):
                both = Words(f"{line.zh}，{name.zh}", f"{line.en}, {name.en}") if name.zh else line
                found.append((f"{choice}\n{mark}", both, said))
        return found

    @property
    def shape(self) -> Words:
        return Words("表，每行：{of}", "table, each line: {of}").fill(of=self.of.shape)
