"""The kinds `incidents.incident` and `incidents.task`: an alarm that somebody acts on, and what is done on the spot."""

from huying.kernel.holders import at_level, climb, own, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.people.holding import office

from . import facts, rules
from .effects import commanding, groups, spots, tasks

LEADERS = (
    "street_officer@scope", "district_officer@scope", "coordinator@scope", "city_officer@scope", "health_officer@scope",
)  # fmt: skip
THERE = ("community_worker@scope", "police_officer@scope", "grid_worker@scope", "grid_leader@scope", *LEADERS)
WORKING = ("working", "sealed")

_BEGIN = (
    Act("report", Words("报告突发情况", "Report an incident"), to="alarm", by=("api", "system", "hospital_officer@scope", *THERE),
        takes=facts.Alarm, holder=at_level("street"), then=(commanding.reported,)),
    Act("command", Words("我来指挥", "Take command"), frm="alarm", to="working", by=("community_worker@scope", *LEADERS),
        takes=facts.Commanding, holder=own, then=(commanding.commanded,), primary=True),
)  # fmt: skip
_COMMAND = (
    Act("order", Words("下达任务", "Give an order"), frm=WORKING, by=("community_worker@scope", *LEADERS), takes=facts.Order,
        then=(tasks.ordered,)),
    Act("note", Words("记一笔", "Write it down"), frm=("alarm", *WORKING), by=THERE, takes=facts.Note),
    Act("name_force", Words("定专班", "Name a task force"), frm=WORKING, by=("community_worker@scope", *LEADERS),
        takes=facts.NamingForce, then=(tasks.force_named,)),
)  # fmt: skip
_ENDING = (
    Act("close", Words("全部放开，结束处置", "Open everything again: over"), frm=WORKING, to="closed", by=LEADERS,
        takes=facts.Closing, then=(commanding.closed,)),
    Act("hand_command", Words("移交指挥", "Hand over the command"), frm=WORKING, by=("community_worker@scope", *LEADERS),
        takes=facts.HandingOver, holder=office, then=(commanding.handed,)),
    Act("dismiss", Words("误报", "False alarm"), frm=("alarm", "working"), to="false_alarm", by=LEADERS, takes=facts.Reason,
        then=(commanding.dismissed,), danger=True),
)  # fmt: skip
_SPOTS = (
    # A place found late is open: the whole is not sealed any more.
    Act("add_spots", Words("登记出入口", "Write down entrances"), frm=WORKING, to="working", by=THERE, takes=facts.Spots,
        then=(spots.added,)),
    Act("seal", Words("封住了", "Sealed"), frm=WORKING, by=THERE, takes=facts.Sealing, then=(spots.sealed,)),
    Act("rule_out", Words("不用封", "Need not be sealed"), frm=WORKING, by=THERE, takes=facts.RulingOut, then=(spots.ruled_out,)),
    Act("all_sealed", Words("全部封控到位", "Everything is sealed"), frm="working", to="sealed",
        by=("community_worker@scope", *LEADERS), then=(spots.all_sealed,), primary=True),
    Act("release", Words("放开这一处", "Open it again"), frm=WORKING, by=("community_worker@scope", *LEADERS),
        takes=facts.SpotNamed, then=(spots.released,)),
)  # fmt: skip
_PEOPLE = (
    Act("group", Words("分一组人", "Make a group"), frm=WORKING, by=THERE, takes=facts.Grouping, then=(groups.made,)),
    Act("recount", Words("重新清点", "Count again"), frm=WORKING, by=THERE, takes=facts.Recounting, then=(groups.recounted,)),
    Act("sampled", Words("登记采样", "Sampled"), frm=WORKING, by=THERE, takes=facts.Sampled, then=(groups.sampled,)),
    Act("leave", Words("登记离开", "Left"), frm=WORKING, by=THERE, takes=facts.Leaving, then=(groups.left,)),
    Act("expose", Words("病例在场时间", "When the case was there"), frm=("alarm", *WORKING), by=THERE, takes=facts.Exposure,
        then=(groups.exposed,)),
    Act("people", Words("登记名单", "Write down names"), frm=WORKING, by=THERE, takes=facts.People, then=(groups.named,)),
    Act("part", Words("把同时在场的分开", "Part those who were there together"), frm=WORKING, by=THERE, takes=facts.Parting,
        then=(groups.parted,)),
    Act("propose", Words("提出管控措施", "Propose measures"), frm=WORKING, by=("community_worker@scope", *LEADERS),
        takes=facts.Proposing, then=(groups.proposed,)),
)  # fmt: skip
_CLOCK = (
    Act("unheard", Words("没人指挥，上报一级", "Nobody commands: one level up"), frm="alarm", by="clock", holder=climb,
        then=(commanding.unheard,)),
    Act("seal_late", Words("还没全部封控，已告诉上一级", "Not sealed yet: the level above was told"), frm="working", by="clock",
        then=(commanding.late,)),
    Act("look", Words("该核对进展", "Time to look at it"), frm="sealed", by="clock", then=(commanding.looked,)),
)  # fmt: skip

INCIDENT = declare(
    Kind(
        code="incidents.incident",
        title=Words("突发现场处置", "Incident"),
        start_level="street",
        states={
            "alarm": State(Words("接警，待指挥", "Alarm: nobody commands yet"), tone="bad"),
            "working": State(Words("处置中，没有全部封控", "Under way, not sealed"), tone="warn"),
            "sealed": State(Words("已全部封控", "Sealed"), tone="info"),
            "closed": State(Words("已放开，结束", "Open again, over"), end=True, tone="good"),
            "false_alarm": State(Words("误报", "False alarm"), end=True, tone="idle"),
        },
        acts=(*_BEGIN, *_COMMAND, *_SPOTS, *_PEOPLE, *_ENDING, *_CLOCK),
        timers=(
            Timer("act", Words("有人指挥", "Somebody commands"), rules.ACT.code, "alarm", "unheard", again=True, restarts="holder"),
            Timer("seal", Words("全部封控", "Everything sealed"), rules.SEAL.code, "working", "seal_late", again=True, restarts="state"),
            Timer("look", Words("核对进展", "Looking at it"), rules.LOOK.code, "sealed", "look", again=True, restarts="state"),
        ),
        ends_children={"incidents.task": ("lapse", {})},
    )
)  # fmt: skip

TASK = declare(
    Kind(
        code="incidents.task",
        title=Words("现场任务", "Task on the spot"),
        start_level="street",
        states={
            "asked": State(Words("待接手", "Not taken yet"), tone="bad"),
            "taken": State(Words("在办", "Under way"), tone="warn"),
            "done": State(Words("办好了", "Done"), end=True, tone="good"),
            "dropped": State(Words("不用办了", "Not needed"), end=True, tone="idle"),
            "lapsed": State(Words("处置已结束", "The incident is over"), end=True, tone="idle"),
        },
        acts=(
            Act("give", Words("下达", "Give"), to="asked", by="system", takes=facts.Order, holder=office, keeps=("step", "wanted_by"),
                then=(tasks.kept,)),
            Act("take", Words("收到，去办", "On it"), frm="asked", to="taken", by=THERE, holder=take, primary=True),
            Act("report", Words("报告进展", "Report"), frm=("asked", "taken"), to="taken", by=THERE, takes=facts.Reported,
                then=(tasks.reported,)),
            Act("finish", Words("办好了", "Done"), frm=("asked", "taken"), to="done", by=THERE, takes=facts.Finished,
                then=(tasks.finished,), primary=True),
            Act("pass_on", Words("改由别的单位办", "Another office does it"), frm=("asked", "taken"), to="asked",
                by=("system", "community_worker@scope", *LEADERS), takes=facts.Passing, holder=office, then=(tasks.passed,)),
            Act("drop", Words("不用办了", "Not needed"), frm=("asked", "taken"), to="dropped",
                by=("community_worker@scope", *LEADERS), takes=facts.Reason, danger=True),
            Act("lapse", Words("处置已结束", "The incident is over"), frm=("asked", "taken"), to="lapsed", by="system"),
            Act("late", Words("超时，已告诉指挥", "Late: the command was told"), frm=("asked", "taken"), by="clock", then=(tasks.late,)),
        ),
        timers=(
            Timer("do", Words("办好", "To be done"), rules.TASK.code, ("asked", "taken"), "late", again=True, choice="step",
                  by_fact="wanted_by"),
        ),
    )
)  # fmt: skip
