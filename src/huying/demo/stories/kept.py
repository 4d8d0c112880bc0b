"""People under a measure: decided, looked after day by day, lengthened, eased, appealed against, released or not yet."""

import datetime as dt
import random
from typing import NamedTuple

from huying.base import clock
from huying.demo.city import told
from huying.demo.roster import Person
from huying.demo.stage import CALLER, Story, luck, wait
from huying.measures.measure_facts import Objection, Proposal
from huying.measures.models import FollowUp, Measure, Swab
from huying.measures.services.measures import appeal_file, measure_propose
from huying.places.codes import at

from .town import Town, child, day_before_end, days_ago, once, reason, until

RUNNING = ("in_force", "due")
BASIS = "《传染病防治法》第四十一条（演示）"


class Plan(NamedTuple):
    """So many of twenty-four: the category, how many days ago they were exposed, when it was proposed, what becomes of it."""

    many: int
    category: str
    exposed: int
    hours: float
    fate: str
    here: bool = True


# Seven days at home count from the day after the exposure: eight days ago ends yesterday, seven days ago today.
PLANS = (
    Plan(2, "from_medium_risk", 7, 68, "today"),
    Plan(1, "from_medium_risk", 8, 69, "overdue"),
    Plan(1, "from_medium_risk", 8, 67, "untested"),
    Plan(1, "from_medium_risk", 9, 69.5, "let_go"),
    Plan(3, "from_medium_risk", 9, 70, "released"),
    Plan(4, "time_space_companion", 3, 66, "kept"),
    Plan(2, "time_space_companion", 3, 65, "far"),
    Plan(1, "secondary_contact", 3, 64, "missed"),
    Plan(1, "secondary_contact", 3, 63, "unwell"),
    Plan(2, "from_key_area", 3, 62, "kept"),
    Plan(1, "place_exposed", 4, 61, "extended"),
    Plan(1, "place_exposed", 4, 60, "eased"),
    Plan(1, "place_exposed", 4, 59, "anew"),
    Plan(1, "place_exposed", 3, 30, "appeal_open"),
    Plan(1, "place_exposed", 3, 28, "appeal_filed"),
    Plan(1, "time_space_companion", 3, 52, "appeal_upheld"),
    Plan(1, "time_space_companion", 3, 50, "appeal_kept"),
    Plan(1, "place_exposed", 4, 48, "appeal_shortened"),
    Plan(1, "from_medium_risk", 4, 40, "mistake"),
    Plan(1, "initial_positive", 3, 46, "ill"),
    Plan(2, "time_space_companion", 2, 1.2, "proposed"),
    Plan(1, "from_medium_risk", 2, 20, "refused"),
    Plan(1, "time_space_companion", 2, 6, "unread"),
)


def proposal(one: Person, category: str, exposed: dt.date, cohort: str = "") -> Proposal:
    """What the community proposes for a resident."""
    return Proposal(
        category=category, name=one.name, phone=one.phone, identity=one.identity,
        address=f"{one.home.house}{one.home.stair}{one.room}室", exposed_at=exposed, found_at=clock.now(),
        arrived_on=exposed + dt.timedelta(days=1), reason="流调核实，与病例有交集或从风险地区返回。",
        source="社区排查", resident=one.pk, cohort=cohort,
    )  # fmt: skip


def person(town: Town, rng: random.Random, plan: Plan, far: Person | None) -> Story:
    """One person from the proposal to where it stands."""
    stage = town.stage
    one = far or town.person(here=plan.here)
    area = one.home.code
    cohort = "青枫商场 1楼" if plan.category == "place_exposed" else ""
    said = proposal(one, plan.category, day_before_end(stage, plan.exposed), cohort)
    code = stage.opens(measure_propose(area=area, said=said, actor=town.community(area, rng)))
    if plan.fate == "proposed":
        return
    yield wait(rng, 35, 0.3)
    if plan.fate == "refused":
        stage.act(town.decider(rng), code, "refuse", reason=reason("refuse", rng))
        return
    told_ = {"reason": reason("decide", rng), "legal_basis": BASIS}
    stage.act(stage.staff.actor("district"), code, "decide", **told_)
    if plan.fate == "unread":
        return
    yield wait(rng, 60)
    stage.act(town.field(area, rng), code, "acknowledge", how="paper" if rng.random() < 0.6 else "self")
    if plan.category != "initial_positive":
        note = {"home": rng.choice(("配偶和孩子", "母亲", "独居")), "own_room": rng.random() < 0.8}
        stage.act(town.field(area, rng), code, "note_home", **note)
    stage.begin(_ago(town) - 2, reports(town, luck(one.household, "reports"), code, area, plan.fate))
    stage.begin(_ago(town) - 1, tests(town, luck(one.household, "tests"), code, area, plan.fate))
    yield from _fate(town, rng, code, area, plan.fate)


def _ago(town: Town) -> float:
    return (town.stage.end - clock.now()) / dt.timedelta(hours=1)


def reports(town: Town, rng: random.Random, code: str, area: str, fate: str) -> Story:
    """Temperature every day, by the person themselves or the grid worker at the door; one day is forgotten."""
    stage, day = town.stage, 0
    while stage.matter(code).state in RUNNING:
        ill = fate == "unwell" and day == 1
        if not (fate == "missed" and day == 2):
            who = CALLER if rng.random() < 0.8 else town.field(area, rng)
            celsius = 37.9 if ill else round(rng.uniform(36.1, 36.9), 1)
            stage.act(who, code, "record_check", celsius=celsius, symptoms=("cough",) if ill else ())
        if ill:
            yield wait(rng, 30)
            task = child(code, "measures.follow_up")
            if task and stage.matter(task).open:
                words = "社区医生电话问诊，建议加测一次，已陪同去发热门诊。"
                stage.act(town.community(area, rng), task, "settle", outcome=words)
        day += 1
        yield 1440 + rng.uniform(-60, 60)


def tests(town: Town, rng: random.Random, code: str, area: str, fate: str) -> Story:
    """A sample on every planned day, its result some hours later; who is forgotten raises a task."""
    stage = town.stage
    while stage.matter(code).state in RUNNING:
        today = days_ago(0)
        due = Swab.objects.filter(measure__matter__code=code, due_on=today, sampled_at=None)
        forgotten = fate in ("missed", "untested", "let_go") or (fate == "today" and _ago(town) < 10)
        if due.exists() and not forgotten:
            stage.act(
                town.field(area, rng), code, "record_test", result="pending", lab="望江区中心医院检验科"
            )
            yield wait(rng, 200, 0.3)
            if stage.matter(code).state in RUNNING:
                stage.act(town.community(area, rng), code, "record_test", on=today, result="negative")
        yield 420


def _fate(town: Town, rng: random.Random, code: str, area: str, fate: str) -> Story:
    stage = town.stage
    if fate in ("released", "let_go"):
        yield from until(stage, code, "due")
        yield wait(rng, 25, 0.3)
        if stage.matter(code).state == "due":
            _release(town, rng, code, area)
    elif fate in ("extended", "eased", "anew"):
        yield 20 * 60
        if stage.matter(code).state == "in_force":
            _changed(town, code, fate)
    elif fate == "mistake":
        yield 9 * 60
        why = "核对行程，当天不在该地区，名单有误。"
        stage.act(stage.staff.actor("health"), code, "end_early", ending="mistake", reason=why)
    elif fate.startswith("appeal"):
        yield from _appealed(town, rng, code, fate)


def _release(town: Town, rng: random.Random, code: str, area: str) -> None:
    """Days over and every test there: released; with one missing a senior has to say so."""
    row = Measure.objects.get(matter__code=code)
    if row.swabs.filter(due_on__isnull=False).exclude(result="negative").exists():
        town.stage.act(town.decider(rng), code, "release_anyway", reason="漏检不是本人原因，期满解除。")
    else:
        told_ = {"cross_infection_excluded": True, "environment_negative": True}
        town.stage.act(town.community(area, rng), code, "release", **told_)


def _changed(town: Town, code: str, fate: str) -> None:
    stage, health = town.stage, town.stage.staff.actor("health")
    if fate == "extended":
        why = "同住的家人检测阳性，需再观察三天。"
        stage.act(health, code, "extend", why="positive_at_home", reason=why, legal_basis=BASIS)
    elif fate == "eased":
        stage.act(
            health, code, "shorten", milder="home_monitoring", reason="居住条件好，风险低，改为居家健康监测。"
        )
    else:
        why = "同住的家人昨天检测阳性，重新计天。"
        stage.act(health, code, "reset", event="same_home", on=days_ago(0), reason=why, legal_basis=BASIS)


def _appealed(town: Town, rng: random.Random, code: str, fate: str) -> Story:
    """They do not agree; somebody who had no part in it looks into it and decides."""
    stage, health = town.stage, town.stage.staff.actor("health")
    yield 5 * 60
    row = Measure.objects.get(matter__code=code)
    texts = told("travel")["appeals"]
    said = Objection(
        text=texts[0] if fate != "appeal_shortened" else texts[2], by_whom="本人", contact_phone=row.phone
    )
    if fate in ("appeal_open", "appeal_filed"):
        yield 20 * 60 - 100
        said = said.model_copy(update={"needed_by": town.stage.end + dt.timedelta(hours=20)})
    appeal = appeal_file(row=row, said=said, actor=CALLER).code
    stage.opened.append(appeal)
    if fate == "appeal_filed":
        return
    yield wait(rng, 50)
    stage.act(
        town.community(row.area, rng), appeal, "look_into", checked="已向单位核实，考勤和监控正在调取。"
    )
    if fate == "appeal_open":
        return
    yield wait(rng, 90)
    if fate == "appeal_upheld":
        why = "单位考勤和监控证明当天不在现场，撤销措施。"
        stage.act(health, appeal, "uphold", reasons=why)
    elif fate == "appeal_kept":
        stage.act(
            health, appeal, "keep", reasons="经核实当天确在现场停留四十分钟，符合规则规定，维持原决定。"
        )
    else:
        why = "家中有新生儿，检测均为阴性，缩短两天。"
        last = row.ends_on - dt.timedelta(days=2) if row.ends_on else days_ago(-1)
        stage.act(health, appeal, "uphold_in_part", reasons=why, last_day=last)


def withdrawn(town: Town, rng: random.Random) -> Story:
    """An appeal that is taken back, and one that lapses with its measure."""
    stage, one = town.stage, town.person(here=True)
    said = proposal(one, "time_space_companion", days_ago(3))
    code = stage.opens(
        measure_propose(area=one.home.code, said=said, actor=town.community(one.home.code, rng))
    )
    yield 20
    stage.act(stage.staff.actor("district"), code, "decide", reason=reason("decide", rng), legal_basis=BASIS)
    row = Measure.objects.get(matter__code=code)
    yield 60
    for turn in range(2):
        said_ = Objection(text=told("travel")["appeals"][1], by_whom="本人", contact_phone=one.phone)
        appeal = stage.opens(appeal_file(row=row, said=said_, actor=CALLER))
        yield 60
        if turn == 0:
            stage.act(CALLER, appeal, "withdraw")
    why = "行程核实有误，不属于管控范围。"
    stage.act(stage.staff.actor("health"), code, "end_early", ending="mistake", reason=why)


def tasks_seen_to(town: Town) -> None:
    """Of the tests that were forgotten some were seen to."""
    open_ = (
        FollowUp.objects.filter(matter__ended_at=None, what="missed_test")
        .select_related("matter")
        .order_by("pk")
    )
    for row in list(open_)[::2][:2]:
        who = town.stage.staff.desks["community", at(row.area, "community") or ""][0]
        town.stage.act(who, row.matter.code, "settle", outcome="已联系，下午上门补采。")


def kept(town: Town) -> None:
    """Everybody, each at their time."""
    stage, number = town.stage, 0
    for plan in PLANS:
        for turn in range(town.share(sum(one.many for one in PLANS), town.scale.kept, plan.many)):
            number += 1
            rng = luck(number, "kept")
            own = plan._replace(here=turn % 2 == 0)
            far = town.near(town.city.communities[-1]) if plan.fate == "far" else None
            stage.begin(plan.hours + 0.3 * turn, person(town, rng, own, far))
    stage.begin(45, withdrawn(town, luck(0, "withdrawn")))
    stage.begin(3.5, once(lambda: tasks_seen_to(town)))


__all__ = ["kept", "proposal"]
