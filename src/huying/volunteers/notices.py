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
DELIVERED = notice_template(
    "volunteers.delivered",
    title=Words("志愿者已送达，请确认", "A volunteer has delivered: please confirm"),
    body=Words("{title}，编号 {code}。请核实后确认完成。", "{title}, {code}. Check it and confirm."),
    channels=("inapp", "robot"),
).code
