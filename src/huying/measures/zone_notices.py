"""What desks and residents are told about zones."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

PROPOSED = notice_template(
    "measures.zone_proposed",
    title=Words("有区域等您决定", "A zone waits for your decision"),
    body=Words("{name}（{kind}），编号 {code}。{reach}", "{name} ({kind}), {code}. {reach}"),
    channels=("inapp", "robot"),
).code
IN_FORCE = notice_template(
    "measures.zone_in_force",
    title=Words("您住的楼划为{kind}", "Your building is now in a zone: {kind}"),
    body=Words(
        "{authority}决定：{name}为{kind}，{rule}，预计到 {until}。需要帮忙打 {hotline}。",
        "Decision of {authority}: {name} is a zone ({kind}): {rule}; expected until {until}. For help ring {hotline}.",
    ),
    channels=("sms",),
).code
DESKS = notice_template(
    "measures.zone_desks",
    title=Words("辖区内划定{kind}", "A zone in your area: {kind}"),
    body=Words(
        "{name}，编号 {code}，预计到 {until}。{reach}", "{name}, {code}, expected until {until}. {reach}"
    ),
    channels=("inapp", "robot"),
).code
CHANGED = notice_template(
    "measures.zone_changed",
    title=Words("您住的区域有变化", "Your zone has changed"),
    body=Words(
        "{name}：{what}。预计到 {until}。需要帮忙打 {hotline}。",
        "{name}: {what}. Expected until {until}. For help ring {hotline}.",
    ),
    channels=("sms",),
).code
LIFTED = notice_template(
    "measures.zone_lifted",
    title=Words("您住的区域解除了", "Your zone is lifted"),
    body=Words(
        "{name}已经解除，恢复正常出入。谢谢大家。{hotline}",
        "{name} is lifted: come and go as usual. Thank you. {hotline}",
    ),
    channels=("sms",),
).code
OVERDUE = notice_template(
    "measures.zone_overdue",
    title=Words("区域该解除了", "A zone is to be lifted"),
    body=Words(
        "{name}，编号 {code}：{why}。请决定解除。", "{name}, {code}: {why}. Please decide to lift it."
    ),
    channels=("inapp", "robot"),
).code
