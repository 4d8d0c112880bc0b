"""How a request comes in and is screened."""

from huying.help import facts
from huying.help.effects import keep, stairwells, tell
from huying.kernel.kinds import Act
from huying.kernel.words import Words

from . import holders
from .groups import OPEN, RECORDERS, SCREENERS, STAFF

INTAKE = (
    Act(
        "receive",
        Words("提交", "Send"),
        to="received",
        by=("caller", "system", "api", *RECORDERS),
        takes=facts.Reception,
        then=(keep.received, tell.received, stairwells.quarantine_begins),
        holder=holders.volunteer_team,
        keeps=("kind", "category", "pace", "urgency", "vulnerable", "under_quarantine", "wanted_by"),
    ),
    Act(
        "record",
        Words("记下并由本单位办理", "Take down and handle here"),
        to="handling",
        by=RECORDERS,
        takes=facts.Reception,
        then=(keep.received, keep.screened, tell.received, stairwells.quarantine_begins),
        holder=holders.own_desk,
        keeps=("kind", "category", "pace", "urgency", "vulnerable", "under_quarantine", "wanted_by"),
    ),
)

SCREENING = (
    Act(
        "handle",
        Words("直接办理", "Handle it here"),
        frm="received",
        to="handling",
        by=SCREENERS,
        takes=facts.Handling,
        then=(keep.sorting, keep.screened, tell.taken),
        holder=holders.own_desk,
        keeps=("kind", "category", "urgency", "pace"),
    ),
    Act(
        "refer",
        Words("转办", "Refer"),
        frm=("received", "referred"),
        to="referred",
        by=SCREENERS,
        takes=facts.Referral,
        then=(keep.sorting, keep.screened, tell.holder),
        holder=holders.told_unit,
        keeps=("kind", "category", "urgency", "pace"),
        primary=True,
    ),
    Act(
        "refer_outside",
        Words("转外部热线", "Hand to an outside hotline"),
        frm="received",
        to="external",
        by=SCREENERS,
        takes=facts.OutsideScreened,
        then=(keep.sorting, keep.screened, keep.outside, tell.reply),
        keeps=("kind", "category", "urgency", "pace"),
    ),
    Act(
        "sort",
        Words("改类别、紧急程度", "Change category or urgency"),
        frm=OPEN,
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        takes=facts.Sorting,
        then=(keep.sorting,),
        keeps=("kind", "category", "urgency", "pace"),
    ),
    Act(
        "merge",
        Words("并入另一件", "Merge into another"),
        frm=("received", "referred", "handling", "contacted", "liaison"),
        to="merged",
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        takes=facts.Merging,
        then=(keep.merge, tell.merged),
        keeps=("into",),
    ),
    Act(
        "unmerge",
        Words("拆开，不是同一件", "Undo the merge"),
        frm="merged",
        to="received",
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        then=(keep.unmerge,),
        holder=holders.volunteer_team,
        reopens=True,
    ),
)
