"""The kind `volunteers.order`: residents order, the community dispatches, a volunteer accepts."""

from huying.kernel.holders import Held, climb, desk_of, own
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import LEVELS, Situation
from huying.kernel.words import Words

from . import effects, facts, flow_joining, flow_muster, rules, terms

WAITING = ("open", "asked", "called")
FREE = ("open", "called")
TAKEN = ("accepted", "under_way")
# Whoever dispatches: the desk that holds the order, or one whose area covers it.
DESK = (
    "grid_worker@scope", "grid_leader@scope", "community_worker@scope", "street_officer@scope",
    "district_officer@scope", "volunteer_lead@scope", "screener@scope", "coordinator@scope",
)  # fmt: skip
VOLUNTEERS = tuple(f"{role}@scope" for role in terms.TAKERS)


def back_to_desk(now: Situation) -> Held:
    """Free for others again: the desk of the step it stands on holds it."""
    return desk_of(now, now.matter.level if now.matter.level in LEVELS else "community")


ORDER = declare(
    Kind(
        code="volunteers.order",
        title=Words("志愿服务订单", "Volunteer order"),
        states={
            "open": State(Words("待接单", "Waiting for a volunteer"), tone="warn"),
            "asked": State(Words("已派单，等答复", "Offered to a volunteer"), tone="warn"),
            "called": State(Words("已喊楼，等人接", "The building was called"), tone="warn"),
            "accepted": State(Words("已接单", "Accepted"), tone="info"),
            "under_way": State(Words("服务中", "Under way"), tone="info"),
            "delivered": State(Words("已送达，待确认", "Delivered, to be confirmed"), tone="good"),
            "done": State(Words("已完成", "Done"), end=True, tone="good"),
            "failed": State(Words("未能完成", "Could not be done"), end=True, tone="bad"),
            "withdrawn": State(Words("已撤单", "Withdrawn"), end=True, tone="idle"),
        },
        acts=(
            Act(
                "place", Words("下单", "Place an order"), to="open", by=("system", *DESK), takes=facts.Placing,
                then=(effects.order_keep,), keeps=("wanted_by",),
            ),
            Act(
                "offer", Words("派单", "Offer to a volunteer"), frm=FREE, to="asked", by=DESK,
                takes=facts.Asking, then=(effects.volunteer_asked,), primary=True,
            ),
            Act(
                "call", Words("喊楼：谁能来？", "Call the building: who can?"), frm=WAITING, to="called", by=DESK,
                takes=facts.Calling, then=(effects.building_called,),
            ),
            Act(
                "accept", Words("接单", "Accept"), frm=WAITING, to="accepted", by=VOLUNTEERS, holder=own,
                then=(effects.order_taken,), primary=True,
            ),
            Act(
                "recall", Words("收回重派", "Take it back"), frm=("asked", *TAKEN), to="open", by=DESK,
                takes=facts.Remark, holder=back_to_desk,
                then=(effects.taker_told, effects.turnout_unsure, effects.order_freed), counts="freed",
            ),
            Act(
                "decline", Words("这次不行", "Not this time"), frm="asked", to="open", by=VOLUNTEERS,
                takes=facts.Remark, holder=back_to_desk, then=(effects.asked_declines, effects.order_freed, effects.desk_told),
            ),
            Act(
                "take_over", Words("接手同事的单", "Take it over"), frm=TAKEN, to="accepted", by=VOLUNTEERS,
                holder=own, then=(effects.taker_told, effects.turnout_end, effects.order_taken),
            ),
            Act(
                "hand_back", Words("退单", "Hand it back"), frm=TAKEN, to="open", by="*", takes=facts.Reason,
                holder=back_to_desk, then=(effects.turnout_end, effects.order_freed, effects.desk_told), counts="handed_back",
            ),
            Act(
                "check_in", Words("到岗开始", "Check in"), frm="accepted", to="under_way", by="*",
                then=(effects.turnout_begin,), primary=True,
            ),
            Act(
                "deliver", Words("送达", "Delivered"), frm="under_way", to="delivered", by="*", takes=facts.Delivery,
                holder=back_to_desk, then=(effects.delivery_keep, effects.turnout_end, effects.delivery_told),
                primary=True,
            ),
            Act(
                "confirm", Words("确认完成", "Confirm"), frm="delivered", to="done", by=("linked", "system", *DESK),
                then=(effects.turnout_confirm,), primary=True,
            ),
            Act(
                "settle", Words("无异议，自动完成", "Nobody objected: done"), frm="delivered", to="done", by="clock",
            ),
            Act(
                "fail", Words("完成不了", "It cannot be done"), frm=(*WAITING, *TAKEN, "delivered"), to="failed",
                by=DESK, takes=facts.Reason, then=(effects.turnout_unsure, effects.outcome_keep), danger=True,
            ),
            Act(
                "withdraw", Words("撤单", "Withdraw"), frm=(*WAITING, *TAKEN), to="withdrawn", by=("system", *DESK),
                takes=facts.Reason, then=(effects.turnout_unsure, effects.outcome_keep), danger=True,
            ),
            Act(
                "nobody", Words("没人接单，上报一级", "Nobody took it: one level up"), frm=WAITING, to="open",
                by="clock", holder=climb, then=(effects.order_freed, effects.desk_told),
            ),
            Act(
                "no_word", Words("没有答复，重新放出", "No answer: open to others"), frm="asked", to="open",
                by="clock", holder=back_to_desk, then=(effects.taker_told, effects.order_freed, effects.desk_told),
            ),
            Act(
                "stale", Words("迟迟未办，重新放出", "Taken but not done: open to others"), frm=TAKEN, to="open",
                by="clock", holder=back_to_desk,
                then=(effects.taker_told, effects.turnout_unsure, effects.order_freed, effects.desk_told), counts="freed",
            ),
        ),
        timers=(
            Timer("find", Words("找到志愿者", "A volunteer found"), rules.FIND.code, WAITING, "nobody", again=True,
                  restarts="holder"),
            Timer("ask", Words("志愿者答复", "The volunteer's answer"), rules.ASK.code, "asked", "no_word",
                  restarts="state"),
            Timer("claim", Words("到岗", "Check-in"), rules.CLAIM.code, "accepted", "stale", restarts="state"),
            Timer("work", Words("送达", "Delivery"), rules.WORK.code, "under_way", "stale", restarts="state"),
            Timer("confirm", Words("确认", "Confirmation"), rules.CONFIRM.code, "delivered", "settle",
                  restarts="state"),
        ),
    )
)  # fmt: skip

__all__ = ["ORDER", "flow_joining", "flow_muster"]
