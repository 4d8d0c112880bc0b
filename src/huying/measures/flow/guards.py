"""Why an act on a measure may have to wait, as sentences."""

from huying.kernel.situation import Situation
from huying.kernel.words import Words
from huying.measures import terms

MISSING = Words(
    "还差 {n} 次规定的检测，请先补采；确实补不了，由有权决定的人写明理由解除。",
    "{n} of the required tests are missing: arrange them, or whoever may decide releases with a reason.",
)
NOT_ASKED = Words("没有人提议解除。", "Nobody has proposed release.")
POSITIVE = Words("有阳性结果没有排除，不能解除。", "A positive result has not been ruled out.")


def tests_taken(now: Situation) -> Words | None:
    """Refuse a release while required tests are missing."""
    missing = int(now.matter.facts.get("tests_missing", 0))
    return MISSING.fill(n=missing) if missing else None


def no_positive(now: Situation) -> Words | None:
    """Refuse a release while a positive stands."""
    return POSITIVE if int(now.matter.facts.get("tests_positive", 0)) else None


def release_was_asked(now: Situation) -> Words | None:
    """Refuse what answers a proposal where there is none."""
    return None if now.matter.facts.get("release_asked") else NOT_ASKED


def not_the_decider(now: Situation) -> Words | None:
    """Refuse whoever had a part in the decision that is appealed against."""
    return terms.OWN if now.actor.person in now.matter.facts.get("deciders", ()) else None
