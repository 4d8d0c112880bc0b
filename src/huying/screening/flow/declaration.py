"""The kind `screening.declaration`: told beforehand or on arrival, confirmed, contacted, settled."""

from huying.kernel.holders import Held, climb, desk_of, own, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import Situation
from huying.kernel.words import Words
from huying.screening import rules_travel as rules
from huying.screening import travel_facts as facts
from huying.screening.effects import declarations as effects

OPEN = ("declared", "arrived", "contacted", "measured")
DESK = (
    "grid_worker@scope", "grid_leader@scope", "community_worker@scope", "street_officer@scope",
    "district_officer@scope", "coordinator@scope", "city_officer@scope", "village_doctor@scope", "township_doctor@scope",
)  # fmt: skip
LANDING = ("landing_officer@scope",)


def back_to_community(now: Situation) -> Held:
    """The community of the place answers for it again."""
    return desk_of(now, "community")


DECLARATION = declare(
    Kind(
        code="screening.declaration",
        title=Words("来返报备", "Declaration of travel"),
        states={
            "declared": State(
                Words("已报备，等到达", "Declared, not yet here"), tone="info",
                next=Words("社区已经收到。到了以后请点“我到了”，社区会联系您。", "Your community has it. Say when you have arrived; it will then be in touch."),
            ),
            "arrived": State(
                Words("已到，待联系", "Arrived, to be contacted"), tone="warn",
                next=Words("社区会打电话给您，请保持电话畅通。", "Your community will telephone you: please keep the phone at hand."),
            ),
            "contacted": State(
                Words("已联系，待定", "Contacted, to be settled"), tone="warn",
                next=Words("社区正在按规定确定怎么办，会告诉您结果和理由。", "Your community settles what follows by the rule, and tells you with the reason."),
            ),
            "measured": State(
                Words("已提出管理措施", "A measure was proposed"), tone="warn",
                next=Words("已提出健康管理措施，决定下来会送达您，写明理由、期限和怎么申诉。", "A measure was proposed. The decision reaches you with its reason, its end and how to appeal."),
            ),
            "done": State(
                Words("已办结", "Settled"), end=True, tone="good",
                next=Words("这次报备已经办结。行程有变化，请更正或再报一次。", "This is settled. If your travel changes, correct it or declare again."),
            ),
            "not_coming": State(
                Words("不来了", "Not coming"), end=True, tone="idle",
                next=Words("已记下您不来了。", "It is noted that you are not coming."),
            ),
        },
        acts=(
            Act(
                "declare", Words("报备", "Declare"), to="declared", by=("caller", "system", *DESK, *LANDING),
                takes=facts.Declared, then=(effects.declaration_keep,), keeps=("category", "contact_by"),
            ),
            Act(
                "take", Words("我来联系", "I make contact"), frm=OPEN, by=DESK, holder=own, primary=True,
            ),
            Act(
                "correct", Words("更正", "Correct"), frm=OPEN, by=("caller", "system", *DESK), takes=facts.Declared,
                then=(effects.declaration_correct,), keeps=("category", "contact_by"),
            ),
            Act(
                "arrive", Words("确认到达", "Confirm arrival"), frm="declared", to="arrived",
                by=("caller", "system", *DESK, *LANDING), takes=facts.Arriving, then=(effects.arrival_keep,), primary=True,
            ),
            Act(
                "contact", Words("联系上了", "Contact made"), frm=("declared", "arrived"), to="contacted", by=DESK,
                takes=facts.Contacting, holder=take, then=(effects.contact_keep,), primary=True,
            ),
            Act(
                "propose", Words("提出措施", "Propose a measure"), frm=("arrived", "contacted"), to="measured", by=DESK,
                takes=facts.Proposing, then=(effects.measure_propose,), primary=True,
            ),
            Act(
                "test", Words("登记检测", "Record a test"), frm=OPEN, by=(*DESK, *LANDING), takes=facts.Testing,
                then=(effects.test_keep,),
            ),
            Act(
                "controlled", Words("措施已落实", "The measure is carried out"), frm="measured", to="done", by="linked",
                then=(effects.measure_done,),
            ),
            Act(
                "not_imposed", Words("措施没有采取", "The measure was not imposed"), frm="measured", to="contacted",
                by="linked", holder=back_to_community,
            ),
            Act(
                "settle", Words("不需要管控，办结", "No measure needed: settle"), frm=("arrived", "contacted"), to="done",
                by=DESK, takes=facts.Reason, then=(effects.outcome_keep,),
            ),
            Act(
                "not_coming", Words("不来了", "Not coming"), frm="declared", to="not_coming",
                by=("caller", "system", *DESK), takes=facts.Reason, then=(effects.outcome_keep,), danger=True,
            ),
            Act(
                "lapse", Words("响应结束，办结", "The response has ended: settled"), frm=OPEN, to="done", by="system",
                takes=facts.Reason, then=(effects.outcome_keep,),
            ),
            Act(
                "reread", Words("按新规定重新判断", "Read again by new rules"), frm=OPEN, by="system", takes=facts.Reread,
                then=(effects.reread_told,), keeps=("category",),
            ),
            Act(
                "concern", Words("新规定涉及此人", "A new rule concerns this person"), frm="done", to="arrived",
                by="system", takes=facts.Reread, holder=back_to_community, then=(effects.concern_keep,),
                keeps=("category",), reopens=True,
            ),
            Act(
                "remind", Words("超时，上报一级", "Too late: one level up"), frm=OPEN, by="clock", holder=climb,
                then=(effects.desk_told,),
            ),
        ),
        timers=(
            Timer("expect", Words("到达并联系上", "Arrival and contact"), rules.WAIT.code, "declared", "remind",
                  again=True, by_fact="contact_by"),
            Timer("contact", Words("联系上", "Contact"), rules.CONTACT.code, "arrived", "remind", again=True,
                  restarts="state", choice="category"),
            Timer("follow", Words("定下怎么办", "Settled what follows"), rules.FOLLOW.code, ("contacted", "measured"),
                  "remind", again=True, restarts="state"),
        ),
        linked={
            "measures.measure": {
                "in_force": "controlled", "released": "controlled", "refused": "not_imposed", "ended": "not_imposed",
            }
        },
    )
)  # fmt: skip
