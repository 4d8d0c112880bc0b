"""A file of answers: what listed names mean, a name and a code a row, in any form of table."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from huying.intake.readers import read_rows
from huying.kernel.words import Words
from huying.places.codes import pad
from huying.places.models import RiskName
from huying.places.risk.meaning import Answer
from huying.places.risk.spelling import canonical

SYNONYMS: dict[str, Sequence[str]] = {
    "name": ["地名", "名称", "地点", "名单上的地名", "name", "place"],
    "code": ["编码", "区划代码", "地点编码", "行政区划代码", "code", "area code"],
    "whole": ["就是全部", "是否全部", "全部", "whole"],
}
YES = {"1", "是", "对", "全部", "yes", "y", "true"}
NO_NAME = Words("没有写地名。", "No name is given.")
UNKNOWN = Words("名单上没有这个地名。", "No list has this name.")
SEVERAL = Words(
    "名单上有几个地方叫这个，请把省市县也写上。",
    "Several places on lists are called so: write what lies above it, too.",
)
BAD_CODE = Words("“{code}”不是地点编码。", "“{code}” is no area code.")
TWICE = Words("前面已经给过另一个答案。", "Another answer was given before.")


class Given(NamedTuple):
    """A row: its answer, or why it is none."""

    row: int
    text: str
    answer: Answer | None = None
    words: Words | None = None


class Told(NamedTuple):
    """A row as it was read."""

    row: int
    name: str
    code: str
    whole: str


def answers_in(path: Path) -> list[Told]:
    """The rows of a file. Refused when it is no table with names and codes."""
    return [
        Told(row.number, row.cells.get("name", ""), row.cells.get("code", ""), row.cells.get("whole", ""))
        for row in read_rows(path, synonyms=SYNONYMS)
    ]


def answers_given(rows: Iterable[Told]) -> list[Given]:
    """What each row says of which name, or why it says nothing; one look-up of all names."""
    known = _names()
    given: list[Given] = []
    before: dict[int, tuple[str, bool]] = {}
    for one in rows:
        found = known.get(canonical(one.name), [])
        words = NO_NAME if not one.name else UNKNOWN if not found else SEVERAL if len(found) > 1 else None
        code = ""
        if words is None:
            try:
                code = pad(canonical(one.code))
            except ValueError:
                words = BAD_CODE.fill(code=one.code[:24] or "-")
        whole = canonical(one.whole).lower() in YES
        if words is None and before.setdefault(found[0], (code, whole)) != (code, whole):
            words = TWICE
        said = f"{one.name[:80]} {one.code[:24]}"
        given.append(
            Given(one.row, said, None, words)
            if words
            else Given(one.row, said, Answer(found[0], code, whole))
        )
    return given


def _names() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    rows = RiskName.objects.only("id", "province", "city", "county", "text")
    for one in rows.iterator(chunk_size=2_000):
        for said in {canonical(one.whole_text), canonical(one.text)}:
            found.setdefault(said, []).append(one.pk)
    return found
