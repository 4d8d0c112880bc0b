"""What is answered to the sender of a list: per person what was found, and the counts."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.places import scope
from huying.screening.models import PushList, Subject

_ANSWERS = {
    "found": Words("已找到", "Found"),
    "not_found": Words("未找到，继续查找", "Not found yet"),
    "not_here": Words("不在本地", "Not here"),
    "forwarded": Words("已转有关地方", "Forwarded"),
    "other": Words("其他", "Other"),
}
_BY_STATE = {
    "located": "found",
    "under_control": "found",
    "tested": "found",
    "reported": "found",
    "closed": "found",
    "refused": "found",
    "not_in_area": "not_here",
    "handing_over": "forwarded",
    "handed_over": "forwarded",
    "wrong_person": "other",
    "withdrawn": "other",
    "returned": "other",
}


@dataclass(frozen=True, slots=True)
class Answered:
    """One line of the answer: the row of the list, and how its person stands at the last desk that has them."""

    first: Subject
    last: Subject
    answer: str

    @property
    def words(self) -> Words:
        """The answer in words."""
        return _ANSWERS[self.answer]

    @property
    def state(self) -> Words:
        """Where it stands."""
        return kind_of("screening.check").states[self.last.matter.state].title


def answers_of(pushed: PushList) -> list[Answered]:
    """The answer for every row of a list, each followed to the desk that has it now; two queries."""
    with scope.everything("the answer to a list, for the office that received it"):
        rows = Subject.objects.filter(list=pushed).select_related("matter", "out", "owner__matter")
        every = list(rows.order_by("number", "pk"))
    onward: dict[int, Subject] = {}
    for one in every:
        if one.previous_id is not None and one.matter.state != "returned":
            onward[one.previous_id] = one
    found = []
    for one in every:
        if one.previous_id is not None:
            continue
        last = one
        while last.pk in onward and last.matter.state in ("handing_over", "handed_over"):
            last = onward[last.pk]
        stands = last.owner if last.matter.state == "duplicate" and last.owner else last
        found.append(Answered(one, last, _BY_STATE.get(stands.matter.state, "not_found")))
    return found


def figures_of(pushed: PushList) -> dict[str, Any]:
    """How many of a list were found, not found, not here, forwarded."""
    counted = Counter(one.answer for one in answers_of(pushed))
    return {"received": sum(counted.values()), **counted}


def answer_words(code: str) -> Words:
    """What an answer is called."""
    return _ANSWERS[code]
