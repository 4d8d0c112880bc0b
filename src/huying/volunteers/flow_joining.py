"""The kind `volunteers.joining`: somebody signs up, the community's volunteer leader decides."""

from huying.kernel.holders import at_level, climb
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words

from . import effects_joining as effects
from . import facts, rules
from . import facts_joining as told

LEADS = (
    "volunteer_lead@scope", "community_worker@scope", "street_officer@scope", "district_officer@scope",
    "coordinator@scope",
)  # fmt: skip

JOINING = declare(
    Kind(
        code="volunteers.joining",
        title=Words("志愿者报名", "Volunteer signing up"),
        states={
            "applied": State(
                Words("已报名，等审核", "Signed up, to be looked at"), tone="warn",
                next=Words("社区会打电话给您，讲清任务和风险，再定。", "The community rings you, explains the work and its risks, then decides."),
            ),
            "approved": State(
                Words("已通过", "Approved"), end=True, tone="good",
                next=Words("可以接单、报到了。谢谢您！", "You can take orders and check in. Thank you!"),
            ),
            "refused": State(
                Words("这次没有通过", "Not this time"), end=True, tone="idle",
                next=Words("情况有变化可以再报名；不明白为什么，请打社区电话。", "Sign up again when things change; ring the community if the reason is not clear."),
            ),
            "withdrawn": State(Words("已撤回", "Withdrawn"), end=True, tone="idle"),
        },
        acts=(
            Act("apply", Words("报名", "Sign up"), to="applied", by="caller", takes=told.Applying,
                then=(effects.keep, effects.desk_told), holder=at_level("community")),
            Act("approve", Words("通过", "Approve"), frm="applied", to="approved", by=LEADS, takes=told.Approving,
                then=(effects.register,), primary=True),
            Act("refuse", Words("不通过", "Do not approve"), frm="applied", to="refused", by=LEADS, takes=facts.Reason,
                then=(effects.refused,), danger=True),
            Act("withdraw", Words("撤回报名", "Withdraw"), frm="applied", to="withdrawn", by="caller",
                confirm=Words("确定撤回吗？", "Withdraw it?")),
            Act("overdue", Words("没人审核，上报一级", "Nobody looked at it: one level up"), frm="applied", by="clock",
                holder=climb, then=(effects.desk_told,)),
        ),
        timers=(
            Timer("look", Words("审核", "Decision"), rules.JOINING.code, "applied", "overdue", restarts="holder",
                  again=True),
        ),
    )
)  # fmt: skip
