"""What rules may say about the quick-response groups of stairwells."""

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, Flag, rule_key

GROUPS = rule_key(
    "help.stairwell_groups",
    title=Words(
        "有人居家的楼道自动建快响小组", "A quick-response group for each stairwell with people at home"
    ),
    kind=Flag(),
    help=Words("最后一户解除时自动解散。", "It is dissolved by itself when the last reason ends."),
)
ROLL = rule_key(
    "help.stairwell_roll",
    title=Words("楼道小组多久核对一次名单", "How often the members of a stairwell group are looked at"),
    kind=Duration(),
)
DRILL = rule_key(
    "help.stairwell_drill",
    title=Words("楼道小组多久演练一次", "How often a stairwell group has a drill"),
    kind=Duration(),
)
LONGEST = rule_key(
    "help.stairwell_longest",
    title=Words("预先建立的楼道小组最长多久", "How long a group set up in advance may last"),
    kind=Duration(),
)
RESPOND = rule_key(
    "help.call_respond",
    title=Words("楼道呼叫：多久内有人应", "Stairwell call: somebody answers"),
    kind=Duration(),
    stricter="longer",
)
ACT = rule_key(
    "help.call_act",
    title=Words("楼道呼叫：应后多久动", "Stairwell call: somebody is on the way"),
    kind=Duration(),
    stricter="longer",
)
FINISH = rule_key(
    "help.call_finish",
    title=Words("楼道呼叫：动后多久办成", "Stairwell call: it is done"),
    kind=Duration(),
    stricter="longer",
)
