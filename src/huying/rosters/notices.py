"""What people are told of rosters."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

GAP = notice_template(
    "rosters.gap",
    title=Words("值班空岗", "A gap in the roster"),
    body=Words(
        "{what}：{desk}，{when}，编号 {code}。请补上。", "{what}: {desk}, {when}, {code}. Somebody is needed."
    ),
    channels=("inapp", "sms", "robot"),
).code
PUT = notice_template(
    "rosters.put",
    title=Words("给您排了班", "You are on the roster"),
    body=Words("{desk}，{when}。", "{desk}, {when}."),
    channels=("inapp", "sms"),
).code
OFF = notice_template(
    "rosters.off",
    title=Words("您的班取消了", "You are off a shift"),
    body=Words("{desk}，{when}。原因：{reason}", "{desk}, {when}. Reason: {reason}"),
    channels=("inapp", "sms"),
).code
SWAP = notice_template(
    "rosters.swap",
    title=Words("请您代班", "Could you take a shift?"),
    body=Words("{who} 请您代 {desk} {when} 的班。{words}", "{who} asks you to take {desk}, {when}. {words}"),
    channels=("inapp", "sms"),
).code
SWAPPED = notice_template(
    "rosters.swapped",
    title=Words("代班有了答复", "An answer about your shift"),
    body=Words("{who} {answer}：{desk}，{when}。", "{who} {answer}: {desk}, {when}."),
    channels=("inapp", "sms"),
).code
