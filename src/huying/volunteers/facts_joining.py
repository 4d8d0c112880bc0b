"""What the acts of signing up must be told."""

from typing import Literal

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import terms
from .facts import Skill

Team = Literal["prevention", "service", "publicity", "logistics", "repair"]


class Applying(Facts):
    """Somebody signs up by themselves; the phone was proved by a code."""

    name: str = ask("您的姓名", "Your name", min_length=1, max_length=60, widget="text", secret=True)
    phone: str = ask("手机", "Mobile phone", max_length=40, widget="hidden", secret=True)
    team: Team = ask(
        "想进哪个小组", "Which team", default="service", widget="radio", choices=terms.pairs(terms.TEAMS)
    )
    skills: tuple[Skill, ...] = ask(
        "您会做什么", "What you can do", default=(), widget="checks", choices=terms.pairs(terms.SKILLS)
    )
    note: str = ask(
        "还想说什么", "Anything else", default="", max_length=500, widget="textarea",
        help=Words("例如什么时间有空、身体情况、有什么证书。", "When you are free, your health, certificates you hold."),
    )  # fmt: skip


class Approving(Facts):
    """Whoever approves has told the work, its risks and rules, and says what was done against them."""

    told: Literal[True] = ask(
        "已当面或电话讲清任务、风险和纪律", "The work, its risks and rules were explained", widget="yesno"
    )
    trained: bool = ask("已培训", "Trained", default=False, widget="yesno")
    insured: bool = ask(
        "已投保人身意外保险", "Insured against accidents", default=False, widget="yesno",
        help=Words("做危险的工作之前必须投保。", "Before dangerous work this is the law."),
    )  # fmt: skip
    words: str = ask("告诉他", "What you tell them", default="", max_length=500, widget="textarea")
