"""The kind `measures.measure`: proposed, decided by a person, served day by day, released by a person."""

from huying.kernel.holders import at_level, climb
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.measures import measure_facts as facts
from huying.measures import person_rules as rules
from huying.measures.effects import caring, deciding, ending, planning, releasing

from . import groups, guards

RUNNING = ("in_force", "due")
OPEN = ("proposed", *RUNNING)

DECIDING = (
    Act(
        "propose", Words("提出管控措施", "Propose a measure"), to="proposed", by=("system", "linked", *groups.PROPOSERS),
        takes=facts.Proposal, then=(deciding.proposed,), keeps=("category", "cohort"), holder=at_level("district"),
    ),
    Act(
        "decide", Words("决定采取", "Impose it"), frm="proposed", to="in_force", by=groups.DECIDERS,
        takes=facts.Decision, then=(deciding.decided,), holder=at_level("community"), primary=True,
        says=Words(
            "谁决定、依据哪条规则、为什么、到哪天、怎样申诉，都会写进告知书交给本人。",
            "Who decided, on which rule, why, until when and how to appeal goes into the notice for the person.",
        ),
    ),
    Act(
        "refuse", Words("不采取", "Do not impose it"), frm="proposed", to="refused", by=groups.DECIDERS,
        takes=facts.Reason, then=(deciding.refused,),
    ),
    Act(
        "extend", Words("延长", "Lengthen"), frm=RUNNING, to="in_force", by=groups.DECIDERS,
        takes=facts.Lengthening, then=(deciding.lengthened,), danger=True, holder=at_level("community"),
        says=Words("只能按规则写明的情形延长，本人会收到决定和申诉办法。", "Only for what a rule names; the person is told, with the way to appeal."),
    ),
    Act(
        "shorten", Words("缩短或改轻", "Shorten or ease"), frm="in_force", by=groups.DECIDERS,
        takes=facts.Shortening, then=(deciding.shortened,),
    ),
    Act(
        "reset", Words("重新计天", "Count the days anew"), frm=RUNNING, to="in_force", by=groups.DECIDERS,
        takes=facts.Resetting, then=(deciding.counted_anew,), danger=True, holder=at_level("community"),
    ),
)  # fmt: skip

CARING = (
    Act(
        "record_check", Words("登记体温和症状", "Record temperature and symptoms"), frm=RUNNING,
        by=("caller", *groups.CARERS), takes=facts.Report, then=(caring.checked,),
    ),
    Act(
        "record_test", Words("登记采样和结果", "Record a test"), frm=RUNNING, by=("system", "api", *groups.CARERS, "hospital_officer@scope"),
        takes=facts.Sampling, then=(caring.sampled,),
    ),
    Act(
        "rule_out", Words("复核排除阳性", "Rule a positive out"), frm=RUNNING, by=groups.DECIDERS,
        takes=facts.RuledOut, then=(caring.ruled_out,),
    ),
    Act(
        "note_home", Words("登记同住人和居住条件", "Note the household"), frm=OPEN, by=groups.CARERS,
        takes=facts.Household, then=(caring.household,),
    ),
    Act(
        "acknowledge", Words("告知书已送达", "The notice was handed over"), frm=RUNNING, by=("caller", *groups.CARERS),
        takes=facts.Acknowledgement, then=(caring.acknowledged,),
    ),
)  # fmt: skip

ENDING = (
    Act(
        "release", Words("解除", "Release"), frm="due", to="released", by=groups.RELEASERS, takes=facts.Releasing,
        when=(guards.no_positive, guards.tests_taken), then=(ending.released,), primary=True,
    ),
    Act(
        "release_anyway", Words("缺检也解除", "Release without the missing test"), frm="due", to="released",
        by=groups.DECIDERS, takes=facts.ReleasingAnyway, when=(guards.no_positive,), then=(ending.released_anyway,),
    ),
    Act(
        "ask_release", Words("提议解除", "Propose release"), frm=OPEN, by=("system", "linked", *groups.CARERS),
        takes=facts.ReleaseAsked, then=(releasing.asked,),
        says=Words("理由没有了就提议；由有权的人决定，系统不会自己解除。", "Where the reason has gone. Somebody entitled decides; nothing releases by itself."),
    ),
    Act(
        "unask_release", Words("又涉及了，撤回提议", "Concerned again: the proposal is taken back"), frm=OPEN,
        by=("system", "linked"), then=(releasing.taken_back,),
    ),
    Act(
        "release_asked", Words("按提议解除", "Release as proposed"), frm=RUNNING, to="released", by=groups.DECIDERS,
        takes=facts.Agreed, when=(guards.release_was_asked, guards.no_positive), then=(releasing.agreed,),
    ),
    Act(
        "keep_on", Words("不解除，说明理由", "Do not release, with the reason"), frm=RUNNING, by=groups.DECIDERS,
        takes=facts.Reason, when=(guards.release_was_asked,), then=(releasing.kept_on,),
    ),
    Act(
        "end_early", Words("提前结束", "End it early"), frm=OPEN, to="ended", by=groups.DECIDERS, takes=facts.Ending,
        then=(ending.ended_early,),
    ),
    Act(
        "response_over", Words("应急响应结束，措施停止", "The response is over: the measure stops"), frm=OPEN, to="ended",
        by="system", takes=facts.Told, then=(ending.response_over,),
    ),
    Act(
        "appeal_ends", Words("申诉成立，措施撤销", "The appeal is upheld: the measure ends"), frm=OPEN, to="ended",
        by="linked", then=(ending.upheld,),
    ),
    Act(
        "appeal_shortens", Words("申诉部分成立，措施缩短", "The appeal is upheld in part: the measure is shortened"),
        frm=OPEN, by="linked", then=(ending.upheld_in_part,),
    ),
    Act("appeal_keeps", Words("申诉不成立，措施维持", "The appeal is not upheld: the measure stays"), frm=OPEN, by="linked"),
)  # fmt: skip

ITSELF = (
    Act(
        "plan", Words("日程排定", "The calendar was set"), frm=RUNNING, by="system", takes=facts.Plan,
        keeps=("kind", "ends_on", "turn_at", "tests_missing", "tests_positive", "release_asked"),
    ),
    Act("turn", Words("按日程核对", "The calendar was looked at"), frm="in_force", by="clock", then=(planning.turned,)),
    Act("days_over", Words("期满，等人解除", "The days are over: to be released"), frm="in_force", to="due", by="system"),
    Act(
        "decide_late", Words("迟迟未决定，上报一级", "Not decided in time: one level up"), frm="proposed", by="clock",
        holder=climb, then=(deciding.waiting,),
    ),
    Act(
        "release_late", Words("期满未解除，上报一级", "Not released in time: one level up"), frm="due", by="clock",
        holder=climb, then=(ending.overdue,), counts="release_late",
    ),
)  # fmt: skip

MEASURE = declare(
    Kind(
        code="measures.measure",
        title=Words("管控措施", "Measure"),
        states={
            "proposed": State(Words("待决定", "To be decided"), tone="warn"),
            "in_force": State(Words("执行中", "In force"), tone="info"),
            "due": State(Words("期满，待解除", "Days over, to be released"), tone="bad"),
            "released": State(Words("已解除", "Released"), end=True, tone="good"),
            "refused": State(Words("未采取", "Not imposed"), end=True, tone="idle"),
            "ended": State(Words("已停止", "Ended"), end=True, tone="idle"),
        },
        acts=(*DECIDING, *CARING, *ENDING, *ITSELF),
        timers=(
            Timer("decide", Words("作出决定", "A decision"), rules.DECIDE.code, "proposed", "decide_late",
                  restarts="state", again=True),
            Timer("turn", Words("下次核对日程", "Next look at the calendar"), rules.REVIEW.code, "in_force", "turn",
                  restarts="state", again=True, by_fact="turn_at"),
            Timer("release", Words("期满解除", "Release"), rules.RELEASE_STEP.code, "due", "release_late",
                  restarts="state", again=True),
        ),
        linked={
            "measures.appeal": {"ended": "appeal_ends", "shortened": "appeal_shortens", "kept": "appeal_keeps"},
        },
        ends_children={"measures.follow_up": ("lapse", {}), "measures.appeal": ("lapse", {})},
    )
)  # fmt: skip
