"""The kinds that keep places safe and people there well: disinfection, inspection, people held, a closed venue."""

from huying.kernel.holders import climb
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.measures import place_rules as rules
from huying.measures import upkeep_effects as effects
from huying.measures import upkeep_facts as facts

OFFICES = ("community_worker@scope", "street_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope")  # fmt: skip
DOERS = ("grid_worker@scope", "grid_leader@scope", "site_keeper@scope", *OFFICES)
INSPECTORS = ("street_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope", "health_officer@scope")  # fmt: skip

DISINFECTION = declare(
    Kind(
        code="measures.disinfection",
        title=Words("消毒", "Disinfection"),
        states={
            "asked": State(Words("待消毒", "To be disinfected"), tone="bad"),
            "done": State(Words("已消毒，待验收", "Disinfected, to be checked"), tone="warn"),
            "checked": State(Words("已验收", "Checked"), end=True, tone="good"),
            "dropped": State(Words("不用消毒", "Not needed"), end=True, tone="idle"),
        },
        acts=(
            Act("ask", Words("安排消毒", "Have a place disinfected"), to="asked", by=("system", "linked", "health_officer@scope", *DOERS),
                takes=facts.ToDisinfect, then=(effects.disinfection_keep,)),
            Act("disinfect", Words("已消毒", "Disinfected"), frm="asked", to="done", by=DOERS, takes=facts.Disinfected,
                then=(effects.disinfection_done,), primary=True),
            Act("check", Words("验收合格", "Checked"), frm="done", to="checked", by=(*DOERS, "health_officer@scope"),
                takes=facts.Remark, then=(effects.disinfection_checked,), primary=True),
            Act("again", Words("不合格，重做", "Not good: do it again"), frm="done", to="asked",
                by=(*DOERS, "health_officer@scope"), takes=facts.Reason, counts="again"),
            Act("drop", Words("不用做了", "Not needed"), frm="asked", to="dropped", by=("system", *OFFICES), takes=facts.Reason, danger=True),
            Act("late", Words("超时，上报一级", "Late: one level up"), frm=("asked", "done"), by="clock", holder=climb),
        ),
        timers=(
            Timer("disinfect", Words("消毒", "Disinfection"), rules.DISINFECT.code, "asked", "late", again=True, restarts="state"),
            Timer("check", Words("验收", "The check"), rules.DISINFECT_CHECK.code, "done", "late", again=True, restarts="state"),
        ),
    )
)  # fmt: skip

INSPECTION = declare(
    Kind(
        code="measures.inspection",
        title=Words("巡察", "Inspection"),
        start_level="street",
        states={
            "planned": State(Words("待巡察", "To be made"), tone="info"),
            "found": State(Words("有问题，待整改", "To be put right"), tone="bad"),
            "put_right": State(Words("已整改，待复查", "Put right, to be looked at"), tone="warn"),
            "clean": State(Words("没有问题", "Nothing found"), end=True, tone="good"),
            "closed": State(Words("已复查", "Looked at again: fine"), end=True, tone="good"),
            "dropped": State(Words("取消", "Dropped"), end=True, tone="idle"),
        },
        acts=(
            Act("plan", Words("安排巡察", "Plan an inspection"), to="planned", by=("system", *INSPECTORS), takes=facts.ToInspect,
                then=(effects.inspection_keep,)),
            Act("clean", Words("巡察了，没有问题", "Inspected: nothing found"), frm="planned", to="clean", by=INSPECTORS,
                takes=facts.Remark, then=(effects.inspected,)),
            Act("find", Words("发现问题", "Something was found"), frm="planned", to="found", by=INSPECTORS, takes=facts.Found,
                then=(effects.inspected,), primary=True),
            Act("put_right", Words("已整改", "Put right"), frm="found", to="put_right", by=DOERS, takes=facts.PutRight,
                then=(effects.put_right,), primary=True),
            Act("accept", Words("复查合格", "Looked at again: fine"), frm="put_right", to="closed", by=INSPECTORS,
                takes=facts.Remark, then=(effects.looked_again,), primary=True),
            Act("again", Words("没改好，再整改", "Not right yet"), frm="put_right", to="found", by=INSPECTORS, takes=facts.Reason,
                counts="again"),
            Act("drop", Words("取消", "Drop it"), frm="planned", to="dropped", by=INSPECTORS, takes=facts.Reason, danger=True),
            Act("late", Words("超时，上报一级", "Late: one level up"), frm=("planned", "found", "put_right"), by="clock", holder=climb),
        ),
        timers=(
            Timer("inspect", Words("巡察", "The inspection"), rules.INSPECT.code, "planned", "late", again=True, restarts="state"),
            Timer("rectify", Words("整改", "Putting it right"), rules.RECTIFY.code, "found", "late", again=True, restarts="state"),
            Timer("recheck", Words("复查", "Looking again"), rules.RECHECK.code, "put_right", "late", again=True, restarts="state"),
        ),
    )
)  # fmt: skip

HOLD = declare(
    Kind(
        code="measures.hold",
        title=Words("现场临时滞留", "People held at a place"),
        states={
            "held": State(Words("有人滞留", "People are held"), tone="bad"),
            "freed": State(Words("已全部离开", "Everybody has left"), end=True, tone="good"),
        },
        acts=(
            Act("hold", Words("登记现场滞留", "Record people held at a place"), to="held", by=("system", *DOERS), takes=facts.Holding,
                then=(effects.hold_keep,), keeps=("expected_until",)),
            Act("give", Words("已保障一项", "Something was given"), frm="held", by=DOERS, takes=facts.Given,
                then=(effects.hold_given,), primary=True),
            Act("recount", Words("人数或时间有变", "Number or time has changed"), frm="held", by=OFFICES, takes=facts.Recount,
                then=(effects.hold_recount,), keeps=("expected_until",)),
            Act("free", Words("全部离开", "Everybody has left"), frm="held", to="freed", by=OFFICES, takes=facts.Freed,
                then=(effects.hold_freed,)),
            Act("look", Words("核对保障", "Look at what they need"), frm="held", by="clock", then=(effects.hold_look,)),
            Act("overdue", Words("保障缺了或超时，上报一级", "Something is missing or late: one level up"), frm="held", by="system",
                holder=climb, counts="overdue"),
        ),
        timers=(
            Timer("look", Words("核对保障", "Looking at their needs"), rules.HOLD_CHECK.code, "held", "look", again=True,
                  restarts="state", by_fact="expected_until"),
        ),
    )
)  # fmt: skip

VENUE = declare(
    Kind(
        code="measures.venue",
        title=Words("场所临时关闭", "A closed venue"),
        start_level="street",
        states={
            "closed": State(Words("临时关闭", "Closed for now"), tone="bad"),
            "disinfecting": State(Words("正在消毒", "Being disinfected"), tone="warn"),
            "disinfected": State(Words("已消毒，可以开放", "Disinfected, may open"), tone="info"),
            "open": State(Words("正常开放", "Open again"), end=True, tone="good"),
        },
        acts=(
            Act("close", Words("临时关闭场所", "Close a venue"), to="closed", by=("system", *INSPECTORS), takes=facts.Closing,
                then=(effects.venue_keep,)),
            Act("close_with_zone", Words("随区域关闭", "Closed with its zone"), to="closed", by="system", takes=facts.ClosedByZone,
                then=(effects.venue_keep,)),
            Act("disinfect", Words("安排消毒", "Have it disinfected"), frm="closed", to="disinfecting", by=INSPECTORS,
                takes=facts.Remark, then=(effects.venue_disinfect,), primary=True),
            Act("disinfected", Words("消毒已验收", "The disinfection was checked"), frm="disinfecting", to="disinfected", by="linked"),
            Act("open", Words("恢复开放", "Open it again"), frm=("closed", "disinfected"), to="open", by=INSPECTORS,
                takes=facts.Remark, then=(effects.venue_opened,), primary=True),
            Act("open_with_zone", Words("区域解除，恢复开放", "The zone is over: open again"), frm=("closed", "disinfected"),
                to="open", by="system", takes=facts.Remark, then=(effects.venue_opened,)),
            Act("look", Words("该核对能否开放，上报一级", "To be looked at for opening: one level up"),
                frm=("closed", "disinfecting", "disinfected"), by="clock", holder=climb),
        ),
        timers=(
            Timer("look", Words("核对能否开放", "Looking whether it can open"), rules.VENUE_CHECK.code,
                  ("closed", "disinfecting", "disinfected"), "look", again=True, restarts="holder"),
        ),
        linked={"measures.disinfection": {"checked": "disinfected"}},
    )
)  # fmt: skip
