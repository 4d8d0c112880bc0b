"""What rules may say about duty rosters."""

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, Table, rule_key

AHEAD = rule_key(
    "rosters.ahead",
    title=Words("提前多久发现班次没排满", "How long before a shift an empty place is reported"),
    kind=Duration(),
)
LATE = rule_key(
    "rosters.late",
    title=Words("到点多久没人到岗算空岗", "How long after its begin a shift nobody came to is a gap"),
    kind=Duration(),
)
GAP = rule_key(
    "rosters.gap",
    title=Words("空岗多久要补上", "How soon a gap must be closed"),
    kind=Table(
        of=Duration(),
        options=(
            ("unfilled", Words("没排满", "not filled")),
            ("nobody_came", Words("没人到岗", "nobody came")),
        ),
    ),
    by=Words("哪一种空岗", "kind of gap"),
    help=Words("到时没有补上，上报一级。", "After it, one level up."),
)
REST = rule_key(
    "rosters.rest",
    title=Words("两个班之间至少休息多久", "The shortest rest between two shifts"),
    kind=Duration(),
)
LONGEST = rule_key(
    "rosters.longest",
    title=Words("一个班最长多久", "The longest shift"),
    kind=Duration(),
)
