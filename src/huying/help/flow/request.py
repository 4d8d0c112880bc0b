"""The kind `help.request`: a request, an offer or an enquiry from its first word to the caller's last."""

from huying.help import rules
from huying.kernel.kinds import Kind, Timer, declare
from huying.kernel.words import Words

from .closing import CLOSING, ITSELF
from .coming import INTAKE, SCREENING
from .groups import OPEN, WAITING
from .states import STATES
from .working import HANDING, WORKING

TIMERS = (
    Timer("first_answer", Words("首次答复", "First answer"), rules.FIRST_ANSWER.code, WAITING, "first_late",
          choice="pace", by_fact="wanted_by"),
    Timer("solution", Words("办结", "Solution"), rules.SOLUTION.code, OPEN, "solution_late",
          choice="pace", by_fact="wanted_by"),
    Timer("screening", Words("分拣", "Screening"), rules.SCREENING.code, "received", "climb",
          restarts="holder", again=True, choice="pace"),
    Timer("sign", Words("签收", "Signing"), rules.SIGN.code, "referred", "climb",
          restarts="holder", again=True, choice="pace"),
    Timer("stage", Words("本级办理", "This step"), rules.STAGE.code, ("handling", "contacted"), "climb",
          restarts="holder", again=True, choice="pace"),
    Timer("step", Words("本层级停留", "Stay on this step"), rules.STEP.code, ("handling", "contacted"), "climb",
          restarts="holder", again=True, choice="level"),
    Timer("liaison", Words("对接查看", "Liaison"), rules.LIAISON_REVIEW.code, "liaison", "remind",
          restarts="state", again=True),
    Timer("chase", Words("催办外部热线", "Chasing the hotline"), rules.EXTERNAL_CHASE.code, "external", "remind",
          restarts="state", again=True),
    Timer("watch", Words("查看急救", "Watching the emergency"), rules.EMERGENCY_WATCH.code, "emergency", "remind",
          restarts="state", again=True),
    Timer("confirm_reminder", Words("再请确认", "Asking again"), rules.CONFIRM_REMINDER.code, "answered",
          "remind_caller", restarts="state"),
    Timer("confirm", Words("等待确认", "Waiting for the caller"), rules.CONFIRM_WAIT.code, "answered",
          "close_silent", restarts="state"),
)  # fmt: skip

REQUEST = declare(
    Kind(
        code="help.request",
        title=Words("求助", "Call for help"),
        states=STATES,
        acts=(*INTAKE, *SCREENING, *HANDING, *WORKING, *CLOSING, *ITSELF),
        timers=TIMERS,
        linked={
            "volunteers.order": {"done": "order_done", "failed": "order_failed", "withdrawn": "order_failed"},
            "help.emergency": {"closed": "emergency_over", "stood_down": "emergency_over"},
        },
        ends_children={"volunteers.order": ("withdraw", {"reason": "求助已经办结 The request has ended"})},
    )
)
