"""What rules may say about orders and volunteers."""

from huying.kernel.words import Words
from huying.rulebook.keys import Count, Duration, rule_key

FIND = rule_key(
    "volunteers.find",
    title=Words("订单多久没人接就上报", "How long an order may wait for a volunteer"),
    kind=Duration(),
    help=Words("没人接单，订单上升一级。", "After it the order goes one level up."),
)
ASK = rule_key(
    "volunteers.ask",
    title=Words("被点名的志愿者多久答复", "How long the volunteer who was asked may think"),
    kind=Duration(),
)
CLAIM = rule_key(
    "volunteers.claim",
    title=Words("接单后多久要到岗", "How long after accepting work must have begun"),
    kind=Duration(),
    help=Words("到时没有到岗，订单重新放出。", "After it the order is free for others again."),
)
WORK = rule_key(
    "volunteers.work",
    title=Words("到岗后多久要送达", "How long after check-in it must be delivered"),
    kind=Duration(),
)
CONFIRM = rule_key(
    "volunteers.confirm",
    title=Words("送达后多久自动完成", "How long after delivery it counts as done"),
    kind=Duration(),
)
LONGEST = rule_key(
    "volunteers.longest",
    title=Words("一次在岗最长算多久", "The longest turn-out that counts by itself"),
    kind=Duration(),
    help=Words(
        "更长的多半是忘了签退，要另一人确认。",
        "A longer one needs a second person: somebody forgot to check out.",
    ),
)
JOINING = rule_key(
    "volunteers.joining",
    title=Words("志愿者报名多久审核", "How long signing up may wait for a decision"),
    kind=Duration(),
    help=Words("到时没有审核，上报一级。", "After it, one level up."),
)
MUSTER = rule_key(
    "volunteers.muster",
    title=Words("招募令多久到期", "How long a call for volunteers lasts"),
    kind=Duration(),
)
CAP = rule_key(
    "volunteers.cap",
    title=Words("一人同时最多接几单", "Open orders a volunteer may hold at once"),
    kind=Count(),
)
