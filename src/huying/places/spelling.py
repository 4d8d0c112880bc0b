"""How the Chinese name of a place sounds, and what it is called in English when nobody has said so."""

import re
import unicodedata
from functools import lru_cache

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

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
# Longer phrases are proverbs.
_LONGEST_PHRASE = 4
_BY_GRADE: dict[Grade, str] = {"grid": "Grid", "building": "Building", "stairwell": "Unit"}


@lru_cache(maxsize=4_000)
def _toneless(syllable: str) -> str:
    plain = "".join("v" if sign in "üǖǘǚǜ" else sign for sign in syllable)
    return "".join(sign for sign in unicodedata.normalize("NFD", plain) if sign.isascii())


@lru_cache(maxsize=20_000)
def syllables(zh: str) -> tuple[str, ...]:
    """One sound without tone a sign, by the longest known phrase; what has no sound stands for itself.

    Done here over the tables of pypinyin, whose own call is thirty times slower: a city's list has 100,000 names.
    """
    found: list[str] = []
    start = 0
    while start < len(zh):
        for length in range(min(_LONGEST_PHRASE, len(zh) - start), 1, -1):
            phrase = PHRASES_DICT.get(zh[start : start + length])
            if phrase:
                found.extend(_toneless(readings[0]) for readings in phrase)
                start += length
                break
        else:
            readings = PINYIN_DICT.get(ord(zh[start]), zh[start])
            found.append(_toneless(readings.split(",")[0]) or zh[start])
            start += 1
    return tuple(found)


def pinyin(zh: str) -> str:
    """The sounds without tones, one word a sign: `鹿鸣小区` gives `lu ming xiao qu`, ü being v."""
    spaced = "".join(
        sound if sign.isascii() else f" {sound} " for sign, sound in zip(zh, syllables(zh), strict=True)
    )
    return " ".join(spaced.lower().split())


def initials(zh: str) -> str:
    """The first letter of every sound: `鹿鸣小区` gives `lmxq`."""
    return "".join(sound[0] for sound in syllables(zh) if sound.isalnum()).lower()


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
    sounds = "".join(syllables(zh)).replace("v", "ü")
    return sounds[:1].upper() + sounds[1:]
