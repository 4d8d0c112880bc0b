"""What rules may say about specimens."""

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, List, Record, rule_key

from .values import Circumstance, Subject

CIRCUMSTANCES = rule_key(
    "sampling.circumstances",
    title=Words("为什么采样，阳性要不要测序", "Why specimens are taken, and which positives are sequenced"),
    kind=List(of=Record(Circumstance)),
    help=Words(
        "写明要测序的，阳性标本（含环境标本）必须有测序结果或写明原因。",
        "Where sequencing is asked for, every positive, of the environment too, needs a sequence or a reason.",
    ),
)
SUBJECTS = rule_key(
    "sampling.subjects",
    title=Words("联合检查要采哪几类标本", "The subjects of a joint check"),
    kind=List(of=Record(Subject)),
)
SEND = rule_key(
    "sampling.send", title=Words("采样后多久要送出", "How soon a specimen is sent off"), kind=Duration()
)
ARRIVE = rule_key(
    "sampling.arrive", title=Words("送出后多久要签收", "How soon it must be received"), kind=Duration()
)
RESULT = rule_key(
    "sampling.result", title=Words("签收后多久要出结果", "How soon there must be a result"), kind=Duration()
)
SEQUENCE = rule_key(
    "sampling.sequence",
    title=Words("阳性后多久要有测序结果", "How soon a positive must be sequenced"),
    kind=Duration(),
)
CHECK = rule_key(
    "sampling.check",
    title=Words("联合检查多久要采齐", "How soon a joint check must be complete"),
    kind=Duration(),
)
KEEP = rule_key(
    "sampling.keep",
    title=Words("标本属于谁，在响应结束后保留多久", "How long it is kept whose a specimen was"),
    kind=Duration(),
)
