"""Several people declared at once by an employer, a hotel or a school, typed in or pasted from a table."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from huying.base.numbers import read_phone
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.screening.models import Site
from huying.screening.travel_facts import Declarant, Declaring, Phone, StayIn

MOST_ROWS = 200
_DAY = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_PARTS = re.compile(r"\t|,|，")
_FEW = Words(
    "第 {n} 行少了内容：要有姓名、电话、从哪里来、哪天到那里、哪天离开。",
    "Line {n} is too short: name, phone, place, from day, to day.",
)
_BAD = Words("第 {n} 行看不懂：{what}", "Line {n} is not understood: {what}")
_MANY = Words("一次最多 {n} 人，更多请用表格导入。", "At most {n} at once; import a spreadsheet for more.")


class OneRow(BaseModel):
    """One of several people."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True, frozen=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", max_length=40, widget="phone", min_length=1)
    place: str = ask("从哪里来", "From where", default="", max_length=120, widget="text")
    came: dt.date | None = ask("哪天到那里", "There from", default=None)
    left: dt.date | None = ask("哪天离开", "Until", default=None)


@dataclass(frozen=True)
class Common:
    """What all of them have in common."""

    arrives_at: dt.datetime
    transport: str = "other"
    number: str = ""
    declarant: Declarant = "employer"
    declarant_name: str = ""
    place_text: str = ""


def lines_read(text: str) -> list[OneRow]:
    """People from pasted lines: name, phone, place, from day, to day, by tab or comma. Refused names the line."""
    rows = []
    for number, line in enumerate(text.splitlines(), 1):
        parts = [part.strip() for part in _PARTS.split(line)]
        if not any(parts) or (number == 1 and "姓名" in parts):
            continue
        if len(parts) < 2 or not parts[0]:
            raise Refused(_FEW.fill(n=number), {"pasted": _FEW.fill(n=number)})
        phone = read_phone(parts[1])
        if phone is None:
            raise Refused(
                _BAD.fill(n=number, what=parts[1][:40]), {"pasted": _BAD.fill(n=number, what=parts[1][:40])}
            )
        place = parts[2] if len(parts) > 2 else ""
        days = [_day(part, number) for part in parts[3:5]]
        rows.append(
            OneRow(
                name=parts[0][:60], phone=phone, place=place[:120], came=days[0] if days else None,
                left=days[1] if len(days) > 1 else None,
            )
        )  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise Refused(_MANY.fill(n=MOST_ROWS), {"pasted": _MANY.fill(n=MOST_ROWS)})
    return rows


def _day(text: str, number: int) -> dt.date | None:
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        if found:
            return dt.date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        pass
    raise Refused(_BAD.fill(n=number, what=text[:40]), {"pasted": _BAD.fill(n=number, what=text[:40])})


def declarings(rows: Sequence[OneRow], common: Common, site: Site | None) -> list[Declaring]:
    """A declaration for each row."""
    named = {site.told_as: site.name} if site else {}
    return [
        Declaring(
            name=row.name, phone=row.phone, arrives_at=common.arrives_at, transport=common.transport,  # type: ignore[arg-type]
            stays=(_stay(row, common),) if row.place else (), number=common.number, declarant=common.declarant,
            declarant_name=common.declarant_name, place_text=common.place_text, employer=named.get("employer", ""),
            hotel=named.get("hotel", ""), school=named.get("school", ""),
        )
        for row in rows
    ]  # fmt: skip


def _stay(row: OneRow, common: Common) -> StayIn:
    """The stay of a row; without days it was until the arrival."""
    arrived = timezone.localdate(common.arrives_at)
    left = row.left or arrived
    return StayIn(text=row.place, came=row.came or left, left=left)
