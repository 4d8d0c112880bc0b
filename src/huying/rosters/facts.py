"""What acts on gaps and rosters must be told."""

import datetime as dt

from pydantic import AwareDatetime, model_validator

from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.situation import LEVEL_WORDS
from huying.kernel.words import Words
from huying.people.roles import UNIT_WORDS

from .terms import WHATS

UNIT = r"^[a-z][a-z0-9_:]{0,59}$"
ENDS_FIRST = Words("结束日期早于开始日期。", "It would end before it begins.")


class Missing(Facts):
    """A shift with nobody on it, or to which nobody came."""

    what: str = ask(
        "哪一种", "Kind", pattern="^(unfilled|nobody_came)$", widget="radio", choices=tuple(WHATS.items())
    )
    unit: str = ask(
        "单位", "Office", pattern=UNIT, widget="select", choices=tuple((LEVEL_WORDS | UNIT_WORDS).items())
    )
    area: str = ask("单位地点", "Its area", pattern=r"^\d{20}$", widget="hidden")
    level: str = ask(
        "层级", "Level", pattern="^(grid|community|street|district|city)$", widget="radio",
        choices=tuple(LEVEL_WORDS.items()),
    )  # fmt: skip
    starts_at: AwareDatetime = ask("班次开始", "The shift begins", widget="datetime")
    ends_at: AwareDatetime = ask("班次结束", "The shift ends", widget="datetime")


class Reason(Facts):
    """Why nobody is needed."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class NewPattern(Facts):
    """A shift of every day."""

    begins: dt.time = ask("几点开始", "Begins at", widget="time")
    hours: int = ask("几个小时", "How many hours", ge=1, le=24, widget="number", help=Words("可以过半夜，例如 20:00 起 12 小时。", "May reach past midnight: 12 hours from 20:00."))  # fmt: skip
    people: int = ask("要几个人", "How many people", default=1, ge=1, le=50, widget="number")
    since: dt.date = ask("从哪天起", "From which day")
    until: dt.date | None = ask("到哪天为止", "Until which day", default=None, help=Words("不填就一直有。", "For good, if left empty."))  # fmt: skip

    @model_validator(mode="after")
    def _in_order(self) -> "NewPattern":
        if self.until is not None and self.until < self.since:
            raise Refused(ENDS_FIRST, {"until": ENDS_FIRST})
        return self


class TakingOff(Facts):
    """Why somebody is taken off a shift."""

    reason: str = ask("原因", "Reason", min_length=1, max_length=200, widget="text")


class Asking(Facts):
    """Whom one asks to take a shift over."""

    to: int = ask("请谁代班", "Whom you ask", ge=1, widget="select")
    words: str = ask("说明", "A few words", default="", max_length=200, widget="text")
