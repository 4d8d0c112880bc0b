"""What rules may say about incidents."""

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, List, Record, Table, rule_key

from .values import ForceRule, LineRule, StepRule

ACT = rule_key(
    "incidents.act",
    title=Words("接警后多久要有人指挥", "How soon after an alarm somebody must take command"),
    kind=Duration(),
    help=Words("到时没有人指挥，上报一级。", "After it, one level up."),
)
SEAL = rule_key(
    "incidents.seal",
    title=Words("多久要把出入口全部封控", "How soon every entrance must be sealed"),
    kind=Duration(),
    help=Words("到时没有全部封控，告诉指挥和上一级。", "After it, the command and the level above are told."),
)
LOOK = rule_key(
    "incidents.look",
    title=Words("封控期间多久核对一次进展", "How often a sealed place is looked at"),
    kind=Duration(),
)
TASK = rule_key(
    "incidents.task",
    title=Words("现场任务多久要办完", "How long a task on the spot may take"),
    kind=Table(of=Duration(), options=None),
    by=Words("预案步骤", "step of the playbook"),
)
FORCES = rule_key(
    "incidents.forces",
    title=Words("现场设哪些专班", "The task forces of an incident"),
    kind=List(of=Record(ForceRule)),
)
LINES = rule_key(
    "incidents.lines",
    title=Words("专班里必须有哪几方面的人", "The lines a task force must have people from"),
    kind=List(of=Record(LineRule)),
)
PLAYBOOK = rule_key(
    "incidents.playbook",
    title=Words("现场处置预案的步骤", "The steps of the playbook"),
    kind=List(of=Record(StepRule)),
    help=Words(
        "有人接手指挥时，每一步成为一件现场任务。", "When somebody takes command, each becomes a task."
    ),
)
MARGIN = rule_key(
    "incidents.margin",
    title=Words(
        "病例离开以后多久仍算同时在场",
        "How long after a case has left somebody still counts as there with it",
    ),
    kind=Duration(),
)
KEEP = rule_key(
    "incidents.keep",
    title=Words(
        "现场人员名单在响应结束后保留多久", "How long lists of people at an incident stay after the response"
    ),
    kind=Duration(),
)
