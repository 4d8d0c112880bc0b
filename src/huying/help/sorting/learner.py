"""A linear model over character n-grams: what it learned can be read, and every answer says from which words.

Learning is scikit-learn's. What is kept is a list of n-grams with their weights as plain numbers, scored here by
a few lines, so that nothing stored is ever executed when it is read.
"""

import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .texts import learned_from

SHORTEST, LONGEST = 1, 3
# An n-gram of fewer messages says more about one person than about a category.
SEEN_IN = 3
MOST_GRAMS = 30_000
REASONS = 3
_SEED = 20220101


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer: the label, how sure (0 to 1), and the words of the message that spoke for it most."""

    label: str
    sure: float
    because: tuple[str, ...] = ()


def grams(text: str) -> Counter[str]:
    """The n-grams inside the words of a text, as the model counts them."""
    found: Counter[str] = Counter()
    for word in learned_from(text).split():
        for size in range(SHORTEST, LONGEST + 1):
            found.update(word[at : at + size] for at in range(len(word) - size + 1))
    return found


@dataclass(frozen=True)
class Model:
    """Labels, n-grams and numbers: `rarity` by n-gram, `weights` [label, n-gram], `bias` by label."""

    labels: tuple[str, ...]
    grams: tuple[str, ...]
    rarity: NDArray[np.float32]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_place", {gram: at for at, gram in enumerate(self.grams)})

    def _vector(self, text: str) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
        place: Mapping[str, int] = self.__dict__["_place"]
        known = [(place[gram], count) for gram, count in grams(text).items() if gram in place]
        at = np.array([one for one, _ in known], dtype=np.intp)
        values = (1 + np.log(np.array([count for _, count in known], dtype=np.float32))) * self.rarity[at]
        length = float(np.sqrt((values * values).sum()))
        return at, (values / length if length else values).astype(np.float32)

    def guesses(self, text: str) -> list[Guess]:
        """Every label, the likeliest first; reasons beside the first only."""
        at, values = self._vector(text)
        shares = self.weights[:, at] * values
        scores = shares.sum(axis=1) + self.bias
        odds = np.exp(scores - scores.max())
        odds /= odds.sum()
        order = np.argsort(-odds, kind="stable")
        found = [Guess(self.labels[one], float(odds[one])) for one in order]
        first = int(order[0])
        # Against the mean of the others: what speaks for everything is no reason.
        others = (shares.sum(axis=0) - shares[first]) / max(1, len(self.labels) - 1)
        found[0] = Guess(found[0].label, found[0].sure, self._reasons(at, shares[first] - others))
        return found

    def _reasons(self, at: NDArray[np.intp], gain: NDArray[np.float32]) -> tuple[str, ...]:
        """The few n-grams that added most, none inside another; single characters say too little."""
        gains = {self.grams[one]: float(gain[n]) for n, one in enumerate(at) if len(self.grams[one]) > 1}
        # A longer n-gram carries what the shorter ones inside it carry.
        total = {
            gram: own + sum(gain for part, gain in gains.items() if part != gram and part in gram)
            for gram, own in gains.items()
            if own > 0
        }
        chosen: list[str] = []
        for gram in sorted(total, key=lambda gram: (-total[gram], gram)):
            if "0" not in gram and not any(_overlap(gram, one) for one in chosen):
                chosen.append(gram)
            if len(chosen) == REASONS:
                break
        return tuple(chosen)

    def dump(self) -> bytes:
        """The model as bytes: arrays and one JSON text."""
        told = json.dumps({"labels": self.labels, "grams": self.grams}, ensure_ascii=False).encode()
        out = io.BytesIO()
        np.savez_compressed(
            out,
            told=np.frombuffer(told, dtype=np.uint8),
            rarity=self.rarity,
            weights=self.weights,
            bias=self.bias,
        )
        return out.getvalue()

    @classmethod
    def load(cls, kept: bytes) -> "Model":
        """A model from its bytes. Raises ValueError for anything but arrays of numbers."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as held:
            told = json.loads(held["told"].tobytes())
            return cls(
                tuple(told["labels"]), tuple(told["grams"]), held["rarity"], held["weights"], held["bias"]
            )


def _overlap(one: str, other: str) -> bool:
    """Whether two n-grams are pieces of one word: one in the other, or the end of one the beginning of the other."""
    if one in other or other in one:
        return True
    return any(one[-n:] == other[:n] or other[-n:] == one[:n] for n in range(1, min(len(one), len(other))))


def learn(texts: Sequence[str], labels: Sequence[str]) -> Model:
    """Learn labels from texts, as long as each other. Raises ValueError for fewer than two different labels."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    if len(set(labels)) < 2:
        raise ValueError("nothing to tell apart: fewer than two labels")
    counter = TfidfVectorizer(
        analyzer=lambda text: list(grams(text).elements()),
        min_df=min(SEEN_IN, max(1, len(texts) // 20)),
        max_features=MOST_GRAMS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    table = counter.fit_transform(texts)
    fitted: Any = LogisticRegression(C=10.0, max_iter=200, class_weight="balanced", random_state=_SEED)
    fitted.fit(table, list(labels))
    weights, bias = fitted.coef_, fitted.intercept_
    if len(weights) == 1:  # two labels share one line: half of it for each
        weights, bias = np.vstack([-weights, weights]) / 2, np.concatenate([-bias, bias]) / 2
    return Model(
        tuple(str(label) for label in fitted.classes_),
        tuple(counter.get_feature_names_out()),
        counter.idf_.astype(np.float32),
        weights.astype(np.float32),
        bias.astype(np.float32),
    )


def accuracy(given: Sequence[str], true: Sequence[str]) -> float:
    """The share of right answers; 0 for none."""
    return sum(a == b for a, b in zip(given, true, strict=True)) / len(true) if true else 0.0


def macro_f1(given: Sequence[str], true: Sequence[str]) -> float:
    """The mean over the labels that occur of the harmonic mean of precision and recall."""
    scores = []
    for label in sorted(set(true)):
        hit = sum(a == b == label for a, b in zip(given, true, strict=True))
        scores.append(2 * hit / (list(given).count(label) + list(true).count(label)) if hit else 0.0)
    return sum(scores) / len(scores) if scores else 0.0
