"""Kinds with one value: lengths of time, numbers, yes or no, a line of text, one of several."""

from dataclasses import dataclass
from typing import Any, ClassVar

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.rulebook.spans import Span, parse_span

from .value import Value


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
