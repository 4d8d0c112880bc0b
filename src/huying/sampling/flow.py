"""The kinds `sampling.specimen` and `sampling.joint_check`."""

from huying.kernel.holders import climb, own
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.people.holding import office
from huying.people.roles import ROLES

from . import effects, facts, rules


def able(ability: str) -> tuple[str, ...]:
    """The roles with an ability, wherever their area covers the matter."""
    return tuple(f"{code}@scope" for code, role in ROLES.items() if ability in role.abilities)


TAKERS, LABS = able("specimen.take"), able("specimen.test")
HEALTH = ("health_officer@scope", "district_officer@scope", "city_officer@scope")

SPECIMEN = declare(
    Kind(
        code="sampling.specimen",
        title=Words("标本", "Specimen"),
        states={
            "taken": State(Words("已采，待送", "Taken, to be sent"), tone="warn"),
            "sent": State(Words("已送，待签收", "Sent, to be received"), tone="warn"),
            "received": State(Words("在检", "Being examined"), tone="info"),
            "positive": State(Words("阳性，待测序或了结", "Positive, to be sequenced or settled"), tone="bad"),
            "negative": State(Words("阴性", "Negative"), end=True, tone="good"),
            "void": State(Words("作废", "Void"), end=True, tone="idle"),
            "sequenced": State(Words("已测序", "Sequenced"), end=True, tone="good"),
            "not_sequenced": State(Words("没能测序，已写明原因", "Not sequenced, with the reason"), end=True, tone="bad"),
            "settled": State(Words("阳性，按规定不测序", "Positive, no sequence asked for"), end=True, tone="bad"),
        },
        acts=(
            Act("take", Words("登记采样", "Take a specimen"), to="taken", by=("system", "api", *TAKERS), takes=facts.Taking,
                holder=own, then=(effects.taken,)),
            Act("send", Words("送检", "Send it off"), frm="taken", to="sent", by=TAKERS, takes=facts.Sending, holder=office,
                then=(effects.sent,), primary=True),
            Act("receive", Words("签收", "Received"), frm=("taken", "sent"), to="received", by=LABS, holder=own, primary=True),
            Act("negative", Words("阴性", "Negative"), frm="received", to="negative", by=LABS, then=(effects.negative,), primary=True),
            Act("positive", Words("阳性", "Positive"), frm="received", to="positive", by=LABS, takes=facts.Positive,
                then=(effects.positive,)),
            Act("void", Words("作废，请重采", "Void: take another"), frm=("taken", "sent", "received"), to="void",
                by=(*LABS, *TAKERS), takes=facts.Reason, then=(effects.voided,)),
            Act("sequence", Words("登记测序结果", "Sequenced"), frm="positive", to="sequenced", by=(*LABS, *HEALTH),
                takes=facts.Sequenced, then=(effects.sequenced,), primary=True),
            Act("give_up", Words("不能测序，写明原因", "It cannot be sequenced"), frm="positive", to="not_sequenced", by=HEALTH,
                takes=facts.Reason, then=(effects.given_up,), danger=True),
            Act("settle", Words("按规定不用测序", "No sequence is asked for"), frm="positive", to="settled", by=(*LABS, *HEALTH),
                then=(effects.settled,)),
            Act("late", Words("超时，上报一级", "Late: one level up"), frm=("taken", "sent", "received", "positive"), by="clock",
                holder=climb, then=(effects.late,)),
        ),
        timers=(
            Timer("send", Words("送检", "Sending"), rules.SEND.code, "taken", "late", again=True, restarts="holder"),
            Timer("arrive", Words("签收", "The receipt"), rules.ARRIVE.code, "sent", "late", again=True, restarts="holder"),
            Timer("result", Words("出结果", "The result"), rules.RESULT.code, "received", "late", again=True, restarts="holder"),
            Timer("sequence", Words("测序", "The sequence"), rules.SEQUENCE.code, "positive", "late", again=True, restarts="state"),
        ),
    )
)  # fmt: skip

JOINT = declare(
    Kind(
        code="sampling.joint_check",
        title=Words("人、物、环境联合检查", "Joint check of people, goods and environment"),
        states={
            "open": State(Words("还没采齐", "Not complete"), tone="warn"),
            "complete": State(Words("三类都有结果", "All subjects have results"), end=True, tone="good"),
            "dropped": State(Words("不查了", "Dropped"), end=True, tone="idle"),
        },
        acts=(
            Act("plan", Words("安排联合检查", "Plan a joint check"), to="open", by=("system", *TAKERS, "inspector@scope"),
                takes=facts.Checking, holder=own, then=(effects.planned,)),
            Act("complete", Words("采齐了，出结果", "Complete"), frm="open", to="complete", by=(*TAKERS, "inspector@scope"),
                then=(effects.completed,), primary=True),
            Act("drop", Words("不查了", "Drop it"), frm="open", to="dropped", by=HEALTH, takes=facts.Reason,
                then=(effects.dropped,), danger=True),
            Act("late", Words("没采齐，上报一级", "Not complete in time: one level up"), frm="open", by="clock", holder=climb,
                then=(effects.late,)),
        ),
        timers=(Timer("complete", Words("采齐", "Complete"), rules.CHECK.code, "open", "late", again=True, restarts="holder"),),
    )
)  # fmt: skip
