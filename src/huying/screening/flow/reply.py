"""The kind `screening.reply`: the sender of a letter waits for its answer."""

from huying.kernel.holders import climb
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.screening import check_facts as facts
from huying.screening import rules_lists as rules
from huying.screening.effects import replies

from .groups import DESK, climb_when_late

REPLY = declare(
    Kind(
        code="screening.reply",
        title=Words("协查回复", "Answer to a letter"),
        states={
            "due": State(Words("待回复", "To be answered"), tone="warn"),
            "sent": State(Words("已回复", "Answered"), end=True, tone="good"),
            "not_needed": State(Words("不用回复", "No answer needed"), end=True, tone="idle"),
        },
        acts=(
            Act(
                "owe", Words("要回复", "An answer is owed"), to="due", by=("system", *DESK), takes=facts.Owing,
                keeps=("reply_by",), then=(replies.owed,),
            ),
            Act(
                "send", Words("已发出回复", "The answer was sent"), frm="due", to="sent", by=DESK, takes=facts.Sending,
                then=(replies.sent,), primary=True,
            ),
            Act(
                "not_needed", Words("不用回复", "No answer is needed"), frm="due", to="not_needed",
                by=("system", *DESK), takes=facts.Reason, danger=True,
            ),
            Act(
                "overdue", Words("到期没有回复，升一级", "Not answered in time: one level up"), frm="due", by="clock",
                holder=climb, counts="overdue", then=(replies.climbed,),
            ),
            Act(
                "watch", Words("督办", "Looked at by the clock"), frm="due", by="clock", holder=climb_when_late,
                then=(replies.climbed,),
            ),
        ),
        timers=(
            Timer("reply", Words("回复期限", "Answer"), rules.LONGEST.code, "due", "overdue", by_fact="reply_by"),
            Timer("watch", Words("督办", "Watched"), rules.WATCH.code, "due", "watch", restarts="holder", again=True,
                  choice="overdue"),
        ),
        start_level="grid",
    )
)  # fmt: skip
