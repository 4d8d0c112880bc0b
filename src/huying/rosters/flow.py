"""The kind `rosters.gap`: a shift with nobody on it, which climbs until somebody is."""

from huying.kernel.holders import as_told, climb, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.people.roles import ROLES

from . import effects, facts, rules

PLANNERS = tuple(f"{code}@scope" for code, role in ROLES.items() if "duty.plan" in role.abilities)

GAP = declare(
    Kind(
        code="rosters.gap",
        title=Words("值班空岗", "Gap in a roster"),
        states={
            "open": State(Words("没人值班", "Nobody on duty"), tone="bad"),
            "filled": State(Words("已补上", "Filled"), end=True, tone="good"),
            "not_needed": State(Words("不用值班", "Nobody is needed"), end=True, tone="idle"),
            "missed": State(Words("空过去了", "It passed empty"), end=True, tone="bad"),
        },
        acts=(
            Act("raise", Words("发现空岗", "A gap was found"), to="open", by="system", takes=facts.Missing, holder=as_told,
                keeps=("what",), then=(effects.raised,)),
            Act("take", Words("我来找人", "I see to it"), frm="open", by=PLANNERS, holder=take, primary=True),
            Act("fill", Words("已补上", "Filled"), frm="open", to="filled", by="system"),
            Act("miss", Words("班次过去了", "The shift is over"), frm="open", to="missed", by="system"),
            Act("waive", Words("这一班不用人", "Nobody is needed for it"), frm="open", to="not_needed", by=PLANNERS,
                takes=facts.Reason, then=(effects.waived,), danger=True),
            Act("late", Words("没有补上，上报一级", "Not filled: one level up"), frm="open", by="clock", holder=climb,
                then=(effects.climbed,)),
        ),
        timers=(
            Timer("fill", Words("补上空岗", "Filling it"), rules.GAP.code, "open", "late", again=True, restarts="holder", choice="what"),
        ),
    )
)  # fmt: skip
