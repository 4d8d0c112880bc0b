"""What people may be asked for and kept from: papers demanded, places closed, moving about.

National rules state them so that nobody below goes further without a signed exception.
"""

from huying.kernel.words import Words

from .keys import Choice, Duration, List, Table, Text, rule_key

RISKS = (
    ("high", Words("高风险地区", "high-risk area")),
    ("medium", Words("中风险地区", "medium-risk area")),
    ("low", Words("低风险地区", "low-risk area")),
    ("none", Words("其他地区", "anywhere else")),
)
# The least burden first.
MOVES = (
    ("free", Words("自由出入", "free to come and go")),
    ("with_test", Words("凭检测结果出行", "may leave with a test result")),
    ("in_area", Words("人不出区", "stay within the area")),
    ("at_home", Words("足不出户", "stay at home")),
)
PLACES = (
    ("crowded", Words("聚集性场所", "crowded venues")),
    ("schools", Words("学校", "schools")),
    ("transport", Words("公共交通", "public transport")),
    ("roads", Words("道路和卡口", "roads and checkpoints")),
    ("restaurants", Words("餐饮堂食", "restaurants")),
    ("markets", Words("超市和农贸市场", "shops and markets")),
    ("pharmacies", Words("药店", "pharmacies")),
    ("clinics", Words("医疗机构", "hospitals and clinics")),
)
RISK = Words("地区风险", "risk of the area")

DOCUMENTS = rule_key(
    "rulebook.documents",
    title=Words("可以要求出示的证明", "Papers that may be demanded"),
    kind=Table(of=List(of=Text, max_length=50)),
    stricter="longer",
    by=Words("办什么事", "for what"),
    help=Words(
        "没有列出的证明不能要求。",
        "What is not listed may not be demanded.",
    ),
)
CLOSURES = rule_key(
    "rulebook.closures",
    title=Words("可以关停的场所", "Places that may be closed"),
    kind=Table(of=List(of=Choice(PLACES)), options=RISKS),
    stricter="longer",
    by=RISK,
)
MOVEMENT = rule_key(
    "rulebook.movement",
    title=Words("人员流动", "Moving about"),
    kind=Table(of=Choice(MOVES), options=RISKS),
    stricter="higher",
    by=RISK,
)
REMINDER = rule_key(
    "rulebook.destruction_reminder",
    title=Words(
        "个人信息到期未处理，多久提醒一次", "How often overdue destruction of personal data is reminded of"
    ),
    kind=Duration(),
)
DATA_KEPT = rule_key(
    "rulebook.data_kept",
    title=Words("响应结束后个人信息最长保存多久", "How long personal data may stay after a response ended"),
    kind=Table(of=Duration()),
    stricter="longer",
    by=Words("资料类别", "class of data"),
    help=Words(
        "各类资料自己的期限更长的，也以这里为准。",
        "It also limits classes whose own rule would keep them longer.",
    ),
)
