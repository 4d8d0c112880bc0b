"""What the pages of lists ask beyond the acts."""

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import check_terms as terms
from .check_facts import AREA, category_choices


class Header(Facts):
    """The head of a list or letter."""

    kind: Literal["list", "letter"] = ask(
        "是什么", "What it is", default="letter", widget="radio", choices=list(terms.KINDS.items())
    )
    number: str = ask("文号", "Its number", default="", max_length=80)
    sender: str = ask("来文单位", "Sender", min_length=2, max_length=120)
    sender_contact: str = ask("对方联系人和电话", "Their contact", default="", max_length=120)
    receiver: str = ask("收文单位", "Receiver", default="", max_length=120)
    received_at: AwareDatetime = ask(
        "收到时间", "Received at", widget="datetime",
        help=Words("时限从这一刻起算。", "Deadlines count from this moment."),
    )  # fmt: skip
    channel: str = ask("怎样收到的", "How it came", default="", max_length=40)
    urgency: Literal["normal", "urgent", "extra"] = ask(
        "紧急程度", "Urgency", default="normal", choices=list(terms.URGENCIES.items()), widget="select"
    )
    reply_due: AwareDatetime | None = ask("最晚何时回复", "Reply due", default=None, widget="datetime")
    category: str = ask(
        "人员类别（表里没写时）", "Category, where the rows name none", default="", max_length=40,
        choices=category_choices, widget="select",
    )  # fmt: skip
    case_ref: str = ask(
        "病例编号（不写姓名）", "Case reference, no name", default="", max_length=80,
        help=Words("只写编号或代称。", "A number or a pseudonym only."),
    )  # fmt: skip
    strain: str = ask("毒株", "Variant", default="", max_length=80)
    infectious_from: dt.date | None = ask("传染期开始", "Infectious from", default=None)
    infectious_until: dt.date | None = ask("传染期结束", "Infectious until", default=None)
    request: str = ask(
        "要求做什么", "What is asked", default="", max_length=2000, widget="textarea",
        help=Words("查找、管控、检测、回报、密接。", "Find, control, test, report back, onward contacts."),
    )  # fmt: skip


class OnePerson(Facts):
    """One person of a letter, typed in."""

    name: str = ask("姓名", "Name", default="", max_length=60, secret=True)
    phone: str = ask("电话", "Phone", default="", max_length=120, widget="phone", secret=True)
    identity: str = ask("证件号", "Identity number", default="", max_length=40, secret=True)
    address: str = ask("住址", "Address", default="", max_length=300, secret=True)
    category: str = ask(
        "人员类别", "Category", default="", max_length=40, choices=category_choices, widget="select"
    )
    exposed_at: dt.date | None = ask("最后接触或离开的日期", "Day of the last exposure", default=None)
    exposure: str = ask(
        "接触情况、行程", "Exposure, travel", default="", max_length=4000, widget="textarea", secret=True
    )


class Purpose(Facts):
    """Why somebody looks."""

    purpose: str = ask("为什么要看", "Why you need it", default="核查 checking", min_length=2, max_length=200)


class Handing(Facts):
    """Where the chosen people go."""

    area: str = ask("转到哪里", "To which area", pattern=AREA, widget="place")
    reason: str = ask("说明", "A few words", default="", max_length=400)


class ShiftNote(Facts):
    """What the next shift should know."""

    note: str = ask(
        "交代几句", "What the next shift should know", default="", max_length=2000, widget="textarea"
    )
