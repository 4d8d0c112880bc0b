"""What the acts of an incident must be told."""

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from . import terms

UNIT = r"^[a-z][a-z0-9_:]{0,59}$"
CODE = r"^[a-z][a-z0-9_]{0,39}$"


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Alarm(Facts):
    """What was reported, by whom, about which place."""

    place: str = ask(
        "什么地方", "Which place", min_length=2, max_length=120, widget="text",
        help=Words("例如：来福广场。不要写人的姓名。", "Such as: Raffles Plaza. No names of people."),
    )  # fmt: skip
    what: str = ask("报了什么情况", "What was reported", min_length=2, max_length=2000, widget="textarea")
    source: str = ask(
        "谁报来的", "Who reported it", default="police", widget="radio", choices=terms.pairs(terms.SOURCES),
        pattern=f"^({'|'.join(terms.SOURCES)})$",
    )  # fmt: skip
    number: str = ask("对方的警单号、文号", "Their number", default="", max_length=60, widget="text")
    reporter: str = ask("对方联系人", "Contact there", default="", max_length=60, widget="text")
    reporter_phone: str = ask(
        "对方电话", "Their telephone", default="", max_length=40, widget="phone", secret=True
    )
    heard_at: AwareDatetime | None = ask(
        "什么时候接到的", "When it came in", default=None, widget="datetime",
        help=Words("不填就是现在；时限从这时算起。", "Now, if left empty; the clocks count from it."),
    )  # fmt: skip
    inside: int | None = ask(
        "估计里面多少人", "How many are inside, roughly", default=None, ge=0, le=1_000_000, widget="number"
    )


class Commanding(Facts):
    """Who commands on the spot."""

    commander: str = ask("现场指挥姓名", "Who commands", min_length=1, max_length=60, widget="text")
    commander_phone: str = ask("指挥电话", "Telephone", default="", max_length=40, widget="phone")


class HandingOver(Commanding):
    """To which office and to whom the command passes."""

    unit: str = ask(
        "交给哪个单位", "To which office", pattern=UNIT, widget="select", choices=terms.pairs(terms.UNITS)
    )
    area: str = ask("单位地点", "Its area", default="", pattern=r"^(\d{20})?$", widget="hidden")
    words: str = ask("交接说明", "What they must know", min_length=2, max_length=2000, widget="textarea")


class Order(Facts):
    """Something to be done on the spot, by whom, until when."""

    title: str = ask("做什么", "What is to be done", min_length=2, max_length=120, widget="text")
    note: str = ask("说明", "Details", default="", max_length=2000, widget="textarea")
    force: str = ask("哪个专班", "Which force", default="", max_length=40, widget="hidden")
    unit: str = ask(
        "交给哪个单位", "To which office", pattern=UNIT, widget="select", choices=terms.pairs(terms.UNITS)
    )
    wanted_by: AwareDatetime | None = ask("最晚什么时候", "By when", default=None, widget="datetime")
    step: str = ask("预案步骤", "Step", default="", max_length=40, widget="hidden")
    area: str = ask("单位地点", "Its area", default="", pattern=r"^(\d{20})?$", widget="hidden")


class Note(Facts):
    """A line of the command's record."""

    kind: str = ask(
        "记什么", "What it is", default="report", widget="radio", choices=terms.pairs(terms.NOTES),
        pattern=f"^({'|'.join(terms.NOTES)})$",
    )  # fmt: skip
    to: str = ask("告诉了谁", "Who was told", default="", max_length=120, widget="text")
    words: str = ask("内容", "Words", min_length=2, max_length=2000, widget="textarea")


class NamingForce(Facts):
    """Who leads a task force and who came from each line."""

    force: str = ask("专班", "Task force", min_length=1, max_length=120, widget="text")
    unit: str = ask(
        "由哪个单位牵头", "Led by", pattern=UNIT, widget="select", choices=terms.pairs(terms.UNITS)
    )
    leader: str = ask("组长姓名", "Leader", min_length=1, max_length=60, widget="text")
    phone: str = ask("组长电话", "Telephone", default="", max_length=40, widget="phone")
    members: tuple[str, ...] = ask(
        "各方面的人", "People by line", default=(), max_length=20, widget="lines",
        help=Words("一行一个：方面、姓名。例如：公安 王强", "One a line: the line, the name. Such as: 公安 Wang"),
    )  # fmt: skip


class Spots(Facts):
    """Places that must not be missed."""

    names: tuple[str, ...] = ask(
        "每个出入口、楼层，一行一个", "Each entrance and floor, one a line", min_length=1, max_length=200, widget="lines",
        help=Words("例如：南门、地下车库出口、B1 连廊。可以从表格粘贴。", "Such as: south gate, garage exit. May be pasted from a sheet."),
    )  # fmt: skip


class SpotNamed(Facts):
    """Which place of the incident."""

    spot: str = ask("哪一处", "Which one", min_length=1, max_length=80, widget="text")


class Sealing(SpotNamed):
    """How it was sealed, by whom."""

    by: str = ask("谁在守", "Who keeps it", min_length=1, max_length=80, widget="text")
    how: str = ask("怎么封的", "How", default="", max_length=200, widget="text")


class RulingOut(SpotNamed):
    """Why it need not be sealed."""

    reason: str = ask(
        "为什么不用封", "Why it need not be sealed", min_length=2, max_length=200, widget="text"
    )


class Grouping(Facts):
    """People kept, sampled and moved together."""

    name: str = ask("这组怎么叫", "What the group is called", min_length=1, max_length=80, widget="text")
    people: int = ask("多少人", "How many people", ge=0, le=100_000, widget="number")
    high: bool = ask(
        "风险更高，和其他人分开采样",
        "At higher risk: sampled apart from the others",
        default=False,
        widget="yesno",
    )
    category: str = ask("人员类别", "Category", default="", max_length=40, widget="hidden")
    where: str = ask("在哪里等", "Where they wait", default="", max_length=120, widget="text")


class GroupNamed(Facts):
    """Which group."""

    group: str = ask("哪一组", "Which group", min_length=1, max_length=80, widget="text")


class Recounting(GroupNamed):
    """How many there are in a group, counted again."""

    people: int = ask("现在多少人", "How many people now", ge=0, le=100_000, widget="number")
    where: str = ask("在哪里等", "Where they wait", default="", max_length=120, widget="text")


class Sampled(GroupNamed):
    """How many of a group have been sampled so far."""

    tested: int = ask("一共已采多少人", "How many sampled so far", ge=0, le=100_000, widget="number")


class Leaving(GroupNamed):
    """How many of a group have left so far, and where to."""

    left: int = ask("一共已离开多少人", "How many have left so far", ge=0, le=100_000, widget="number")
    to: str = ask(
        "去了哪里、接下来怎么办",
        "Where to, and what comes next",
        min_length=2,
        max_length=500,
        widget="textarea",
    )


class Exposure(Facts):
    """When the case was there; the case by a pseudonym only."""

    case_ref: str = ask(
        "病例代号", "Case, by its pseudonym", min_length=1, max_length=80, widget="text",
        help=Words("不写姓名，例如：外省病例3。", "No name. Such as: imported case 3."),
    )  # fmt: skip
    exposed_from: AwareDatetime = ask("病例什么时候来的", "When the case came", widget="datetime")
    exposed_until: AwareDatetime = ask("病例什么时候走的", "When the case left", widget="datetime")


class People(GroupNamed):
    """People of a group by name; their times say who was there together with the case."""

    lines: str = ask(
        "一行一人", "One person a line", min_length=2, max_length=60_000, widget="textarea", secret=True,
        help=Words(
            "姓名、电话、几点来、几点走，用逗号或制表符隔开，可以从表格粘贴。例如：王强,13800001111,18:30,20:10",
            "Name, phone, came, left, by commas or tabs; may be pasted from a sheet. Such as: Wang,13800001111,18:30,20:10",
        ),
    )  # fmt: skip


class Parting(GroupNamed):
    """Those of a group who were there together with the case become a group of their own."""

    name: str = ask(
        "新的一组怎么叫", "What the new group is called", min_length=1, max_length=80, widget="text"
    )
    where: str = ask("在哪里等", "Where they wait", default="", max_length=120, widget="text")


class Proposing(GroupNamed):
    """Measures are proposed for the named people of a group."""

    category: str = ask("人员类别", "Category", pattern=CODE, widget="text")
    reason: str = ask("理由", "Reason", min_length=2, max_length=1000, widget="textarea")


class Closing(Facts):
    """How it ended, and what was learned."""

    lessons: str = ask(
        "结果和要记住的",
        "How it ended, and what to remember",
        min_length=2,
        max_length=4000,
        widget="textarea",
    )


class Reported(Facts):
    """How far a task is, or what was announced just now."""

    words: str = ask(
        "说了什么、到哪一步", "What was said, how far it is", min_length=2, max_length=1000, widget="textarea"
    )


class Finished(Facts):
    """What came of a task."""

    words: str = ask("办得怎样", "What came of it", min_length=2, max_length=2000, widget="textarea")
    count: int | None = ask(
        "多少人（要清点的写）",
        "How many, where it is a count",
        default=None,
        ge=0,
        le=1_000_000,
        widget="number",
    )


class Passing(Facts):
    """Which office does it instead."""

    unit: str = ask(
        "改由哪个单位", "Which office", pattern=UNIT, widget="select", choices=terms.pairs(terms.UNITS)
    )
    area: str = ask("单位地点", "Its area", default="", pattern=r"^(\d{20})?$", widget="hidden")
    reason: str = ask("说明", "Why", default="", max_length=500, widget="text")
