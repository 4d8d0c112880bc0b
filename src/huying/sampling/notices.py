"""What desks are told of specimens."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

COMING = notice_template(
    "sampling.coming",
    title=Words("有标本送来", "A specimen is on its way"),
    body=Words("试管 {tube}（{subject}），编号 {code}。", "Tube {tube} ({subject}), {code}."),
    channels=("inapp",),
).code
POSITIVE = notice_template(
    "sampling.positive",
    title=Words("标本阳性：{subject}", "A positive specimen: {subject}"),
    body=Words("试管 {tube}，{place}，编号 {code}。{next}", "Tube {tube}, {place}, {code}. {next}"),
    channels=("inapp", "sms", "robot"),
    urgent=True,
).code
LATE = notice_template(
    "sampling.late",
    title=Words("标本或联合检查超时", "A specimen or joint check is late"),
    body=Words("{what}，编号 {code}。", "{what}, {code}."),
    channels=("inapp", "robot"),
).code
