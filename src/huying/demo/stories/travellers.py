"""Who comes and comes back: they declare, arrive, are rung up, settled or put under a measure; some never come."""

import datetime as dt
import random
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from django.utils.timezone import localtime

from huying.base import clock
from huying.demo.city import told
from huying.demo.roster import name_made
from huying.demo.stage import CALLER, Story, luck, wait
from huying.kernel.situation import Actor
from huying.places.codes import at
from huying.screening.models import Declaration, Site
from huying.screening.services.landing import land
from huying.screening.services.several import Common, OneRow, declarings
from huying.screening.services.travel import OneDeclared, correct, declare_many, site_register
from huying.screening.travel_facts import CompanionIn, Declaring, StayIn, Transport

from .files import file_load, loading_by
from .town import Town, child, once, reason

OPEN = ("declared", "arrived", "contacted")
POINT = "望江火车站出站口"
TABLE = ("姓名", "手机号", "出发地", "到达当地日期", "离开日期", "抵达时间", "交通方式", "住址")


class Plan(NamedTuple):
    """How many of eighty travel so: by which way they declare, where from, when before the end, what becomes of it."""

    many: int
    channel: str
    origin: str
    declared: float
    arrives: float
    fate: str
    here: bool = True


# Hours before the end; below 0 after it.
PLANS = (
    Plan(6, "public", "named", 20, -2, "coming"),
    Plan(5, "public", "plain", 9, -5, "coming"),
    Plan(2, "public", "medium", 7, -3, "coming"),
    Plan(4, "public", "plain", 15, -30, "coming"),
    Plan(3, "desk", "named", 26, 3, "late"),
    Plan(4, "public", "medium", 12, 2.5, "arrived"),
    Plan(3, "public", "plain", 10, 1.2, "arrived"),
    Plan(2, "field", "named", 1.5, 1.6, "arrived"),
    Plan(4, "public", "named", 30, 9, "contacted"),
    Plan(2, "public", "plain", 22, 7, "unwell"),
    Plan(4, "public", "medium", 28, 8, "measured"),
    Plan(3, "public", "high", 32, 20, "decided"),
    Plan(6, "public", "medium", 56, 44, "decided"),
    Plan(2, "public", "lowered", 33, 28, "spared"),
    Plan(2, "public", "lowered", 31, 24, "contacted"),
    Plan(6, "public", "plain", 50, 40, "settled"),
    Plan(4, "public", "named", 60, 52, "settled"),
    Plan(4, "public", "later", 64, 55, "settled"),
    Plan(2, "public", "later", 24, 14, "contacted"),
    Plan(2, "public", "freed", 48, 41, "contacted"),
    Plan(2, "public", "freed", 18, -4, "coming"),
    Plan(3, "public", "plain", 40, 16, "not_coming"),
    Plan(2, "public", "plain", 21, 6, "corrected"),
    Plan(3, "public", "plain", 30, -20, "away"),
)
# A hotel, an employer and a school declare for several at once: who, how many, from where, when.
TOGETHER = (("hotel", 6, "named", 11, -1), ("works", 5, "later", 16, 5), ("school", 6, "plain", 6, -26), ("inn", 3, "medium", 27, 18))  # fmt: skip
# What is shown at a landing point: the result and how many hours old it is.
SHOWN = (("negative", 20), ("negative", 70), ("none", 0), ("negative", 10), ("positive", 15))


@dataclass(slots=True)
class Going:
    """Somebody on the way, before they declare."""

    name: str
    phone: str
    area: str
    house: str
    room: str
    resident: int | None = None


def resident(town: Town, *, here: bool) -> Going:
    """Somebody who lives here and comes back."""
    one = town.person(here=here)
    return Going(one.name, one.phone, one.home.code, one.home.house, f"{one.home.stair}{one.room}", one.pk)


def stranger(rng: random.Random, number: int, site: Site) -> Going:
    """Somebody who comes for the first time and stays at a hotel, an employer's or a school."""
    return Going(name_made(rng, rng.randint(20, 58)), f"1360000{number:04}", site.area, site.name, "")


def arrival(town: Town, hours_ago: float, rng: random.Random) -> dt.datetime:
    """When somebody arrives; what lies ahead within the day stays inside the day, as long as there is any left of it."""
    moment = town.stage.end - dt.timedelta(hours=hours_ago * rng.uniform(0.85, 1.15))
    if not -8 < hours_ago < 0:
        return moment
    last = localtime(town.stage.end).replace(hour=23, minute=40, second=0, microsecond=0)
    return moment if moment <= last or last <= town.stage.end else last


def said(town: Town, rng: random.Random, plan: Plan, who: Going) -> Declaring:
    """What somebody declares on their phone."""
    arrives, origin = arrival(town, plan.arrives, rng), rng.choice(told("travel")["origins"][plan.origin])
    day = localtime(arrives).date()
    left = min(day, localtime(clock.now()).date()) if plan.fate != "away" else day - dt.timedelta(days=1)
    how: Transport = rng.choice(("train", "train", "plane", "car", "coach"))
    number = {"train": "trains", "plane": "flights", "car": "plates"}.get(how)
    family = rng.random() < 0.18 and plan.channel == "public"
    test = clock.now() - dt.timedelta(hours=rng.randint(6, 40))
    return Declaring(
        way="out" if plan.fate == "away" else "in", name=who.name, phone=who.phone, arrives_at=arrives,
        stays=(StayIn(text=origin, came=left - dt.timedelta(days=rng.randint(2, 6)), left=left),),
        transport=how, number=rng.choice(told("travel")[number]) if number else "",
        seat=f"{rng.randint(2, 16):02}车{rng.randint(1, 17)}{rng.choice('ABCDF')}" if how == "train" else "",
        place_text=who.house, room=who.room, why="到外地医院复诊，当天去第二天回。" if plan.fate == "away" else "",
        companions=(CompanionIn(name=name_made(rng, 8, who.name[0])),) if family else (),
        employer=_site(town, "works") if plan.origin == "named" and rng.random() < 0.3 else "",
        test_result="negative" if rng.random() < 0.7 else "none", test_at=test,
        declarant="grid" if plan.channel in ("desk", "field") else "self",
    )  # fmt: skip


def _site(town: Town, key: str) -> str:
    return town.sites[key].name


def traveller(town: Town, rng: random.Random, plan: Plan) -> Story:
    """One declaration from the first word to where it stands."""
    who = resident(town, here=plan.here)
    taken_down = plan.channel in ("desk", "field")
    actor = town.field(who.area, rng) if taken_down else CALLER
    row = OneDeclared(said(town, rng, plan, who), who.area, None, who.resident)
    matter = declare_many(rows=[row], actor=actor, channel=plan.channel)[0]
    code = town.stage.opens(matter)
    yield wait(rng, 3)
    if plan.fate == "not_coming":
        yield 300
        _together(town, CALLER, code, "not_coming", reason="单位改期，这次不来了。")
        return
    yield from _here(town, rng, code, plan, who)


def _party(code: str) -> list[str]:
    """Those who came with somebody: they arrive, are spoken to and settled together."""
    row = Declaration.objects.get(matter__code=code)
    same = (
        Declaration.objects.filter(party=row.party, matter__ended_at=None).exclude(pk=row.pk)
        if row.party
        else None
    )
    return list(same.order_by("pk").values_list("matter__code", flat=True)) if same is not None else []


def _together(town: Town, who: Actor, code: str, act: str, **told_: Any) -> None:
    """An act on somebody and on those who came with them."""
    town.stage.act(who, code, act, **told_)
    for other in _party(code):
        town.stage.act(who, other, act, **told_)


def _here(town: Town, rng: random.Random, code: str, plan: Plan, who: Going) -> Story:
    """From the arrival on."""
    if plan.fate in ("coming", "late", "away"):
        return
    row = Declaration.objects.get(matter__code=code)
    minutes = (row.arrives_at - clock.now()) / dt.timedelta(minutes=1)
    if minutes > 0:
        yield minutes + wait(rng, 8)
    stage = town.stage
    if stage.matter(code).state == "declared":
        _together(town, CALLER if rng.random() < 0.6 else town.field(who.area, rng), code, "arrive")
    if plan.fate == "arrived":
        return
    yield wait(rng, 45)
    if plan.fate == "corrected":
        _corrected(town, rng, code, row)
        yield wait(rng, 20)
    if stage.matter(code).state in OPEN:
        unwell = ("fever", "cough") if plan.fate == "unwell" else ()
        spoken = "有点低烧，已劝去发热门诊。" if unwell else "已到家，身体没有不舒服，知道规定。"
        stage.act(town.field(who.area, rng), code, "contact", how="phone", symptoms=unwell, words=spoken)
        for other in _party(code):
            spoken = "和家人一起到的，身体没有不舒服。"
            stage.act(town.field(who.area, rng), other, "contact", how="phone", words=spoken)
    yield from _settled(town, rng, code, plan, who)


def _corrected(town: Town, rng: random.Random, code: str, row: Declaration) -> None:
    """They left something out, and say so."""
    stay = StayIn(text="云泽省澄湖市芦汀区渔湾街道", came=localtime(clock.now()).date() - dt.timedelta(days=5),
                  left=localtime(clock.now()).date() - dt.timedelta(days=4))  # fmt: skip
    again = Declaring(
        name=row.name, phone=row.phone, arrives_at=row.arrives_at, transport="train", number=row.number,
        stays=(stay,), place_text=row.place_text, room=row.room,
    )  # fmt: skip
    correct(code=code, said=again, actor=CALLER, reason="上次漏写了中途下车的地方。", area=row.area)


def _settled(town: Town, rng: random.Random, code: str, plan: Plan, who: Going) -> Story:
    """What follows by the rule."""
    stage, desk = town.stage, town.community(who.area, rng)
    yield wait(rng, 60)
    if plan.fate == "settled" and stage.matter(code).state in ("arrived", "contacted"):
        _together(town, desk, code, "settle", reason=reason("settle", rng))
    if plan.fate not in ("measured", "decided", "spared") or stage.matter(code).state not in OPEN[1:]:
        return
    stage.act(desk, code, "propose", reason="按现行规定应落实健康管理。")
    measure = child(code)
    stage.opened.append(measure)
    if plan.fate == "measured":
        return
    yield wait(rng, 40)
    if stage.matter(measure).state != "proposed":
        return
    if plan.fate == "spared":
        stage.act(town.decider(rng), measure, "refuse", reason=reason("refuse", rng))
        return
    stage.act(town.decider(rng), measure, "decide", reason=reason("decide", rng))
    yield wait(rng, 90)
    stage.act(town.field(who.area, rng), measure, "acknowledge", how="paper")


def several(town: Town, rng: random.Random, key: str, count: int, origin: str, arrives: float) -> Story:
    """A site declares for several; those who are there already are rung up."""
    site = town.sites[key]
    day = localtime(clock.now()).date()
    rows = []
    for number in range(count):
        who = stranger(rng, town.stage.said["stranger"], site)
        town.stage.said["stranger"] += 1
        place = rng.choice(told("travel")["origins"][origin])
        rows.append(OneRow(name=who.name, phone=who.phone, place=place, came=day - dt.timedelta(days=4 + number % 3), left=day))  # fmt: skip
    common = Common(arrival(town, arrives, rng), "train", rng.choice(told("travel")["trains"]), site.kind, site.contact_name)  # type: ignore[arg-type]  # fmt: skip
    made = declare_many(
        rows=[OneDeclared(one, site.area) for one in declarings(rows, common, site)], actor=CALLER, channel="site", site=site,
    )  # fmt: skip
    town.stage.opened += [matter.code for matter in made]
    ahead = (common.arrives_at - clock.now()) / dt.timedelta(minutes=1)
    if ahead > 0:
        yield ahead + 5
        for matter in made:
            town.stage.act(CALLER, matter.code, "arrive")
    yield wait(rng, 60)
    yield from spoken_to(town, rng, [matter.code for matter in made], f"在{site.name}见到本人。")


def spoken_to(town: Town, rng: random.Random, codes: list[str], said: str) -> Story:
    """The community speaks to people who are here; whom no rule concerns is settled, the last one has to wait."""
    stage = town.stage
    for code in codes[: max(1, len(codes) - 1)]:
        if stage.matter(code).state not in ("declared", "arrived"):
            continue
        row = Declaration.objects.get(matter__code=code)
        desk = town.community(row.area, rng)
        stage.act(desk, code, "contact", how="visit", words=said)
        yield wait(rng, 12)
        row.refresh_from_db()
        if not row.category and stage.matter(code).state == "contacted":
            stage.act(desk, code, "settle", reason=reason("settle", rng))
        elif stage.matter(code).state == "contacted":
            stage.act(desk, code, "propose", reason="按现行规定应落实健康管理。")
            measure = child(code)
            stage.opened.append(measure)
            yield wait(rng, 50, 0.3)
            if stage.matter(measure).state == "proposed":
                stage.act(town.decider(rng), measure, "decide", reason=reason("decide", rng))


def filed(town: Town, rng: random.Random) -> None:
    """The street loads the table of a building site: who comes back to work tomorrow."""
    seat, rows = town.stage.staff.logins["street"], []
    day = localtime(clock.now()).date()
    for turn in range(5):
        one = town.person(here=turn % 2 == 0)
        origin = rng.choice(told("travel")["origins"][("plain", "named")[turn % 2]])
        arrives = town.stage.end + dt.timedelta(hours=16 + turn)
        home = f"{one.home.house}{one.home.stair}" if at(one.home.code, "street") == seat.area else ""
        rows.append([one.name, one.phone, origin, f"{day - dt.timedelta(days=9):%Y-%m-%d}", f"{day:%Y-%m-%d}", f"{localtime(arrives):%Y-%m-%d %H:%M}", "长途客车", home])  # fmt: skip
    rows.append(
        ["何师傅", "", "南屏省望海市", "", "", f"{localtime(town.stage.end):%Y-%m-%d %H:%M}", "货车", ""]
    )
    file_load("declarations", TABLE, rows, loading_by(seat, "工地返岗人员（演示）.csv"))


def landed(town: Town, rng: random.Random, number: int) -> None:
    """Somebody gets off the train and is registered before they go on."""
    result, hours = SHOWN[number % len(SHOWN)]
    who = resident(town, here=number % 2 == 0)
    plan = Plan(1, "landing", ("plain", "named")[number % 2], 0, 0, "landing")
    shown: dict[str, Any] = {"test_result": result, "test_at": clock.now() - dt.timedelta(hours=hours) if hours else None}  # fmt: skip
    one = said(town, rng, plan, who).model_copy(update={"arrives_at": clock.now(), "companions": (), **shown})
    tube = "" if result == "negative" and hours < 48 else f"YZ{number:05}"
    matter = land(seat=town.stage.staff.logins["landing"], said=one, area=who.area, point=POINT, tube=tube)
    town.stage.opened.append(matter.code)
    ago = (town.stage.end - clock.now()) / dt.timedelta(hours=1)
    if number % 3:
        town.stage.begin(ago * 0.6, spoken_to(town, rng, [matter.code], "站里登记过，已到家。"))


def sites_open(town: Town) -> None:
    """The employers, hotels and the school that are told of those who come."""
    near, far = town.city.communities[0], town.city.communities[-1]
    for number, one in enumerate(told("travel")["sites"]):
        town.sites[one["key"]] = site_register(
            area=far if one["kind"] == "school" else near, kind=one["kind"], name=one["name"],
            contact_name=one["contact"], contact_phone=f"0999-5551{number:04}",
        )  # fmt: skip


def travellers(town: Town) -> None:
    """Everybody who travels, each at their time."""
    stage, whole, number = town.stage, town.scale.travellers, 0
    stage.begin(70, once(lambda: sites_open(town)))
    for plan in PLANS:
        for turn in range(town.share(80, whole, plan.many)):
            number += 1
            rng = luck(number, "traveller")
            own = plan._replace(here=turn % 2 == 0)
            stage.begin(plan.declared * rng.uniform(0.9, 1.1), traveller(town, rng, own))
    for number, (key, count, origin, declared, arrives) in enumerate(TOGETHER):
        stage.begin(declared, several(town, luck(number, "several"), key, count, origin, arrives))
    stage.begin(13, once(lambda: filed(town, luck(0, "filed"))))
    for number in range(max(len(SHOWN), town.share(80, whole, 7))):
        rng = luck(number, "landing")
        stage.begin(1.0 + 3.1 * number, once(partial(landed, town, rng, number)))


__all__ = ["landed", "travellers"]
