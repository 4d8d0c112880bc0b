"""What rules may say about the daily round from door to door."""

from huying.kernel.words import Words
from huying.rulebook.keys import Count, Duration, rule_key

EVERY = rule_key(
    "screening.round_every",
    title=Words("每户隔几天问一次", "Every how many days a door is asked"),
    kind=Count(),
    stricter="lower",
    help=Words(
        "1 就是每天。没联系上的第二天先问。", "1 is every day. Who was not reached comes first on the next."
    ),
)
MOST = rule_key(
    "screening.round_most",
    title=Words("一个网格一天最多问多少户", "The most doors of a grid in one day"),
    kind=Count(),
)
HOUR = rule_key(
    "screening.round_hour",
    title=Words("每天几点开始排摸", "At which hour the daily round begins"),
    kind=Count(),
)
BY = rule_key(
    "screening.round_by",
    title=Words("排摸多久要问完", "How long after its begin a round must be done"),
    kind=Duration(),
    help=Words("到时还有没问的，社区知道，上报一级。", "After it, what is open goes one level up."),
)
RECENT = rule_key(
    "screening.round_recent",
    title=Words("最近几天报备来返的先问", "Declared travel of how many days puts a door first"),
    kind=Count(),
)
