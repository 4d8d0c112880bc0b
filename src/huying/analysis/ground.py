"""The distinct places of many stays, and which of them a rule names: each answered once a place, not once a stay."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from huying.places import codes
from huying.places.codes import GRADES, LENGTHS, Grade
from huying.screening.lookback import bare

Ints = NDArray[np.int32]
Bools = NDArray[np.bool_]
NOWHERE = -1
# A string that comes after every other with the same beginning.
_LAST = chr(0x10FFFF) * 2


class Codes:
    """Area codes, distinct and in order, so that what lies inside an area is a slice."""

    def __init__(self, known: "NDArray[np.bytes_]") -> None:
        self.known = known
        self._steps: dict[Grade, tuple[Codes, Ints]] = {}

    def __len__(self) -> int:
        return len(self.known)

    def inside(self, code: str) -> slice:
        """The areas inside an area, itself among them."""
        low, high = codes.span(code)
        return slice(
            int(np.searchsorted(self.known, low.encode())), int(np.searchsorted(self.known, high.encode(), "right"))
        )  # fmt: skip

    def above(self, code: str) -> list[int]:
        """Where those areas stand that an area lies in, without itself."""
        found = (self.find(one) for one in codes.ancestors(code))
        return [place for place in found if place is not None]

    def find(self, code: str) -> int | None:
        """Where an area stands; None when it is not among them."""
        place = int(np.searchsorted(self.known, code.encode()))
        return place if place < len(self.known) and self.known[place] == code.encode() else None

    def bounds(self) -> "tuple[NDArray[np.bytes_], NDArray[np.bytes_]]":
        """The first and the last code of the subtree of each."""
        digits = self._digits()
        used = self._used(digits)
        high = np.where(np.arange(codes.WIDTH) < used[:, None], digits, ord("9")).astype(np.uint8)
        return self.known, high.view(f"S{codes.WIDTH}").reshape(-1)

    def step(self, wanted: Grade) -> "tuple[Codes, Ints]":
        """The areas of a grade around these, and for each of these where its own stands among them (or -1).

        As `codes.at()` answers it, for all at once.
        """
        if wanted not in self._steps:
            self._steps[wanted] = self._step(wanted)
        return self._steps[wanted]

    def _step(self, wanted: Grade) -> "tuple[Codes, Ints]":
        digits = self._digits()
        length, before = LENGTHS[wanted], LENGTHS[GRADES[GRADES.index(wanted) - 1]]
        there = (digits[:, before:length] != ord("0")).any(axis=1)
        cut = np.where(np.arange(codes.WIDTH) < length, digits, ord("0")).astype(np.uint8)
        around = cut.view(f"S{codes.WIDTH}").reshape(-1)
        found, own = np.unique(around[there], return_inverse=True)
        place = np.full(len(self.known), NOWHERE, np.int32)
        place[there] = own
        return Codes(found), place

    def _digits(self) -> NDArray[np.uint8]:
        whole = np.ascontiguousarray(self.known, f"S{codes.WIDTH}")
        return whole.view(np.uint8).reshape(-1, codes.WIDTH)

    @staticmethod
    def _used(digits: NDArray[np.uint8]) -> NDArray[np.int64]:
        """How many leading digits an area shares with all that lies inside it."""
        last = codes.WIDTH - np.argmax(digits[:, ::-1] != ord("0"), axis=1)
        last[(digits == ord("0")).all(axis=1)] = 0
        grades = np.array(sorted(LENGTHS.values()))
        return np.asarray(grades[np.searchsorted(grades, last)], np.int64)


class Named:
    """Texts by which places were told, and which of them a ruled name holds or may hold."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = list(texts)
        self._kept: dict[str, tuple[Ints, Ints]] = {}

    def meant(self, ruled: str) -> tuple[Ints, Ints]:
        """Where the texts stand that surely lie in a ruled place, and those that may."""
        if ruled not in self._kept:
            self._kept[ruled] = self._meant(bare(ruled)) if ruled else (_NONE, _NONE)
        return self._kept[ruled]

    def _meant(self, theirs: str) -> tuple[Ints, Ints]:
        if not theirs:
            return _NONE, _NONE
        said, _ = self._sorted
        sure = range(bisect_left(said, theirs), bisect_left(said, theirs + _LAST))
        parts = {theirs[:end] for end in range(2, len(theirs))}
        parts |= {
            theirs[start:end] for start in range(len(theirs)) for end in range(start + 3, len(theirs) + 1)
        }
        found = (bisect_left(said, part) for part in parts if part in self._bares)
        maybe = [place for place in found if place not in sure]
        return self._where([place for place in sure if len(said[place]) >= 2]), self._where(maybe)

    @cached_property
    def _sorted(self) -> tuple[list[str], list[list[int]]]:
        """The bare names in order, and which texts each stands for. A text of nothing but width means nowhere."""
        where: dict[str, list[int]] = {}
        for place, text in enumerate(self.texts):
            if text:
                where.setdefault(bare(text), []).append(place)
        said = sorted(where)
        return said, [where[one] for one in said]

    @cached_property
    def coded(self) -> Bools:
        """Which texts begin like a code: only these can be found by one."""
        return np.array(["0" <= text[:1] <= "9" for text in self.texts], np.bool_)

    @cached_property
    def _bares(self) -> frozenset[str]:
        return frozenset(self._sorted[0])

    def _where(self, said: Sequence[int]) -> Ints:
        _, where = self._sorted
        return np.array([place for one in said for place in where[one]], np.int32)


_NONE = np.zeros(0, np.int32)


class Places:
    """Distinct places: each an area code (`area`, -1 where only words are known) and the words it was told in (`text`)."""

    def __init__(self, known: "NDArray[np.bytes_]", texts: Sequence[str], area: Ints, text: Ints) -> None:
        self.codes, self.named, self.area, self.text = Codes(known), Named(texts), area, text

    def __len__(self) -> int:
        return len(self.area)

    @classmethod
    def of(cls, pairs: Sequence[tuple[str, str]]) -> "Places":
        """From pairs of a code ("" where it is not known) and a text, in their order."""
        known = np.unique(np.array([code for code, _ in pairs if code], f"S{codes.WIDTH}"))
        texts = {text: place for place, text in enumerate(dict.fromkeys(text for _, text in pairs))}
        area = np.full(len(pairs), NOWHERE, np.int32)
        there = np.array([bool(code) for code, _ in pairs], np.bool_)
        coded = np.array([code for code, _ in pairs if code], f"S{codes.WIDTH}")
        area[there] = np.searchsorted(known, coded)
        return cls(known, list(texts), area, np.array([texts[text] for _, text in pairs], np.int32))

    @cached_property
    def known(self) -> Bools:
        """Whether the area of each is known."""
        return self.area >= 0

    @cached_property
    def whose(self) -> Any:
        """Where each looks up its area: unknown ones at the last, which stands for none."""
        return np.where(self.known, self.area, len(self.codes)).astype(np.int32)
