"""The kinds `screening.survey` and `screening.inspection`."""

from huying.kernel.holders import Held, climb, desk_of
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.situation import Situation
from huying.kernel.words import Words
from huying.screening import rules_travel as rules
from huying.screening import travel_facts as facts
from huying.screening.effects import outreach as effects

DESK = (
    "community_worker@scope",
    "street_officer@scope",
    "district_officer@scope",
    "coordinator@scope",
    "city_officer@scope",
)
INSPECTORS = ("inspector@scope", "street_officer@scope", "district_officer@scope", "city_officer@scope")
DOCTORS = ("village_doctor@scope", "township_doctor@scope")


def street(now: Situation) -> Held:
    """The street's desk looks at what was drawn."""
    return desk_of(now, "street")


def community(now: Situation) -> Held:
    """The community puts right what was found."""
    return desk_of(now, "community")


SURVEY = declare(
    Kind(
        code="screening.survey",
        title=Words("单位旅居史摸排", "Survey of a site's people"),
        states={
            "sent": State(Words("已发出，等填报", "Sent, to be filled in"), tone="warn"),
            "answered": State(Words("已报，待核对", "Answered, to be checked"), tone="info"),
            "complete": State(Words("已报齐", "Complete"), end=True, tone="good"),
            "dropped": State(Words("已撤回", "Withdrawn"), end=True, tone="idle"),
        },
        acts=(
            Act("send", Words("发出摸排", "Send a survey"), to="sent", by=DESK, takes=facts.Surveying, then=(effects.survey_keep,)),
            Act("answer", Words("填报", "Answer"), frm=("sent", "answered"), to="answered", by=("caller", "system", *DESK), takes=facts.Answering),
            Act("complete", Words("核对无误，报齐", "Checked: complete"), frm="answered", to="complete", by=DESK, then=(effects.survey_complete,), primary=True),
            Act("drop", Words("撤回", "Withdraw"), frm=("sent", "answered"), to="dropped", by=DESK, takes=facts.Reason, danger=True),
            Act("remind", Words("没报齐，提醒并上报", "Not complete: remind and go one level up"), frm=("sent", "answered"), by="clock", holder=climb, then=(effects.survey_late,)),
        ),
        timers=(Timer("due", Words("报齐", "Complete"), rules.SURVEY_DUE.code, ("sent", "answered"), "remind", again=True),),
    )
)  # fmt: skip

INSPECTION = declare(
    Kind(
        code="screening.inspection",
        title=Words("复核抽查", "Re-check of a file"),
        start_level="street",
        states={
            "drawn": State(Words("已抽到，待复核", "Drawn, to be looked at"), tone="warn"),
            "found": State(Words("发现问题，整改中", "Found wanting, to be put right"), tone="bad"),
            "rectified": State(Words("已整改，待复查", "Put right, to be confirmed"), tone="info"),
            "good": State(Words("复核无误", "In order"), end=True, tone="good"),
            "closed": State(Words("整改完成", "Put right"), end=True, tone="good"),
        },
        acts=(
            Act("draw", Words("抽查", "Draw"), to="drawn", by=("system", *INSPECTORS, *DOCTORS), takes=facts.Drawing, holder=street, then=(effects.inspection_keep,)),
            Act("good", Words("复核无误", "In order"), frm="drawn", to="good", by=(*INSPECTORS, *DOCTORS), takes=facts.Rectifying, then=(effects.inspection_close,), primary=True),
            Act("find", Words("发现问题", "Found wanting"), frm=("drawn", "rectified"), to="found", by=(*INSPECTORS, *DOCTORS), takes=facts.Finding, holder=community, then=(effects.inspection_found,)),
            Act("rectify", Words("已整改", "Put right"), frm="found", to="rectified", by=("grid_worker@scope", "community_worker@scope"), takes=facts.Rectifying, holder=street, then=(effects.inspection_rectified,), primary=True),
            Act("close", Words("复查通过", "Confirmed"), frm="rectified", to="closed", by=INSPECTORS, then=(effects.inspection_close,), primary=True),
            Act("remind", Words("超时，上报一级", "Too late: one level up"), frm=("drawn", "found", "rectified"), by="clock", holder=climb),
        ),
        timers=(
            Timer("look", Words("复核", "Look"), rules.LOOK.code, ("drawn", "rectified"), "remind", again=True, restarts="state"),
            Timer("rectify", Words("整改", "Put right"), rules.RECTIFY.code, "found", "remind", again=True, restarts="state"),
        ),
    )
)  # fmt: skip
