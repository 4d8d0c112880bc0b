"""Where a request can stand, and what its caller reads there."""

from huying.kernel.kinds import State
from huying.kernel.words import Words

STATES = {
    "received": State(
        Words("待分拣", "Waiting to be screened"),
        next=Words(
            "志愿小分队正在看，会决定由谁来办。", "The volunteer team reads it and decides who handles it."
        ),
    ),
    "referred": State(
        Words("已转办，待签收", "Referred, to be signed for"),
        next=Words("承办单位签收后会与您联系。", "The unit signs for it and then contacts you."),
    ),
    "handling": State(
        Words("已接手", "Taken on"),
        next=Words("有人接手了，会先与您联系。", "Somebody has taken it on and will contact you first."),
    ),
    "contacted": State(
        Words("办理中", "Being handled"),
        next=Words("正在办，办好会告诉您。", "It is being done; you will hear."),
    ),
    "external": State(
        Words("已转外部热线", "With an outside hotline"),
        tone="warn",
        next=Words("我们盯着对方的进度，时限不变。", "We watch their progress; your time limit stays."),
    ),
    "liaison": State(
        Words("对接中", "In liaison"),
        tone="warn",
        next=Words("正在与能帮上忙的人对接。", "It is being arranged with somebody who can help."),
    ),
    "emergency": State(
        Words("急救处置中", "Emergency under way"),
        tone="bad",
        next=Words(
            "已按急救处理，请保持电话畅通。", "It is treated as an emergency. Keep your phone at hand."
        ),
    ),
    "answered": State(
        Words("已答复，请您确认", "Answered: please confirm"),
        tone="good",
        next=Words("请告诉我们解决了没有。", "Please tell us whether it is solved."),
    ),
    "closed": State(
        Words("已办结", "Closed"),
        end=True,
        tone="good",
        next=Words("还没解决的话，可以重开。", "If it is not solved after all, you can reopen it."),
    ),
    "unsolvable": State(
        Words("暂不能解决", "Not solvable"),
        end=True,
        tone="idle",
        next=Words(
            "不同意的话，可以重开，由上一级再看。", "If you disagree, reopen it: the next level looks at it."
        ),
    ),
    "withdrawn": State(Words("已撤回", "Withdrawn"), end=True, tone="idle"),
    "merged": State(
        Words("已并入同一件", "Merged"),
        end=True,
        tone="idle",
        next=Words(
            "与另一件一起办，有结果会一并告诉您。", "It goes on with another one; you will hear with it."
        ),
    ),
}
