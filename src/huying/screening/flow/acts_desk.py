"""Acts at desks: rows come in, are passed on with receipt, are merged, withdrawn, reported, closed."""

from huying.kernel.holders import climb, own, release
from huying.kernel.kinds import Act
from huying.kernel.words import Words
from huying.screening import check_facts as facts
from huying.screening.effects import keep, measures, passing, tell

from .groups import (
    DESK,
    FIELD,
    OPEN,
    SEEKING,
    UNCONTROLLED,
    at_desk,
    back_in_street,
    climb_when_late,
    identified,
)

_KEEPS = ("category", "check_by", "control_by", "who")

DESK_ACTS = (
    Act(
        "receive", Words("收到，住处不明", "Received, place unknown"), to="received", by=("system", *DESK),
        takes=facts.Receiving, keeps=_KEEPS, then=(keep.rows, tell.new),
    ),
    Act(
        "route", Words("按住处分派", "Routed by its place"), to="assigned", by=("system", *DESK),
        takes=facts.Receiving, keeps=_KEEPS, then=(keep.rows, tell.new),
    ),
    Act(
        "hand_in", Words("由别处转来", "Handed over from elsewhere"), to="offered", by="system",
        takes=facts.Receiving, keeps=_KEEPS, then=(keep.rows, tell.handed),
    ),
    Act(
        "acknowledge", Words("签收", "Acknowledge"), frm="offered", to="assigned", by=FIELD, holder=own,
        then=(tell.receipt,), primary=True,
    ),
    Act(
        "send_back", Words("不归这里，退回", "Not ours: send it back"), frm="offered", to="returned", by=FIELD,
        takes=facts.Reason, then=(keep.note, tell.sent_back),
    ),
    Act(
        "called_back", Words("转出单位收回", "Taken back by its sender"), frm="offered", to="returned", by="system",
    ),
    Act(
        "receipt_given", Words("对方已签收", "Acknowledged there"), frm="handing_over", to="handed_over", by="linked",
    ),
    Act(
        "come_back", Words("被退回，重新安排", "Came back, to be arranged anew"), frm="handing_over", to="received",
        by="linked", holder=release, counts="returned",
    ),
    Act(
        "hand_over", Words("转到别的地方（本市内）", "Hand over to another area of the city"),
        frm=(*SEEKING, "located"), to="handing_over", by=DESK, takes=facts.HandingOver,
        then=(keep.note, passing.handed_over),
    ),
    Act(
        "send_out", Words("发函到外地", "Send a letter to another city"), frm=(*SEEKING, "located"),
        to="handing_over", by=DESK, takes=facts.SendingOut, then=(keep.note, passing.sent_out),
    ),
    Act(
        "receipt", Words("登记外地回执", "Record the receipt of the letter"), frm="handing_over", to="handed_over",
        by=DESK, takes=facts.Receipt, then=(passing.receipt_recorded,),
    ),
    Act(
        "recall", Words("收回重新安排", "Take it back"), frm="handing_over", to="received", by=DESK,
        takes=facts.Reason, holder=at_desk, then=(keep.note, passing.recalled),
    ),
    Act(
        "identify", Words("核实身份", "Confirm who it is"), frm=UNCONTROLLED, by=DESK, takes=facts.Identified,
        keeps=("who",), then=(keep.note, keep.someone_named, measures.propose),
    ),
    Act(
        "duplicate", Words("和另一条是同一人", "The same person as another row"), frm=SEEKING, to="duplicate",
        by=DESK, takes=facts.Same, then=(keep.note, keep.same), danger=True,
    ),
    Act(
        "withdraw", Words("来文单位撤回", "Withdrawn by the sender"), frm=(*SEEKING, "located", "offered"),
        to="withdrawn", by=("system", *DESK), takes=facts.Reason, then=(keep.note,), danger=True,
    ),
    Act(
        "over", Words("响应结束，不再核查", "The response is over"), frm=(*OPEN,), to="withdrawn", by="system",
        takes=facts.Reason, then=(keep.note, passing.stopped),
    ),
    Act(
        "report", Words("结果已核，可报结", "The result is checked"), frm=("located", "under_control", "tested"),
        to="reported", by=DESK, takes=facts.Reason, when=(identified,), then=(keep.needs_control, keep.note, keep.reported),
    ),
    Act(
        "close", Words("办结", "Close"), frm="reported", to="closed", by=DESK, when=(identified,), primary=True,
    ),
    Act(
        "reopen", Words("办错了，重新办", "It was wrong: open it again"),
        frm=("closed", "wrong_person", "duplicate", "withdrawn"), to="assigned", by=DESK, takes=facts.Reason,
        holder=back_in_street, then=(keep.note, keep.parted), reopens=True,
    ),
    Act(
        "overdue", Words("超过时限，升一级", "Past its deadline: one level up"), frm=UNCONTROLLED, by="clock",
        holder=climb, counts="overdue", then=(tell.climbed,),
    ),
    Act(
        "watch", Words("督办", "Looked at by the clock"), frm=OPEN, by="clock", holder=climb_when_late,
        then=(tell.climbed,),
    ),
    Act(
        "no_receipt", Words("没有签收，升一级", "No receipt: one level up"), frm="offered", by="clock", holder=climb,
        then=(tell.handed,),
    ),
)  # fmt: skip
