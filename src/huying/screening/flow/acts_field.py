"""Acts in the street: call, visit, and what was found."""

from huying.kernel.holders import own
from huying.kernel.kinds import Act
from huying.kernel.words import Words
from huying.screening import check_facts as facts
from huying.screening.effects import contacts, keep, measures

from .groups import FIELD, SEEKING, at_desk, identified

FIELD_ACTS = (
    Act(
        "call", Words("开始打电话", "Start calling"), frm=SEEKING, to="contacting", by=FIELD, holder=own,
        then=(contacts.calling,), primary=True,
    ),
    Act(
        "visit", Words("上门核查", "Visit"), frm=SEEKING, to="contacting", by=FIELD, holder=own,
        then=(contacts.visiting,),
    ),
    Act(
        "found", Words("联系上了", "Reached"), frm=SEEKING, to="located", by=FIELD, takes=facts.Found, holder=own,
        keeps=("who", "category"), then=(keep.found, contacts.reached, measures.propose), primary=True,
    ),
    Act(
        "not_here", Words("不在这里", "Is not here"), frm=SEEKING, to="not_in_area", by=FIELD, takes=facts.NotHere,
        holder=at_desk, then=(keep.elsewhere, contacts.gone),
    ),
    Act(
        "unreachable", Words("联系不上", "Could not be reached"), frm=SEEKING, to="unreachable", by=FIELD,
        takes=facts.Unreachable, keeps=("route",), holder=at_desk, then=(keep.tried, contacts.missed),
    ),
    Act(
        "refuse", Words("不配合", "Will not cooperate"), frm=SEEKING, to="refused", by=FIELD, takes=facts.Reason,
        holder=at_desk, then=(keep.note, contacts.refused),
    ),
    Act(
        "wrong_person", Words("不是名单上的人", "Another person than the list means"), frm=SEEKING, to="wrong_person",
        by=FIELD, takes=facts.Evidence, then=(keep.note, contacts.wrong), danger=True,
    ),
    Act(
        "control", Words("已管控到位", "Under control now"), frm="located", to="under_control", by=FIELD,
        takes=facts.Controlled, when=(identified,), then=(measures.not_decided_elsewhere, keep.controlled),
    ),
    Act(
        "controlled", Words("措施已落实", "The measure is in force"), frm=("located", *SEEKING), to="under_control",
        by="linked", then=(keep.controlled,),
    ),
    Act(
        "not_imposed", Words("不用采取措施", "No measure was imposed"), frm="located", to="reported", by="linked",
        then=(keep.reported,),
    ),
    Act(
        "test", Words("首次检测", "First test"), frm="under_control", to="tested", by=FIELD, takes=facts.Tested,
        then=(keep.tested,),
    ),
)  # fmt: skip
