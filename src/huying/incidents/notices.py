"""What desks are told of incidents."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

ALARM = notice_template(
    "incidents.alarm",
    title=Words("突发情况：{place}", "Incident: {place}"),
    body=Words(
        "{place}（{area}），编号 {code}。请看现场需要您做什么。",
        "{place} ({area}), {code}. See what is needed of you.",
    ),
    channels=("inapp", "sms", "robot"),
).code
UNHEARD = notice_template(
    "incidents.unheard",
    title=Words("突发情况没有人指挥", "Nobody commands an incident"),
    body=Words(
        "{place}，编号 {code}。上报到您这一级，请马上接手。",
        "{place}, {code}. It has come up to you: take command now.",
    ),
    channels=("inapp", "sms", "robot"),
).code
COMMAND = notice_template(
    "incidents.command",
    title=Words("现场指挥已定", "Somebody commands"),
    body=Words("{place}，编号 {code}，指挥 {who}。", "{place}, {code}: {who} commands."),
    channels=("inapp", "robot"),
).code
LATE = notice_template(
    "incidents.late",
    title=Words("现场还没有全部封控", "An incident is not sealed yet"),
    body=Words("{place}，编号 {code}，还有 {n} 处没有封住。", "{place}, {code}: {n} places are still open."),
    channels=("inapp", "robot"),
).code
LOOK = notice_template(
    "incidents.look",
    title=Words("该核对现场进展", "Time to look at an incident"),
    body=Words(
        "{place}，编号 {code}：还有 {present} 人在场。", "{place}, {code}: {present} people are still there."
    ),
    channels=("inapp",),
).code
TASK = notice_template(
    "incidents.task",
    title=Words("现场任务：{title}", "Task on the spot: {title}"),
    body=Words("{place}，编号 {code}。请接手。", "{place}, {code}. Take it on."),
    channels=("inapp", "sms", "robot"),
).code
TASK_LATE = notice_template(
    "incidents.task_late",
    title=Words("现场任务超时", "A task on the spot is late"),
    body=Words("{title}（{place}），编号 {code}。", "{title} ({place}), {code}."),
    channels=("inapp", "robot"),
).code
