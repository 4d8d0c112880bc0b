"""What acts on disinfections, inspections, people held and closed venues must be told."""

from pydantic import AwareDatetime

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words


class Reason(Facts):
    """Why."""

    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Remark(Facts):
    """A few words, if there are any."""

    words: str = ask("说明", "A few words", default="", max_length=1000, widget="textarea")


class ToDisinfect(Facts):
    """A place to disinfect."""

    place: str = ask("哪个地方", "Which place", min_length=2, max_length=200, widget="text")
    reason: str = ask("为什么", "Why", min_length=2, max_length=1000, widget="textarea")
    final: bool = ask("终末消毒（病例离开后）", "Final disinfection, after a case has left", default=True, widget="yesno")  # fmt: skip
    room: int | None = ask("隔离点房间", "Room of a site", default=None, ge=1, widget="hidden")


class Disinfected(Facts):
    """How it was disinfected, by whom, and what proves it."""

    method: str = ask("用什么方法", "Method", min_length=2, max_length=400, widget="textarea")
    done_by: str = ask("谁做的", "Done by", min_length=1, max_length=80, widget="text")
    done_at: AwareDatetime = ask("什么时候做完", "Done at", widget="datetime")
    proof: str = ask("凭据（记录、照片编号、检测）", "Proof: record, photographs, test", min_length=2, max_length=1000, widget="textarea")  # fmt: skip


class ToInspect(Facts):
    """A place to inspect."""

    place: str = ask("巡察哪里", "Which place", min_length=2, max_length=200, widget="text")
    site: int | None = ask("隔离点", "Site", default=None, ge=1, widget="number")


class Found(Facts):
    """What an inspection found that must be put right."""

    findings: str = ask("发现的问题", "Findings", min_length=2, max_length=2000, widget="textarea")


class PutRight(Facts):
    """What was done about it."""

    put_right: str = ask("怎么整改的", "What was done", min_length=2, max_length=2000, widget="textarea")


class Holding(Facts):
    """People are asked to wait at a place."""

    place: str = ask("什么地方", "Which place", min_length=2, max_length=200, widget="text")
    reason: str = ask("为什么要等", "Why they wait", min_length=2, max_length=1000, widget="textarea")
    people: int = ask("多少人", "How many people", ge=1, le=100_000, widget="number")
    children: int = ask(
        "其中孩子、老人、孕妇", "Children, elderly, pregnant women among them", default=0, ge=0, le=100_000, widget="number"
    )  # fmt: skip
    expected_until: AwareDatetime = ask("最晚等到什么时候", "Until when at the latest", widget="datetime")


class Given(Facts):
    """Something people were given just now."""

    need: str = ask("保障了哪一项", "What was given", pattern=r"^[a-z][a-z0-9_]{0,39}$", widget="text")
    words: str = ask("说明", "A few words", default="", max_length=400, widget="textarea")


class Recount(Facts):
    """How many are there now, and until when."""

    people: int = ask("现在多少人", "How many people now", ge=0, le=100_000, widget="number")
    children: int = ask("其中孩子、老人、孕妇", "Children, elderly, pregnant women", default=0, ge=0, le=100_000, widget="number")  # fmt: skip
    expected_until: AwareDatetime = ask("最晚等到什么时候", "Until when at the latest", widget="datetime")
    reason: str = ask("原因", "Reason", min_length=2, max_length=1000, widget="textarea")


class Freed(Facts):
    """Nobody waits there any more; everybody knows what comes next."""

    told: str = ask("告诉大家接下来怎么办", "What they were told comes next", min_length=2, max_length=1000, widget="textarea")  # fmt: skip


class Closing(Facts):
    """A venue is closed for a time."""

    name: str = ask("场所名称", "Venue", min_length=2, max_length=120, widget="text")
    kind: str = ask("类型", "Kind", default="", max_length=40, widget="text", help=Words("如商场、学校", "Such as a mall, a school"))  # fmt: skip
    reason: str = ask("为什么关闭", "Why", min_length=2, max_length=1000, widget="textarea")
    authority: str = ask("决定机关", "Issuing authority", min_length=2, max_length=200, widget="text")
    legal_basis: str = ask("法律依据", "Legal basis", min_length=2, max_length=2000, widget="textarea")
    expected_until: AwareDatetime = ask("预计到什么时候", "Expected until", widget="datetime")


class ClosedByZone(Closing):
    """A registered venue that closes with the zone it lies in."""

    registered: str = ask("登记编号", "Its code", max_length=14, widget="text")
    zone: int = ask("区域", "Zone", ge=1, widget="hidden")
