"""What each act on a zone must be told."""

import datetime as dt
from typing import Annotated

from pydantic import AwareDatetime, StringConstraints

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL

from .queries.zones import zone_kinds

Place = Annotated[str, StringConstraints(pattern=r"^[0-9]{20}$")]
MOST_PLACES = 2_000


class Declaring(Facts):
    """A zone as it is proposed: where, which kind, by whom, on what basis, until when, and who serves it."""

    name: str = ask("区域名称", "Name of the zone", min_length=2, max_length=80, widget="text")
    kind: str = ask("种类", "Kind", pattern=r"^[a-z][a-z0-9_]{0,39}$", widget="text")
    places: tuple[Place, ...] = ask(
        "楼栋编码", "Codes of buildings", min_length=1, max_length=MOST_PLACES, widget="lines",
        help=Words("一行一个。在“划定区域”页可以勾选或在地图上画。", "One a line. On the page for zones you pick or draw them."),
    )  # fmt: skip
    geometry: str = ask("画的范围（GeoJSON）", "Outline (GeoJSON)", default="", max_length=60_000, widget="textarea")  # fmt: skip
    reason: str = ask("为什么划定", "Why", min_length=2, max_length=2000, widget="textarea")
    why_larger: str = ask(
        "为什么不能只划更小的范围", "Why a smaller zone would not do", default="", max_length=2000, widget="textarea",
        help=Words("多划了没有依据的楼时要写，会向居民公布。", "Where buildings without a known reason are taken in; residents read it."),
    )  # fmt: skip
    authority: str = ask("决定机关", "Issuing authority", min_length=2, max_length=200, widget="text")
    legal_basis: str = ask("法律依据", "Legal basis", min_length=2, max_length=2000, widget="textarea")
    response: str = ask("所属应急响应编号", "Code of the response", default="", max_length=14, widget="text")
    effective_from: AwareDatetime = ask("什么时候开始", "In force from", widget="datetime")
    clock_start: AwareDatetime = ask(
        "从什么时候起算天数", "Days count from", widget="datetime",
        help=Words("一般是最后一名感染者离开，或最后一次终末消毒的时间。", "Usually when the last infected person left, or the final disinfection."),
    )  # fmt: skip
    expected_until: AwareDatetime = ask("预计到什么时候", "Expected until", widget="datetime")
    food: str = ask("吃饭买菜怎么送", "Food", default="", max_length=400, widget="textarea")
    medicine: str = ask("买药怎么办", "Medicine", default="", max_length=400, widget="textarea")
    transport: str = ask("看病怎么送", "Going to a hospital", default="", max_length=400, widget="textarea")
    waste: str = ask("垃圾怎么收", "Waste", default="", max_length=400, widget="textarea")
    service_phone: str = ask("服务电话", "Service phone", min_length=3, max_length=40, widget="phone")
    notice: str = ask("通告内容", "Text of the notice", default="", max_length=2000, widget="textarea")


SERVICES = ("food", "medicine", "transport", "waste")


class Remark(Facts):
    """A few words, if there are any."""

    words: str = ask("说明", "A few words", default="", max_length=1000, widget="textarea")


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Positive(Facts):
    """A new positive in the zone; nobody is named here."""

    found_at: AwareDatetime = ask("什么时候发现", "Found at", widget="datetime")
    reason: str = ask(
        "情况", "What was found", min_length=2, max_length=1000, widget="textarea",
        help=Words("不要写姓名和房号。", "No names, no rooms."),
    )  # fmt: skip
    expected_until: AwareDatetime = ask("新的预计日期", "New expected end", widget="datetime")


class Contacts(Facts):
    """Where the close contacts in the zone stand; without a day there are none left."""

    last_exposure: dt.date | None = ask(
        "最后一名密接的末次暴露日期", "Last exposure of the last close contact", default=None, widget="date",
        help=Words("区内没有密接就不填。", "Leave empty when there are none in the zone."),
    )  # fmt: skip
    negative: bool = ask("检测是否阴性", "Tested negative", default=False, widget="yesno")


class RoundDone(Facts):
    """A round of tests of the whole zone."""

    on: dt.date = ask("哪天做的", "Done on", widget="date")
    expected: int = ask("应检人数", "People to test", ge=0, le=10_000_000, widget="number")
    tested: int = ask("已检人数", "People tested", ge=0, le=10_000_000, widget="number")
    positive: int = ask("阳性", "Positive", default=0, ge=0, le=10_000_000, widget="number")


def _kinds() -> list[tuple[str, Words]]:
    """The kinds in force where the reader is."""
    return [(code, one.title) for code, one in zone_kinds(scope.current() or ALL).items()]


class Changing(Facts):
    """Another kind, up or down."""

    kind: str = ask(
        "改成哪一种", "Becomes", pattern=r"^[a-z][a-z0-9_]{0,39}$", widget="radio", choices=_kinds
    )
    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")
    expected_until: AwareDatetime = ask("预计到什么时候", "Expected until", widget="datetime")
    early: bool = ask(
        "条件没满足也降级", "Lower it although not all conditions hold", default=False, widget="check"
    )


class Extending(Facts):
    """A later expected end."""

    expected_until: AwareDatetime = ask("预计到什么时候", "Expected until", widget="datetime")
    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Placing(Facts):
    """Buildings that come in or go free."""

    places: tuple[Place, ...] = ask("楼栋编码，一行一个", "Codes of buildings, one a line", min_length=1, max_length=MOST_PLACES, widget="lines")  # fmt: skip
    reason: str = ask("原因", "Reason", min_length=2, max_length=400, widget="textarea")


class Lifting(Facts):
    """Lifted, with a reason where not all conditions hold."""

    early_reason: str = ask(
        "条件没有全部满足时，为什么解除", "Why, where not all conditions hold", default="", max_length=1000,
        widget="textarea", help=Words("条件都满足就不用写。", "Leave empty when all conditions hold."),
    )  # fmt: skip
