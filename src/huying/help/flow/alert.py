"""The kind `help.alert`: one unit that must know of an emergency, with its own clock of minutes."""

from huying.help import facts, rules
from huying.help.effects import emergencies as effects
from huying.kernel.holders import as_told
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words

from .groups import STAFF

ALERT = declare(
    Kind(
        code="help.alert",
        title=Words("急救通知", "Emergency alert"),
        states={
            "told": State(Words("已通知，待确认收到", "Told, not yet acknowledged"), tone="bad"),
            "acknowledged": State(Words("已确认收到", "Acknowledged"), end=True, tone="good"),
            "lapsed": State(Words("未确认，急救已结束", "Never acknowledged"), end=True, tone="idle"),
        },
        acts=(
            Act(
                "tell",
                Words("通知", "Tell"),
                to="told",
                by="system",
                takes=facts.AlertTo,
                then=(effects.tell_unit,),
                holder=as_told,
            ),
            Act(
                "acknowledge",
                Words("收到", "We know"),
                frm="told",
                to="acknowledged",
                by=STAFF,
                then=(effects.stamp_acknowledged,),
                primary=True,
            ),
            Act("lapse", Words("急救已结束", "The emergency is over"), frm="told", to="lapsed", by="system"),
            Act(
                "remind",
                Words("未确认，再次通知并告知上级", "Not acknowledged: told again, and the level above"),
                frm="told",
                by="clock",
                then=(effects.tell_unit_again,),
                counts="reminded",
            ),
        ),
        timers=(
            Timer(
                "acknowledge",
                Words("确认收到", "Acknowledgement"),
                rules.EMERGENCY_ACKNOWLEDGE.code,
                "told",
                "remind",
                restarts="state",
                again=True,
            ),
        ),
        start_level="district",
    )
)
