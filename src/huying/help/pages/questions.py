"""What the public pages ask, and the order they ask it in."""

from typing import Annotated

from pydantic import Field

from huying.base.forms import Step
from huying.help.facts import Alarm, Asking
from huying.kernel.facts import ask
from huying.kernel.words import Words

AREA = r"^\d{20}$"
ANYWHERE = r"^(\d{20})?$"
Name = Annotated[str, Field(max_length=40)]


class Question(Asking):
    """A message on the public page: what everybody is asked, where it is, and pictures."""

    area: str = ask(
        "在哪个社区", "Which community", pattern=AREA, widget="place",
        help=Words("从大到小一步步选，选到您知道的那一级为止。", "From large to small, as far down as you know."),
    )  # fmt: skip
    photos: tuple[Name, ...] = ask(
        "要不要加照片", "Add pictures", default=(), max_length=9, widget="photo",
        help=Words(
            "药盒、漏水的地方、手画的路线图都可以。照片里的位置信息会去掉。",
            "A medicine box, a leak, a map drawn by hand. Where a picture was taken is removed from it.",
        ),
    )  # fmt: skip


STEPS = (
    Step("kind", ("kind",)),
    Step("text", ("text",)),
    Step("category", ("category",)),
    Step(
        "place",
        ("area", "place_text", "room"),
        Words("在什么地方", "Where is it"),
    ),
    Step(
        "people",
        ("people_affected", "vulnerable", "under_quarantine", "needed_by"),
        Words("谁需要帮助，最晚什么时候", "Who needs it, and by when"),
    ),
    Step("photos", ("photos",)),
    Step(
        "contact",
        ("contact_name", "contact_phone"),
        Words("怎么联系您", "How we can reach you"),
    ),
)


class AlarmQuestion(Alarm):
    """An emergency on one page; nothing but what happened is needed."""

    area: str = ask("在哪里", "Where", default="", pattern=ANYWHERE, widget="place")


# One tap each: what most often happens, as people say it.
HAPPENED = (
    Words("胸口疼、喘不上气", "Chest pain, cannot breathe"),
    Words("昏倒、叫不醒", "Unconscious"),
    Words("要生了、孕妇出血", "Giving birth, bleeding in pregnancy"),
    Words("摔伤、流血不止", "Badly hurt, bleeding"),
    Words("说不出话、半边动不了", "Cannot speak, one side will not move"),
    Words("高烧抽搐", "High fever with cramps"),
)
ALARM_FIELDS = ("area", "place_text", "room", "contact_phone", "under_quarantine")
