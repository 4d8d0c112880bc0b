"""What desks are told about people on lists; never a name or a number."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

NEW = notice_template(
    "screening.new",
    title=Words("有新的人要核查", "New people to check"),
    body=Words(
        "名单 {list}：您这里有 {n} 人待核查，请尽快联系。", "List {list}: {n} people wait for you to check."
    ),
    channels=("inapp", "robot"),
    urgent=True,
).code
HANDED = notice_template(
    "screening.handed",
    title=Words("有人转给您核查，请签收", "Somebody is handed over to you: please acknowledge"),
    body=Words("编号 {code}，请先签收再联系。", "{code}: acknowledge it, then make contact."),
    channels=("inapp", "sms", "robot"),
    urgent=True,
).code
RECEIPT = notice_template(
    "screening.receipt",
    title=Words("对方已签收", "Your hand-over was acknowledged"),
    body=Words("编号 {code} 已由接收单位签收。", "{code} was acknowledged by the receiving desk."),
    channels=("inapp",),
).code
BACK = notice_template(
    "screening.back",
    title=Words("转出的被退回", "A hand-over came back"),
    body=Words("编号 {code} 被退回，请重新安排。", "{code} came back: arrange it anew."),
    channels=("inapp", "sms"),
    urgent=True,
).code
CLIMBED = notice_template(
    "screening.climbed",
    title=Words("有人超过时限还没办到", "Somebody is past the deadline"),
    body=Words(
        "编号 {code} 已超时限，现在由您这一级督办。",
        "{code} is past its deadline and stands at your level now.",
    ),
    channels=("inapp", "sms", "robot"),
    urgent=True,
).code
REPLY = notice_template(
    "screening.reply",
    title=Words("来函还没回复", "A letter is not answered"),
    body=Words("编号 {code}，回复期限到了。", "{code}: its answer is due."),
    channels=("inapp", "robot"),
).code
