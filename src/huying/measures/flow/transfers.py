"""The kind `measures.transfer`: asked, vehicle assigned, departed, arrived, handed over; every link with its clock."""

from huying.kernel.holders import Held, climb, keep, unit_at
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import Holder, Situation
from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures import transfer_effects as effects
from huying.measures import transfer_facts as facts

TEAM = ("escort", "escort@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope")
ASKERS = (
    "community_worker@scope", "street_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope",
    "health_officer@scope", "site_keeper@scope",
)  # fmt: skip


def receiver(now: Situation) -> Held:
    """Who takes the people in must acknowledge: the site, the hospital's desk, or the community at home."""
    told = now.matter.facts
    return now.matter.level, Holder(str(told["to_unit"]), str(told["to_unit_area"]))


TRANSFER = declare(
    Kind(
        code="measures.transfer",
        title=Words("点对点转运", "Transfer"),
        states={
            "asked": State(Words("等派车", "Waiting for a vehicle"), tone="warn"),
            "assigned": State(Words("已派车，去接", "A vehicle is on its way"), tone="info"),
            "departed": State(Words("在路上", "Under way"), tone="info"),
            "arrived": State(Words("已到，等签收", "Arrived, to be acknowledged"), tone="warn"),
            "handed_over": State(Words("已签收", "Handed over"), end=True, tone="good"),
            "cancelled": State(Words("已取消", "Cancelled"), end=True, tone="idle"),
        },
        start_level="district",
        acts=(
            Act(
                "ask", Words("提出转运", "Ask for a transfer"), to="asked", by=("system", "linked", *ASKERS),
                takes=facts.Asking, holder=unit_at("transfer_team", "district"), then=(effects.transfer_keep,),
                keeps=("to_unit", "to_unit_area"),
            ),
            Act(
                "assign", Words("派车", "Assign a vehicle"), frm=("asked", "assigned"), to="assigned", by=TEAM,
                takes=facts.Assigning, then=(effects.vehicle_keep,), primary=True,
            ),
            Act(
                "depart", Words("人已接到，出发", "Everybody is on board: depart"), frm="assigned", to="departed", by=TEAM,
                takes=facts.Note, then=(effects.link_keep,), primary=True,
            ),
            Act(
                "arrive", Words("已到达", "Arrived"), frm="departed", to="arrived", by=TEAM, takes=facts.Note, holder=receiver,
                then=(effects.link_keep,), primary=True,
            ),
            Act(
                "accept", Words("签收", "Acknowledge"), frm="arrived", to="handed_over", by=("*", "site_keeper@scope"), takes=facts.Accepting,
                holder=keep, then=(effects.people_received,), primary=True,
            ),
            Act(
                "cancel", Words("取消转运", "Cancel"), frm=("asked", "assigned"), to="cancelled", by=("system", *TEAM, *ASKERS),
                takes=facts.Reason, then=(effects.link_keep,), danger=True,
            ),
            Act(
                "late", Words("超时，上报一级", "Late: one level up"), frm=("asked", "assigned", "departed"), by="clock",
                then=(effects.lateness_told,),
            ),
            Act(
                "unacknowledged", Words("没有签收，上报一级", "Nobody acknowledged: one level up"), frm="arrived", by="clock",
                holder=climb, then=(effects.lateness_told,),
            ),
        ),
        timers=(
            Timer("assign", Words("派车", "The vehicle"), rules.TRANSFER_ASSIGN.code, "asked", "late", again=True,
                  restarts="state"),
            Timer("depart", Words("接到人出发", "Departure"), rules.TRANSFER_DEPART.code, "assigned", "late", again=True,
                  restarts="state"),
            Timer("arrive", Words("到达", "Arrival"), rules.TRANSFER_ARRIVE.code, "departed", "late", again=True,
                  restarts="state"),
            Timer("accept", Words("签收", "Acknowledgement"), rules.TRANSFER_ACCEPT.code, "arrived", "unacknowledged",
                  again=True, restarts="state"),
        ),
    )
)  # fmt: skip
