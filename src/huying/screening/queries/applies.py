"""What applies to somebody by the rules and lists in force: the reading with its sources, and what follows."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from huying.base.clock import now
from huying.kernel.words import Words
from huying.rulebook.limits import DOCUMENTS, MOVEMENT, MOVES, RISKS
from huying.rulebook.queries import categories, reader
from huying.rulebook.validity import LANDED
from huying.screening.lookback import Duty
from huying.screening.reading import Because, RiskLevels, Rule, Stay, categories_for
from huying.screening.rules_travel import CONTACT, DUTIES

from .where import place_found, risk_now, rules_at

ORDINARY = Words("没有特别规定涉及您", "No special rule concerns you")
# The same for a colleague who reads about somebody else.
NO_RULE = Words("没有特别规定", "No special rule")


@dataclass
class Readings:
    """The rules and risk areas of one moment, read once for many people; `at` is that moment."""

    at: dt.datetime
    risk: RiskLevels = field(default_factory=risk_now)
    _rules: dict[str, list[Rule]] = field(default_factory=dict)
    _places: dict[str, str] = field(default_factory=dict)

    def rules(self, area: str) -> list[Rule]:
        """The rules in force at a place."""
        if area not in self._rules:
            self._rules[area] = rules_at(area, self.at)
        return self._rules[area]

    def stay(self, text: str, came: dt.date, left: dt.date | None) -> Stay:
        """A told stay with the code of its place, when the tree knows it."""
        if text not in self._places:
            self._places[text] = place_found(text)
        code = self._places[text]
        return Stay(code, text, came, left)

    def because(
        self, area: str, stays: Sequence[Stay], marks: Iterable[str], arrives: dt.date
    ) -> list[Because]:
        """Every rule somebody meets who is to arrive at a place, the one that counts first first."""
        today = timezone.localdate(self.at)
        return categories_for(stays, set(marks), self.rules(area), self.risk, max(today, arrives), arrives)


def readings() -> Readings:
    """The rules and lists in force now."""
    return Readings(now())


def reasons_kept(found: Sequence[Because]) -> list[dict[str, Any]]:
    """The reasons as they are kept and shown, the one that counts first first."""
    return [
        {
            "rule": one.rule.code,
            "category": one.category,
            "zh": one.words.zh,
            "en": one.words.en,
            "until": one.until.isoformat() if one.until else None,
            "sure": one.sure,
            "title": list(one.whose.title) if one.whose else ["", ""],
            "authority": list(one.whose.authority) if one.whose else ["", ""],
            "ends": timezone.localdate(one.whose.until).isoformat()
            if one.whose and one.whose.until
            else None,
        }
        for one in found
    ]


def leading(found: Sequence[Because]) -> tuple[str, bool]:
    """The category that counts and whether it is certain; empty when nothing was met."""
    return (found[0].category, found[0].sure) if found else ("", True)


@dataclass(frozen=True)
class Applies:
    """What somebody is told: the category, the reasons, what follows, whose rule and until when."""

    category: Words
    sure: bool
    reasons: list[dict[str, Any]]
    duty: Words
    tests: list[dt.date]
    documents: list[Words]
    authority: Words
    title: Words
    ends: dt.date | None
    law: bool
    landing: tuple[str, ...]
    movement: Words | None


def duty_of(area: str, category: str, at: dt.datetime | None = None) -> Duty:
    """What follows for a category at a place."""
    duty: Duty = reader(at or now()).value(DUTIES.code, area, choice=category)
    return duty


def applies(area: str, category: str, sure: bool, reasons: list[dict[str, Any]], arrives: dt.date) -> Applies:
    """What follows for a kept reading, with the rule, its authority and its end."""
    because = reader(now()).why(DUTIES.code, area, category)
    duty: Duty = because.value
    known = categories(area)
    return Applies(
        category=known[category].title if category in known else ORDINARY,
        sure=sure,
        reasons=[
            one
            | {
                "words": Words(one["zh"], one["en"]),
                "authority": Words(*one["authority"]),
                "title": Words(*one["title"]),
                "until": dt.date.fromisoformat(one["until"]) if one["until"] else None,
                "ends": dt.date.fromisoformat(one["ends"]) if one["ends"] else None,
            }
            for one in reasons
        ],
        duty=Words(duty.zh, duty.en or duty.zh),
        tests=[arrives + dt.timedelta(days=day - 1) for day in duty.tests],
        documents=[Words(paper.zh, paper.en or paper.zh) for paper in duty.documents],
        authority=because.authority,
        title=because.title,
        ends=timezone.localdate(because.valid_until) if because.valid_until else None,
        law=because.rule_set is not None,
        landing=reader(now()).value(DOCUMENTS.code, area, choice=LANDED),
        movement=movement_of(area),
    )


def movement_of(area: str) -> Words | None:
    """How people move about at a place by the risk it has now, with whose rule; None where nobody has laid it down."""
    at = now()
    laid_down = {risk: reader(at).why(MOVEMENT.code, area, risk) for risk, _ in RISKS}
    if not any(because.law for because in laid_down.values()):
        return None
    risk = risk_now().level_of(area, timezone.localdate(at)) or "none"
    because = laid_down.get(risk, laid_down["none"])
    if not because.law:
        return None
    return Words("{how}（{title}）", "{how} ({title})").fill(
        how=dict(MOVES)[because.value], title=because.title
    )


def contact_by(area: str, category: str, arrives_at: dt.datetime) -> dt.datetime:
    """The latest moment at which somebody should have been contacted after arriving."""
    return reader(now()).due(CONTACT.code, arrives_at, area, category)
