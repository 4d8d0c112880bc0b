"""What a declaration asks, and what each act on it must be told."""

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from huying.base.numbers import read_phone
from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words
from huying.rulebook.queries import categories_offered

from . import travel_terms as terms
from .lookback import MARKS, Mark
from .queries.where import listed_places

AREA = r"^\d{20}$"
MOST_PEOPLE = 200
Way = Literal["in", "out"]
Transport = Literal["train", "plane", "coach", "car", "shared", "ship", "truck", "other"]
Symptom = Literal["fever", "cough", "throat", "tired", "taste", "diarrhoea", "breath"]
Result = Literal["none", "negative", "pending", "positive"]
Declarant = Literal["self", "family", "grid", "hotel", "employer", "school", "hotline"]
_PHONE = Words("请检查电话号码，例如 13812348000。", "Please check the phone number, e.g. 13812348000.")
_WHERE = Words("请选一个地方，或者写地名。", "Choose a place or write its name.")
_ORDER = Words("离开的日子不能早于到的日子。", "You cannot have left before you came.")


def _phone(typed: str) -> str:
    number = read_phone(typed) if typed else ""
    if number is None:
        raise ValueError(_PHONE)
    return number


Phone = Annotated[str, AfterValidator(_phone)]


class StayIn(BaseModel):
    """A place and the days there; `left` empty while still there."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    listed: str = ask(
        "名单里的地方",
        "A place on the list",
        default="",
        max_length=120,
        widget="select",
        choices=listed_places,
    )
    text: str = ask(
        "或者写地名", "Or write the place", default="", max_length=120, widget="text",
        help=Words("从省、市写起，到区县、街道，例如“天津市津南区辛庄镇”。", "From the province down, such as “Tianjin, Jinnan District”."),
    )  # fmt: skip
    came: dt.date = ask("哪天到的", "From which day")
    left: dt.date | None = ask(
        "哪天离开",
        "Until which day",
        default=None,
        help=Words("还在那里就不填。", "Leave it empty if still there."),
    )

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        if not (self.text or self.listed):
            raise ValueError(_WHERE)
        if self.left and self.left < self.came:
            raise ValueError(_ORDER)
        return self

    @property
    def said(self) -> str:
        """The place as it was told."""
        return self.text or self.listed


class CompanionIn(BaseModel):
    """Somebody who travels along."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask(
        "电话（小孩可以不填）", "Phone (not needed for a child)", default="", max_length=40, widget="phone"
    )


class Declaring(Facts):
    """A declaration: who, from where, how, when, where to, with whom."""

    way: Way = ask(
        "您要报备什么", "What do you declare", default="in", widget="radio", choices=terms.pairs(terms.WAYS)
    )
    name: str = ask("姓名", "Name", min_length=1, max_length=60, secret=True, widget="text")
    phone: Phone = ask("电话", "Phone", max_length=40, secret=True, widget="phone", min_length=1)
    stays: tuple[StayIn, ...] = ask(
        "去过哪些地方", "Where have you been", default=(), max_length=20, secret=True
    )
    marks: tuple[Mark, ...] = ask(
        "有没有下面的情况",
        "Is any of these so",
        default=(),
        widget="checks",
        choices=terms.pairs(MARKS),
        secret=True,
    )
    why: str = ask(
        "为什么必须去（外出报备时填）",
        "Why you have to go (for a trip)",
        default="",
        max_length=500,
        widget="text",
        secret=True,
    )
    arrives_at: AwareDatetime = ask(
        "什么时候到（外出的写哪天回来）",
        "When you arrive (for a trip: when you come back)",
        widget="datetime",
    )
    transport: Transport = ask(
        "怎么来", "How you travel", default="other", widget="radio", choices=terms.pairs(terms.TRANSPORTS)
    )
    number: str = ask(
        "车次、航班或车牌",
        "Train, flight or plate number",
        default="",
        max_length=40,
        widget="text",
        secret=True,
    )
    seat: str = ask("座位", "Seat", default="", max_length=40, widget="text", secret=True)
    place_text: str = ask("详细地址", "Address", default="", max_length=200, secret=True, widget="text")
    room: str = ask("单元和房号", "Stairwell and room", default="", max_length=60, secret=True, widget="text")
    employer: str = ask("单位名称", "Employer", default="", max_length=120, widget="text", secret=True)
    hotel: str = ask("酒店名称", "Hotel", default="", max_length=120, widget="text", secret=True)
    school: str = ask("学校名称", "School", default="", max_length=120, widget="text", secret=True)
    companions: tuple[CompanionIn, ...] = ask(
        "有没有同行的人", "Who travels with you", default=(), max_length=20, secret=True
    )
    symptoms: tuple[Symptom, ...] = ask(
        "现在有没有不舒服",
        "How do you feel",
        default=(),
        widget="checks",
        choices=terms.pairs(terms.SYMPTOMS),
        secret=True,
    )
    test_result: Result = ask(
        "最近一次核酸",
        "Your last test",
        default="none",
        widget="radio",
        choices=terms.pairs(terms.RESULTS),
        secret=True,
    )
    test_at: AwareDatetime | None = ask(
        "什么时候采的样", "When the sample was taken", default=None, widget="datetime", secret=True
    )
    declarant: Declarant = ask(
        "谁在填", "Who fills this in", default="self", widget="radio", choices=terms.pairs(terms.DECLARANTS)
    )
    declarant_name: str = ask("填写人姓名（替别人填时）", "Your name, when you fill it in for somebody", default="", max_length=60, secret=True, widget="text")  # fmt: skip


def category_choices() -> list[tuple[str, Words]]:
    """The categories in force."""
    return [(one.code, one.title) for one in categories_offered().values()]


class Declared(Declaring):
    """A declaration with what was read from it: for the clock of whoever has to make contact."""

    category: str = ask("类别", "Category", default="", max_length=40, widget="hidden")
    contact_by: AwareDatetime | None = ask("最晚联系时间", "Contact by", default=None, widget="hidden")
    reason: str = ask(
        "为什么更正", "Why it is corrected", default="", max_length=300, widget="hidden", secret=True
    )


class Arriving(Facts):
    """When somebody arrived."""

    arrived_at: AwareDatetime | None = ask(
        "什么时候到的",
        "When they arrived",
        default=None,
        widget="datetime",
        help=Words("不填就是现在。", "Now, when left empty."),
    )


class Contacting(Facts):
    """What was found when contact was made."""

    how: Literal["phone", "visit", "message"] = ask(
        "怎么联系上的", "How", default="phone", widget="radio",
        choices=[("phone", Words("电话", "By phone")), ("visit", Words("上门", "A visit")), ("message", Words("信息", "A message"))],
    )  # fmt: skip
    symptoms: tuple[Symptom, ...] = ask(
        "有没有不舒服",
        "Symptoms",
        default=(),
        widget="checks",
        choices=terms.pairs(terms.SYMPTOMS),
        secret=True,
    )
    words: str = ask("情况", "What was said", default="", max_length=1000, widget="textarea", secret=True)


class Proposing(Facts):
    """Which measure is proposed; the category of the rule unless another was found."""

    category: str = ask(
        "归入哪一类", "Category", default="", max_length=40, widget="select", choices=category_choices
    )
    exposed_at: dt.date | None = ask("最后一次接触或离开风险地的日子", "Last day of exposure", default=None)
    reason: str = ask("理由", "Reason", min_length=2, max_length=1000, widget="textarea")


class Testing(Facts):
    """A test arranged or its result."""

    result: Result = ask(
        "结果", "Result", default="pending", widget="radio", choices=terms.pairs(terms.RESULTS), secret=True
    )
    sampled_at: AwareDatetime = ask("采样时间", "Sampled at", widget="datetime")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Reread(Facts):
    """What a change of lists or rules made of it."""

    category: str = ask("类别", "Category", default="", max_length=40, widget="hidden")
    words: str = ask("为什么", "Why", default="", max_length=1000, widget="hidden")


class Answering(Facts):
    """How many a site has answered for."""

    count: int = ask("报了几人", "How many", ge=0, le=100_000)


class Surveying(Facts):
    """A survey: of whom, how many, by which day."""

    staff: int = ask("一共有多少人", "How many people there are", ge=1, le=100_000, widget="number")
    days: int = ask("问最近几天", "Days looked back", default=14, ge=1, le=60, widget="number")
    roster: str = ask(
        "花名册（一行一个名字，可不填）",
        "Names, one a line, if you have them",
        default="",
        max_length=200_000,
        widget="textarea",
        secret=True,
    )


class Drawing(Facts):
    """A file drawn for a re-check."""

    line: Literal["village_doctor", "township_doctor", "supervisor"] = ask(
        "哪条线", "Which line", default="supervisor", widget="radio", choices=terms.pairs(terms.LINES)
    )


class Finding(Facts):
    """What a re-check found wrong."""

    finding: str = ask("发现什么问题", "What was found", min_length=2, max_length=1000, widget="textarea")


class Rectifying(Facts):
    """What was put right."""

    rectified: str = ask("怎么整改的", "What was put right", min_length=2, max_length=1000, widget="textarea")


def initial_of(said: dict[str, Any]) -> Declaring:
    """A kept declaration as its form shows it."""
    return Declaring.model_construct(**said)


Count = Annotated[int, Field(ge=1, le=10_000)]
