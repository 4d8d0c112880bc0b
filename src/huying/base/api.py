"""The shapes of answers that are no success, the same for every program door."""

from ninja import Schema


class Sentence(Schema):
    """A sentence in both languages."""

    zh: str
    en: str


class Problem(Schema):
    """What went wrong, for a person; `id` finds it in the log."""

    message: Sentence
    fields: dict[str, Sentence] = {}
    id: str | None = None


class Refusal(Problem):
    """It cannot be done now: the sentence says why."""
