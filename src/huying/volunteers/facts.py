"""What each act on an order must be told."""

from typing import Literal

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import terms

Skill = Literal[
    "shopping", "delivery", "driving", "medicine", "nursing", "meals", "repair", "comfort", "tutoring", "survey",
    "temperature", "queue", "language", "publicity", "scanning", "guiding", "patrol", "tents",
]  # fmt: skip


class Placing(Facts):
    """An order: what is to be done, where, by when."""

    title: str = ask(
        "要做什么", "What is to be done", min_length=2, max_length=120, widget="text",
        help=Words("附近的志愿者都看得到，不要写姓名和房号。", "Every volunteer nearby reads it: no names, no rooms."),
    )  # fmt: skip
    text: str = ask(
        "说明", "Details", default="", max_length=2000, widget="textarea", secret=True,
        help=Words("接单的志愿者才看得到。", "Only whoever takes the order reads it."),
    )  # fmt: skip
    skills: tuple[Skill, ...] = ask(
        "需要什么本领", "Skills it takes", default=(), widget="checks", choices=terms.pairs(terms.SKILLS)
    )
    place_text: str = ask(
        "送到哪里", "Where to", default="", max_length=200, widget="text",
        help=Words("写到楼栋，例如荷花新村1幢。", "As far as the building."),
    )  # fmt: skip
    room: str = ask("单元和房号", "Stairwell and room", default="", max_length=60, secret=True)
    contact_name: str = ask("联系人", "Contact", default="", max_length=60, secret=True)
    contact_phone: str = ask(
        "联系电话", "Phone number", default="", max_length=40, secret=True, widget="phone"
    )
    wanted_by: AwareDatetime | None = ask("最晚何时要", "Wanted by", default=None, widget="datetime")


class Asking(Facts):
    """Which volunteer the desk asks."""

    volunteer: int = ask("问哪位志愿者", "Which volunteer", ge=1, widget="number")


class Calling(Facts):
    """Which building or grid is called."""

    called: str = ask(
        "呼叫哪里", "Whom to call", pattern=r"^\d{20}$", widget="place",
        help=Words("选一个网格、楼栋或单元，那里的志愿者都会收到。", "Everybody there who volunteers is told."),
    )  # fmt: skip


class Remark(Facts):
    """A few words, if there are any."""

    words: str = ask("说明", "A few words", default="", max_length=1000, widget="textarea")


class Delivery(Facts):
    """Proof of delivery."""

    proof: str = ask(
        "送到了哪里、交给了谁",
        "Where you left it and with whom",
        min_length=2,
        max_length=1000,
        widget="textarea",
    )
    photo: str = ask("照片", "Photo", default="", max_length=80, widget="photo", secret=True)


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")
