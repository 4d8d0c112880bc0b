"""What each act on a call for help must be told."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from huying.base.numbers import narrow, read_phone
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from . import terms
from .queries.intake import category_choices, category_known

MessageKind = Literal["request", "offer", "enquiry"]
Pace = Literal["life", "medicine", "daily", "stranded", "appeal", "enterprise", "enquiry", "ordinary"]
Urgency = Literal["high", "normal", "low"]
PEOPLE_MOST = 100_000
_NO_CATEGORY = Words("没有这个类别。", "There is no such category.")
UNIT = r"^[a-z][a-z0-9_]*(:[a-z0-9_]+)?$"


def _phone(typed: str) -> str:
    """One form of a phone number; a number nobody can read is refused, an empty one is not."""
    if not typed:
        return ""
    number = read_phone(typed)
    if number is None:
        raise ValueError(
            Words("请检查电话号码，例如 13812348000。", "Please check the phone number, e.g. 13812348000.")
        )
    return number


def _flag(code: str) -> str:
    """A flag of the roster of residents."""
    if code not in terms.VULNERABLE:
        raise ValueError(Words("没有这一类人群。", "There is no such group of people."))
    return code


Vulnerable = Annotated[str, AfterValidator(_flag)]
Phone = Annotated[str, AfterValidator(_phone)]
Plain = Annotated[str, AfterValidator(narrow)]


class Contact(Facts):
    """Who can be rung about it, and where they are."""

    contact_name: str = ask("怎么称呼您", "Your name", default="", max_length=60, secret=True, widget="text")
    contact_phone: Phone = ask(
        "联系电话", "Phone number", default="", max_length=40, secret=True, widget="phone",
        help=Words("只有承办您这件事的人能看到。", "Only those who handle your request can see it."),
    )  # fmt: skip
    place_text: str = ask(
        "在什么地方", "Where it is", default="", max_length=200, widget="text",
        help=Words("小区、楼栋或路口，例如“建国南苑57幢”。", "The compound, building or crossing."),
    )  # fmt: skip
    room: Plain = ask(
        "单元和房号", "Stairwell and room", default="", max_length=60, secret=True, widget="text",
        help=Words("不用上门就不必填写。", "Leave it empty if nobody needs to come."),
    )  # fmt: skip


class Asking(Contact):
    """A request, an offer or an enquiry as people make it: on a page, by a program, in a row of a table."""

    kind: MessageKind = ask(
        "您要", "What is it", default="request", widget="radio", choices=terms.pairs(terms.MESSAGE_KINDS)
    )
    text: str = ask(
        "请说说情况", "Tell us about it", min_length=2, max_length=10_000, widget="textarea", secret=True
    )
    title: str = ask("一句话说明", "In a few words", default="", max_length=120, widget="text", secret=True)
    category: str = ask(
        "属于哪一类", "What is it about", default="other", max_length=40, widget="select",
        choices=category_choices,
    )  # fmt: skip
    needed_by: AwareDatetime | None = ask(
        "最晚什么时候要办好", "Needed by", default=None, widget="datetime",
        help=Words("例如考试、手术、断药的时间。", "Such as an exam, an operation, the last day of a medicine."),
    )  # fmt: skip
    people_affected: int = ask(
        "涉及几个人", "How many people", default=1, ge=1, le=PEOPLE_MOST, widget="number"
    )
    vulnerable: tuple[Vulnerable, ...] = ask(
        "家里有没有", "Is there anybody", default=(), widget="checks",
        choices=terms.pairs(terms.VULNERABLE), max_length=20,
    )  # fmt: skip
    under_quarantine: bool = ask(
        "正在居家隔离", "The home is under quarantine", default=False, widget="yesno"
    )


class Reception(Asking):
    """An asking as the engine takes it in: with the pace and the urgency of its category.

    `wanted_by` is the needed-by time less the lead of the rules: by then somebody higher up must know.
    """

    pace: Pace = "ordinary"
    urgency: Urgency = "normal"
    wanted_by: AwareDatetime | None = None


class Sorting(Facts):
    """What it is about and how fast it must go, as a screener decides it; `kind` only where the caller chose wrongly."""

    kind: MessageKind | None = ask(
        "这是", "It is", default=None, widget="radio", choices=terms.pairs(terms.MESSAGE_KINDS)
    )
    category: str = ask("类别", "Category", max_length=40, widget="select", choices=category_choices)
    urgency: Urgency = ask(
        "紧急程度", "Urgency", default="normal", widget="radio", choices=terms.pairs(terms.URGENCIES)
    )
    pace: Pace | None = ask(
        "快慢", "Pace", default=None, widget="select", choices=terms.pairs(terms.PACES),
        help=Words("不选就按类别。", "The category's own when empty."),
    )  # fmt: skip
    vulnerable: tuple[Vulnerable, ...] | None = ask(
        "特殊人群", "Vulnerable people", default=None, widget="checks",
        choices=terms.pairs(terms.VULNERABLE),
    )  # fmt: skip
    note: str = ask("备注", "Note", default="", max_length=500, widget="textarea")

    @model_validator(mode="before")
    @classmethod
    def _known(cls, said: Any) -> Any:
        """The category must be one in use; its pace is taken where none is chosen."""
        if not isinstance(said, Mapping) or not isinstance(said.get("category"), str):
            return said
        found = category_known(said["category"].strip())
        if found is None:
            raise Refused(_NO_CATEGORY, {"category": _NO_CATEGORY})
        return {**said, "pace": said.get("pace") or found.pace}


class ToUnit(Facts):
    """A unit to hand over to; its area is that of the matter when none is named."""

    unit: str = ask("交给哪个单位", "Which unit", max_length=40, pattern=UNIT, widget="text")
    area: str | None = ask("哪个地方的", "Of which place", default=None, pattern=r"^\d{20}$", widget="place")
    level: Literal["grid", "community", "street", "district", "city"] | None = ask(
        "哪一级", "Which level", default=None, widget="hidden"
    )


class Handling(Sorting):
    """The volunteer team handles it itself."""


class Referral(Sorting, ToUnit):
    """A screened message on its way to the unit that can help."""


class PassingOn(ToUnit):
    """A hand-over by the holder, with the reason."""

    reason: str = ask("为什么转交", "Why", min_length=2, max_length=500, widget="textarea")


class FinalWord(PassingOn):
    """The coordinator's assignment: it may not be returned."""

    final: Literal[True] = ask("最终指定", "Final", default=True, widget="hidden")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Remark(Facts):
    """Words that belong to the matter."""

    words: str = ask("说明", "What you want to say", min_length=1, max_length=2000, widget="textarea")


class Reply(Facts):
    """Words the caller reads."""

    words: str = ask(
        "告诉求助人", "What you tell the caller", min_length=2, max_length=2000, widget="textarea"
    )


class Answer(Reply):
    """An answer that should settle it; `card` names the solution card it follows."""

    outcome: Literal["answered"] = ask("结果", "Outcome", default="answered", widget="hidden")
    card: str | None = ask("用了哪张卡片", "Solution card", default=None, max_length=60, widget="text")
    people_helped: int = ask("帮到几个人", "People helped", default=0, ge=0, le=PEOPLE_MOST, widget="number")


class Solution(Reply):
    """What was done."""

    outcome: Literal["solved"] = ask("结果", "Outcome", default="solved", widget="hidden")
    people_helped: int = ask("帮到几个人", "People helped", default=1, ge=0, le=PEOPLE_MOST, widget="number")


class Pairing(Reply):
    """Whom it was brought together with: an offer by its code, or a partner by name."""

    outcome: Literal["matched"] = ask("结果", "Outcome", default="matched", widget="hidden")
    offer: str | None = ask(
        "对接哪一条帮助", "Code of the offer", default=None, max_length=20, widget="text",
        help=Words("在求助的页面上点“对接”会自动填好。", "Filled in when you press “Match” beside an offer."),
    )  # fmt: skip
    offer_words: str = ask(
        "告诉提供帮助的人", "What you tell whoever offered", default="", max_length=2000, widget="textarea",
        help=Words("不写就告诉他已经对接上，会有人联系。", "Left empty, they read that it was matched."),
    )  # fmt: skip
    offer_stays: bool = ask(
        "这条帮助还能帮别人", "The offer can help others too", default=False, widget="yesno"
    )
    partner: str = ask("对接单位", "Partner", default="", max_length=120, widget="text")
    people_helped: int = ask("帮到几个人", "People helped", default=1, ge=0, le=PEOPLE_MOST, widget="number")


class Liaison(Reply):
    """With whom it is being arranged, and when the caller hears again."""

    partner: str = ask("正在与谁对接", "With whom", min_length=1, max_length=120, widget="text")


class OutsideHand(Reply):
    """A hand-over to a hotline outside this system, with the number it gave."""

    system: str = ask(
        "外部系统", "Outside system", default="12345", min_length=1, max_length=60, widget="text"
    )
    reference: str = ask("对方的工单号", "Its reference number", min_length=1, max_length=100, widget="text")


class OutsideScreened(Sorting, OutsideHand):
    """A message that is screened and goes straight to a hotline."""


class OutsideReply(Facts):
    """What the outside system answered."""

    words: str = ask("对方的答复", "What they answered", min_length=1, max_length=2000, widget="textarea")


class Satisfied(Facts):
    """The caller says it is solved."""

    rating: int | None = ask("评分（1 到 5）", "Rating (1 to 5)", default=None, ge=1, le=5, widget="radio",
        choices=[(str(n), Words("★" * n, f"{n} of 5")) for n in range(5, 0, -1)],
    )  # fmt: skip
    thanks: str = ask("想说的话", "Anything you want to say", default="", max_length=1000, widget="textarea")


class Unsatisfied(Facts):
    """The caller says it is not."""

    reason: str = ask("还差什么", "What is still missing", min_length=1, max_length=1000, widget="textarea")
    rating: int | None = ask("评分（1 到 5）", "Rating (1 to 5)", default=None, ge=1, le=5, widget="hidden")


class Withdrawal(Facts):
    """Why it is no longer needed; nobody has to say."""

    reason: str = ask("原因（可不填）", "Reason (if you like)", default="", max_length=500, widget="textarea")


class Merging(Facts):
    """Into which request a duplicate goes."""

    into: str = ask("并入哪一件（编号）", "Into which one (code)", max_length=20, widget="text")
    why: Literal["same_text", "same_household", "same_matter", "caller_said"] = ask(
        "为什么是同一件", "Why they are the same", default="same_matter", widget="radio",
        choices=terms.pairs(terms.MERGE_REASONS),
    )  # fmt: skip


class ToPerson(Facts):
    """A colleague of the same desk."""

    person: int = ask("交给哪位同事", "Which colleague", ge=1, widget="number")


class Looking(Facts):
    """A call or visit after the answer."""

    kind: Literal["call_back", "family", "visit"] = ask(
        "方式", "How", default="call_back", widget="radio", choices=terms.pairs(terms.FOLLOW_UPS)
    )
    reached: bool = ask("联系上了", "Reached", default=True, widget="yesno")
    words: str = ask("情况", "What you found", default="", max_length=1000, widget="textarea")


class Alarm(Contact):
    """An emergency: what happened and where; everything else can wait."""

    what: str = ask(
        "出了什么事", "What happened", min_length=1, max_length=500, widget="textarea", secret=True
    )
    people_affected: int = ask("几个人", "How many people", default=1, ge=1, le=PEOPLE_MOST, widget="number")
    vulnerable: tuple[Vulnerable, ...] = ask(
        "病人是", "The patient is", default=(), widget="checks", choices=terms.pairs(terms.VULNERABLE),
        max_length=20,
    )  # fmt: skip
    under_quarantine: bool = ask(
        "正在居家隔离", "The home is under quarantine", default=False, widget="yesno"
    )


class Escalation(Facts):
    """A request turns out to be an emergency."""

    what: str = ask(
        "出了什么事", "What happened", min_length=1, max_length=500, widget="textarea", secret=True
    )


class Transfer(Facts):
    """The patient is on the way."""

    transport: str = ask(
        "什么车、谁护送", "Which vehicle, who goes along", min_length=1, max_length=120, widget="text"
    )


class Treatment(Facts):
    """The patient is with a doctor."""

    hospital: str = ask(
        "哪家医院、哪个科", "Which hospital and ward", min_length=1, max_length=120, widget="text"
    )


class AlertTo(Facts):
    """The unit an alert goes to."""

    unit: str = Field(max_length=40, pattern=UNIT)
    area: str = Field(pattern=r"^\d{20}$")
    level: Literal["grid", "community", "street", "district", "city"]


def as_moment(text: str | None) -> dt.datetime | None:
    """A moment kept among a matter's facts."""
    return dt.datetime.fromisoformat(text) if text else None
