"""The kind `screening.round`: the doors of a grid asked every day, while a response goes on."""

from huying.kernel.holders import at_level, climb
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.screening import round_facts as facts
from huying.screening import rules_rounds as rules
from huying.screening.effects import rounds as effects

ASKERS = ("grid_worker@scope", "grid_leader@scope", "community_worker@scope", "village_doctor@scope")

ROUND = declare(
    Kind(
        code="screening.round",
        title=Words("每日排摸", "Daily round"),
        start_level="grid",
        states={
            "going": State(Words("正在排摸", "Going on"), tone="warn"),
            "done": State(Words("问完了", "Done"), end=True, tone="good"),
            "over": State(Words("没问完，转到第二天", "Not done: carried over"), end=True, tone="bad"),
            "lapsed": State(Words("响应已结束", "The response has ended"), end=True, tone="idle"),
        },
        acts=(
            Act("begin", Words("开始排摸", "Begin"), to="going", by="system", takes=facts.Beginning, holder=at_level("grid")),
            Act("finish", Words("今天问完了", "Done for today"), frm="going", to="done", by=("system", *ASKERS),
                then=(effects.finished,), primary=True),
            Act("carry_over", Words("转到第二天", "Carry over"), frm="going", to="over", by="system"),
            Act("lapse", Words("响应已结束", "The response has ended"), frm="going", to="lapsed", by="system"),
            Act("late", Words("没问完，上报一级", "Not done in time: one level up"), frm="going", by="clock", holder=climb,
                then=(effects.late,)),
        ),
        timers=(Timer("by", Words("问完", "To be done"), rules.BY.code, "going", "late", again=True),),
    )
)  # fmt: skip
