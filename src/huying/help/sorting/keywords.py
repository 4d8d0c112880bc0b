"""Sorting by the words a category names: what there is before anything was learned."""

from collections.abc import Mapping, Sequence

from .learner import REASONS, Guess
from .texts import bare


class Keywords:
    """Labels with the words that speak for each; a longer word speaks louder."""

    def __init__(self, hints: Mapping[str, Sequence[str]]) -> None:
        self.hints = {label: [bare(word) for word in words if bare(word)] for label, words in hints.items()}

    def guesses(self, text: str) -> list[Guess]:
        """The labels of which a word occurs, the likeliest first; none when no word does."""
        said = bare(text)
        found: dict[str, list[str]] = {}
        for label, words in self.hints.items():
            if hits := _longest([word for word in words if word in said]):
                found[label] = hits
        total = sum(len(word) for hits in found.values() for word in hits)
        ranked = [
            Guess(label, sum(map(len, hits)) / total, tuple(hits[:REASONS])) for label, hits in found.items()
        ]
        return sorted(ranked, key=lambda guess: -guess.sure)


def _longest(words: list[str]) -> list[str]:
    """The words that lie in no other of them, the longest first."""
    ranked = sorted(dict.fromkeys(words), key=lambda word: -len(word))
    return [word for n, word in enumerate(ranked) if not any(word in longer for longer in ranked[:n])]
