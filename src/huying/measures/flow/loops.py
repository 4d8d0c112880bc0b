"""The kind `measures.loop`: held by the owner of a link, passed on, acknowledged by the next; never by nobody."""

from huying.kernel.holders import Held, climb, hand_back, own
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import Holder, Situation
from huying.kernel.words import Words
from huying.measures import loop_effects as effects
from huying.measures import loop_facts as facts
from huying.measures import place_rules as rules


def first_owner(now: Situation) -> Held:
    """The owner of the first link."""
    return now.matter.level, Holder(now.said("unit"), now.said("area_of"))


def next_owner(now: Situation) -> Held:
    """The owner of the next link, who has to acknowledge; the effect checks that it is the next one."""
    return now.matter.level, Holder(now.said("unit"), now.said("area"))


LOOP = declare(
    Kind(
        code="measures.loop",
        title=Words("入境闭环", "Closed loop"),
        start_level="district",
        states={
            "held": State(Words("本环节负责中", "With the owner of a link"), tone="info"),
            "passing": State(Words("交接中，等签收", "Being handed over"), tone="warn"),
            "done": State(Words("闭环完成", "Completed"), end=True, tone="good"),
            "broken": State(Words("中止", "Broken off"), end=True, tone="bad"),
        },
        acts=(
            Act("start", Words("开始闭环", "Begin the loop"), to="held", by=("system", "linked", "health_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope"),
                takes=facts.Starting, holder=first_owner, then=(effects.loop_begin,), keeps=("link",)),
            Act("pass_on", Words("交给下一环", "Hand over to the next link"), frm="held", to="passing", by="*",
                takes=facts.Passing, holder=next_owner, then=(effects.loop_passed,), primary=True),
            Act("acknowledge", Words("签收", "Acknowledge"), frm="passing", to="held", by="*", takes=facts.Acknowledging,
                holder=own, then=(effects.loop_taken,), keeps=("link",), primary=True),
            Act("send_back", Words("人没到，退回上一环", "They are not here: back to the last owner"), frm="passing", to="held",
                by="*", takes=facts.Reason, holder=hand_back, counts="sent_back"),
            Act("finish", Words("全部环节完成", "All links are done"), frm="held", to="done", by="*", then=(effects.loop_finished,)),
            Act("break_off", Words("中止闭环", "Break it off"), frm=("held", "passing"), to="broken",
                by=("district_officer@scope", "coordinator@scope", "city_officer@scope"), takes=facts.Reason,
                then=(effects.loop_broken,), danger=True),
            Act("late", Words("超时，上报一级", "Late: one level up"), frm="held", by="clock", then=(effects.loop_late,)),
            Act("unclaimed", Words("没有签收，上报一级", "Nobody acknowledged: one level up"), frm="passing", by="clock",
                holder=climb, then=(effects.loop_late,)),
        ),
        timers=(
            Timer("link", Words("本环节", "This link"), rules.LINK_HOURS.code, "held", "late", again=True, restarts="state",
                  choice="link"),
            Timer("accept", Words("签收", "The acknowledgement"), rules.LINK_ACCEPT.code, "passing", "unclaimed", again=True,
                  restarts="state"),
        ),
    )
)  # fmt: skip
