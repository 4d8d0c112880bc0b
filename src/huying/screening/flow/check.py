"""The kind `screening.check`: a person of a list, from receipt until they are checked, under control, reported."""

from huying.kernel.kinds import Kind, State, Timer, declare
from huying.kernel.words import Words
from huying.screening import rules_lists as rules

from .acts_desk import DESK_ACTS
from .acts_field import FIELD_ACTS
from .groups import OPEN, UNCHECKED, UNCONTROLLED

STATES = {
    "received": State(Words("已收到，待分派", "Received, to be placed"), tone="warn"),
    "offered": State(Words("转来，待签收", "Handed over, receipt pending"), tone="warn"),
    "assigned": State(Words("已分派，待联系", "Assigned, to be contacted"), tone="warn"),
    "contacting": State(Words("正在联系", "Being contacted"), tone="info"),
    "unreachable": State(Words("联系不上，继续找", "Not reached yet"), tone="bad"),
    "refused": State(Words("不配合，继续做工作", "Does not cooperate"), tone="bad"),
    "not_in_area": State(Words("不在本地，待转出", "Not here, to be passed on"), tone="warn"),
    "handing_over": State(Words("已转出，待对方签收", "Handed over, receipt pending there"), tone="warn"),
    "located": State(Words("已查到，待管控", "Checked, not under control yet"), tone="info"),
    "under_control": State(Words("已管控到位", "Under control"), tone="good"),
    "tested": State(Words("已首检", "Tested"), tone="good"),
    "reported": State(Words("结果待报结", "Result ready, to be closed"), tone="good"),
    "closed": State(Words("已办结", "Closed"), end=True, tone="good"),
    "handed_over": State(Words("已转出，对方已签收", "Handed over with receipt"), end=True, tone="good"),
    "returned": State(Words("已退回转来单位", "Returned to the sender"), end=True, tone="idle"),
    "wrong_person": State(Words("不是本人", "Another person"), end=True, tone="idle"),
    "duplicate": State(Words("重复", "Duplicate"), end=True, tone="idle"),
    "withdrawn": State(Words("来文单位撤回", "Withdrawn by the sender"), end=True, tone="idle"),
}

CHECK = declare(
    Kind(
        code="screening.check",
        title=Words("名单核查", "Person to check"),
        states=STATES,
        acts=(*DESK_ACTS, *FIELD_ACTS),
        timers=(
            Timer("check", Words("排查完成时限", "Checked"), rules.LONGEST.code, UNCHECKED, "overdue", by_fact="check_by"),
            Timer("control", Words("管控到位时限", "Under control"), rules.LONGEST.code, UNCONTROLLED, "overdue",
                  by_fact="control_by"),
            Timer("watch", Words("督办", "Watched"), rules.WATCH.code, OPEN, "watch", restarts="holder", again=True,
                  choice="overdue"),
            Timer("receipt", Words("签收", "Receipt"), rules.RECEIPT.code, "offered", "no_receipt", restarts="holder",
                  again=True),
        ),
        start_level="grid",
        linked={
            "screening.check": {"assigned": "receipt_given", "returned": "come_back"},
            "measures.measure": {"in_force": "controlled", "refused": "not_imposed"},
        },
    )
)  # fmt: skip
