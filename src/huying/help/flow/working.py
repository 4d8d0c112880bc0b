"""How a request is handed on and worked at."""

from huying.help import facts
from huying.help.effects import keep, tell
from huying.kernel.holders import hand_back, take
from huying.kernel.kinds import Act
from huying.kernel.words import Words

from . import guards, holders
from .groups import OPEN, STAFF, WORK

HANDING = (
    Act(
        "sign_for",
        Words("签收", "Sign for it"),
        frm="referred",
        to="handling",
        by=STAFF,
        then=(tell.taken,),
        holder=take,
        primary=True,
    ),
    Act(
        "take",
        Words("接手", "Take it on"),
        frm=("received", *WORK, "answered"),
        by=STAFF,
        when=(guards.nobody_signed,),
        holder=take,
    ),
    Act(
        "assign",
        Words("派给同事", "Give it to a colleague"),
        frm=("referred", *WORK),
        by=STAFF,
        takes=facts.ToPerson,
        then=(keep.colleague, tell.holder),
        holder=holders.to_person,
    ),
    Act(
        "send_back",
        Words("退回", "Return it"),
        frm=("referred", "handling"),
        to="referred",
        by=STAFF,
        takes=facts.Reason,
        when=(guards.not_final, guards.may_return),
        then=(tell.holder,),
        holder=hand_back,
        counts="returns",
        danger=True,
    ),
    Act(
        "pass_on",
        Words("转交", "Pass it on"),
        frm=("handling", "contacted", "liaison"),
        by=STAFF,
        takes=facts.PassingOn,
        when=(guards.not_final, guards.may_pass),
        then=(tell.holder,),
        holder=holders.told_unit,
        counts="passes",
    ),
    Act(
        "hand_up",
        Words("上报一级", "Hand it up one level"),
        frm=("referred", "handling", "contacted", "liaison"),
        by=STAFF,
        takes=facts.Reason,
        then=(tell.holder,),
        holder=holders.up,
    ),
    Act(
        "assign_finally",
        Words("最终指定", "Assign for good"),
        frm=("referred", "handling", "contacted", "liaison"),
        by="coordinator@scope",
        takes=facts.FinalWord,
        then=(tell.holder,),
        holder=holders.told_unit,
        keeps=("final",),
    ),
)

WORKING = (
    Act(
        "reply",
        Words("先答复", "Answer first"),
        frm=("handling", "contacted"),
        to="contacted",
        by=STAFF,
        takes=facts.Reply,
        then=(keep.first_answer, tell.reply),
        primary=True,
    ),
    Act(
        "progress",
        Words("告知进展", "Tell how it goes"),
        frm=("contacted", "liaison", "external", "emergency"),
        by=STAFF,
        takes=facts.Reply,
        then=(tell.reply,),
    ),
    Act(
        "ask_more",
        Words("请求助人补充", "Ask the caller for more"),
        frm=("received", "referred", *WORK),
        by=STAFF,
        takes=facts.Reply,
        then=(tell.question,),
    ),
    Act(
        "note",
        Words("内部记录", "Internal note"),
        frm=(*OPEN, "answered"),
        by=STAFF,
        takes=facts.Remark,
    ),
    Act(
        "liaise",
        Words("转为对接中", "Put in liaison"),
        frm=("handling", "contacted"),
        to="liaison",
        by=STAFF,
        takes=facts.Liaison,
        then=(keep.first_answer, tell.reply),
    ),
    Act(
        "resume",
        Words("对接完，继续办理", "Go on handling"),
        frm=("liaison", "external", "answered"),
        to="contacted",
        by=STAFF,
        then=(keep.no_outcome,),
    ),
    Act(
        "hand_over_external",
        Words("转外部热线", "Hand to an outside hotline"),
        frm=("handling", "contacted", "liaison"),
        to="external",
        by=("screener", "street_officer", "district_officer", "coordinator", "department_officer"),
        takes=facts.OutsideHand,
        then=(keep.outside, tell.reply),
    ),
    Act(
        "record_external_reply",
        Words("记录外部答复", "Record the outside answer"),
        frm="external",
        to="contacted",
        by=(*STAFF, "api"),
        takes=facts.OutsideReply,
        then=(tell.holder,),
        primary=True,
    ),
)
