"""The quarter helps itself: stairwell groups that are called, people who sign up, volunteers called together, their hours."""

import datetime as dt
import random

from huying.base import clock
from huying.demo.stage import CALLER, Stage, Story, luck, wait
from huying.help.models import Stairwell
from huying.kernel.situation import Actor
from huying.places.codes import covers
from huying.volunteers.facts_joining import Applying
from huying.volunteers.facts_muster import Mustering
from huying.volunteers.models import Muster, Turnout, Volunteer
from huying.volunteers.services import (
    application_open,
    muster_answer,
    muster_publish,
    turnout_check_in,
    turnout_check_out,
    turnout_claim,
    turnout_confirm,
)

from .town import Town, child

CALLS = ((30.0, "done"), (20.0, "called_off"), (0.25, "acting"), (0.15, "answered"), (0.05, "called"))
WHATS = (
    "三楼老人突然头晕，血压计找不到",
    "二楼孩子发烧，要有人陪去医院",
    "五楼水管爆了，水往下漏",
    "四楼独居老人没应门",
    "六楼急用一盒退烧药",
)
JOINS = (
    (40.0, "approved"),
    (30.0, "refused"),
    (21.0, "withdrawn"),
    (5.0, "applied"),
    (1.5, "applied"),
    (0.7, "applied"),
)
MUSTERS = (
    (60.0, "核酸采样点维持秩序", "over"),
    (28.0, "卸运保供菜包", "called_off"),
    (9.0, "给居家的人家送药", "gathered"),
    (3.0, "夜里卡口值守", "open"),
)


def called(town: Town, rng: random.Random, number: int, upto: str) -> Story:
    """Somebody calls the group of a stairwell with people at home; a member answers, goes, and it is done."""
    stage, staff = town.stage, town.stage.staff
    groups = Stairwell.objects.filter(matter__ended_at=None).select_related("matter").order_by("pk")
    near = [one for one in groups if covers(town.city.communities[0], one.area)]
    if not near:
        return
    group = near[number % len(near)]
    members = {
        "police": staff.actor("police"), "doctor": staff.actor("doctor"), "community": staff.actor("community"),
    }  # fmt: skip
    stage.act(members["community"], group.matter.code, "call", what=WHATS[number % len(WHATS)])
    code = child(group.matter.code, "help.stairwell_call")
    stage.opened.append(code)
    if upto == "called":
        return
    who: Actor = members["doctor" if number % 2 else "police"]
    yield 1.5
    if upto == "called_off":
        stage.act(members["community"], code, "call_off", reason="家属自己处理好了。")
        return
    stage.act(who, code, "respond")
    if upto == "answered":
        return
    yield 2
    stage.act(who, code, "go")
    if upto == "done":
        yield wait(rng, 12, 0.3)
        stage.act(who, code, "finish", words="已量血压，陪着等到家属，情况平稳。")


def joins(town: Town, rng: random.Random, upto: str) -> Story:
    """Somebody signs up; the community explains the work and takes them, or not."""
    stage, one = town.stage, town.person(here=True)
    said = Applying(
        name=one.name, phone=one.phone, team=rng.choice(("service", "logistics")), skills=("delivery",),
        note=rng.choice(("晚上和周末有空", "会开车，有证", "退休护士")),
    )  # fmt: skip
    code = stage.opens(application_open(area=one.home.code, said=said))
    if upto == "applied":
        return
    yield wait(rng, 90, 0.4)
    desk = town.community(one.home.code, rng)
    if upto == "approved":
        stage.act(
            desk, code, "approve", told=True, trained=True, insured=True, words="明天上午九点到社区领马甲。"
        )
    elif upto == "refused":
        stage.act(desk, code, "refuse", reason="目前同住人居家隔离，解除后欢迎再报名。")
    else:
        stage.act(CALLER, code, "withdraw")


def muster(town: Town, title: str, upto: str) -> Story:
    """The volunteers of a street are called together."""
    stage, lead = town.stage, town.stage.staff.actor("lead")
    said = Mustering(
        title=title, text="请带好口罩，到了找穿红马甲的队长。", place_text="社区服务中心门口", wanted=4,
        starts_at=clock.now() + dt.timedelta(hours=4),
    )  # fmt: skip
    code = stage.opens(muster_publish(area=town.city.streets[0], said=said, actor=lead))
    row = Muster.objects.get(matter__code=code)
    able = [
        one
        for one in Volunteer.objects.exclude(standing="paused").order_by("pk")
        if covers(one.area, row.area)
    ]
    for one in able[: 2 if upto == "open" else 4]:
        yield 20
        muster_answer(muster=row, volunteer=one, comes=True)
    yield 40
    if upto == "called_off":
        stage.act(lead, code, "call_off", reason="菜包改由商家自己卸。")
    elif upto == "gathered":
        stage.act(lead, code, "gather", words="人齐了，谢谢大家。")


def hours(town: Town) -> Story:
    """Checked in and out; one forgot and claims the time, which the team leader confirms; some are at work now."""
    staff = town.stage.staff
    mine = Volunteer.objects.get(user_id=staff.logins["volunteer"].user_id)
    seat = staff.logins["volunteer"]
    place = town.city.streets[0]
    if not Turnout.objects.filter(volunteer=mine, ended_at=None).exists():
        turnout_check_in(volunteer=mine, seat=seat, area=place)
    yield 150
    if Turnout.objects.filter(volunteer=mine, ended_at=None).exists():
        turnout_check_out(volunteer=mine)
    for confirmed in (True, False):
        yield 14 * 60
        start = clock.now() - dt.timedelta(hours=2)
        ends = start + dt.timedelta(hours=1)
        if Turnout.objects.filter(volunteer=mine).exclude(ended_at__lte=start).exists():
            continue  # at work in that hour anyway
        claimed = turnout_claim(volunteer=mine, seat=seat, area=place, started_at=start, ended_at=ends)
        if confirmed:
            yield 60
            turnout_confirm(turnout=claimed, seat=staff.logins["lead"])


def quarter(town: Town) -> None:
    """Everything, each at its time."""
    stage: Stage = town.stage
    for number, (ago, upto) in enumerate(CALLS):
        stage.begin(ago, called(town, luck(number, "stairwell"), number, upto))
    for number, (ago, upto) in enumerate(JOINS):
        stage.begin(ago, joins(town, luck(number, "join"), upto))
    for ago, title, upto in MUSTERS:
        stage.begin(ago, muster(town, title, upto))
    stage.begin(49, hours(town))


__all__ = ["quarter"]
