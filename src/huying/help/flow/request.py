"""The kind `help.request`: a request, an offer or an enquiry from its first word to the caller's last."""

from dataclasses import replace

from huying.help import rules
from huying.help.effects import stairwells
from huying.kernel.kinds import Act, Kind, Timer, declare
from huying.kernel.words import Words

from .closing import CLOSING, ITSELF
from .coming import INTAKE, SCREENING
from .groups import OPEN, WAITING
from .states import STATES
from .together import TOGETHER
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

ENDS = tuple(code for code, state in STATES.items() if state.end)


def _homes(act: Act) -> Act:
    """Every act that ends a request or brings it back may change why a stairwell has its group."""
    if act.sources and (act.to in ENDS or (act.to and set(act.sources) & set(ENDS))):
        return replace(act, then=(*act.then, stairwells.homes_move))
    return act


REQUEST = declare(
    Kind(
        code="help.request",
        title=Words("求助", "Call for help"),
        states=STATES,
        acts=tuple(
            _homes(act) for act in (*INTAKE, *SCREENING, *HANDING, *WORKING, *TOGETHER, *CLOSING, *ITSELF)
        ),
        timers=TIMERS,
        linked={
            "volunteers.order": {"done": "order_done", "failed": "order_failed", "withdrawn": "order_failed"},
            "help.emergency": {"closed": "emergency_over", "stood_down": "emergency_over"},
        },
        ends_children={"volunteers.order": ("withdraw", {"reason": "求助已经办结 The request has ended"})},
    )
)
