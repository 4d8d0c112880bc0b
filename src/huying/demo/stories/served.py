"""What serves people under measures: a site with its rooms, vehicles, the closed loop, disinfection, venues, teams."""

import datetime as dt
import random
from typing import Any

from huying.base import clock
from huying.demo.city import DISTRICT, told
from huying.demo.roster import Person, name_made
from huying.demo.stage import Stage, Story, luck, wait
from huying.kernel.situation import Actor
from huying.measures.models import Loop, Room, Site, Stay
from huying.measures.services import measures as measure_services
from huying.measures.services.loops import loop_acknowledge, loop_pass, loop_start
from huying.measures.services.sites import room_turn, site_open, staff_assign, stay_end
from huying.measures.services.teams import member_name
from huying.measures.services.transfers import transfer_ask
from huying.measures.services.upkeep import upkeep_open
from huying.people.seats import Seat
from huying.places.codes import at

from .kept import BASIS, proposal
from .town import Town, child, days_ago, once, reason

# How many hours before the end a transfer is asked for, how many people, how far it has come, where to.
TRANSFERS = (
    (50.0, 6, "handed_over", "site"),
    (26.0, 3, "handed_over", "site"),
    (20.0, 1, "handed_over", "hospital"),
    (8.0, 2, "cancelled", "site"),
    (5.0, 2, "handed_over", "home"),
    (1.6, 3, "departed", "site"),
    (1.1, 2, "arrived", "site"),
    (1.05, 1, "arrived", "hospital"),
    (0.9, 1, "assigned", "site"),
    (0.8, 2, "departed", "home"),
    (0.7, 1, "assigned", "far"),
    (0.5, 2, "asked", "site"),
)
LOOPS = ((40.0, 3), (30.0, 3), (9.0, 2), (7.0, 1), (3.0, 0), (2.0, 0))
HOURS = 60.0


def _site() -> Site:
    return Site.objects.filter(closed_at=None).order_by("pk")[0]


def transfer(town: Town, rng: random.Random, people: list[Person], upto: str, to: str) -> Story:
    """People are fetched and handed over, every link with its time; those for the site were put under a measure first."""
    stage, staff, count = town.stage, town.stage.staff, len(people)
    if to == "site":
        codes = [_close_contact(town, rng, one) for one in people]
    else:
        codes = [""] * count
    yield 10
    home = people[0].home.code
    passengers = tuple(
        {"name": one.name, "phone": one.phone, "cohort": "G7101 6车" if to == "site" else "", "measure": code}
        for one, code in zip(people, codes, strict=True)
    )
    said: dict[str, Any] = {"to": to, "from_area": at(home, "building"), "from_text": people[0].home.house, "passengers": passengers, "protection": "二级防护"}  # fmt: skip
    said |= (
        {"site": _site().pk}
        if to == "site"
        else {"to_area": DISTRICT if to == "hospital" else home, "to_text": ""}
    )
    code = stage.opens(transfer_ask(actor=town.street(home, rng), said=said))
    if upto == "cancelled":
        yield 20
        stage.act(town.street(home, rng), code, "cancel", reason="改由家属同车的另一趟一起接。")
        return
    yield from _driven(town, rng, code, count, upto, to, home)
    if to == "site" and upto == "handed_over":
        yield from _moved_in(town, rng, codes, staff.actor("keeper"))


def _close_contact(town: Town, rng: random.Random, one: Any) -> str:
    """A measure in a facility, proposed by the community and decided by the district."""
    said = proposal(one, "close_contact", days_ago(1), "G7101 6车")
    matter = measure_services.measure_propose(
        area=one.home.code, said=said, actor=town.community(one.home.code, rng)
    )
    code = town.stage.opens(matter)
    town.stage.act(town.decider(rng), code, "decide", reason=reason("decide", rng), legal_basis=BASIS)
    return code


def _driven(town: Town, rng: random.Random, code: str, count: int, upto: str, to: str, home: str) -> Story:
    stage, escort = town.stage, town.stage.staff.actor("escort")
    steps: list[tuple[str, Actor, dict[str, Any]]] = [
        ("assign", escort, {"vehicle": rng.choice(("演A99001", "演A99002", "演A99003")), "driver": rng.choice(told("travel")["drivers"])}),
        ("depart", escort, {}),
        ("arrive", escort, {}),
        ("accept", _receiver(town, to, home, rng), {"count": count}),
    ]  # fmt: skip
    last = ("asked", "assigned", "departed", "arrived", "handed_over").index(upto)
    for act, who, told_ in steps[:last]:
        yield wait(rng, 12, 0.3)
        stage.act(who, code, act, **told_)


def _receiver(town: Town, to: str, home: str, rng: random.Random) -> Actor:
    if to == "site":
        return town.stage.staff.actor("keeper")
    return town.stage.staff.actor("hospital") if to == "hospital" else town.community(home, rng)


def _moved_in(town: Town, rng: random.Random, codes: list[str], keeper: Actor) -> Story:
    """They settle in; every day the temperature is taken down at the door of the room."""
    stage = town.stage
    yield 60
    for code in codes:
        stage.act(town.community(stage.matter(code).area, rng), code, "acknowledge", how="paper")
    while True:
        yield 720
        for code in codes:
            if stage.matter(code).state == "in_force":
                who = town.community(stage.matter(code).area, rng)
                stage.act(who, code, "record_check", celsius=round(rng.uniform(36.1, 36.9), 1))
        yield 720


def site_life(town: Town) -> Story:
    """Who works at the site, a room that is emptied, disinfected and inspected by another."""
    staff, site = town.stage.staff, _site()
    keeper, district = staff.logins["keeper"], staff.logins["district"]
    staff_assign(by=staff.logins["street"], site=site, user=keeper.user_id, work="登记、送餐、巡楼")
    other = _second(staff.seats["street", town.city.streets[0]], staff.logins["street"])
    staff_assign(by=staff.logins["street"], site=site, user=other.user_id, work="物资、联络")
    yield 30 * 60
    for row in Stay.objects.filter(room__site=site, left_at=None).order_by("pk")[:2]:
        stay_end(stay=row, user=keeper.user_id)
        yield 60
    empty = list(Room.objects.filter(site=site, state="to_disinfect").order_by("pk"))
    for room in empty[:1]:
        room_turn(by=keeper, room=room, note="含氯消毒")
        yield 90
        room_turn(by=district, room=room, note="采样合格")
    for room in empty[1:2]:
        room_turn(by=keeper, room=room, note="含氯消毒")


def _second(seats: list[Seat], first: Seat) -> Seat:
    return next((one for one in seats if one.user_id != first.user_id), first)


def loop(town: Town, rng: random.Random, home: Person, number: int, links: int) -> Story:
    """Somebody from abroad is handed from link to link; each owner acknowledges before the last one lets go."""
    stage, staff = town.stage, town.stage.staff
    matter = loop_start(
        actor=staff.actor("health"), area=at(home.home.code, "building") or home.home.code, name=name_made(rng, 34),
        phone=f"1350003{number:04}", cohort=told("travel")["flights"][number % 2],
    )  # fmt: skip
    code = stage.opens(matter)
    owners = [staff.actor("health"), staff.actor("escort"), staff.actor("keeper"), staff.actor("community")]
    for place in range(links):
        yield wait(rng, 50, 0.3)
        loop_pass(actor=owners[place], loop=_loop(code), note="人、行李、检测结果一并交接。")
        if number == 3:
            return
        yield wait(rng, 15, 0.3)
        loop_acknowledge(actor=owners[place + 1], loop=_loop(code))
    if number == 0:
        yield 600
        stage.act(owners[3], code, "finish")
    elif number == 5:
        yield 20
        stage.act(staff.actor("district"), code, "break_off", reason="航班改降外地，由外地接收。")


def _loop(code: str) -> Loop:
    return Loop.objects.get(matter__code=code)


def disinfected(town: Town, rng: random.Random, upto: str) -> Story:
    """A place is disinfected by some, checked by others, done again where it was not good."""
    stage, staff, area = town.stage, town.stage.staff, town.city.grids[0]
    house = town.here[0].home.house
    said = {
        "place": f"{house}{rng.choice(('电梯厅', '1单元楼道', '垃圾投放点'))}",
        "reason": "病例转走后的终末消毒",
    }
    code = stage.opens(upkeep_open(what="disinfection", area=area, actor=staff.actor("community"), said=said))
    if upto == "dropped":
        yield 10
        stage.act(staff.actor("community"), code, "drop", reason="昨天已经消过，登记重复。")
        return
    if upto == "asked":
        return
    yield from _sprayed(town, rng, code, town.field(area, rng))
    if upto == "checked":
        yield 120
        stage.act(staff.actor("community"), code, "again", reason="楼梯扶手没有消到。")
        yield from _sprayed(town, rng, code, town.field(area, rng))
        yield 60
        stage.act(staff.actor("community"), code, "check", words="复看合格。")


def _sprayed(town: Town, rng: random.Random, code: str, who: Actor) -> Story:
    yield wait(rng, 90, 0.3)
    told_ = {"method": "1000mg/L 含氯消毒液喷洒，作用30分钟", "done_by": "街道消杀队", "done_at": clock.now(), "proof": f"作业单{rng.randint(100, 999)}"}  # fmt: skip
    town.stage.act(who, code, "disinfect", **told_)


def inspected(town: Town, rng: random.Random, upto: str) -> Story:
    """A place is inspected; what was found is put right and looked at again by another."""
    stage, staff = town.stage, town.stage.staff
    at_site = upto in ("closed", "found")
    said: dict[str, Any] = {
        "place": "安心酒店（演示）" if at_site else "小区2号门岗",
        "site": _site().pk if at_site else None,
    }
    area = _site().area if at_site else town.city.communities[0]
    code = stage.opens(upkeep_open(what="inspection", area=area, actor=staff.actor("street"), said=said))
    if upto == "planned":
        return
    if upto == "dropped":
        stage.act(staff.actor("street"), code, "drop", reason="与区里的巡察合并。")
        return
    yield wait(rng, 100, 0.3)
    if upto == "clean":
        stage.act(staff.actor("street"), code, "clean", words="登记、测温、消毒都有记录。")
        return
    stage.act(staff.actor("street"), code, "find", findings="医废暂存点没有上锁，交接单缺两天签字。")
    if upto == "found":
        return
    yield wait(rng, 100, 0.3)
    doer = staff.actor("keeper" if at_site else "community")
    stage.act(doer, code, "put_right", put_right="已加锁，补签交接单，排了值班表。")
    if upto == "closed":
        yield wait(rng, 100, 0.3)
        stage.act(staff.actor("district"), code, "accept", words="现场看过，符合要求。")


def held(town: Town, freed: bool) -> Story:
    """People have to wait at a place: told why, given water and food, and let go with a word on what comes next."""
    stage, staff, area = town.stage, town.stage.staff, town.city.communities[0]
    until = clock.now() + dt.timedelta(hours=5)
    said = {"place": "青枫商场一楼" if not freed else "青枫农产品市场", "reason": "发现一例初筛阳性，等采样和登记", "people": 46, "children": 7, "expected_until": until}  # fmt: skip
    code = stage.opens(upkeep_open(what="hold", area=area, actor=staff.actor("community"), said=said))
    for need in ("information", "water", "children", "medicine", "food"):
        yield 14
        stage.act(staff.actor("community"), code, "give", need=need)
    if freed:
        yield 100
        told_ = {"told": "采样全部完成，已登记电话，回家等通知，三天两检。"}
        stage.act(staff.actor("community"), code, "free", **told_)
    else:
        stage.act(staff.actor("street"), code, "recount", people=31, children=4, expected_until=until + dt.timedelta(hours=1), reason="十五人已采样离开。")  # fmt: skip


def venue(town: Town, rng: random.Random, name: str, upto: str) -> Story:
    """A venue is closed by the district, disinfected, and opened as soon as it may be."""
    stage, staff, area = town.stage, town.stage.staff, town.city.communities[0]
    said = {
        "name": name, "kind": "商场" if "商场" in name else "市场", "reason": "有病例在此停留", "authority": "望江区疫情防控指挥部",
        "legal_basis": BASIS, "expected_until": town.stage.end + dt.timedelta(hours=30),
    }  # fmt: skip
    code = stage.opens(upkeep_open(what="venue", area=area, actor=staff.actor("district"), said=said))
    if upto == "closed":
        return
    yield 60
    stage.act(staff.actor("street"), code, "disinfect", words="请当晚完成。")
    if upto == "disinfecting":
        return
    task = _task_of(stage, code)
    yield from _sprayed(town, rng, task, staff.actor("street"))
    yield 60
    stage.act(staff.actor("community"), task, "check", words="采样阴性。")
    if upto == "open":
        yield 120
        stage.act(staff.actor("district"), code, "open", words="环境采样阴性，恢复营业。")


def _task_of(stage: Stage, code: str) -> str:
    found = child(code, "measures.disinfection")
    stage.opened.append(found)
    return found


def small_site(town: Town) -> Story:
    """The community's own rooms for those who come back: six, for a few nights."""
    stage, area = town.stage, town.city.communities[0]
    site = site_open(
        by=stage.staff.logins["street"], area=area, name="鹿鸣健康驿站（演示）", kind="apartment", address="鹿鸣路12号",
        phone="0999-55500002", rooms="1层 101-106",
    )  # fmt: skip
    yield 30
    people = [town.near(area) for _ in range(2)]
    said = {
        "to": "site", "site": site.pk, "from_area": at(people[0].home.code, "building"), "from_text": people[0].home.house,
        "passengers": tuple({"name": one.name, "phone": one.phone} for one in people),
    }  # fmt: skip
    code = stage.opens(transfer_ask(actor=stage.staff.actor("street"), said=said))
    for act, who, told_ in (
        ("assign", "escort", {"vehicle": "演A99004", "driver": "护送员小周"}), ("depart", "escort", {}), ("arrive", "escort", {}),
        ("accept", "keeper", {"count": 2}),
    ):  # fmt: skip
        yield 9
        stage.act(stage.staff.actor(who), code, act, **told_)


def teams(town: Town) -> None:
    """Who answers for the first community and its grids: five people for every door."""
    staff, first = town.stage.staff, town.city.communities[0]
    street = staff.logins["street"]
    for role, login in (("community_worker", "community"), ("doctor", "doctor"), ("police", "police")):
        seat = staff.logins[login]
        member_name(by=street, area=first, role=role, name=seat.name, username=login)
    named = (
        (town.city.streets[0], "street_officer", "street"), (town.city.grids[0], "grid_worker", "gridleader"),
        (first, "doctor", "villagedoctor"),
        (first, "sent_officer", "department"), (town.city.streets[0], "doctor", "townshipdoctor"),
    )  # fmt: skip
    for area, role, login in named:
        member_name(by=street, area=area, role=role, name=staff.logins[login].name, username=login)
    far, district = staff.logins["community2"], staff.logins["district"]
    member_name(by=district, area=far.area, role="community_worker", name=far.name, username="community2")


def served(town: Town) -> None:
    """Everything, each at its time."""
    stage = town.stage
    stage.begin(71, once(lambda: teams(town)))
    stage.begin(HOURS, site_life(town))
    stage.begin(57, small_site(town))
    communities = town.city.communities
    for number, (hours, count, upto, to) in enumerate(TRANSFERS):
        if to in ("home", "far"):
            people = [town.near(communities[0 if to == "home" else -1]) for _ in range(count)]
        else:
            people = [town.person(here=turn == 0) for turn in range(count)]
        way = transfer(town, luck(number, "transfer"), people, upto, "home" if to == "far" else to)
        stage.begin(hours, way)
    for number, (hours, links) in enumerate(LOOPS):
        stage.begin(hours, loop(town, luck(number, "loop"), town.near(communities[0]), number, links))
    for number, (hours, upto) in enumerate(((44, "checked"), (20, "dropped"), (6, "done"), (2, "asked"))):
        stage.begin(hours, disinfected(town, luck(number, "disinfect"), upto))
    for number, upto in enumerate(("closed", "clean", "dropped", "put_right", "found", "planned")):
        stage.begin(46 - 8 * number, inspected(town, luck(number, "inspect"), upto))
    for hours, freed in ((22.0, True), (1.5, False)):
        stage.begin(hours, held(town, freed))
    for number, (hours, name, upto) in enumerate(
        ((48, "青枫农产品市场", "open"), (24, "青枫商场", "disinfected"), (10, "春晓商场", "disinfecting"), (4, "听雨巷市场", "closed"))
    ):  # fmt: skip
        stage.begin(hours, venue(town, luck(number, "venue"), name, upto))


__all__ = ["served"]
