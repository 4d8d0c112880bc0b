"""Lists of people to check, as they come from other offices: a file loaded like at the desk, letters typed in."""

import random
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from huying.base import clock
from huying.demo.city import DISTRICT, told
from huying.demo.roster import Person, name_made
from huying.demo.stage import Story, luck
from huying.intake.kinds import Loading
from huying.intake.models import ImportRow
from huying.intake.services import row_correct, row_set_aside
from huying.people.seats import as_actor
from huying.screening.services.letters import list_open
from huying.screening.services.opening import Named, rows_open

from .checks import Fate, check
from .files import file_load, loading_by
from .town import Town, days_ago, once, words

HEAD = ("序号", "姓名", "联系电话", "证件号码", "现住址", "人员类别", "最后接触时间", "行程轨迹", "备注")
KIND = "push-list"
CATEGORY = {
    "close_contact": "密切接触者", "time_space_companion": "时空伴随者", "from_high_risk": "高风险地区来返人员",
    "from_medium_risk": "中风险地区来返人员", "from_key_area": "重点地区来返人员", "general_contact": "一般接触者",
}  # fmt: skip


class Part(NamedTuple):
    """So many of a hundred and twenty rows: the category on the list, what becomes of them, how the list knows them."""

    many: int
    category: str
    fate: Fate
    how: str = "resident"


TODAY = (
    Part(6, "time_space_companion", "closed"),
    Part(8, "general_contact", "plain"),
    Part(4, "from_medium_risk", "tested"),
    Part(8, "time_space_companion", "controlled"),
    Part(3, "from_high_risk", "controlled"),
    Part(2, "close_contact", "controlled"),
    Part(4, "from_medium_risk", "located"),
    Part(2, "from_high_risk", "spared"),
    Part(3, "general_contact", "reported"),
    Part(3, "from_medium_risk", "calling"),
    Part(2, "time_space_companion", "visiting"),
    Part(4, "from_medium_risk", "unreachable"),
    Part(3, "time_space_companion", "unreachable"),
    Part(3, "from_medium_risk", "refused"),
    Part(3, "from_key_area", "gone", "moved"),
    Part(4, "from_key_area", "passed", "moved"),
    Part(3, "from_medium_risk", "offered", "moved"),
    Part(2, "time_space_companion", "sent_back", "moved"),
    Part(3, "from_key_area", "letter_receipt", "far"),
    Part(2, "from_key_area", "letter", "far"),
    Part(3, "time_space_companion", "wrong", "misspelt"),
    Part(4, "from_medium_risk", "duplicate", "again"),
    Part(2, "from_key_area", "withdrawn"),
    Part(5, "time_space_companion", "untouched"),
    Part(9, "from_key_area", "untouched"),
    Part(4, "from_medium_risk", "untouched", "misspelt"),
    Part(4, "from_key_area", "untouched", "address"),
    Part(5, "from_key_area", "untouched", "stranger"),
    Part(5, "from_medium_risk", "unplaced", "phone_only"),
    Part(3, "from_key_area", "unplaced", "namesake"),
    Part(2, "from_key_area", "untouched", "digits_lost"),
    Part(2, "from_key_area", "none", "identical"),
    Part(4, "from_key_area", "none", "unusable"),
)
BEFORE = (
    Part(6, "from_medium_risk", "closed"),
    Part(6, "general_contact", "plain"),
    Part(3, "from_key_area", "controlled"),
    Part(2, "from_key_area", "unreachable"),
    Part(2, "from_key_area", "passed", "moved"),
    Part(1, "from_key_area", "letter_receipt", "far"),
)
LETTERS: tuple[tuple[float, tuple[tuple[str, Fate], ...]], ...] = (
    (30.0, (("time_space_companion", "closed"), ("close_contact", "controlled"), ("general_contact", "plain"), ("time_space_companion", "wrong"))),
    (7.0, (("from_medium_risk", "controlled"), ("general_contact", "plain"), ("time_space_companion", "unreachable"))),
)  # fmt: skip


@dataclass(slots=True)
class Line:
    """A row of the file, and what becomes of it."""

    cells: list[str]
    fate: Fate
    hours: float = 0.0


def lines_of(town: Town, parts: tuple[Part, ...], whole: int, hours: float, salt: str) -> list[Line]:
    """The rows of a file, in an order of their own; those that repeat another come after it."""
    rng, number = luck(0, salt), 0
    found: list[Line] = []
    for part in parts:
        for turn in range(town.share(sum(one.many for one in parts), whole, part.many)):
            number += 1
            cells = _cells(town, rng, part, number, turn, [one.cells for one in found])
            found.append(Line(cells, part.fate, hours * rng.uniform(0.3, 0.93)))
    first = [one for one in found if one.fate not in ("duplicate", "none")]
    rng.shuffle(first)
    lines = [*first, *(one for one in found if one.fate in ("duplicate", "none"))]
    for place, line in enumerate(lines, 1):
        line.cells[0] = str(place)
    return lines


def _cells(
    town: Town, rng: random.Random, part: Part, number: int, turn: int, before: list[list[str]]
) -> list[str]:
    if part.how == "identical":
        return [*before[turn]]
    if part.how == "again":
        again = [*before[-1 - 5 * turn]]
        again[7], again[8] = "另一份名单也推送了此人", f"重复推送{turn + 1}"
        return again
    if part.how == "unusable":
        return [
            "",
            name_made(rng, 30),
            "",
            "",
            "",
            CATEGORY[part.category],
            "",
            "只有姓名，来源不明",
            f"待补{turn + 1}",
        ]
    one = town.person(here=turn % 3 == 0)
    name, phone, identity = one.name, one.phone, one.identity
    address = f"{one.home.house}{one.home.stair}{one.room}室"
    match part.how:
        case "misspelt":
            name = f"{name[0]}{rng.choice('佳嘉珺俊')}{name[2:]}" if len(name) > 2 else name
            identity = ""
        case "address":
            phone = identity = ""
        case "stranger":
            name, phone, identity = name_made(rng, 35), f"1350000{number:04}", ""
        case "phone_only":
            name, phone, identity, address = "", f"1350001{number:04}", "", ""
        case "namesake":
            name, phone, identity = _namesake(town, turn) or name, "", ""
            address = town.city.names[town.city.streets[0]]
        case "far":
            name, phone, identity = name_made(rng, 35), f"1350002{number:04}", ""
            address = "云泽省澄湖市芦汀区苇塘街道柳荫路8号"
        case "digits_lost":
            identity = f"{(identity or '990101198001011')[:15]}000"
    return [
        "", name, phone, identity, address, CATEGORY[part.category], f"{days_ago(rng.randint(1, 3)):%Y-%m-%d}",
        words("exposures", rng), words("remarks", rng),
    ]  # fmt: skip


def _namesake(town: Town, turn: int) -> str:
    """A name that several residents have, so that nobody can tell who is meant; empty where there is none."""
    counted = Counter(one.name for one in town.people)
    several = sorted(name for name, count in counted.items() if count > 1)
    return several[turn % len(several)] if several else ""


def loaded(town: Town, which: str, parts: tuple[Part, ...], whole: int, hours: float) -> None:
    """The head is written down, the file loaded as at the desk, and every row goes its way."""
    stage, seat = town.stage, town.stage.staff.logins["district"]
    head = told("travel")["lists"][which]
    pushed = list_open(
        area=DISTRICT, by=seat.user_id, actor=as_actor(seat), kind="list", number=head["number"], sender=head["sender"],
        sender_contact=head["contact"], channel=head["channel"], request=head["request"], urgency="urgent",
        received_at=clock.now(),
    )  # fmt: skip
    lines = lines_of(town, parts, whole, hours, which)
    stage.begun -= whole
    loading = loading_by(seat, f"{head['number']}.csv", pushed.code)
    load = file_load(KIND, HEAD, [line.cells for line in lines], loading)
    codes = dict(ImportRow.objects.filter(load=load, state="opened").values_list("number", "code"))
    # The heading is the file's first row.
    for place, line in enumerate(lines, 2):
        if code := codes.get(place, ""):
            stage.opened.append(code)
            late = {"calling": 0.12, "visiting": 0.4}.get(line.fate, line.hours)
            stage.begin(late, check(town, luck(place, which), code, line.fate))
    stage.begin(hours * 0.8, _corrected(town, load.pk, loading))


def _corrected(town: Town, load: int, loading: Loading) -> Story:
    """Of the rows that could not be used one is put right and one set aside; the others wait."""
    rows = list(
        ImportRow.objects.filter(load=load, state="rejected").order_by("number").values_list("pk", flat=True)
    )
    if len(rows) < 3:
        return
    yield 10
    one = town.person()
    cells = {
        "name": one.name,
        "phone": one.phone,
        "address": f"{one.home.house}{one.home.stair}",
        "category": "一般接触者",
    }
    made = row_correct(row=rows[0], cells=cells, loading=loading)
    town.stage.opened.append(made.code)
    yield 5
    row_set_aside(row=rows[1], reason="来文单位确认是合计行，不是人。")


def letter(town: Town, number: int, people: tuple[tuple[str, Fate], ...]) -> Story:
    """A letter from another city: its head, its people typed in one by one, and in the end the answer."""
    stage, seat = town.stage, town.stage.staff.logins["district"]
    head = dict(told("travel")["lists"]["letters"][number])
    pushed = list_open(
        area=DISTRICT, by=seat.user_id, actor=as_actor(seat), kind="letter", sender_contact=head.pop("contact"),
        receiver="望江区防控办", received_at=clock.now(), urgency="extra", infectious_from=days_ago(6), infectious_until=days_ago(2),
        **head,
    )  # fmt: skip
    owed = pushed.replies.select_related("matter").get()
    stage.opens(owed.matter)
    rng = luck(number, "letter")
    for place, (category, fate) in enumerate(people):
        yield 4
        one = town.person(here=place == 0)
        named = Named(
            name=one.name, phones=(one.phone,), address=f"{one.home.house}{one.home.stair}{one.room}室", category=category,
            exposed_at=days_ago(2), exposure=words("exposures", rng), number=place + 1,
        )  # fmt: skip
        opened = rows_open([(named, pushed)], actor=as_actor(seat))[0]
        stage.opened.append(opened.code)
        ago = (stage.end - clock.now()).total_seconds() / 3600
        stage.begin(ago * 0.9, check(town, luck(place, f"letter{number}"), opened.code, fate))
    if number == 0:
        yield 17 * 60
        if stage.matter(owed.matter.code).state == "due":
            told_ = {"to": head["sender"], "way": "传真并电话确认", "note": "人员均已查到，详见附表。"}
            stage.act(as_actor(seat), owed.matter.code, "send", **told_)


def own_list(town: Town, login: str, sender: str, people: list[Person], fates: tuple[Fate, ...]) -> Story:
    """A community or a street writes down what its own police station or market told it."""
    stage, seat, rng = town.stage, town.stage.staff.logins[login], luck(0, f"own {login}")
    pushed = list_open(
        area=seat.area, by=seat.user_id, actor=as_actor(seat), kind="list", number=f"{sender}告知单1号", sender=sender,
        received_at=clock.now(), channel="电话", category="time_space_companion",
    )  # fmt: skip
    for place, (one, fate) in enumerate(zip(people, fates, strict=True)):
        yield 3
        named = Named(
            name=one.name, phones=(one.phone,), address=f"{one.home.house}{one.home.stair}{one.room}室",
            category="time_space_companion", exposed_at=days_ago(1), exposure=words("exposures", rng), number=place + 1,
        )  # fmt: skip
        opened = rows_open([(named, pushed)], actor=as_actor(seat))[0]
        stage.opened.append(opened.code)
        ago = (stage.end - clock.now()).total_seconds() / 3600
        stage.begin(ago * 0.85, check(town, luck(place, login), opened.code, fate))


def lists(town: Town) -> None:
    """Yesterday's list, today's, two letters, and what a community and a street were told by their own."""
    stage, rows = town.stage, town.scale.pushed
    for hours, which, parts, whole in (
        (27, "before", BEFORE, max(8, rows // 6)),
        (5.2, "today", TODAY, rows),
    ):
        stage.begin(hours, once(partial(loaded, town, which, parts, whole, hours)))
        # Each row will be a story of its own: counted beforehand, so that how far the telling is never falls back.
        stage.begun += whole
    near, far = town.city.communities[0], town.city.communities[-1]
    for login, sender, area in (
        ("community", "鹿鸣派出所", near),
        ("street", "青枫市场监管所", near),
        ("community2", "辖区派出所", far),
    ):
        own = [town.near(area) for _ in range(2)]
        stage.begin(2.6, own_list(town, login, sender, own, ("controlled", "untouched")))
    for number, (hours, people) in enumerate(LETTERS):
        stage.begin(hours, letter(town, number, people))


__all__ = ["lists"]
