"""What each act on a person of a list must be told."""

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words
from huying.rulebook.queries import categories_offered, place_here, reader

from . import rules_lists
from .check_terms import TESTS

CODE = r"^[0-9A-Z-]{4,14}$"
AREA = r"^\d{20}$"
CATEGORY = r"^[a-z][a-z0-9_]{1,39}$"


def category_choices() -> list[tuple[str, Words]]:
    """The categories of the rules in force."""
    return [(code, one.title) for code, one in categories_offered().items()]


def route_choices() -> list[tuple[str, Words]]:
    """What the rules say may be tried next."""
    found = reader().value(rules_lists.ROUTES.code, place_here())
    return [(one.code, one.words()) for one in found]


class Receiving(Facts):
    """A row as rules see it; who it is about goes straight into its own columns."""

    category: str = ask("人员类别", "Category", pattern=CATEGORY)
    list: str = ask("名单编号", "List", default="", max_length=14)
    check_by: AwareDatetime | None = ask("排查完成时限", "Checked by", default=None)
    control_by: AwareDatetime | None = ask("管控到位时限", "Under control by", default=None)
    who: Literal["confirmed", "unsure"] = ask("身份", "Identity", default="unsure")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=400, widget="textarea", secret=True)


class Found(Facts):
    """What was found: who it really is, where they are, which category they are."""

    who: Literal["confirmed", "unsure"] = ask(
        "是名单上的人吗", "Is it the person of the list", widget="radio",
        choices=[("confirmed", Words("核实了，是本人", "Yes, that is confirmed")),
                 ("unsure", Words("还不能确定", "It is not certain yet"))],
    )  # fmt: skip
    name: str = ask("姓名", "Name", default="", max_length=60, secret=True,
                    help=Words("名单上没有姓名时要填。", "Needed where the list has none."))  # fmt: skip
    where: str = ask("现在住在哪里", "Where they stay now", default="", max_length=200, secret=True)
    category: str = ask("核实后的类别", "Category found", pattern=CATEGORY, choices=category_choices)
    exposed_at: dt.date | None = ask("最后一次接触或离开的日期", "Day of the last exposure", default=None)
    arrived_on: dt.date | None = ask("哪天到本地的", "Day of arrival here", default=None)
    note: str = ask("情况说明", "What was found", default="", max_length=1000, widget="textarea", secret=True)


class NotHere(Facts):
    """They are somewhere else: where."""

    where: str = ask("现在在哪里", "Where they are now", min_length=2, max_length=200, secret=True)
    since: dt.date | None = ask("什么时候走的", "Since when", default=None)


class Unreachable(Facts):
    """What was tried, and what is tried next."""

    tried: str = ask("试过什么", "What was tried", min_length=2, max_length=400, secret=True)
    route: str = ask(
        "下一步怎么找", "What is tried next", max_length=20, choices=route_choices, widget="radio"
    )


class Evidence(Facts):
    """How one knows."""

    evidence: str = ask(
        "依据是什么", "How this is known", min_length=4, max_length=400, widget="textarea", secret=True
    )


class Same(Facts):
    """Which row of a list is the one that is worked on."""

    of: str = ask("以哪一条为准（编号）", "Which one goes on (code)", pattern=CODE)
    evidence: str = ask(
        "怎么知道是同一人", "How it is known to be one person", min_length=4, max_length=400, secret=True
    )


class HandingOver(Facts):
    """Where it goes on."""

    area: str = ask("转到哪里", "To which area", pattern=AREA, widget="place")
    reason: str = ask("说明", "A few words", default="", max_length=400, secret=True)


class SendingOut(Facts):
    """A letter to another city."""

    to: str = ask("发往哪个单位", "To which authority", min_length=2, max_length=120)
    contact: str = ask("对方联系方式", "Their contact", default="", max_length=120)
    reason: str = ask("说明", "A few words", default="", max_length=400, secret=True)
    letter: str = ask("并入哪份函（编号）", "Letter it goes into (number)", default="", max_length=40)


class Receipt(Facts):
    """Who over there confirmed that they have it."""

    receipt: str = ask(
        "对方谁、何时、怎样签收", "Who received it there, when, how", min_length=4, max_length=200
    )


class Controlled(Facts):
    """What was arranged, where no measure is decided in the system."""

    arranged: str = ask(
        "怎样安排的", "What was arranged", min_length=2, max_length=400, widget="textarea", secret=True
    )


class Tested(Facts):
    """The first test."""

    result: Literal["negative", "positive", "pending"] = ask(
        "结果", "Result", widget="radio", choices=list(TESTS.items())
    )
    taken_at: AwareDatetime = ask("采样时间", "When it was taken", widget="datetime")


class Identified(Facts):
    """How one knows who it is."""

    how: str = ask("怎样核实的", "How it was confirmed", min_length=4, max_length=400, secret=True)
    who: Literal["confirmed"] = ask("身份", "Identity", default="confirmed", widget="hidden")


class Owing(Facts):
    """By when an answer is owed."""

    reply_by: AwareDatetime = ask("回复期限", "Reply due", widget="datetime")


class Sending(Facts):
    """To whom the answer went, and how."""

    to: str = ask("发给谁", "To whom", min_length=2, max_length=120)
    way: str = ask("怎样发出的", "How it was sent", min_length=2, max_length=120)
    note: str = ask("补充说明", "Remarks", default="", max_length=2000, widget="textarea")
