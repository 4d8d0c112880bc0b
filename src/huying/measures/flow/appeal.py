"""The kind `measures.appeal`: anybody a measure touches may object; somebody who had no part in it decides."""

from huying.kernel.holders import at_level, climb, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.measures import measure_facts as facts
from huying.measures import person_rules as rules
from huying.measures.effects import appealing

from . import groups, guards

OPEN = ("filed", "checking")
OTHERS = (guards.not_the_decider,)

APPEAL = declare(
    Kind(
        code="measures.appeal",
        title=Words("对管控措施的申诉", "Appeal against a measure"),
        states={
            "filed": State(Words("已收到，待核实", "Received"), tone="warn",
                           next=Words("会由没有参与原决定的人核实、决定。", "Somebody who had no part in the decision looks into it.")),
            "checking": State(Words("核实中", "Being looked into"), tone="info",
                              next=Words("正在向有关部门核实。", "Those who know are being asked.")),
            "ended": State(Words("成立，措施撤销", "Upheld: the measure ended"), end=True, tone="good"),
            "shortened": State(Words("部分成立，措施缩短", "Upheld in part: shortened"), end=True, tone="good"),
            "kept": State(Words("不成立，措施维持", "Not upheld"), end=True, tone="idle"),
            "lapsed": State(Words("措施已结束", "The measure was over"), end=True, tone="idle"),
            "withdrawn": State(Words("申诉人撤回", "Withdrawn"), end=True, tone="idle"),
        },
        acts=(
            Act("file", Words("申诉", "Appeal"), to="filed", by=("caller", "system", "api", *groups.PROPOSERS, "screener@scope"),
                takes=facts.Filing, then=(appealing.filed,), keeps=("deciders", "wanted_by"), holder=at_level("district")),
            Act("take", Words("接手", "Take it on"), frm=OPEN, by=tuple(r.removesuffix("@scope") for r in groups.REVIEWERS),
                when=OTHERS, holder=take),
            Act("look_into", Words("核实", "Look into it"), frm=OPEN, to="checking",
                by=(*groups.REVIEWERS, "department_officer@scope", "street_officer@scope", "community_worker@scope"),
                takes=facts.Checked, then=(appealing.checked,), primary=True),
            Act("uphold", Words("成立，撤销措施", "Uphold: end the measure"), frm=OPEN, to="ended", by=groups.REVIEWERS,
                takes=facts.Verdict, when=OTHERS, then=(appealing.judged,)),
            Act("uphold_in_part", Words("部分成立，缩短措施", "Uphold in part: shorten"), frm=OPEN, to="shortened",
                by=groups.REVIEWERS, takes=facts.VerdictShorter, when=OTHERS, then=(appealing.judged,)),
            Act("keep", Words("不成立，维持措施", "Do not uphold"), frm=OPEN, to="kept", by=groups.REVIEWERS,
                takes=facts.Verdict, when=OTHERS, then=(appealing.judged,)),
            Act("withdraw", Words("撤回申诉", "Withdraw the appeal"), frm=OPEN, to="withdrawn", by="caller"),
            Act("lapse", Words("措施已结束", "The measure is over"), frm=OPEN, to="lapsed", by="system"),
            Act("late", Words("过时未决定，上报一级", "Not decided in time: one level up"), frm=OPEN, by="clock",
                holder=climb, then=(appealing.late,)),
        ),
        timers=(
            Timer("decide", Words("申诉有结果", "The appeal decided"), rules.APPEAL.code, OPEN, "late", again=True,
                  by_fact="wanted_by"),
        ),
        start_level="district",
    )
)  # fmt: skip
