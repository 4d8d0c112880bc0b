"""Two incidents in the log-ins' street: a shopping centre closed for a night and open again, a restaurant just now."""

import datetime as dt
import random

from huying.base import clock
from huying.demo.stage import Stage, Story, luck
from huying.incidents.services import incident_report
from huying.kernel.situation import Actor
from huying.matters.models import Matter
from huying.places.codes import at

from .town import Town

GATES = ("南门", "北门", "地下车库出口", "B1 地铁连廊", "员工后门")
FORCES = (
    ("社区管控专班", "community", ""), ("核酸检测专班", "health_bureau", ""), ("隔离转运专班", "transfer_team", ""),
    ("区域协查专班", "district", ""), ("流调溯源专班", "health_bureau", "公共卫生 {a}\n公安 {b}\n工信 {c}"),
)  # fmt: skip
LEADERS = {
    "社区管控专班": "沈亚芬",
    "核酸检测专班": "陈慧",
    "隔离转运专班": "何军",
    "区域协查专班": "孟晓东",
    "流调溯源专班": "陈慧",
}


def incidents(town: Town) -> None:
    """One that is over, one that goes on and has not everything sealed yet."""
    town.stage.begin(31.0, night(town, luck(0, "mall"), "星河广场购物中心", whole=True))
    town.stage.begin(0.45, night(town, luck(1, "mall"), "老街口火锅城", whole=False))


def night(town: Town, rng: random.Random, place: str, *, whole: bool) -> Story:
    """From the alarm of the police to the opening, or as far as it has come."""
    stage, staff = town.stage, town.stage.staff
    community = at(town.here[0].home.code, "community") or ""
    police, street = staff.actor("police"), staff.actor("street")
    # The one that goes on lies in the grid of the worker who has a log-in.
    near = next(one for one in town.here if whole or at(one.home.code, "grid") == staff.actor("grid").area)
    where = at(near.home.code, "building") or community
    said = {
        "place": place, "what": "外省协查电话：一名阳性人员在这里停留过，请立即封控、流调。", "source": "police",
        "number": "110-" + str(rng.randint(1000, 9999)), "inside": 128 if whole else 46,
    }  # fmt: skip
    code = stage.opens(incident_report(area=where, actor=police, said=said))
    yield 4
    stage.act(street, code, "command", commander=street.name, commander_phone="0571-8000 1201")
    yield 3
    grid, home = town.field(where, rng), town.community(where, rng)
    gates = GATES if whole else GATES[:3]
    stage.act(home, code, "add_spots", names=gates)
    _forces(stage, street, code, whole)
    for gate in gates if whole else gates[:2]:
        yield 2
        stage.act(grid, code, "seal", spot=gate, by=grid.name, how="警戒带，专人值守")
    stage.act(grid, _task(code, "broadcast"), "report", words="广播了一遍")
    stage.act(home, code, "group", name="大厅", people=120 if whole else 38, high=False, where="一楼东侧")
    if whole:
        yield from _through(town, rng, code, home, street)


def _forces(stage: Stage, street: Actor, code: str, whole: bool) -> None:
    for force, unit, lines in FORCES if whole else FORCES[:4]:
        members = tuple(lines.format(a="陈慧", b="周强", c="林工").splitlines())
        stage.act(
            street,
            code,
            "name_force",
            force=force,
            unit=unit,
            leader=LEADERS[force],
            members=members,
        )


def _through(town: Town, rng: random.Random, code: str, home: Actor, street: Actor) -> Story:
    """Sealed, sampled in two groups, everybody accounted for, open again in the morning."""
    stage, health = town.stage, town.stage.staff.actor("health")
    stage.act(street, code, "all_sealed")
    stage.act(home, _task(code, "seal"), "finish", words="五处全部封住")
    stage.act(home, _task(code, "count"), "finish", words="大厅、咖啡店两片，共 128 人", count=128)
    moment = clock.now()
    stage.act(
        health, code, "expose", case_ref="外省病例 3", exposed_from=moment - dt.timedelta(hours=4),
        exposed_until=moment - dt.timedelta(hours=3),
    )  # fmt: skip
    stage.act(home, code, "group", name="二楼咖啡店", people=8, high=True, where="三楼会议室")
    stage.act(home, _task(code, "care"), "finish", words="矿泉水、面包、毯子发到每个人，两名婴儿有奶粉")
    stage.act(health, _task(code, "trace"), "finish", words="咖啡店 8 人同时在场，其余不同时")
    yield 60
    for group, people in (("大厅", 120), ("二楼咖啡店", 8)):
        stage.act(home, code, "sampled", group=group, tested=people)
    stage.act(health, _task(code, "sample"), "finish", words="128 人采样，8 人单采双检", count=128)
    yield 300
    stage.act(street, code, "leave", group="大厅", left=120, to="测温登记后回家，七天健康监测")
    stage.act(street, code, "leave", group="二楼咖啡店", left=8, to="专车转运到隔离点")
    stage.act(street, _task(code, "move"), "finish", words="全部离场，逐人登记去向")
    stage.act(home, _task(code, "broadcast"), "finish", words="共广播六遍，没有人晕倒、没有冲突")
    stage.act(town.decider(rng), _task(code, "letters"), "finish", words="外地 3 人已发函所在地")
    stage.act(street, code, "note", kind="contact", to="市防控办", words="电话报告：128 人全部有去向")
    yield 30
    for gate in GATES:
        stage.act(street, code, "release", spot=gate)
    stage.act(street, code, "close", lessons="员工后门没有图纸，是保安提醒的；下次先问物业要全部出入口。")


def _task(code: str, step: str) -> str:
    rows = Matter.objects.filter(parent__code=code, incident_task__step=step)
    found: str = rows.values_list("code", flat=True).get()
    return found
