"""The kinds `help.stairwell` and `help.stairwell_call`: a stairwell as a unit that is called, answers, acts, is done."""

from huying.help import facts
from huying.help import facts_stairwells as told
from huying.help import rules_stairwells as rules
from huying.help.effects import stairwells as effects
from huying.kernel.holders import own
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words

from . import holders

MEMBERS = ("stairwell_head@scope", "community_worker@scope", "police_officer@scope", "community_doctor@scope")
LEADERS = ("community_worker@scope", "grid_leader@scope", "street_officer@scope")

STAIRWELL = declare(
    Kind(
        code="help.stairwell",
        title=Words("“无疫楼道”快响小组", "Stairwell quick-response group"),
        states={
            "on_call": State(Words("守护中", "On call"), tone="warn"),
            "closed": State(Words("已解散", "Dissolved"), end=True, tone="idle"),
        },
        acts=(
            Act("gather", Words("有人居家，建小组", "Somebody is at home: form the group"), to="on_call", by="system",
                then=(effects.form,), holder=holders.community),
            Act("declare", Words("预先建小组", "Set up in advance"), to="on_call", by=LEADERS, takes=told.Founding,
                then=(effects.form,), holder=holders.community, keeps=("until",)),
            Act("call", Words("呼叫小组", "Call the group"), frm="on_call", by=MEMBERS, takes=told.CallFor,
                then=(effects.call,), primary=True),
            Act("say", Words("群里说一句", "Say something"), frm="on_call", by=MEMBERS, takes=told.Word,
                then=(effects.spoken,)),
            Act("drill", Words("演练一次", "Have a drill"), frm="on_call", by=MEMBERS, takes=told.Drilling,
                then=(effects.call,)),
            Act("roll", Words("核对名单", "Look at the members"), frm="on_call", by=("clock", *LEADERS),
                then=(effects.follow,)),
            Act("drill_due", Words("该演练了", "A drill is due"), frm="on_call", by="clock",
                then=(effects.drill_due,)),
            Act("time_up", Words("预定的期限到了", "Its time is over"), frm="on_call", by="clock",
                then=(effects.time_up,)),
            Act("disband", Words("最后一户解除，解散", "The last reason ended: dissolve"), frm="on_call", to="closed",
                by="system", then=(effects.dissolve,)),
        ),
        timers=(
            Timer("roll", Words("核对名单", "Members"), rules.ROLL.code, "on_call", "roll", restarts="state", again=True),
            Timer("drill", Words("演练", "Drill"), rules.DRILL.code, "on_call", "drill_due", restarts="state", again=True),
            Timer("longest", Words("期限", "Longest"), rules.LONGEST.code, "on_call", "time_up", by_fact="until"),
        ),
        ends_children={"help.stairwell_call": ("call_off", {"reason": "楼道小组已解散 The group was dissolved"})},
    )
)  # fmt: skip

RUNNING = ("called", "answered", "acting")
STAIRWELL_CALL = declare(
    Kind(
        code="help.stairwell_call",
        title=Words("楼道呼叫", "Stairwell call"),
        states={
            "called": State(Words("已呼，等人应", "Called"), tone="bad",
                            next=Words("楼道小组都收到了，马上有人应。", "The group was called; somebody answers soon.")),
            "answered": State(Words("有人应了", "Answered"), tone="warn",
                              next=Words("有人应了，正准备过来。", "Somebody answered and gets ready.")),
            "acting": State(Words("正在办", "On the way"), tone="info",
                            next=Words("正在赶来或正在办。", "Somebody is on the way, or at it.")),
            "done": State(Words("办成了", "Done"), end=True, tone="good"),
            "called_off": State(Words("已取消", "Called off"), end=True, tone="idle"),
        },
        acts=(
            Act("raise", Words("呼", "Call"), to="called", by=("caller", "system", *MEMBERS), takes=told.CallFor,
                then=(effects.call_keep,), holder=holders.community),
            Act("respond", Words("应：我来", "I answer"), frm="called", to="answered", by=MEMBERS, holder=own,
                then=(effects.call_answered,), primary=True),
            Act("go", Words("动：已出发", "I am on the way"), frm=("called", "answered"), to="acting", by=MEMBERS,
                holder=own, then=(effects.call_acting,), primary=True),
            Act("finish", Words("成：办好了", "Done"), frm=("answered", "acting"), to="done", by=MEMBERS,
                takes=told.Finished, then=(effects.call_done,), primary=True),
            Act("call_off", Words("取消", "Call it off"), frm=RUNNING, to="called_off", by=("system", *MEMBERS),
                takes=facts.Reason, danger=True),
            Act("unanswered", Words("没人应，再呼并上报一级", "Nobody answers: called again, one level up"), frm="called",
                by="clock", holder=holders.up, then=(effects.call_told,)),
            Act("slow", Words("迟迟未办，上报一级", "Too slow: one level up"), frm=("answered", "acting"), by="clock",
                holder=holders.up, then=(effects.call_told,)),
        ),
        timers=(
            Timer("respond", Words("有人应", "Answer"), rules.RESPOND.code, "called", "unanswered", restarts="state",
                  again=True),
            Timer("act", Words("动身", "On the way"), rules.ACT.code, "answered", "slow", restarts="state", again=True),
            Timer("finish", Words("办成", "Done"), rules.FINISH.code, "acting", "slow", restarts="state", again=True),
        ),
    )
)  # fmt: skip
