"""A list of one's own as a table: level, place, and since when."""

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from huying.intake.readers import read_rows
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.codes import pad
from huying.places.levels import SAID, Level, list_day
from huying.places.risk.lists import ListRead, Odd, above_of, moment_of
from huying.places.risk.spelling import canonical

SYNONYMS: dict[str, Sequence[str]] = {
    "level": ["等级", "风险等级", "级别", "类别", "区域类别", "区域类型", "类型", "level", "risk", "risk level", "zone"],
    "province": ["省", "省份", "省（区、市）", "省市区", "province"],
    "city": ["市", "地市", "城市", "设区市", "city"],
    "county": ["县", "区县", "县区", "区（县）", "县（市、区）", "所在区县", "county", "district"],
    "street": ["街道", "乡镇", "镇街", "街道（乡镇）", "street", "township"],
    "place": ["地点", "区域", "具体区域", "具体范围", "范围", "地区", "名称", "小区", "具体地点", "place", "area", "name"],
    "code": ["编码", "区划代码", "地点编码", "行政区划代码", "code", "area code"],
    "since": ["起始日期", "开始日期", "自何时起", "划定日期", "划定时间", "起算日期", "since", "from"],
    "valid_from": ["发布时间", "公布时间", "截至时间", "生效时间", "更新时间", "valid from", "published", "as of"],
}  # fmt: skip

NO_LEVEL = Words("等级“{text}”不认识，没有读入。", "The level “{text}” is not known; left out.")
NO_DAY = Words(
    "日期“{text}”看不懂，按名单的时间算。", "The day “{text}” cannot be read; the list's own time counts."
)
NO_CODE = Words("编码“{text}”不是地点编码，按地名算。", "“{text}” is no area code; the name counts.")
NO_MOMENT = Words(
    "表里没有写发布时间，请说明名单从什么时候起有效。",
    "The table does not say when it was published: say from when it is valid.",
)


def list_of_table(path: Path, *, at: dt.datetime | None = None) -> ListRead:
    """The list in a table of any form; `at` counts before the table's own moment. Refused when it cannot be used."""
    rows = list(read_rows(path, synonyms=SYNONYMS))
    told = next((row.cells["valid_from"] for row in rows if row.cells.get("valid_from")), "")
    if at is None and not told:
        raise Refused(NO_MOMENT)
    found = ListRead("table", at or moment_of(told))
    for row in rows:
        _row(found, row.cells, row.number)
    return found.check()


def _row(found: ListRead, cells: Mapping[str, str], number: int) -> None:
    level: Level | None = SAID.get(canonical(cells.get("level", "")).lower())
    if level is None:
        found.odd.append(Odd(number, NO_LEVEL.fill(text=cells.get("level", "")[:20] or "-")))
        return
    since = None
    if told := cells.get("since"):
        try:
            since = list_day(moment_of(told))
        except Refused:
            found.odd.append(Odd(number, NO_DAY.fill(text=told[:20])))
    above = above_of(cells)
    before = len(found.items)
    found.add(level, above, cells.get("street", "") + cells.get("place", ""), number, since)
    if (code := canonical(cells.get("code", ""))) and len(found.items) > before:
        try:
            found.codes[found.items[-1].place] = pad(code)
        except ValueError:
            found.odd.append(Odd(number, NO_CODE.fill(text=code[:20])))
