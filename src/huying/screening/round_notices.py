"""What desks are told of daily rounds."""

from huying.kernel.words import Words
from huying.messages.templates import notice_template

LATE = notice_template(
    "screening.round_late",
    title=Words("每日排摸没问完", "A daily round is not done"),
    body=Words("{place} 还有 {n} 户没问，编号 {code}。", "{place}: {n} doors are left, {code}."),
    channels=("inapp", "robot"),
).code
