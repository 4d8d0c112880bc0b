"""How the Chinese name of a place sounds, and what it is called in English when nobody has said so."""

import re
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from .codes import Grade

# The longer ending first. A lasting name in English takes the word for its kind after the sounds.
_ENDINGS: tuple[tuple[str, str], ...] = (
    ("社区居民委员会", "Community"),
    ("村民委员会", "Village"),
    ("居民委员会", "Community"),
    ("社区居委会", "Community"),
    ("经济技术开发区", "Development Zone"),
    ("特别行政区", "Special Administrative Region"),
    ("开发区", "Development Zone"),
    ("自治区", "Autonomous Region"),
    ("自治州", "Autonomous Prefecture"),
    ("自治县", "Autonomous County"),
    ("居委会", "Community"),
    ("村委会", "Village"),
    ("民族乡", "Ethnic Township"),
    ("生活区", "Living Quarter"),
    ("街道", "Subdistrict"),
    ("社区", "Community"),
    ("小区", "Estate"),
    ("网格", "Grid"),
    ("新村", "New Village"),
    ("省", "Province"),
    ("市", "City"),
    ("区", "District"),
    ("县", "County"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
)
_NUMBERED: tuple[tuple[str, str], ...] = (
    (r"第?(\w{1,6}?)网格", "Grid {}"),
    (r"第?([0-9A-Za-z]{1,6})(?:号楼|幢|栋|座|号|楼)", "Building {}"),
    (r"第?([0-9A-Za-z]{1,4})(?:单元|门|梯)", "Unit {}"),
)
_BY_GRADE: dict[Grade, str] = {"grid": "Grid", "building": "Building", "stairwell": "Unit"}


@lru_cache(maxsize=20_000)
def pinyin(zh: str) -> str:
    """The sounds without tones, one word a sign: `鹿鸣小区` gives `lu ming xiao qu`."""
    return " ".join(filter(None, lazy_pinyin(zh, errors=_unspoken))).lower()


@lru_cache(maxsize=20_000)
def initials(zh: str) -> str:
    """The first letter of every sound: `鹿鸣小区` gives `lmxq`."""
    return "".join(lazy_pinyin(zh, style=Style.FIRST_LETTER, errors=_unspoken)).lower().replace(" ", "")


def english(zh: str, grade: Grade) -> str:
    """A plain English name: `仓前街道` gives `Cangqian Subdistrict`, `3幢` gives `Building 3`."""
    for pattern, words in _NUMBERED:
        found = re.fullmatch(pattern, zh)
        if found:
            return words.format(found[1] if found[1].isascii() else _capital(found[1]))
    for ending, kind in _ENDINGS:
        if zh.endswith(ending) and len(zh) > len(ending):
            return f"{_capital(zh[: -len(ending)])} {kind}"
    return " ".join(filter(None, (_BY_GRADE.get(grade, ""), _capital(zh))))


def _capital(zh: str) -> str:
    sounds = pinyin(zh).replace(" ", "")
    return sounds[:1].upper() + sounds[1:]


def _unspoken(signs: str) -> str:
    return signs.strip()
