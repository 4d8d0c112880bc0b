"""The kind `measures.zone`: proposed, decided by another, in force with its clock, lifted by a person."""

from huying.kernel.holders import Held, climb, desk_of
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import Situation
from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures import zone_effects as effects
from huying.measures import zone_facts as facts

# Who may propose a zone, and who decides; whoever decides also answers for its end.
PROPOSERS = ("community_worker@scope", "street_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope")  # fmt: skip
DECIDERS = ("district_officer@scope", "coordinator@scope", "city_officer@scope")
REPORTERS = (*PROPOSERS, "health_officer@scope")


def deciding(now: Situation) -> Held:
    """The desk of the district decides: a community proposes, it does not seal itself."""
    return desk_of(now, "district")


ZONE = declare(
    Kind(
        code="measures.zone",
        title=Words("划定区域", "Zone"),
        states={
            "proposed": State(
                Words("等待决定", "To be decided"), tone="warn",
                next=Words("区防控办另一人审批后生效", "Another officer of the district decides"),
            ),
            "in_force": State(Words("生效中", "In force"), tone="bad"),
            "lifted": State(Words("已解除", "Lifted"), end=True, tone="good"),
            "refused": State(Words("没有批准", "Not decided"), end=True, tone="idle"),
            "withdrawn": State(Words("已撤回", "Withdrawn"), end=True, tone="idle"),
            "ended": State(Words("随响应结束", "Ended with its response"), end=True, tone="good"),
        },
        start_level="district",
        acts=(
            Act(
                "propose", Words("提出划定区域", "Propose a zone"), to="proposed", by=PROPOSERS, takes=facts.Declaring,
                holder=deciding, then=(effects.zone_keep,), keeps=("expected_until",),
            ),
            Act(
                "decide", Words("决定划定，立即生效", "Decide: it is in force"), frm="proposed", to="in_force", by=DECIDERS,
                takes=facts.Remark, then=(effects.zone_begin,), primary=True,
                confirm=Words(
                    "决定后，区域对楼内所有人生效，通知立即发出。请先看“涉及多少人”。",
                    "Once decided it binds everybody in its buildings, and they are told at once. Look at whom it reaches first.",
                ),
            ),
            Act(
                "refuse", Words("不批准", "Do not decide it"), frm="proposed", to="refused", by=DECIDERS,
                takes=facts.Reason, then=(effects.zone_close,), danger=True,
            ),
            Act(
                "withdraw", Words("撤回", "Withdraw"), frm="proposed", to="withdrawn", by=PROPOSERS,
                takes=facts.Reason, then=(effects.zone_close,),
            ),
            Act(
                "undecided", Words("迟迟没有决定，上报", "Not decided in time: one level up"), frm="proposed", by="clock",
                holder=climb, then=(effects.decision_asked,),
            ),
            Act(
                "positive", Words("新增感染者，重新计天", "New positive: days count anew"), frm="in_force", by=DECIDERS,
                takes=facts.Positive, then=(effects.zone_restart,), keeps=("expected_until",), counts="restarts",
            ),
            Act(
                "contacts", Words("登记密接情况", "Record the close contacts"), frm="in_force", by=REPORTERS,
                takes=facts.Contacts, then=(effects.contacts_keep,),
            ),
            Act(
                "round", Words("登记一轮检测", "Record a round of tests"), frm="in_force", by=REPORTERS,
                takes=facts.RoundDone, then=(effects.round_keep,),
            ),
            Act(
                "change", Words("改变种类（升级或降级）", "Change its kind, up or down"), frm="in_force", by=DECIDERS,
                takes=facts.Changing, then=(effects.zone_change,), keeps=("expected_until",),
            ),
            Act(
                "extend", Words("延长预计日期", "Move the expected end"), frm="in_force", by=DECIDERS,
                takes=facts.Extending, then=(effects.zone_extend,), keeps=("expected_until",),
            ),
            Act(
                "add_places", Words("加入楼栋", "Add buildings"), frm="in_force", by=DECIDERS, takes=facts.Placing,
                then=(effects.places_add,),
            ),
            Act(
                "free_places", Words("放开楼栋", "Free buildings"), frm="in_force", by=DECIDERS, takes=facts.Placing,
                then=(effects.places_free,),
            ),
            Act(
                "lift", Words("解除", "Lift the zone"), frm="in_force", to="lifted", by=DECIDERS, takes=facts.Lifting,
                then=(effects.zone_lift,), primary=True,
                confirm=Words("解除后，楼内的人立即恢复正常出入，并收到通知。", "Everybody there is free at once, and is told."),
            ),
            Act("look", Words("核对能否解除", "Look whether it can be lifted"), frm="in_force", by="clock", then=(effects.zone_look,)),
            Act(
                "overdue", Words("该解除还没解除，上报", "To be lifted and is not: one level up"), frm="in_force", by="system",
                holder=climb, then=(effects.lift_asked,), counts="overdue",
            ),
            Act(
                "end", Words("随响应结束", "End with its response"), frm=("proposed", "in_force"), to="ended", by="system",
                takes=facts.Reason, then=(effects.zone_end,),
            ),
        ),
        timers=(
            Timer("decide", Words("决定", "The decision"), rules.ZONE_DECIDE.code, "proposed", "undecided", again=True,
                  restarts="holder"),
            Timer("look", Words("核对解除条件", "Looking at the lift conditions"), rules.ZONE_LOOK.code, "in_force", "look",
                  again=True, restarts="state", by_fact="expected_until"),
        ),
    )
)  # fmt: skip
