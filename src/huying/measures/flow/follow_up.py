"""The kind `measures.follow_up`: a missed test, symptoms or a positive that somebody has to see to."""

from huying.kernel.holders import at_level, climb, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.measures import measure_facts as facts
from huying.measures import person_rules as rules
from huying.measures.effects import caring

from . import groups

FOLLOW_UP = declare(
    Kind(
        code="measures.follow_up",
        title=Words("管控人员跟进", "Follow-up of a person"),
        states={
            "open": State(Words("待处理", "To be seen to"), tone="bad"),
            "done": State(Words("已处理", "Seen to"), end=True, tone="good"),
            "lapsed": State(Words("措施已结束", "The measure is over"), end=True, tone="idle"),
        },
        acts=(
            Act("raise", Words("提出", "Raise"), to="open", by="system", takes=facts.Task,
                then=(caring.task_raised,), keeps=("what",), holder=at_level("community")),
            Act("take", Words("接手", "Take it on"), frm="open", by=tuple(r.removesuffix("@scope") for r in groups.CARERS), holder=take),
            Act("settle", Words("已处理", "Seen to"), frm="open", to="done", by=groups.CARERS, takes=facts.Outcome,
                then=(caring.task_done,), primary=True),
            Act("answered", Words("已有决定", "Decided on"), frm="open", to="done", by="system"),
            Act("lapse", Words("措施已结束", "The measure is over"), frm="open", to="lapsed", by="system"),
            Act("late", Words("过时未处理，上报一级", "Not seen to in time: one level up"), frm="open", by="clock",
                holder=climb, then=(caring.task_late,)),
        ),
        timers=(
            Timer("see", Words("处理", "To be seen to"), rules.FOLLOW_UP.code, "open", "late", restarts="holder",
                  again=True, choice="what"),
        ),
    )
)  # fmt: skip
