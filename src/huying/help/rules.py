"""What rules may say about calls for help: clocks, caps, routes, units to tell, small counts."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from huying.kernel.situation import LEVEL_WORDS
from huying.kernel.words import Words
from huying.rulebook.keys import Count, Duration, List, Record, Share, Table, rule_key

from . import rules_stairwells as stairwells  # noqa: F401 - its keys are known with these
from . import terms

PACE = Words("快慢", "pace")


def _paced() -> Table:
    return Table(of=Duration(), options=tuple(terms.PACES.items()))


class Route(BaseModel):
    """Where messages of a category go: `usual` leaves it to the category itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    handling: Literal["usual", "direct", "refer", "external"] = "usual"
    unit: str = Field("", max_length=60)
    level: Literal["", "grid", "community", "street", "district", "city"] = ""
    system: str = Field("", max_length=60)

    def words(self) -> Words:
        """The route as people say it."""
        if self.handling == "usual":
            return Words("按类别", "as the category says")
        said = terms.HANDLINGS[self.handling]
        to = self.unit or self.system
        return Words(f"{said.zh}：{to}", f"{said.en}: {to}") if to else said


class MustKnow(BaseModel):
    """A unit that is told of every emergency, and the step of the ladder whose area it works for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unit: str = Field(min_length=1, max_length=40)
    level: Literal["grid", "community", "street", "district", "city"]

    def words(self) -> Words:
        """The unit's code; its name differs from place to place."""
        return Words(self.unit, self.unit)


FIRST_ANSWER = rule_key(
    "help.first_answer",
    title=Words("首次答复时限", "Time to the first answer"),
    kind=_paced(),
    stricter="longer",
    by=PACE,
    help=Words("从提交算起，转办不停钟。", "From sending; a hand-over never stops it."),
)
SOLUTION = rule_key(
    "help.solution",
    title=Words("办结时限", "Time to the solution"),
    kind=_paced(),
    stricter="longer",
    by=PACE,
    help=Words("从提交算起，转办不停钟。", "From sending; a hand-over never stops it."),
)
SCREENING = rule_key(
    "help.screening",
    title=Words("分拣时限", "Time to screen a message"),
    kind=_paced(),
    stricter="longer",
    by=PACE,
)
SIGN = rule_key(
    "help.sign",
    title=Words("签收时限", "Time to sign for a referral"),
    kind=_paced(),
    stricter="longer",
    by=PACE,
    help=Words("过时未签收，上报一级。", "Not signed for in time, it climbs one level."),
)
STAGE = rule_key(
    "help.stage",
    title=Words("每一级办理时限", "Time on each step of the ladder"),
    kind=_paced(),
    stricter="longer",
    by=PACE,
    help=Words("每换一个承办单位重新计时，过时上报一级。", "Anew for each holder; past it, one level up."),
)
STEP = rule_key(
    "help.step",
    title=Words("各级最长停留时限", "Longest stay on each step of the ladder"),
    kind=Table(of=Duration(), options=tuple(LEVEL_WORDS.items())),
    stricter="longer",
    by=Words("层级", "step"),
    help=Words(
        "琐事不出网格、小事不出社区、大事不出街道：每一级最多留这么久，过时上报一级。",
        "Whatever its pace, a matter stays on a step no longer than this, then goes one level up.",
    ),
)
WANTED_LEAD = rule_key(
    "help.wanted_lead",
    title=Words("赶在求助人所需时间之前", "Ahead of the time the caller needs it by"),
    kind=_paced(),
    by=PACE,
)
VULNERABLE_LEAD = rule_key(
    "help.vulnerable_lead",
    title=Words("特殊人群在队列中提前", "How far vulnerable people move up the queue"),
    kind=Table(of=Duration(), options=tuple(terms.VULNERABLE.items())),
    by=Words("人群", "group"),
)
URGENCY_LEAD = rule_key(
    "help.urgency_lead",
    title=Words("紧急程度在队列中提前", "How far urgency moves a message up the queue"),
    kind=Table(of=Duration(), options=tuple(terms.URGENCIES.items())),
    by=Words("紧急程度", "urgency"),
)
ROUTING = rule_key(
    "help.routing",
    title=Words("按类别转办", "Routes by category"),
    kind=Table(of=Record(Route)),
    by=Words("类别", "category"),
)
RETURNS = rule_key(
    "help.returns_cap",
    title=Words("最多退回次数", "How often a referral may be returned"),
    kind=Count(0, 20),
    stricter="higher",
    help=Words("到此次数后由统筹员最终指定。", "After that the coordinator's word is final."),
)
PASSES = rule_key(
    "help.passes_cap",
    title=Words("最多转交次数", "How often holders may pass a request on"),
    kind=Count(0, 20),
    stricter="higher",
)
LIAISON_REVIEW = rule_key(
    "help.liaison_review",
    title=Words("对接中多久查看一次", "How often a matter in liaison is looked at"),
    kind=Duration,
    stricter="longer",
)
EXTERNAL_CHASE = rule_key(
    "help.external_chase",
    title=Words("转外部热线后多久催办一次", "How often an outside hotline is chased"),
    kind=Duration,
    stricter="longer",
)
CONFIRM_REMINDER = rule_key(
    "help.confirm_reminder",
    title=Words("多久后再请求助人确认", "When the caller is asked again to confirm"),
    kind=Duration,
)
CONFIRM_WAIT = rule_key(
    "help.confirm_wait",
    title=Words("求助人未回音多久后办结", "How long an answer waits for the caller's word"),
    kind=Duration,
    stricter="shorter",
)
REOPEN_WINDOW = rule_key(
    "help.reopen_window",
    title=Words("办结后多久内可以重开", "How long an ended request can be reopened"),
    kind=Duration,
    stricter="shorter",
)
SMALL_COUNT = rule_key(
    "help.small_count",
    title=Words("对外公布时隐藏小于此数的计数", "Counts below this are hidden from the public"),
    kind=Count(0, 100),
)
EMERGENCY_ACKNOWLEDGE = rule_key(
    "help.emergency_acknowledge",
    title=Words("急救：各单位确认收到", "Emergency: each unit acknowledges"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_TRANSPORT = rule_key(
    "help.emergency_transport",
    title=Words("急救：安排好转运", "Emergency: transport arranged"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_ARRIVAL = rule_key(
    "help.emergency_arrival",
    title=Words("急救：送到医院", "Emergency: arrival at the hospital"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_URGE = rule_key(
    "help.emergency_urge",
    title=Words("急救：多久催一次", "Emergency: how often everybody is urged"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_FAMILY = rule_key(
    "help.emergency_family",
    title=Words("急救：就诊后联系家属", "Emergency: contact with the family after treatment began"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_FOLLOW = rule_key(
    "help.emergency_follow",
    title=Words("急救：之后多久回访一次", "Emergency: how often it is followed up"),
    kind=Duration,
)
EMERGENCY_WATCH = rule_key(
    "help.emergency_watch",
    title=Words("求助转急救后多久查看一次", "How often a request that became an emergency is looked at"),
    kind=Duration,
    stricter="longer",
)
EMERGENCY_UNITS = rule_key(
    "help.emergency_units",
    title=Words("急救：同时通知的单位", "Emergency: units told at once"),
    kind=List(Record(MustKnow)),
    stricter="shorter",
)
LEARN_AFTER = rule_key(
    "help.learn_after",
    title=Words("分拣多少件后开始学习", "Decisions before suggestions are learned"),
    kind=Count(20, 1_000_000),
    help=Words("在此之前按类别的提示词建议。", "Until then the words of the categories suggest."),
)
LEARN_FROM = rule_key(
    "help.learn_from",
    title=Words("从最近多少件分拣中学习", "Decisions suggestions are learned from, the newest"),
    kind=Count(20, 1_000_000),
)
SUGGEST_SURE = rule_key(
    "help.suggest_sure",
    title=Words("把握低于此数就不建议", "Nothing is suggested below this certainty"),
    kind=Share(),
)
ALIKE_WINDOW = rule_key(
    "help.alike_window",
    title=Words("多久以内的留言算可能重复", "Within which time messages may be the same"),
    kind=Duration,
)
ALIKE_SHARE = rule_key(
    "help.alike_share",
    title=Words("文字相像到多少算可能重复", "How alike two texts must be to be the same perhaps"),
    kind=Share(),
)
TOPIC_WINDOW = rule_key(
    "help.topic_window",
    title=Words("看最近多久的新话题", "The time in which a topic comes up"),
    kind=Duration,
)
TOPIC_BEFORE = rule_key(
    "help.topic_before",
    title=Words("与此前多久相比", "The time before that it is compared with"),
    kind=Duration,
)
TOPIC_LEAST = rule_key(
    "help.topic_least",
    title=Words("至少多少件才算话题", "Messages that make a topic, at least"),
    kind=Count(2, 10_000),
)
TOPIC_RATIO = rule_key(
    "help.topic_ratio",
    title=Words("至少是平常的几倍", "How many times the usual number, at least"),
    kind=Count(1, 1_000),
)
TOPIC_SHARE = rule_key(
    "help.topic_share",
    title=Words("其中说同一件事的至少占多少", "The part of them that must speak of one matter"),
    kind=Share(),
)
