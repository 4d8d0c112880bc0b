"""Category and urgency suggested for a message, with the words that speak for it. A person decides."""

from dataclasses import dataclass
from functools import lru_cache

from huying.help import rules, terms
from huying.help.models import Category, HelpRequest, Learned
from huying.help.queries.intake import categories
from huying.kernel.words import Words
from huying.places.codes import ALL
from huying.rulebook.queries import reader

from .keywords import Keywords
from .learner import Guess, Model
from .texts import whole

MENTIONED = Words("因为提到：{words}", "Because it mentions: {words}")
USUAL = Words("这一类通常是这样", "Usual for this category")
LEARNED = Words("从 {n} 件已分拣的留言中学到", "Learned from {n} screened messages")
BY_WORDS = Words("按类别的提示词", "By the words of the categories")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggestion: a code of categories or urgencies, how sure, why, and from what it is known."""

    what: str
    code: str
    words: Words
    sure: float
    why: Words
    source: Words

    @property
    def percent(self) -> int:
        """How sure, in hundredths."""
        return round(self.sure * 100)


def newest(what: str) -> Learned | None:
    """The newest version of what was learned, without its weights, when it beats the words of the categories."""
    found = Learned.objects.filter(what=what).defer("weights").order_by("-pk").first()
    return found if found is not None and found.accuracy >= found.keywords else None


@lru_cache(maxsize=4)
def _model(pk: int) -> Model:
    return Model.load(bytes(Learned.objects.values_list("weights", flat=True).get(pk=pk)))


def keywords_of(rows: list[Category]) -> Keywords:
    """The first sorter: by the words the categories name."""
    return Keywords({row.code: row.hints for row in rows if row.hints})


def category_suggested(text: str) -> Suggestion | None:
    """The category a text speaks for; None when nothing is sure enough."""
    rows = list(categories())
    headings = {row.parent_id for row in rows}
    usable = {row.code: row for row in rows if row.code not in headings}
    learned = newest("category")
    if learned is not None:
        guesses = _model(learned.pk).guesses(text)
        source = Words(LEARNED.zh.format(n=learned.decisions), LEARNED.en.format(n=learned.decisions))
    else:
        guesses, source = keywords_of(list(usable.values())).guesses(text), BY_WORDS
    best = next((guess for guess in guesses if guess.label in usable), None)
    if best is None or best.sure < reader().share(rules.SUGGEST_SURE.code, ALL):
        return None
    return Suggestion("category", best.label, usable[best.label].words, best.sure, _why(best), source)


def urgency_suggested(text: str, category: str) -> Suggestion | None:
    """How urgent a text sounds; before anything was learned, as its category usually is."""
    learned = newest("urgency")
    if learned is not None:
        best = _model(learned.pk).guesses(text)[0]
        if best.sure < reader().share(rules.SUGGEST_SURE.code, ALL) or best.label not in terms.URGENCIES:
            return None
        source = Words(LEARNED.zh.format(n=learned.decisions), LEARNED.en.format(n=learned.decisions))
        return Suggestion("urgency", best.label, terms.URGENCIES[best.label], best.sure, _why(best), source)
    row = Category.objects.filter(code=category, active=True).first()
    if row is None:
        return None
    return Suggestion("urgency", row.urgency, terms.URGENCIES[row.urgency], 1.0, USUAL, BY_WORDS)


def suggested(row: HelpRequest) -> list[Suggestion]:
    """What is suggested for one message, category first; empty when nothing is sure enough."""
    text = whole(row.title, row.text)
    category = category_suggested(text)
    urgency = urgency_suggested(text, category.code if category else row.category_id)
    return [one for one in (category, urgency) if one is not None]


def _why(guess: Guess) -> Words:
    if not guess.because:
        return USUAL
    return Words(
        MENTIONED.zh.format(words="、".join(guess.because)),
        MENTIONED.en.format(words=", ".join(guess.because)),
    )
