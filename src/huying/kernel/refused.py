"""The one error meant for people: a sentence that says why not, and what would help."""

from .words import Words


class Refused(Exception):
    """What was asked cannot be done now; `words` says so to the person who asked.

    `fields` maps the name of a field to the sentence about it, for forms and rows.
    """

    def __init__(self, words: Words, fields: dict[str, Words] | None = None) -> None:
        super().__init__(words.en)
        self.words = words
        self.fields = fields or {}

    def __str__(self) -> str:
        return str(self.words)
