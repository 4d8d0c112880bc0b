"""A sealed zone of two buildings, a quarantine site with somebody in it, and whoever answers for each grid."""

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.timezone import localtime

from huying.base import clock
from huying.kernel.kinds import kind_of
from huying.matters.services import perform
from huying.measures.services.sites import site_open
from huying.measures.services.teams import member_name
from huying.measures.services.transfers import transfer_ask
from huying.measures.services.zones import zone_propose
from huying.people.models import User
from huying.places.codes import at
from huying.rulebook.document import Name, Valid, read_document
from huying.rulebook.services import ruleset_draft, ruleset_publish
from huying.rulebook.services.ground import Hand

from .city import CITY, DATA, City
from .roster import Person
from .rules import CITY_OFFICE
from .staff import Staff

if TYPE_CHECKING:
    from huying.matters.models import Matter

LASTS = dt.timedelta(days=14)
RULES_LAST = dt.timedelta(days=29)
ZONES = "zones-8th-edition"


def zone_rules_load(staff: Staff, response: str) -> None:
    """The three zones of the eighth edition as rules of the demo city, for as long as its response lasts."""
    editor, publisher = staff.logins["rules"], staff.logins["publisher"]
    document = read_document((DATA / "rules" / f"{ZONES}.yaml").read_text("utf-8"))
    start = localtime(clock.now())
    document.slug, document.area, document.response = "linchuan-zones", CITY, response
    document.title = Name(
        zh="封控区、管控区、防范区管理（演示）", en="Sealed, controlled and precaution zones (demo)"
    )
    document.valid = Valid.model_validate(
        {"from": start.isoformat(), "until": (start + RULES_LAST).isoformat()}
    )
    draft = ruleset_draft(document=document, by=Hand(editor.user_id, editor.area))
    ruleset_publish(code=draft.code, by=Hand(publisher.user_id, publisher.area))


def _act(staff: Staff, login: str, matter: "Matter", act: str, **told: object) -> None:
    takes = kind_of(matter.kind).act(act).takes
    facts = takes.model_validate(told) if takes else None
    perform(code=matter.code, act=act, actor=staff.actor(login), facts=facts)


def zones_load(city: City, staff: Staff, people: list[Person], response: str) -> None:
    """The zone, the site, one transfer into it, and the names of those who answer for grids."""
    zone_rules_load(staff, response)
    start, ours = clock.now(), city.communities[0]
    houses = sorted(
        {at(one.code, "building") or one.code for one in city.stairwells if one.community == ours[:12]}
    )
    said = {
        "name": "临时封控的两栋楼（演示）", "kind": "sealed", "places": tuple(houses[:2]), "reason": "发现1例阳性（演示）",
        "authority": CITY_OFFICE.zh, "legal_basis": "《传染病防治法》（演示）", "response": response, "effective_from": start,
        "clock_start": start, "expected_until": start + LASTS, "service_phone": "0999-55500000",
        "food": "每天上午、下午两次送到单元门口", "medicine": "拨打服务电话，志愿者代买", "transport": "拨打服务电话派车，随叫随到",
        "waste": "每天傍晚上门收", "notice": "请大家足不出户，需要什么打电话。（演示）",
    }  # fmt: skip
    zone = zone_propose(actor=staff.actor("community"), said=said)
    _act(staff, "district", zone, "decide")
    street = city.streets[0]
    site = site_open(
        by=staff.logins["district"], area=street, name="安心酒店（演示）", kind="hotel", address="东湖路99号",
        phone="0999-55500001", rooms="2层 201-208\n3层 301-308 x2\n4层 401-408",
    )  # fmt: skip
    party = [one for one in people if one.phone and one.home.community == ours[:12]][:2]
    passengers = tuple({"name": one.name, "phone": one.phone, "cohort": "演示航班"} for one in party)
    told = {
        "to": "site",
        "site": site.pk,
        "from_area": houses[0],
        "passengers": passengers,
        "protection": "二级防护",
    }
    moved = transfer_ask(actor=staff.actor("street"), said=told)
    _act(staff, "escort", moved, "assign", vehicle="演A99001", driver="护送员")
    _act(staff, "escort", moved, "depart")
    _act(staff, "escort", moved, "arrive")
    _act(staff, "keeper", moved, "accept", count=len(party))
    names = dict(User.objects.values_list("pk", "username"))
    for grid in city.grids:
        actor = staff.desks["grid", grid][0]
        username = names[actor.person] if actor.person else ""
        member_name(by=None, area=grid, role="grid_worker", name=actor.name, username=username)
