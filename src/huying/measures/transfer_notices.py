"""What desks are told about transfers."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

ASKED = notice_template(
    "measures.transfer_asked",
    title=Words("有人要转运，请派车", "People wait for a vehicle"),
    body=Words("转运 {code}：{state}。", "Transfer {code}: {state}."),
    channels=("inapp", "robot"),
).code
ARRIVED = notice_template(
    "measures.transfer_arrived",
    title=Words("人到了，请签收", "People have arrived: acknowledge them"),
    body=Words("转运 {code}：{state}。", "Transfer {code}: {state}."),
    channels=("inapp", "robot"),
).code
LATE = notice_template(
    "measures.transfer_late",
    title=Words("转运超时", "A transfer is late"),
    body=Words("转运 {code}：{state}。请马上处理。", "Transfer {code}: {state}. Please act now."),
    channels=("inapp", "robot"),
).code
