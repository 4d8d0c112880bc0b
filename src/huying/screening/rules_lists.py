"""What rules may say about push lists: deadlines with their milestone, clocks, routes, when a match is sure."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, Flag, List, Record, Share, Table, rule_key

MILESTONES = {
    "checked": Words("排查完成", "checked"),
    "under_control": Words("管控到位", "under control"),
}


class Deadline(BaseModel):
    """Within how many hours of receipt which milestone must be reached, by which clock.

    `checked_hours` is a second, earlier deadline: found and checked.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    hours: int = Field(ge=1, le=10_000)
    milestone: Literal["checked", "under_control"]
    counts: Literal["elapsed", "working"] = "elapsed"
    checked_hours: int | None = Field(None, ge=1, le=10_000)

    def words(self) -> Words:
        """As people say it."""
        working = self.counts == "working"
        said = Words(
            f"{self.hours} {'个工作小时' if working else '小时'}内{MILESTONES[self.milestone].zh}",
            f"{MILESTONES[self.milestone].en} within {self.hours} {'working ' if working else ''}hours",
        )
        if self.checked_hours is None:
            return said
        return Words(
            f"{self.checked_hours} 小时内排查完成，{said.zh}",
            f"checked within {self.checked_hours} hours, {said.en}",
        )


class Route(BaseModel):
    """What to try when somebody cannot be reached, and the number for it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str = Field(pattern=r"^[a-z][a-z0-9_]{1,19}$")
    zh: str = Field(min_length=1, max_length=60)
    en: str = Field(min_length=1, max_length=120)
    phone: str = Field("", max_length=40)

    def words(self) -> Words:
        """What it is called, with its number."""
        return Words(f"{self.zh} {self.phone}".strip(), f"{self.en} {self.phone}".strip())


DEADLINE = rule_key(
    "screening.deadline",
    title=Words("名单人员的时限", "Deadlines for people on lists"),
    kind=Table(of=Record(Deadline)),
    by=Words("人员类别", "category of people"),
    help=Words("从收到名单起算；转办不停表。", "Counted from receipt; a hand-over never stops it."),
)
LONGEST = rule_key(
    "screening.longest",
    title=Words("没有别的时限时，最迟多久要办到", "The latest for a milestone without a deadline of its own"),
    kind=Duration(),
)
WATCH = rule_key(
    "screening.watch",
    title=Words("多久看一次还没办完的", "How often what is open is looked at"),
    kind=Table(of=Duration(), options=(("1", Words("已超时限", "past its deadline")),)),
    help=Words(
        "没超时限只提醒；超了时限，每次升一级。", "A reminder before the deadline; one level up each time after it."
    ),
)  # fmt: skip
RECEIPT = rule_key(
    "screening.receipt",
    title=Words("转来的多久要签收", "How soon a hand-over must be acknowledged"),
    kind=Duration(),
    help=Words("没有签收就升一级。", "Without a receipt it goes one level up."),
)
CALL_LOCK = rule_key(
    "screening.call_lock",
    title=Words("一通电话占多久", "How long a call keeps others from calling"),
    kind=Duration(),
)
ROUTES = rule_key(
    "screening.routes",
    title=Words("联系不上时的办法", "What to try when somebody cannot be reached"),
    kind=List(of=Record(Route)),
)
PROPOSES = rule_key(
    "screening.proposes",
    title=Words("核查后是否在系统里提出管控措施", "Whether what was found proposes a measure in the system"),
    kind=Flag(),
    help=Words(
        "不提出的，由办理人写明怎样安排的。",
        "Where it does not, whoever handles it writes down what was arranged.",
    ),
)
MATCH_SURE = rule_key(
    "screening.match_sure",
    title=Words("从几分起算“很可能是同一人”", "From which score a match is proposed as sure"),
    kind=Share(),
)
MATCH_SHOWN = rule_key(
    "screening.match_shown",
    title=Words("从几分起列出来", "From which score a match is shown"),
    kind=Share(),
)
REPLY = rule_key(
    "screening.reply",
    title=Words("来函没写期限时，多久要回复", "How soon a letter is answered that names no day"),
    kind=Duration(),
)
KEEP = rule_key(
    "screening.keep",
    title=Words("响应结束后名单资料最多留多久", "How long the data of lists may stay after the response"),
    kind=Duration(),
)
