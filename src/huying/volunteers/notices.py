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
