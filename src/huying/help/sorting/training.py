"""Learning from what screeners decided: on demand and every night, measured on the newest fifth."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huying.base.clock import now
from huying.help import rules
from huying.help.models import HelpRequest, Learned
from huying.help.queries.intake import categories
from huying.places import scope
from huying.places.codes import ALL
from huying.rulebook.queries import reader

from .learner import SEEN_IN, accuracy, learn, macro_f1
from .suggest import keywords_of
from .texts import whole

KEPT = 5
TESTED = 0.2


@dataclass(frozen=True, slots=True)
class Decided:
    """A message as somebody screened it."""

    text: str
    category: str
    urgency: str


def decisions() -> list[Decided]:
    """What persons decided, the oldest first; of all areas, at most as many as the rules say."""
    rows = HelpRequest.objects.filter(screened_at__isnull=False, screened_by__isnull=False)
    newest = rows.order_by("-screened_at", "-pk")[: reader().count(rules.LEARN_FROM.code, ALL)]
    found = newest.values_list("title", "text", "category_id", "urgency")
    return [Decided(whole(title, text), category, urgency) for title, text, category, urgency in found][::-1]


def learn_now() -> list[Learned]:
    """Learn category and urgency anew; answers the new versions, none while there are too few decisions."""
    with transaction.atomic(), scope.everything("learning from what screeners decided"):
        known = decisions()
        if len(known) < reader().count(rules.LEARN_AFTER.code, ALL):
            return []
        texts = [one.text for one in known]
        made = [
            _learned("category", texts, [one.category for one in known]),
            _learned("urgency", texts, [one.urgency for one in known]),
        ]
        return [one for one in made if one is not None]


def _learned(what: str, texts: Sequence[str], labels: Sequence[str]) -> Learned | None:
    """One new version, or None when all decisions are alike."""
    often = {label for label, n in Counter(labels).items() if n >= SEEN_IN}
    pairs = [(text, label) for text, label in zip(texts, labels, strict=True) if label in often]
    cut = len(pairs) - max(1, round(len(pairs) * TESTED))
    past, newest = pairs[:cut], pairs[cut:]
    if len({label for _, label in past}) < 2:
        return None
    model = learn(*zip(*past, strict=True))
    true = [label for _, label in newest]
    given = [model.guesses(text)[0].label for text, _ in newest]
    usual = Counter(label for _, label in past).most_common(1)[0][0]
    words = _by_words(what, [text for text, _ in newest], usual)
    with transaction.atomic():
        made = Learned.objects.create(
            what=what,
            learned_at=now(),
            decisions=len(pairs),
            tested=len(newest),
            accuracy=accuracy(given, true),
            macro_f1=macro_f1(given, true),
            majority=accuracy([usual] * len(true), true),
            keywords=accuracy(words, true),
            weights=learn(*zip(*pairs, strict=True)).dump(),
        )
        kept = Learned.objects.filter(what=what).order_by("-pk").values_list("pk", flat=True)[:KEPT]
        Learned.objects.filter(what=what).exclude(pk__in=list(kept)).delete()
    return made


def _by_words(what: str, texts: Sequence[str], usual: str) -> list[str]:
    """What the words of the categories alone would have said; where none occurs, what is most frequent."""
    if what != "category":
        return [usual] * len(texts)
    words = keywords_of(list(categories()))
    return [found[0].label if (found := words.guesses(text)) else usual for text in texts]
