"""The kind `help.request`: a request, an offer or an enquiry from its first word to the caller's last."""

from huying.help import facts, rules
from huying.help.effects import emergencies, keep, tell
from huying.kernel.holders import hand_back, take
from huying.kernel.kinds import Act, Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.people.roles import ROLES

from . import guards, holders

WAITING = ("received", "referred", "handling")
WORK = ("handling", "contacted", "liaison", "external")
OPEN = ("received", "referred", "handling", "contacted", "liaison", "external", "emergency")
ANSWERED = ("answered", "closed", "unsolvable")
# A volunteer belongs to the volunteer team, but takes orders only: so the holder's roles are named one by one.
STAFF = tuple(code for code, role in ROLES.items() if "take" in role.abilities)
SCREENERS = ("screener@scope", "volunteer_lead@scope", "district_officer@scope", "coordinator@scope")
# Whoever takes down what somebody says on the phone or at a station.
RECORDERS = (
    "grid_worker@scope",
    "grid_leader@scope",
    "community_worker@scope",
    "street_officer@scope",
    "district_officer@scope",
    "screener@scope",
    "volunteer_lead@scope",
    "coordinator@scope",
)
# The grid and the community hand up what they cannot solve: saying "not solvable" begins at the street.
DECIDERS = (
    "street_officer",
    "department_officer",
    "health_officer",
    "district_officer",
    "coordinator",
    "city_officer",
    "screener",
)
CALLERS_BACK = ("screener@scope", "community_worker@scope", "district_officer@scope", "coordinator@scope")

STATES = {
    "received": State(
        Words("待分拣", "Waiting to be screened"),
        next=Words("志愿小分队正在看，会决定由谁来办。", "The volunteer team reads it and decides who handles it."),
    ),
    "referred": State(
        Words("已转办，待签收", "Referred, to be signed for"),
        next=Words("承办单位签收后会与您联系。", "The unit signs for it and then contacts you."),
    ),
    "handling": State(
        Words("已接手", "Taken on"),
        next=Words("有人接手了，会先与您联系。", "Somebody has taken it on and will contact you first."),
    ),
    "contacted": State(
        Words("办理中", "Being handled"), next=Words("正在办，办好会告诉您。", "It is being done; you will hear.")
    ),
    "external": State(
        Words("已转外部热线", "With an outside hotline"),
        tone="warn",
        next=Words("我们盯着对方的进度，时限不变。", "We watch their progress; your time limit stays."),
    ),
    "liaison": State(
        Words("对接中", "In liaison"),
        tone="warn",
        next=Words("正在与能帮上忙的人对接。", "It is being arranged with somebody who can help."),
    ),
    "emergency": State(
        Words("急救处置中", "Emergency under way"),
        tone="bad",
        next=Words("已按急救处理，请保持电话畅通。", "It is treated as an emergency. Keep your phone at hand."),
    ),
    "answered": State(
        Words("已答复，请您确认", "Answered: please confirm"),
        tone="good",
        next=Words("请告诉我们解决了没有。", "Please tell us whether it is solved."),
    ),
    "closed": State(
        Words("已办结", "Closed"),
        end=True,
        tone="good",
        next=Words("还没解决的话，可以重开。", "If it is not solved after all, you can reopen it."),
    ),
    "unsolvable": State(
        Words("暂不能解决", "Not solvable"),
        end=True,
        tone="idle",
        next=Words("不同意的话，可以重开，由上一级再看。", "If you disagree, reopen it: the next level looks at it."),
    ),
    "withdrawn": State(Words("已撤回", "Withdrawn"), end=True, tone="idle"),
    "merged": State(
        Words("已并入同一件", "Merged"),
        end=True,
        tone="idle",
        next=Words("与另一件一起办，有结果会一并告诉您。", "It goes on with another one; you will hear with it."),
    ),
}

INTAKE = (
    Act(
        "receive",
        Words("提交", "Send"),
        to="received",
        by=("caller", "system", "api", *RECORDERS),
        takes=facts.Reception,
        then=(keep.received, tell.received),
        holder=holders.volunteer_team,
        keeps=("kind", "category", "pace", "urgency", "vulnerable", "under_quarantine", "wanted_by"),
    ),
    Act(
        "record",
        Words("记下并由本单位办理", "Take down and handle here"),
        to="handling",
        by=RECORDERS,
        takes=facts.Reception,
        then=(keep.received, keep.screened, tell.received),
        holder=holders.own_desk,
        keeps=("kind", "category", "pace", "urgency", "vulnerable", "under_quarantine", "wanted_by"),
    ),
)

SCREENING = (
    Act(
        "handle",
        Words("直接办理", "Handle it here"),
        frm="received",
        to="handling",
        by=SCREENERS,
        takes=facts.Handling,
        then=(keep.sorting, keep.screened, tell.taken),
        holder=holders.own_desk,
        keeps=("category", "urgency", "pace"),
    ),
    Act(
        "refer",
        Words("转办", "Refer"),
        frm=("received", "referred"),
        to="referred",
        by=SCREENERS,
        takes=facts.Referral,
        then=(keep.sorting, keep.screened, tell.holder),
        holder=holders.told_unit,
        keeps=("category", "urgency", "pace"),
        primary=True,
    ),
    Act(
        "refer_outside",
        Words("转外部热线", "Hand to an outside hotline"),
        frm="received",
        to="external",
        by=SCREENERS,
        takes=facts.OutsideScreened,
        then=(keep.sorting, keep.screened, keep.outside, tell.reply),
        keeps=("category", "urgency", "pace"),
    ),
    Act(
        "sort",
        Words("改类别、紧急程度", "Change category or urgency"),
        frm=OPEN,
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        takes=facts.Sorting,
        then=(keep.sorting,),
        keeps=("category", "urgency", "pace"),
    ),
    Act(
        "merge",
        Words("并入另一件", "Merge into another"),
        frm=("received", "referred", "handling", "contacted", "liaison"),
        to="merged",
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        takes=facts.Merging,
        then=(keep.merge, tell.merged),
        keeps=("into",),
    ),
    Act(
        "unmerge",
        Words("拆开，不是同一件", "Undo the merge"),
        frm="merged",
        to="received",
        by=(*STAFF, "screener@scope", "coordinator@scope"),
        then=(keep.unmerge,),
        holder=holders.volunteer_team,
        reopens=True,
    ),
)

HANDING = (
    Act(
        "sign_for",
        Words("签收", "Sign for it"),
        frm="referred",
        to="handling",
        by=STAFF,
        then=(tell.taken,),
        holder=take,
        primary=True,
    ),
    Act(
        "take",
        Words("接手", "Take it on"),
        frm=("received", *WORK, "answered"),
        by=STAFF,
        when=(guards.nobody_signed,),
        holder=take,
    ),
    Act(
        "assign",
        Words("派给同事", "Give it to a colleague"),
        frm=("referred", *WORK),
        by=STAFF,
        takes=facts.ToPerson,
        then=(keep.colleague, tell.holder),
        holder=holders.to_person,
    ),
    Act(
        "send_back",
        Words("退回", "Return it"),
        frm=("referred", "handling"),
        to="referred",
        by=STAFF,
        takes=facts.Reason,
        when=(guards.not_final, guards.may_return),
        then=(tell.holder,),
        holder=hand_back,
        counts="returns",
        danger=True,
    ),
    Act(
        "pass_on",
        Words("转交", "Pass it on"),
        frm=("handling", "contacted", "liaison"),
        by=STAFF,
        takes=facts.PassingOn,
        when=(guards.not_final, guards.may_pass),
        then=(tell.holder,),
        holder=holders.told_unit,
        counts="passes",
    ),
    Act(
        "hand_up",
        Words("上报一级", "Hand it up one level"),
        frm=("referred", "handling", "contacted", "liaison"),
        by=STAFF,
        takes=facts.Reason,
        then=(tell.holder,),
        holder=holders.up,
    ),
    Act(
        "assign_finally",
        Words("最终指定", "Assign for good"),
        frm=("referred", "handling", "contacted", "liaison"),
        by="coordinator@scope",
        takes=facts.FinalWord,
        then=(tell.holder,),
        holder=holders.told_unit,
        keeps=("final",),
    ),
)

WORKING = (
    Act(
        "reply",
        Words("先答复", "Answer first"),
        frm=("handling", "contacted"),
        to="contacted",
        by=STAFF,
        takes=facts.Reply,
        then=(keep.first_answer, tell.reply),
        primary=True,
    ),
    Act(
        "progress",
        Words("告知进展", "Tell how it goes"),
        frm=("contacted", "liaison", "external", "emergency"),
        by=STAFF,
        takes=facts.Reply,
        then=(tell.reply,),
    ),
    Act(
        "ask_more",
        Words("请求助人补充", "Ask the caller for more"),
        frm=("received", "referred", *WORK),
        by=STAFF,
        takes=facts.Reply,
        then=(tell.question,),
    ),
    Act(
        "note",
        Words("内部记录", "Internal note"),
        frm=(*OPEN, "answered"),
        by=STAFF,
        takes=facts.Remark,
    ),
    Act(
        "liaise",
        Words("转为对接中", "Put in liaison"),
        frm=("handling", "contacted"),
        to="liaison",
        by=STAFF,
        takes=facts.Liaison,
        then=(keep.first_answer, tell.reply),
    ),
    Act(
        "resume",
        Words("对接完，继续办理", "Go on handling"),
        frm=("liaison", "external", "answered"),
        to="contacted",
        by=STAFF,
        then=(keep.no_outcome,),
    ),
    Act(
        "hand_over_external",
        Words("转外部热线", "Hand to an outside hotline"),
        frm=("handling", "contacted", "liaison"),
        to="external",
        by=("screener", "street_officer", "district_officer", "coordinator", "department_officer"),
        takes=facts.OutsideHand,
        then=(keep.outside, tell.reply),
    ),
    Act(
        "record_external_reply",
        Words("记录外部答复", "Record the outside answer"),
        frm="external",
        to="contacted",
        by=(*STAFF, "api"),
        takes=facts.OutsideReply,
        then=(tell.holder,),
        primary=True,
    ),
)

CLOSING = (
    Act(
        "answer",
        Words("答复并请确认", "Answer it"),
        frm=("received", *WORK),
        to="answered",
        by=STAFF,
        takes=facts.Answer,
        then=(keep.first_answer, keep.answer, tell.confirm),
    ),
    Act(
        "solve",
        Words("已解决，请确认", "Solved"),
        frm=WORK,
        to="answered",
        by=STAFF,
        takes=facts.Solution,
        then=(keep.first_answer, keep.answer, tell.confirm),
        primary=True,
    ),
    Act(
        "match",
        Words("已对接上，请确认", "Matched"),
        frm=WORK,
        to="answered",
        by=STAFF,
        takes=facts.Pairing,
        then=(keep.first_answer, keep.match, keep.answer, tell.confirm),
    ),
    Act(
        "cannot_solve",
        Words("暂不能解决", "Not solvable"),
        frm=WORK,
        to="unsolvable",
        by=DECIDERS,
        takes=facts.Reason,
        then=(keep.first_answer, keep.unsolvable, tell.unsolvable),
        danger=True,
    ),
    Act(
        "confirm",
        Words("已解决", "It is solved"),
        frm="answered",
        to="closed",
        by=("caller", *CALLERS_BACK),
        takes=facts.Satisfied,
        when=(guards.not_the_answerer,),
        then=(keep.satisfied,),
        primary=True,
    ),
    Act(
        "not_solved",
        Words("没有解决", "It is not solved"),
        frm=ANSWERED,
        to="referred",
        by=("caller", *CALLERS_BACK),
        takes=facts.Unsatisfied,
        when=(guards.within_window,),
        then=(keep.unsatisfied, tell.holder, tell.reopened),
        holder=holders.up,
        reopens=True,
    ),
    Act(
        "reopen",
        Words("重开", "Reopen"),
        frm=("closed", "unsolvable", "withdrawn"),
        to="referred",
        by=("coordinator@scope", "district_officer@scope"),
        takes=facts.Reason,
        then=(keep.no_outcome, tell.holder, tell.reopened),
        holder=holders.up,
        reopens=True,
    ),
    Act(
        "withdraw",
        Words("不用了，撤回", "I no longer need it"),
        frm=(*OPEN, "answered"),
        to="withdrawn",
        by=("caller", "screener@scope", "coordinator@scope"),
        takes=facts.Withdrawal,
        then=(keep.withdrawn,),
        danger=True,
        confirm=Words("确定撤回吗？", "Withdraw it?"),
    ),
    Act(
        "add",
        Words("补充", "Add something"),
        frm=(*OPEN, "answered"),
        by=("caller", *STAFF, *RECORDERS),
        takes=facts.Remark,
        then=(tell.added,),
    ),
    Act(
        "follow_up",
        Words("回访", "Call back"),
        frm=ANSWERED,
        by=(*STAFF, *CALLERS_BACK),
        takes=facts.Looking,
        then=(keep.follow_up,),
    ),
    Act(
        "escalate_to_emergency",
        Words("转急救", "This is an emergency"),
        frm=("received", "referred", *WORK, "answered"),
        to="emergency",
        by=("caller", *STAFF, *RECORDERS),
        takes=facts.Escalation,
        then=(emergencies.open_from_request,),
        danger=True,
    ),
)

ITSELF = (
    Act("climb", Words("过时，上报一级", "Overdue: one level up"), frm=("received", "referred", "handling", "contacted"),
        by="clock", holder=holders.up, then=(tell.climbed,)),
    Act("first_late", Words("首次答复过时，上报一级", "First answer overdue: one level up"), frm=WAITING,
        by="clock", holder=holders.up, then=(tell.climbed,)),
    Act("solution_late", Words("办结过时，上报一级", "Solution overdue: one level up"), frm=OPEN,
        by="clock", holder=holders.up, then=(tell.climbed, tell.late)),
    Act("remind", Words("提醒承办人", "Remind the holder"), frm=("liaison", "external", "emergency"),
        by="clock", then=(tell.reminded,)),
    Act("remind_caller", Words("再请求助人确认", "Ask the caller again"), frm="answered",
        by="clock", then=(tell.confirm_again,)),
    Act("close_silent", Words("求助人未回音，办结", "No word from the caller: closed"), frm="answered",
        to="closed", by="clock", then=(keep.silent,)),
    Act("order_done", Words("志愿者已完成", "Done by a volunteer"), frm=("received", "referred", *WORK),
        to="answered", by="linked",
        then=(keep.first_answer, keep.order_done, tell.confirm_order)),
    Act("order_failed", Words("志愿者未能完成", "A volunteer could not do it"), frm=("received", "referred", *WORK),
        by="linked", then=(tell.reminded,)),
    Act("emergency_over", Words("急救处置结束", "The emergency is over"), frm="emergency",
        to="contacted", by="linked", then=(tell.reminded,)),
)  # fmt: skip

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
    )
)
