"""Words of the language, so that a phrase is cut between words and a name is told from a word."""

import threading
import warnings
from collections.abc import Sequence
from typing import Any

# Figures and what they count are one word: 6路, 3号线, a7县.
_JOINED = frozenset("路号栋幢楼层期区县市村组岁年月日天点元万个人次线米")
# Kinds of words in the dictionary that are names of people, places, firms; a very common one is a word like others.
_NAMES = ("nr", "ns", "nt", "nz")
_COMMON = 5_000
# Kinds that only hold a sentence together, and those that tell what it is about.
_JOINTS = ("u", "c", "p", "y", "e", "d", "r", "m", "q")
_MATTERS = ("n", "vn", "zg", "s", "i", "l", "j", "x")
_lock = threading.Lock()


class _Words:
    """The dictionary, read from its own text: no cache file that others could write is trusted."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import jieba
        self.tokenizer: Any = jieba.Tokenizer()
        made = self.tokenizer
        made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
        made.initialized = True
        self.often: dict[str, int] = made.FREQ
        with made.get_dict_file() as lines:
            read = [
                (word, int(often), kind) for word, often, kind in (line.decode().split() for line in lines)
            ]
        self.names = {word for word, often, kind in read if kind.startswith(_NAMES) and often < _COMMON}
        self.joints = {word for word, _, kind in read if kind.startswith(_JOINTS)} - self.names
        self.matters = {word for word, _, kind in read if kind.startswith(_MATTERS)}

    def cut(self, text: str) -> list[str]:
        """The words of a text, known ones as long as possible."""
        return list(self.tokenizer.cut(text, HMM=False))


_read: list[_Words] = []


def _words() -> _Words:
    with _lock:
        if not _read:
            _read.append(_Words())
        return _read[0]


def cut(text: str) -> list[str]:
    """The words of a text without spaces, in order."""
    found: list[str] = []
    for word in _words().cut(text):
        if found and found[-1][-1].isascii() and word in _JOINED:
            found[-1] += word
        else:
            found.append(word)
    return found


def is_about(words: Sequence[str]) -> bool:
    """Whether words say what something is about: no particle at either end, and a thing or a name among them.

    A word the dictionary does not know may be a name; an everyday English word is none.
    """
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    known = _words()
    if not words or words[0] in known.joints or words[-1] in known.joints:
        return False
    return any(
        word in known.matters or (word not in known.often and word not in ENGLISH_STOP_WORDS)
        for word in words
    )


def is_name(phrase: str) -> bool:
    """Whether a phrase is more likely the name of something than an ordinary word or several.

    It is one when the dictionary lists it or a part of it as a name, or has no word for a part of it.
    """
    words = _words()
    if words.often.get(phrase):
        return phrase in words.names
    return any(len(word) == 1 or word.isascii() or word in words.names for word in words.cut(phrase))
