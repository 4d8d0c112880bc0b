"""The words of sampling."""

from collections.abc import Mapping

from huying.kernel.words import Words

SUBJECTS = {
    "person": Words("人", "Person"),
    "goods": Words("物", "Goods"),
    "environment": Words("环境", "Environment"),
}
RESULTS = {
    "negative": Words("阴性", "Negative"),
    "positive": Words("阳性", "Positive"),
    "void": Words("作废，重采", "Void"),
}


def pairs(words: Mapping[str, Words]) -> list[tuple[str, Words]]:
    """Codes with their words, as a form takes them."""
    return list(words.items())


def codes(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """Codes as a column takes them."""
    return [(code, code) for code in words]
