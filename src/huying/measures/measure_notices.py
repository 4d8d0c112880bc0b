"""What people under a measure, and the desks that answer for them, are told."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

DECIDED = notice_template(
    "measures.decided",
    title=Words("管控措施告知", "Notice of a measure"),
    body=Words(
        "对您采取{kind}，{first}起，预计到{last}。谁决定、为什么、怎样申诉，请用编号 {code} 和本手机号查看；核验码 {notice}。",
        "{kind} from {first}, expected until {last}. Who decided, why and how to appeal: see {code} with this phone "
        "number; check code {notice}.",
    ),
    channels=("sms",),
    must=True,
).code
MOVED = notice_template(
    "measures.moved",
    title=Words("进入下一阶段", "The next part begins"),
    body=Words(
        "今天起改为{kind}，到{last}。可以做什么、不可以做什么，请用编号 {code} 查看。",
        "From today: {kind}, until {last}. See {code} for what you may do.",
    ),
    channels=("sms",),
    must=True,
).code
CHANGED = notice_template(
    "measures.changed",
    title=Words("管控措施有变化", "Your measure has changed"),
    body=Words(
        "{what}，现在预计到{last}。理由、决定人和申诉办法请用编号 {code} 查看。",
        "{what}: now expected until {last}. Reason, decider and appeal: see {code}.",
    ),
    channels=("sms",),
    must=True,
).code
OVER = notice_template(
    "measures.over",
    title=Words("管控措施结束", "Your measure is over"),
    body=Words("{what}，编号 {code}。谢谢您的配合。", "{what}, {code}. Thank you."),
    channels=("sms",),
    must=True,
).code
JUDGED = notice_template(
    "measures.judged",
    title=Words("申诉有结果", "Your appeal is decided"),
    body=Words(
        "申诉结果：{what}。理由请用编号 {code} 查看。", "Your appeal: {what}. For the reasons see {code}."
    ),
    channels=("sms",),
    must=True,
).code
TO_DECIDE = notice_template(
    "measures.to_decide",
    title=Words("有管控措施待决定", "A measure waits for a decision"),
    body=Words(
        "{category}，编号 {code}。请核对事实后决定。", "{category}, {code}. Check the facts and decide."
    ),
    channels=("inapp", "robot"),
).code
RELEASE_DUE = notice_template(
    "measures.release_due",
    title=Words("有人期满，请解除", "Somebody's days are over: release them"),
    body=Words(
        "编号 {code}，已满规定天数。应解尽解，请马上办。", "{code}: the days are complete. Release now."
    ),
    channels=("inapp", "robot"),
    urgent=True,
).code
TASK = notice_template(
    "measures.task",
    title=Words("管控人员要跟进", "A person under a measure needs seeing to"),
    body=Words("{what}，编号 {code}。", "{what}, {code}."),
    channels=("inapp", "robot"),
    urgent=True,
).code
APPEALED = notice_template(
    "measures.appealed",
    title=Words("有申诉待办", "An appeal waits"),
    body=Words(
        "对管控措施的申诉，编号 {code}。请没有参与原决定的人办理。",
        "An appeal against a measure, {code}. Somebody who had no part in the decision hears it.",
    ),
    channels=("inapp", "robot"),
).code
