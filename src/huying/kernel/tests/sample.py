"""A small kind that uses every part of the language, and ground to stand on."""

import datetime as dt
from functools import partial

from huying.kernel import holders
from huying.kernel.facts import Facts, ask
from huying.kernel.guards import below_cap
from huying.kernel.kinds import Act, Kind, State, Timer
from huying.kernel.situation import LEVELS, Actor, Holder, Snapshot
from huying.kernel.words import Words

START = dt.datetime(2022, 1, 3, 9, tzinfo=dt.UTC)
HOURS = {"first": 2, "solve": 24, "stage": 6, "ask": 48}
W = Words


class Report(Facts):
    urgency: str = ask("紧急程度", "Urgency", default="usual")
    phone: str | None = ask("电话", "Phone", default=None, secret=True)
    needed_by: dt.datetime | None = ask("最晚何时", "Needed by", default=None)


class Referral(Facts):
    unit: str = ask("单位", "Unit")


class Reason(Facts):
    reason: str = ask("原因", "Reason", min_length=2)


SAMPLE = Kind(
    code="sample.call",
    title=W("样例", "Sample"),
    states={
        "received": State(W("已收到", "Received")),
        "handling": State(W("办理中", "In hand")),
        "answered": State(W("已答复", "Answered")),
        "solved": State(W("已解决", "Solved"), end=True),
        "merged": State(W("已合并", "Merged"), end=True),
    },
    acts=(
        Act(
            "open",
            W("提交", "Send"),
            to="received",
            by=("caller", "*"),
            takes=Report,
            keeps=("urgency", "needed_by"),
        ),
        Act(
            "take",
            W("接手", "Take"),
            frm=("received", "handling"),
            to="handling",
            by="*",
            holder=holders.take,
        ),
        Act(
            "refer",
            W("转办", "Refer"),
            frm=("received", "handling"),
            to="handling",
            by="*",
            takes=Referral,
            holder=holders.as_told,
        ),
        Act(
            "return",
            W("退回", "Return"),
            frm="handling",
            by="*",
            holder=holders.hand_back,
            takes=Reason,
            counts="returns",
            when=(below_cap("returns", "cap", W("已退回{limit}次", "Returned {limit} times already")),),
        ),
        Act(
            "assign",
            W("指定", "Assign"),
            frm="handling",
            by="coordinator@scope",
            takes=Referral,
            holder=holders.as_told,
        ),
        Act("answer", W("答复", "Answer"), frm=("received", "handling"), to="answered", by="*", takes=Reason),
        Act("confirm", W("确认", "Confirm"), frm="answered", to="solved", by="caller"),
        Act(
            "not_solved",
            W("没解决", "Not solved"),
            frm=("answered", "solved"),
            to="handling",
            by="caller",
            holder=holders.climb,
            reopens=True,
        ),
        Act("merge", W("合并", "Merge"), frm=("received", "handling"), to="merged", by="*"),
        Act("climb", W("上升一级", "Climb"), frm=("received", "handling"), by="clock", holder=holders.climb),
        Act("remind", W("提醒", "Remind"), frm=("received", "handling", "answered"), by="clock"),
        Act("silent", W("无回音", "No word"), frm="answered", to="solved", by="clock"),
    ),
    timers=(
        Timer("first", W("首次答复", "First answer"), "first", "received", "remind"),
        Timer(
            "solve",
            W("解决", "Solution"),
            "solve",
            ("received", "handling", "answered"),
            "remind",
            again=True,
            choice="urgency",
            by_fact="needed_by",
        ),
        Timer(
            "stage",
            W("本级", "Stage"),
            "stage",
            ("received", "handling"),
            "climb",
            restarts="holder",
            again=True,
        ),
        Timer("ask", W("等回音", "Waiting"), "ask", "answered", "silent", restarts="state"),
    ),
)

WIDTHS = dict(zip(LEVELS, (5, 4, 3, 2, 1), strict=True))


class FlatGround:
    """Five letters an area: one for each step of the ladder."""

    cap = 2

    def due(self, rule: str, start: dt.datetime, area: str, choice: str | None) -> dt.datetime:
        return start + dt.timedelta(hours=HOURS[rule] / (4 if choice == "life" else 1))

    def count(self, rule: str, area: str, choice: str | None = None) -> int:
        return self.cap

    def desk(self, level: str, area: str) -> Holder:
        return Holder(level, area[: WIDTHS[level]])

    def covers(self, outer: str, inner: str) -> bool:
        return inner.startswith(outer)


GROUND = FlatGround()
CALLER = Actor("caller")
CLOCK = Actor("clock")


def of(holder: Holder, person: int = 1) -> Actor:
    """Somebody who works where the matter is held."""
    return Actor("worker", holder.unit, holder.area, person)


def nothing_yet(area: str = "abcde", at: dt.datetime = START) -> Snapshot:
    """A matter before its opening act."""
    return Snapshot(SAMPLE.code, "C", "", "community", area, Holder("", ""), at, at)


later = partial(dt.timedelta)
