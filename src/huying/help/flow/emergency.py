"""The kind `help.emergency`: reported, transferred, treated, and the family afterwards."""

from huying.help import facts, rules
from huying.help.effects import emergencies as effects
from huying.help.effects import stairwells
from huying.kernel.holders import take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words

from . import holders
from .groups import EVERYBODY, STAFF

RUNNING = ("reported", "transferring")
# Whoever stands beside the patient may stamp, whichever unit holds the matter.
AT_HAND = (
    *STAFF,
    "grid_worker@scope",
    "community_worker@scope",
    "street_officer@scope",
    "health_officer@scope",
    "ambulance_dispatcher@scope",
    "hospital_officer@scope",
    "coordinator@scope",
)

EMERGENCY = declare(
    Kind(
        code="help.emergency",
        title=Words("急救", "Emergency"),
        states={
            "reported": State(
                Words("已上报，正在安排转运", "Reported: transport is being arranged"),
                tone="bad",
                next=Words(
                    "救护和社区都已收到，请守在病人身边。",
                    "Ambulance and community know. Stay with the patient.",
                ),
            ),
            "transferring": State(
                Words("转运中", "On the way"),
                tone="bad",
                next=Words("正在送往医院。", "On the way to the hospital."),
            ),
            "treated": State(
                Words("已就诊", "With a doctor"),
                tone="warn",
                next=Words(
                    "已到医院，社区会联系家属。", "At the hospital. The community will ring the family."
                ),
            ),
            "following": State(
                Words("跟进中", "Followed up"),
                next=Words("社区会继续关心病情。", "The community keeps in touch."),
            ),
            "closed": State(Words("已结束", "Over"), end=True, tone="good"),
            "stood_down": State(Words("已解除，无需急救", "Stood down"), end=True, tone="idle"),
        },
        acts=(
            Act(
                "report",
                Words("上报急救", "Report an emergency"),
                to="reported",
                by=("caller", "system", "api", *EVERYBODY),
                takes=facts.Alarm,
                then=(effects.keep_reported, effects.alert_units, stairwells.homes_move),
                holder=holders.community,
                keeps=("under_quarantine", "vulnerable", "people_affected"),
            ),
            Act(
                "take",
                Words("接手", "Take it on"),
                frm=(*RUNNING, "treated", "following"),
                by=STAFF,
                holder=take,
            ),
            Act(
                "transfer",
                Words("已上车转运", "On the way now"),
                frm="reported",
                to="transferring",
                by=AT_HAND,
                takes=facts.Transfer,
                then=(effects.stamp_transferred,),
                primary=True,
            ),
            Act(
                "treat",
                Words("已送到医院就诊", "With a doctor now"),
                frm=RUNNING,
                to="treated",
                by=AT_HAND,
                takes=facts.Treatment,
                then=(effects.stamp_treated, effects.settle_alerts),
                primary=True,
            ),
            Act(
                "add",
                Words("补充", "Add something"),
                frm=(*RUNNING, "treated", "following"),
                by=("caller", *AT_HAND),
                takes=facts.Remark,
                then=(effects.tell_added,),
            ),
            Act(
                "follow_up",
                Words("联系家属", "Contact the family"),
                frm=("treated", "following"),
                to="following",
                by=AT_HAND,
                takes=facts.Looking,
                then=(effects.keep_follow_up,),
                primary=True,
            ),
            Act(
                "close",
                Words("结束跟进", "End the follow-up"),
                frm="following",
                to="closed",
                by=(*STAFF, "coordinator@scope", "community_worker@scope"),
                takes=facts.Remark,
                then=(effects.mark_closed, effects.settle_alerts, stairwells.homes_move),
            ),
            Act(
                "stand_down",
                Words("解除，无需急救", "Stand down"),
                frm=RUNNING,
                to="stood_down",
                by=AT_HAND,
                takes=facts.Reason,
                then=(effects.mark_closed, effects.settle_alerts, stairwells.homes_move),
                danger=True,
                confirm=Words("确定没有人需要急救吗？", "Is it certain that nobody needs an ambulance?"),
            ),
            Act(
                "transport_late",
                Words("未安排转运，上报一级", "No transport yet: one level up"),
                frm="reported",
                by="clock",
                holder=holders.up,
                then=(effects.tell_late,),
            ),
            Act(
                "arrival_late",
                Words("未送到医院，上报一级", "Not at the hospital yet: one level up"),
                frm=RUNNING,
                by="clock",
                holder=holders.up,
                then=(effects.tell_late,),
            ),
            Act(
                "urge",
                Words("催办", "Urge"),
                frm=RUNNING,
                by="clock",
                then=(effects.tell_urged,),
            ),
            Act(
                "family_due",
                Words("该联系家属了", "The family is to be rung"),
                frm=("treated", "following"),
                by="clock",
                then=(effects.tell_family_due,),
            ),
        ),
        timers=(
            Timer(
                "transport",
                Words("安排转运", "Transport"),
                rules.EMERGENCY_TRANSPORT.code,
                "reported",
                "transport_late",
            ),
            Timer(
                "arrival", Words("送到医院", "Arrival"), rules.EMERGENCY_ARRIVAL.code, RUNNING, "arrival_late"
            ),
            Timer(
                "urge",
                Words("催办", "Urging"),
                rules.EMERGENCY_URGE.code,
                RUNNING,
                "urge",
                restarts="state",
                again=True,
            ),
            Timer(
                "family",
                Words("联系家属", "Contact with the family"),
                rules.EMERGENCY_FAMILY.code,
                "treated",
                "family_due",
                restarts="state",
                again=True,
            ),
            Timer(
                "follow",
                Words("回访", "Follow-up"),
                rules.EMERGENCY_FOLLOW.code,
                "following",
                "family_due",
                restarts="state",
                again=True,
            ),
        ),
    )
)
