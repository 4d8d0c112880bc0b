"""Messages as they are compared: width, case, white space and punctuation taken away."""

import re
import unicodedata

_OTHER = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+")


def spaced(text: str) -> str:
    """Letters, figures and Chinese characters of a text, what stood between them as one space each."""
    return _OTHER.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def bare(text: str) -> str:
    """The same without any space: equal for two texts that differ in width, case, spaces or punctuation only."""
    return _OTHER.sub("", unicodedata.normalize("NFKC", text).casefold())


def learned_from(text: str) -> str:
    """A text as the sorter reads it: figures are worn down to one sign, so that no phone number is learned by heart."""
    return _NUMBER.sub("0", spaced(text))


def whole(title: str, text: str) -> str:
    """Title and text of a message as one; a title that only repeats the beginning of the text is left out."""
    return text if not title or text.startswith(title) else f"{title}\n{text}"
