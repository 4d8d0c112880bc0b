"""What rules may say about zones, sites, transfers, disinfection, teams and people held at a place."""

from huying.kernel.words import Words
from huying.rulebook.keys import Count, Duration, Flag, List, Record, Share, Table, rule_key

from .place_values import Link, Named, Need, TeamRole
from .zone_kinds import ZoneKind

ZONE_KINDS = rule_key(
    "measures.zone_kinds",
    title=Words("区域种类", "Kinds of zone"),
    kind=Table(of=Record(ZoneKind), options=None),
    stricter="higher",
    by=Words("种类", "kind"),
    help=Words(
        "每种区域能不能出门、送什么服务、哪些天检测、什么条件解除、解除后变成什么。",
        "Whether people may go out, what is brought to them, test days, how it is lifted and what it becomes.",
    ),
)
ZONE_DECIDE = rule_key(
    "measures.zone_decide",
    title=Words("划定区域多久要决定", "How soon a proposed zone must be decided"),
    kind=Duration(),
)
ZONE_LOOK = rule_key(
    "measures.zone_look",
    title=Words("区域多久核对一次能否解除", "How often a zone is looked at for lifting"),
    kind=Duration(),
    help=Words(
        "条件都满足还没解除，或过了预计日期，每次核对都上报一级。",
        "While it could be lifted, or its expected end is past, each look goes one level up.",
    ),
)

PRECISION = rule_key(
    "measures.zone_precision",
    title=Words(
        "划定区域里没有依据的楼，多于多少要写明为什么",
        "The share of a zone without a known reason above which it must say why",
    ),
    kind=Share(),
    help=Words(
        "更小的范围已包括所有在管人员时，多划的楼超过这个比例，要写明理由，并向居民公布。",
        "Where a smaller zone holds everybody known, more than this share of other buildings needs a reason, which is published.",
    ),
)

SITE_KINDS = rule_key(
    "measures.site_kinds",
    title=Words("隔离场所种类", "Kinds of quarantine site"),
    kind=List(of=Record(Named)),
)
FLOORS_APART = rule_key(
    "measures.floors_apart",
    title=Words("不同批次的人不住同一层", "People of different cohorts are on floors of their own"),
    kind=Flag(),
)
RESET_FLOORS = rule_key(
    "measures.reset_floors",
    title=Words(
        "发现阳性时提示重新计天的上下层数", "Floors above and below a positive whose days might restart"
    ),
    kind=Count(0, 20),
    help=Words("只提示名单，由人决定。", "It names the people only; somebody decides."),
)
STAFF_APART = rule_key(
    "measures.staff_apart",
    title=Words("离开一个隔离点多久后才能到另一个", "How long between working at one site and at another"),
    kind=Duration(),
)
TRANSFER_ASSIGN = rule_key(
    "measures.transfer_assign",
    title=Words("提出转运多久要派车", "How soon a vehicle must be assigned"),
    kind=Duration(),
)
TRANSFER_DEPART = rule_key(
    "measures.transfer_depart",
    title=Words("派车后多久要接到人出发", "How soon after that everybody must be picked up"),
    kind=Duration(),
)
TRANSFER_ARRIVE = rule_key(
    "measures.transfer_arrive",
    title=Words("出发后多久要到达", "How soon after departure it must arrive"),
    kind=Duration(),
)
TRANSFER_ACCEPT = rule_key(
    "measures.transfer_accept",
    title=Words("到达后多久要签收", "How soon after arrival it must be acknowledged"),
    kind=Duration(),
)
TEAM_ROLES = rule_key(
    "measures.team_roles",
    title=Words("包保需要哪些角色", "Roles a responsibility team needs"),
    kind=List(of=Record(TeamRole)),
    help=Words(
        "如“五包一”的五种人、三级包保的三级；缺的会显示出来。",
        "Such as five people for one person, or three levels; those that are missing are shown.",
    ),
)
DISINFECT = rule_key(
    "measures.disinfect",
    title=Words("多久要消毒完", "How soon a place must be disinfected"),
    kind=Duration(),
)
DISINFECT_CHECK = rule_key(
    "measures.disinfect_check",
    title=Words("消毒后多久要验收", "How soon a disinfection must be checked"),
    kind=Duration(),
)
INSPECT = rule_key(
    "measures.inspect",
    title=Words("安排的巡察多久要去", "How soon an inspection must be made"),
    kind=Duration(),
)
RECTIFY = rule_key(
    "measures.rectify",
    title=Words("发现的问题多久要整改", "How soon what was found must be put right"),
    kind=Duration(),
)
RECHECK = rule_key(
    "measures.recheck",
    title=Words("整改后多久要复查", "How soon it must be looked at again"),
    kind=Duration(),
)
HOLD_NEEDS = rule_key(
    "measures.hold_needs",
    title=Words("临时滞留人员要保障什么", "What people held at a place must be given"),
    kind=List(of=Record(Need)),
)
HOLD_CHECK = rule_key(
    "measures.hold_check",
    title=Words("滞留期间多久核对一次保障", "How often the needs of people held are looked at"),
    kind=Duration(),
)
VENUE_CHECK = rule_key(
    "measures.venue_check",
    title=Words("关闭的场所多久核对一次能否开放", "How often a closed venue is looked at for opening"),
    kind=Duration(),
)
INBOUND_LINKS = rule_key(
    "measures.inbound_links",
    title=Words("入境闭环的各个环节", "Links of the closed loop of those who come in"),
    kind=List(of=Record(Link)),
    help=Words(
        "按先后写；每一环写明由谁负责。下一环签收，上一环才结束。",
        "In their order, each with its owner. A link ends only when the next owner acknowledges.",
    ),
)
LINK_HOURS = rule_key(
    "measures.link_hours",
    title=Words("闭环每一环多久要办完", "How long a link of the loop may take"),
    kind=Table(of=Duration(), options=None),
    by=Words("环节", "link"),
)
LINK_ACCEPT = rule_key(
    "measures.link_accept",
    title=Words("闭环交接多久要签收", "How soon a link must be acknowledged"),
    kind=Duration(),
)
KEEP = rule_key(
    "measures.keep_logistics",
    title=Words(
        "转运、隔离名单在响应结束后保留多久", "How long lists of transfers and sites stay after the response"
    ),
    kind=Duration(),
    help=Words("到期由人确认销毁。", "After it somebody confirms that they are destroyed."),
)
