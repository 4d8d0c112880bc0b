"""What volunteers and desks are told about orders."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

ASKED = notice_template(
    "volunteers.asked",
    title=Words("有一单想请您帮忙", "Could you take this order?"),
    body=Words(
        "{title}（{place}），编号 {code}。能来请接单，不方便请点“这次不行”。",
        "{title} ({place}), {code}. Accept it, or say “not this time”.",
    ),
    channels=("inapp", "sms"),
).code
CALLED = notice_template(
    "volunteers.called",
    title=Words("楼呼我应：谁能来？", "Your building calls: who can come?"),
    body=Words(
        "{title}（{place}），编号 {code}。先接先得。",
        "{title} ({place}), {code}. The first to accept has it.",
    ),
    channels=("inapp", "sms"),
).code
OVER = notice_template(
    "volunteers.over",
    title=Words("这一单不用做了", "This order is over"),
    body=Words(
        "{title}（{place}），编号 {code}，已撤下。谢谢您。",
        "{title} ({place}), {code} was withdrawn. Thank you.",
    ),
    channels=("inapp", "sms"),
).code
WAITING = notice_template(
    "volunteers.waiting",
    title=Words("有订单等人接", "An order waits for a volunteer"),
    body=Words("{title}，编号 {code}。请派单或喊楼。", "{title}, {code}. Offer it or call the building."),
    channels=("inapp", "robot"),
).code
FREED = notice_template(
    "volunteers.freed",
    title=Words("这一单由别人去做", "Somebody else goes on with this order"),
    body=Words(
        "{title}（{place}），编号 {code}，不再由您负责。谢谢您。",
        "{title} ({place}), {code} is no longer yours. Thank you.",
    ),
    channels=("inapp", "sms"),
).code
JOINING = notice_template(
    "volunteers.joining",
    title=Words("有人报名当志愿者", "Somebody signs up as a volunteer"),
    body=Words(
        "{place}，编号 {code}。请打电话讲清任务和风险，再审核。",
        "{place}, {code}. Ring them, explain the work and its risks, then decide.",
    ),
    channels=("inapp", "robot"),
).code
JOINED = notice_template(
    "volunteers.joined",
    title=Words("志愿者报名已通过", "You are a volunteer now"),
    body=Words(
        "您的报名 {code} 已通过：{words} 用这个手机号的验证码就能进来接单。",
        "{code} is approved: {words} Come in with a code sent to this number to take orders.",
    ),
    channels=("sms",),
).code
NOT_JOINED = notice_template(
    "volunteers.not_joined",
    title=Words("志愿者报名没有通过", "Not this time"),
    body=Words("您的报名 {code} 这次没有通过：{words}", "{code} was not approved this time: {words}"),
    channels=("sms",),
).code
MUSTER = notice_template(
    "volunteers.muster",
    title=Words("招募令：谁能来？", "Volunteers wanted: who can come?"),
    body=Words(
        "{place}：{title}，要 {wanted} 人，编号 {code}。能来请在“招募令”里点“我来”。",
        "{place}: {title}, {wanted} wanted, {code}. If you can, press “I come” under “Calls”.",
    ),
    channels=("inapp", "sms"),
).code
MUSTER_WORD = notice_template(
    "volunteers.muster_word",
    title=Words("招募令有新消息", "News of a call"),
    body=Words("{title}（{code}）：{words}", "{title} ({code}): {words}"),
    channels=("inapp", "sms"),
).code
DELIVERED = notice_template(
    "volunteers.delivered",
    title=Words("志愿者已送达，请确认", "A volunteer has delivered: please confirm"),
    body=Words("{title}，编号 {code}。请核实后确认完成。", "{title}, {code}. Check it and confirm."),
    channels=("inapp", "robot"),
).code
