"""What rules may say about zones, sites, transfers, disinfection, teams and people held at a place."""

from huying.kernel.words import Words
from huying.rulebook.keys import Duration, Record, Table, rule_key

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
