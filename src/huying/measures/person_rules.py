"""What rules may say about measures on persons: regimes, how they are lengthened, clocks, what counts as abnormal."""

from huying.kernel.words import Words
from huying.rulebook.keys import Choice, Duration, Record, Table, Text, rule_key

from . import terms
from .regimes import Consequence, Extension, Regime, Reset, Watch

REGIME = rule_key(
    "measures.regime",
    title=Words("各类人员的管控措施", "Measures by category of people"),
    kind=Table(of=Record(Regime)),
    stricter="longer",
    by=Words("人员类别或措施名称", "category, or the name of a measure"),
    help=Words(
        "没有写到的类别不得采取措施。每段写种类和天数，检测日从该段第一天数起。",
        "No measure may be imposed on a category without a line. Each part has a kind and days; test days count from its first.",
    ),
)
EXTENSION = rule_key(
    "measures.extension",
    title=Words("可以延长的情形", "What a measure may be lengthened for"),
    kind=Table(of=Record(Extension)),
    stricter="longer",
    by=Words("情形", "reason"),
    help=Words(
        "没有写到的情形不得延长；延长总要有人作出决定。",
        "For nothing else may a measure be lengthened, and never without somebody's decision.",
    ),
)
RESET = rule_key(
    "measures.reset",
    title=Words("可以重新计天的情形", "What lets the days count anew"),
    kind=Table(of=Record(Reset)),
    stricter="longer",
    by=Words("情形", "event"),
)
COLOUR = rule_key(
    "measures.colour",
    title=Words("各种措施显示什么颜色", "The colour each kind of measure shows"),
    kind=Table(of=Choice(tuple(terms.COLOURS.items())), options=tuple(terms.KINDS.items())),
    by=Words("措施种类", "kind of measure"),
    help=Words(
        "颜色只由正在执行的措施得出，谁也不能手工改。",
        "A colour follows from the measures in force; nobody can set one.",
    ),
)
WATCH = rule_key(
    "measures.watch",
    title=Words("体温和症状：什么算异常", "Temperature and symptoms: what is abnormal"),
    kind=Record(Watch),
)
DECIDE = rule_key(
    "measures.decide",
    title=Words("提出后多久要作决定", "Time to decide on a proposed measure"),
    kind=Duration(),
    help=Words("过时上报一级。", "Past it, one level up."),
)
REVIEW = rule_key(
    "measures.review",
    title=Words(
        "执行中至少多久核对一次日程", "How often the calendar of a running measure is looked at, at least"
    ),
    kind=Duration(),
)
RELEASE_STEP = rule_key(
    "measures.release_step",
    title=Words(
        "期满未解除，每过多久上报一级", "Days over and not released: one level up after each of these"
    ),
    kind=Duration(),
    stricter="longer",
    help=Words(
        "应解尽解：这是最快的一只钟。", "Nobody is kept longer than the rule says: the fastest clock of all."
    ),
)
FOLLOW_UP = rule_key(
    "measures.follow_up",
    title=Words(
        "漏检、症状、阳性多久要上门或联系", "Time to see to a missed test, symptoms, a positive result"
    ),
    kind=Table(of=Duration(), options=tuple(terms.WHATS.items())),
    by=Words("什么事", "what"),
)
POSITIVE = rule_key(
    "measures.positive",
    title=Words(
        "检测阳性的人按哪一类提出措施", "The category whose measure is proposed for whoever tests positive"
    ),
    kind=Text(),
    help=Words(
        "只是提出，由人决定；人员类别里没有这一类，或这一类不采取措施，就不提出。",
        "It is proposed only, and somebody decides. Nothing is where no such category is known, or it leads to no measure.",
    ),
)
APPEAL = rule_key(
    "measures.appeal",
    title=Words("申诉办理时限", "Time to decide an appeal"),
    kind=Duration(),
    stricter="longer",
)
APPEAL_LEAD = rule_key(
    "measures.appeal_lead",
    title=Words(
        "申诉要赶在申诉人所需时间之前", "How long before the time it is needed by an appeal must be decided"
    ),
    kind=Duration(),
)
CONSEQUENCE = rule_key(
    "measures.consequence",
    title=Words("不按规定隔离有什么后果", "What follows for whoever does not keep to a measure"),
    kind=Record(Consequence),
    help=Words("写在“码色和要求”页上，人人能看。", "Shown to everybody on the page of colours and duties."),
)
NOTICE_SHOWN = rule_key(
    "measures.notice_shown",
    title=Words(
        "告知书的核验码在措施结束后还能查多久", "How long after the end the code of a notice can be checked"
    ),
    kind=Duration(),
)
KEEP = rule_key(
    "measures.keep",
    title=Words(
        "措施中的个人信息在响应结束后保留多久",
        "How long personal data of measures are kept after the response",
    ),
    kind=Duration(),
    stricter="longer",
)
