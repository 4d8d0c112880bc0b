"""What the pages about volunteers ask beside the acts of orders."""

import datetime as dt
from typing import Literal

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import terms
from .facts import Placing, Skill

Team = Literal["prevention", "service", "publicity", "logistics", "repair"]
TASKS = terms.pairs(terms.SKILLS)
PURPOSES = [
    (words.zh, words)
    for words in (
        Words("打电话约时间", "To ring and agree a time"),
        Words("送到门口", "To go to the door"),
        Words("找不到人，再联系", "To find somebody who does not answer"),
    )
]


class PlacingAt(Placing):
    """An order for somebody without a request of their own: the place is chosen, too."""

    area: str = ask("在哪个小区、楼栋", "In which building", pattern=r"^\d{20}$", widget="place")


class Joining(Facts):
    """A volunteer to register."""

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: str = ask("手机", "Mobile phone", max_length=40, widget="phone")
    area: str = ask(
        "住在哪里", "Where they live", pattern=r"^\d{20}$", widget="place",
        help=Words("选到楼栋最好，喊楼时能叫到。", "As far as the building: then it can call them."),
    )  # fmt: skip
    team: Team = ask("小组", "Team", default="service", widget="radio", choices=terms.pairs(terms.TEAMS))
    skills: tuple[Skill, ...] = ask(
        "会做什么", "What they can do", default=(), widget="checks", choices=TASKS
    )
    username: str = ask(
        "登录名", "Log-in name", default="", max_length=60, widget="text",
        help=Words("不填就由系统起一个。", "One is made if you leave it empty."),
    )  # fmt: skip


class Changing(Facts):
    """What is registered about a volunteer."""

    area: str = ask("住在哪里", "Where they live", pattern=r"^\d{20}$", widget="place")
    team: Team = ask("小组", "Team", widget="radio", choices=terms.pairs(terms.TEAMS))
    skills: tuple[Skill, ...] = ask("会做什么", "Skills", default=(), widget="checks", choices=TASKS)
    standing: Literal["active", "reserve", "paused"] = ask(
        "状态", "Standing", widget="radio", choices=terms.pairs(terms.STANDINGS)
    )


class CheckIn(Facts):
    """Coming to work at a unit, such as a stairwell group."""

    area: str = ask(
        "在哪里报到", "Where you are", pattern=r"^\d{20}$", widget="place",
        help=Words("选楼栋、单元或网格。", "A building, a stairwell or a grid."),
    )  # fmt: skip
    task: Skill = ask("做什么", "What you do", widget="select", choices=TASKS)


class Claim(Facts):
    """Hours somebody forgot to check in for."""

    area: str = ask("在哪里", "Where", pattern=r"^\d{20}$", widget="place")
    task: Skill = ask("做什么", "What you did", widget="select", choices=TASKS)
    started_at: dt.datetime = ask("几点开始", "From", widget="datetime")
    ended_at: dt.datetime = ask("几点结束", "Until", widget="datetime")


class Purpose(Facts):
    """Why somebody needs to see a contact in full."""

    purpose: str = ask("为了什么看", "What for", max_length=40, widget="radio", choices=PURPOSES)


class Period(Facts):
    """From which day to which day, both included."""

    since: dt.date | None = ask("从哪天", "From", default=None)
    until: dt.date | None = ask("到哪天", "To", default=None)
