"""What is done so that nobody is missed: reminders, notices on doors, the ledger, surveys of staff, re-checks by chance."""

import datetime as dt
import random
from functools import partial

from huying.demo.city import told
from huying.demo.stage import CALLER, Story, luck, wait
from huying.people.models import Resident
from huying.places.codes import at
from huying.screening.models import Declaration, Returnee, Survey
from huying.screening.services.outreach import (
    inspections_draw,
    outreach_record,
    resident_at_home,
    returnee_returned,
    returnee_write,
    survey_answer,
    survey_send,
)
from huying.screening.services.several import OneRow
from huying.screening.travel_facts import Surveying

from .files import file_load, loading_by
from .town import Town, days_ago, once
from .travellers import spoken_to

LEDGER = 14
HEAD = ("姓名", "联系电话", "现所在地", "外出原因", "学校或单位", "预计返乡时间", "返乡路线", "家庭住址")
AWAY = {"student": "上学", "worker": "务工", "visit": "探亲、旅行"}
# Who draws, how many hours before the end, and how far it has come since.
DRAWS = (
    ("villagedoctor", "village_doctor", 60.0, "good"),
    ("townshipdoctor", "township_doctor", 50.0, "closed"),
    ("inspector", "supervisor", 44.0, "closed"),
    ("inspector", "supervisor", 40.0, "rectified"),
    ("inspector", "supervisor", 30.0, "found"),
    ("townshipdoctor", "township_doctor", 20.0, "found"),
    ("inspector", "supervisor", 9.0, "drawn"),
    ("villagedoctor", "village_doctor", 5.0, "drawn"),
)
SURVEYS = (("works", 5, 60.0, 5), ("market", 6, 53.0, 4), ("hotel", 4, 8.0, 2), ("school", 6, 3.0, 0))


def reminded(town: Town, hours: float) -> None:
    """A day's reminders: some grids meet their number, one is short of it; notices on doors of the first grid."""
    staff, grids = town.stage.staff, town.city.grids
    for number, grid in enumerate(grids[: max(4, len(grids) // 20)]):
        seat = staff.seats["grid", grid][0]
        count = 5 if number % 4 else 2
        outreach_record(seat=seat, kind="forward", area=grid, count=count, where="网格居民群")
    community = staff.logins["community"]
    outreach_record(
        seat=community, kind="loudspeaker", area=town.city.communities[0], count=3, where="小区四个门口"
    )
    outreach_record(
        seat=community, kind="neighbour", area=town.city.communities[0], count=6, where="各楼热心居民"
    )
    doors = [one.code for one in town.city.stairwells if at(one.code, "grid") == grids[0]]
    for code in doors[: len(doors) // 2 if hours > 40 else len(doors) - 2]:
        outreach_record(seat=staff.logins["grid"], kind="door", area=code, where="单元门")


def ledger(town: Town, rng: random.Random) -> None:
    """Who of the roster is away, when they are expected; some were asked and are at home.

    The community loads the table it has kept, the grid workers write down the others.
    """
    staff, entries, table = town.stage.staff, told("travel")["away"], []
    for number in range(LEDGER):
        one, away = town.person(here=number % 3 != 2), entries[number % len(entries)]
        back, route = days_ago(-rng.randint(0, 9)), rng.choice(("高铁直达", "先到省城再转大巴", "自己开车"))
        if one in town.here:
            home = f"{one.home.house}{one.home.stair}"
            table.append(
                [
                    one.name,
                    one.phone,
                    away["place"],
                    AWAY[away["away"]],
                    away["site"],
                    f"{back:%Y-%m-%d}",
                    route,
                    home,
                ]
            )
            continue
        returnee_write(
            area=one.home.code, name=one.name, phone=one.phone, place_text=away["place"], away=away["away"],
            site_name=away["site"], expected_on=back, route=route, by=staff.seats["grid", at(one.home.code, "grid") or ""][0].user_id,
            resident_id=one.pk,
        )  # fmt: skip
    file_load("returnees", HEAD, table, loading_by(staff.logins["community"], "返乡台账（演示）.csv"))
    far = town.near(town.city.communities[-1])
    row = [
        far.name,
        far.phone,
        "东岭省白沙市",
        "务工",
        "东岭建筑工地",
        f"{days_ago(-3):%Y-%m-%d}",
        "高铁直达",
        "",
    ]
    file_load("returnees", HEAD, [row], loading_by(staff.logins["community2"], "返乡台账（演示）.csv"))
    home_ = [one.pk for one in town.here if id(one) not in town.taken and one.pk][:8]
    for asked in Resident.objects.filter(pk__in=home_).order_by("pk"):
        resident_at_home(resident=asked, by=staff.logins["grid"].user_id)


def returned(town: Town) -> None:
    """The first of the ledger are back: what is known of them becomes their declaration."""
    rows = Returnee.objects.filter(returned_on=None, expected_on__isnull=False).order_by("pk")
    for number, row in enumerate(rows[:2]):
        seat = town.stage.staff.seats["grid", at(row.area, "grid") or ""][0]
        matter = returnee_returned(row=row, arrives_at=town.stage.end - dt.timedelta(hours=19), seat=seat)
        town.stage.opened.append(matter.code)
        town.stage.begin(
            17, spoken_to(town, luck(number, "returned"), [matter.code], "已到家，电话里说身体正常。")
        )


def survey(town: Town, rng: random.Random, key: str, staff: int, answered: int) -> Story:
    """A site is asked where its people have been, and answers for some or all of them."""
    stage, site = town.stage, town.sites[key]
    people = [town.person() for _ in range(staff)]
    said = Surveying(staff=staff, days=14, roster="\n".join(one.name for one in people))
    code = stage.opens(survey_send(site=site, said=said, actor=stage.staff.actor("community")))
    if not answered:
        return
    yield wait(rng, 90)
    row = Survey.objects.select_related("site", "matter").get(matter__code=code)
    away = {0: "云泽省澄湖市莲桥县"}
    rows = [
        OneRow(name=one.name, phone=one.phone, place=away.get(number, ""), came=days_ago(5), left=days_ago(2))
        for number, one in enumerate(people[:answered])
    ]
    survey_answer(survey=row, rows=rows, actor=CALLER)
    concerned = Declaration.objects.filter(channel="survey", reached__site=site, contacted_at=None).order_by(
        "pk"
    )
    codes = list(concerned.values_list("matter__code", flat=True))
    stage.opened += codes
    yield from spoken_to(town, rng, codes, f"在{site.name}见到本人，情况属实。")
    if answered == staff:
        yield wait(rng, 60)
        stage.act(stage.staff.actor("community"), code, "complete")


def dropped(town: Town) -> None:
    """Asked by mistake, and taken back."""
    stage, said = town.stage, Surveying(staff=3, days=14)
    code = stage.opens(survey_send(site=town.sites["inn"], said=said, actor=stage.staff.actor("community")))
    stage.act(stage.staff.actor("community"), code, "drop", reason="已由酒店自己全部报备，不再摸排。")


def recheck(town: Town, rng: random.Random, login: str, line: str, upto: str) -> Story:
    """Files are drawn by chance; what was found wanting is put right and looked at again."""
    stage, staff = town.stage, town.stage.staff
    drawn = [stage.opens(one) for one in inspections_draw(seat=staff.logins[login], line=line, chance=rng)]
    if upto == "drawn":
        return
    yield wait(rng, 120)
    for number, code in enumerate(drawn):
        if number and upto != "good" and number % 2:
            stage.act(staff.actor(login), code, "good", rectified="电话和登记一致。")
        elif upto == "good":
            stage.act(staff.actor(login), code, "good", rectified="入户核对，情况属实。")
        else:
            stage.act(
                staff.actor(login), code, "find", finding="登记的到达时间和本人说的差一天，检测没有跟上。"
            )
    if upto in ("good", "found"):
        return
    yield wait(rng, 200)
    for code in [one for one in drawn if stage.matter(one).state == "found"]:
        rectified = "已改正登记，当天补采，结果阴性。"
        stage.act(town.community(stage.matter(code).area, rng), code, "rectify", rectified=rectified)
    if upto == "closed":
        yield wait(rng, 150)
        for code in [one for one in drawn if stage.matter(one).state == "rectified"]:
            stage.act(staff.actor("inspector"), code, "close")


def rounds(town: Town) -> None:
    """Everything, each at its time."""
    stage = town.stage
    for hours in (50.0, 26.0, 2.0):
        stage.begin(hours, once(partial(reminded, town, hours)))
    stage.begin(66, once(lambda: ledger(town, luck(0, "ledger"))))
    stage.begin(18.5, once(lambda: returned(town)))
    for number, (key, staff, hours, answered) in enumerate(SURVEYS):
        stage.begin(hours, survey(town, luck(number, "survey"), key, staff, answered))
    stage.begin(47, once(lambda: dropped(town)))
    for number, (login, line, hours, upto) in enumerate(DRAWS):
        stage.begin(hours, recheck(town, luck(number, "recheck"), login, line, upto))


__all__ = ["rounds"]
