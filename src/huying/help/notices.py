"""What callers, desks and units are told, in both languages."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

CALLER = ("sms",)
DESK = ("inapp", "robot")


def _caller(code: str, title: Words, body: Words) -> str:
    return notice_template(code, title=title, body=body, channels=CALLER).code


def _desk(code: str, title: Words, body: Words, *, urgent: bool = False) -> str:
    # Robots reach a desk's chat group, text messages a person on duty.
    channels = ("inapp", "sms", "robot") if urgent else DESK
    return notice_template(code, title=title, body=body, channels=channels, must=urgent, urgent=urgent).code


RECEIVED = _caller(
    "help.received",
    Words("已收到您的求助", "We have your request"),
    Words(
        "已收到，编号 {code}。凭编号和手机号可以随时查看进展、补充情况。",
        "We have it. Your code is {code}: with it and your phone number you can look at it and add to it.",
    ),
)
TAKEN = _caller(
    "help.taken",
    Words("有人接手了", "Somebody has taken it on"),
    Words(
        "您的求助 {code} 已有人接手，会先与您联系。",
        "Your request {code} was taken on: you will be contacted.",
    ),
)
REPLY = _caller(
    "help.reply",
    Words("有新的答复", "There is an answer"),
    Words("您的求助 {code}：{words}", "Your request {code}: {words}"),
)
QUESTION = _caller(
    "help.question",
    Words("需要您补充", "We need to know more"),
    Words(
        "您的求助 {code} 需要补充：{words} 请凭编号查看并回复。",
        "About your request {code}: {words} Please answer with your code.",
    ),
)
CONFIRM = _caller(
    "help.confirm",
    Words("请确认是否解决", "Is it solved?"),
    Words(
        "您的求助 {code} 已答复：{words} 解决了吗？没有解决请告诉我们，由上一级接着办。",
        "Your request {code} was answered: {words} Is it solved? If not, tell us: the next level takes it on.",
    ),
)
CONFIRM_ORDER = _caller(
    "help.confirm_order",
    Words("志愿者已办好，请确认", "A volunteer did it: please confirm"),
    Words(
        "您的求助 {code}，志愿者说已经办好。没有办好请告诉我们。",
        "A volunteer says that your request {code} is done. If it is not, tell us.",
    ),
)
CONFIRM_AGAIN = _caller(
    "help.confirm_again",
    Words("请告诉我们解决了没有", "Please tell us whether it is solved"),
    Words(
        "您的求助 {code} 解决了吗？不回复将先办结，之后仍可重开。",
        "Is your request {code} solved? Without a word from you it is closed; you can still reopen it.",
    ),
)
UNSOLVABLE = _caller(
    "help.unsolvable",
    Words("暂时不能解决", "It cannot be solved now"),
    Words(
        "您的求助 {code} 暂时不能解决：{words} 不同意可以重开，由上一级再看。",
        "Your request {code} cannot be solved now: {words} If you disagree, reopen it: the next level looks at it.",
    ),
)
REOPENED = _caller(
    "help.reopened",
    Words("已重开", "Reopened"),
    Words("您的求助 {code} 已重开，由上一级接着办。", "Your request {code} is open again, one level higher."),
)
LATE = _caller(
    "help.late",
    Words("没能按时办好", "It is late"),
    Words(
        "对不起，您的求助 {code} 没能按时办好，已报到上一级。",
        "We are sorry: your request {code} is late. The next level has it now.",
    ),
)
MERGED = _caller(
    "help.merged",
    Words("与另一件一起办", "It goes on with another one"),
    Words(
        "您的求助 {code} 与别人说的是同一件事，将一起办，有结果同样告诉您。",
        "Others told us of the same as your request {code}. They go on together, and you will hear the result.",
    ),
)
SAME_MOVED = _caller(
    "help.same_moved",
    Words("与您相同的那件有进展", "News of the one like yours"),
    Words(
        "您的求助 {code} 与别人说的是同一件，那件现在：{state}。",
        "You said your request {code} is the same as another one. That one stands at: {state}.",
    ),
)
OFFER_FREE = _caller(
    "help.offer_free",
    Words("这次没有对接成", "The match came to nothing"),
    Words(
        "您提供的帮助 {code} 这次没有用上，我们会再找需要的人。谢谢您！",
        "Your offer {code} was not needed after all. We look for somebody else who needs it. Thank you!",
    ),
)
THANKED = _desk(
    "help.thanked",
    Words("有人感谢您", "Somebody thanks you"),
    Words("您帮过的求助 {code}：{words} {stars}", "Request {code}, which you helped with: {words} {stars}"),
)
ASSIGNED = _desk(
    "help.assigned",
    Words("新的待办", "Something new to do"),
    Words(
        "{place}，{category}，编号 {code}，请签收办理。",
        "{place}: {category}, code {code}. Please sign for it.",
    ),
)
CLIMBED = _desk(
    "help.climbed",
    Words("下级过时，已上报到这里", "Overdue below: it is yours now"),
    Words(
        "{place}，{category}，编号 {code}，下一级未按时办，现由本级办理。",
        "{place}: {category}, code {code}. The level below ran out of time; it is with you now.",
    ),
)
LOST = _desk(
    "help.lost",
    Words("过时，已上报一级", "Overdue: one level up"),
    Words(
        "{place}，{category}，编号 {code}，已由上一级接办。",
        "{place}: {category}, code {code}: the next level has it.",
    ),
)
REMINDED = _desk(
    "help.reminded",
    Words("请查看进展", "Please look at it"),
    Words(
        "{place}，{category}，编号 {code}，有新情况或该查看了。",
        "{place}: {category}, code {code}: something new, or time to look.",
    ),
)
ADDED = _desk(
    "help.added",
    Words("求助人有补充", "The caller added something"),
    Words(
        "{place}，{category}，编号 {code}，请看补充内容。",
        "{place}: {category}, code {code}: please read what was added.",
    ),
)
ALERT = _desk(
    "help.alert",
    Words("急救！请立即确认收到", "Emergency! Acknowledge at once"),
    Words(
        "{place} 有人需要急救。{caution}编号 {code}。",
        "Somebody needs an ambulance at {place}. {caution}Code {code}.",
    ),
    urgent=True,
)
ALERT_AGAIN = _desk(
    "help.alert_again",
    Words("急救未确认！", "Emergency not acknowledged!"),
    Words(
        "{place} 的急救（{code}），{who} 还没有确认收到。",
        "The emergency at {place} ({code}): {who} has not acknowledged.",
    ),
    urgent=True,
)
EMERGENCY_LATE = _desk(
    "help.emergency_late",
    Words("急救过时", "Emergency overdue"),
    Words(
        "{place} 的急救（{code}）过了时限，请立即处置。",
        "The emergency at {place} ({code}) is past its time: act now.",
    ),
    urgent=True,
)
EMERGENCY_URGED = _desk(
    "help.emergency_urged",
    Words("急救进行中", "Emergency under way"),
    Words(
        "{place} 的急救（{code}）还没有送到医院。",
        "The emergency at {place} ({code}) has not reached a hospital.",
    ),
    urgent=True,
)
FAMILY_DUE = _desk(
    "help.family_due",
    Words("该联系家属了", "Time to ring the family"),
    Words(
        "{place} 的急救（{code}），请联系家属了解病情。",
        "The emergency at {place} ({code}): please ring the family.",
    ),
)
EMERGENCY_ADDED = _desk(
    "help.emergency_added",
    Words("急救有新情况", "News of the emergency"),
    Words(
        "{place} 的急救（{code}）有补充，请看。", "Something was added to the emergency at {place} ({code})."
    ),
    urgent=True,
)
