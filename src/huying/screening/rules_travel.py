"""What rules may say about travellers: whom to look back at, what follows, and how soon."""

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.words import Words
from huying.rulebook.keys import Count, Duration, Record, Share, Table, rule_key

from .lookback import Duty, LookBack, LookBacks

CATEGORY = Words("人员类别", "category of people")

LOOKBACK = rule_key(
    "screening.lookback",
    title=Words("回溯规则：哪些来返人员要报备", "Look-back rules: whose travel has to be declared"),
    kind=LookBacks(of=Record(LookBack)),
    stricter="longer",
    help=Words(
        "每条写明地点和起始日（含当日）或近几天，以及归入哪一类。",
        "Each names places with the first day that counts, or a number of days, and the category it leads to.",
    ),
)
DUTIES = rule_key(
    "screening.arrival_duties",
    title=Words("各类来返人员怎么办", "What follows for an arrival, by category"),
    kind=Table(of=Record(Duty)),
    by=CATEGORY,
    stricter="longer",
    names="measures.regime",
)
CONTACT = rule_key(
    "screening.arrival_contact",
    title=Words("到达后多久要联系上", "How soon after arrival somebody makes contact"),
    kind=Table(of=Duration()),
    by=CATEGORY,
)
WAIT = rule_key(
    "screening.arrival_wait",
    title=Words(
        "报备后最多等多久没有到达就要核实", "How long a declared arrival is waited for before asking again"
    ),
    kind=Duration(),
)
FOLLOW = rule_key(
    "screening.arrival_follow",
    title=Words("联系上后多久要定下怎么办", "How soon after contact it is settled what follows"),
    kind=Duration(),
)
KEEP = rule_key(
    "screening.declaration_keep",
    title=Words("响应结束后报备资料保留多久", "How long declarations stay after the response has ended"),
    kind=Duration(),
    stricter="longer",
)


class Notice(BaseModel):
    """The privacy notice on a form; a new text takes a new version."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    version: str = Field(min_length=1, max_length=20)
    zh: str = Field(min_length=1, max_length=2_000)
    en: str = Field(min_length=1, max_length=3_000)

    def words(self) -> Words:
        """The text."""
        return Words(self.zh, self.en)


NOTICE = rule_key(
    "screening.declaration_notice",
    title=Words("报备页面上的个人信息告知", "The privacy notice shown with a declaration"),
    kind=Record(Notice),
)


SURVEY_DUE = rule_key(
    "screening.survey_due",
    title=Words("单位摸排多久要报齐", "How long an employer has to survey all staff"),
    kind=Duration(),
)
REMINDERS = rule_key(
    "screening.outreach_quota",
    title=Words("网格员每天转发报备提醒的条数", "Reminders each grid worker forwards a day"),
    kind=Count(),
)
SAMPLE = rule_key(
    "screening.inspection_share",
    title=Words("督查抽查的比例", "The share of files drawn for a re-check"),
    kind=Share(),
)
LOOK = rule_key(
    "screening.inspection_look",
    title=Words("抽到的多久要复核", "How soon a file that was drawn is looked at"),
    kind=Duration(),
)
RECTIFY = rule_key(
    "screening.inspection_rectify",
    title=Words("发现问题多久要整改", "How soon a finding has to be put right"),
    kind=Duration(),
)
