"""The kind `volunteers.muster`: a street or a community calls its volunteers, whoever can answers."""

from huying.kernel.holders import own
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words

from . import effects_muster as effects
from . import facts, rules
from . import facts_muster as told

CALLERS = (
    "community_worker@scope", "street_officer@scope", "district_officer@scope", "volunteer_lead@scope",
    "coordinator@scope",
)  # fmt: skip

MUSTER = declare(
    Kind(
        code="volunteers.muster",
        title=Words("招募令", "Call for volunteers"),
        states={
            "open": State(Words("正在招人", "Calling"), tone="warn"),
            "gathered": State(Words("已招齐", "Gathered"), end=True, tone="good"),
            "over": State(Words("已过期", "Over"), end=True, tone="idle"),
            "called_off": State(Words("已取消", "Called off"), end=True, tone="idle"),
        },
        acts=(
            Act("publish", Words("发布招募令", "Call"), to="open", by=CALLERS, takes=told.Mustering, holder=own,
                then=(effects.keep,)),
            Act("tell", Words("告诉报名的人", "Tell those who come"), frm="open", by=CALLERS, takes=told.Word,
                then=(effects.word,)),
            Act("gather", Words("人够了，结束招募", "Enough: end it"), frm="open", to="gathered", by=CALLERS,
                takes=told.Gathered, then=(effects.word,), primary=True),
            Act("call_off", Words("取消", "Call it off"), frm="open", to="called_off", by=CALLERS, takes=facts.Reason,
                then=(effects.off,), danger=True),
            Act("time_up", Words("到期，停止招募", "Its time is over"), frm="open", to="over", by="clock"),
        ),
        timers=(Timer("muster", Words("招募期限", "Time to gather"), rules.MUSTER.code, "open", "time_up", restarts="state"),),
    )
)  # fmt: skip
