"""Lists of people for whom a measure is proposed: contacts, passengers of a flight, customers of a venue."""

import datetime as dt
import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import Opening
from huying.measures.measure_facts import Proposal
from huying.measures.services.measures import measures_propose
from huying.places.codes import LENGTHS, covers, pad
from huying.places.gazetteer import resolve
from huying.rulebook.queries import categories_offered

from .fields import Identity, Moment, Phone, empty, fault, local_zone, moment_of
from .kinds import Loading, Outcome, import_kind, once_key
from .readers.cells import plain

_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"
_NO_CATEGORY = Words("没有这个人员类别：{text}", "There is no such category of people: {text}")
_NOWHERE = Words("看不出住在哪里：{text}", "It is not clear where this is: {text}")
_ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
_NO_DAY = Words("请写日期，而不是：{text}", "Write a date, not: {text}")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}$")


def _category(value: object) -> object:
    """A category by its code or its name, whole or as a part."""
    sought = plain(str(value)).casefold()
    known = categories_offered()
    if sought in known:
        return sought
    exact = [c.code for c in known.values() if sought in (c.zh.casefold(), c.en.casefold())]
    parts = exact or [
        c.code for c in known.values() if sought and (sought in c.zh.casefold() or sought in c.en.casefold())
    ]
    if len(parts) == 1 or exact:
        return parts[0]
    raise fault(_NO_CATEGORY.fill(text=str(value)[:40]))


def _day(value: object, info: ValidationInfo) -> object:
    if empty(value):
        return None
    if isinstance(value, dt.date) or not isinstance(value, str):
        return value
    if _DAY.match(value.strip()):
        try:
            return dt.date(*map(int, value.strip().split("-")))
        except ValueError:
            raise fault(_NO_DAY.fill(text=value[:40])) from None
    try:
        return moment_of(value, info).at.astimezone(local_zone()).date()
    except Refused as refused:
        raise fault(refused.words) from refused


Category = Annotated[str, BeforeValidator(_category)]
Day = Annotated[dt.date | None, BeforeValidator(_day)]


class MeasureRow(BaseModel):
    """One person as a table tells it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("手机", "Mobile phone", default="", widget="phone")
    identity: Identity = ask("证件号码", "Identity number", default="", widget="text")
    place: str = ask("现住址", "Address", default="", max_length=200, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    category: Category = ask("人员类别", "Category", widget="text")
    exposed_at: Day = ask("末次暴露日期", "Last exposure", default=None)
    arrived_on: Day = ask("抵达日期", "Arrival", default=None)
    found_at: Moment = ask("发现时间", "Found", default=None, widget="datetime")
    reason: str = ask("原因", "Reason", default="", max_length=1000, widget="textarea")
    source: str = ask("来源", "Source", default="", max_length=200, widget="text")
    cohort: str = ask("同批", "Group", default="", max_length=60, widget="text")


SYNONYMS: dict[str, Sequence[str]] = {
    "name": ["姓名", "名字", "人员姓名", "密接姓名", "name"],
    "phone": ["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone", "mobile"],
    "identity": ["身份证", "身份证号", "身份证号码", "证件号", "证件号码", "id number", "identity"],
    "place": ["住址", "地址", "现住址", "居住地址", "隔离地址", "address", "place"],
    "area": ["地点编码", "区划代码", "area code", "area_code"],
    "category": ["类别", "人员类别", "人员类型", "风险类别", "category"],
    "exposed_at": ["末次暴露日期", "末次暴露时间", "最后接触时间", "末次接触日期", "离开风险地区日期", "last exposure", "exposed"],
    "arrived_on": ["抵达日期", "到达日期", "入境日期", "arrival", "arrived"],
    "found_at": ["发现时间", "排查时间", "推送时间", "found"],
    "reason": ["原因", "备注", "情况说明", "接触方式", "reason", "note"],
    "source": ["来源", "数据来源", "推送单位", "source"],
    "cohort": ["同批", "航班", "航班号", "场所", "班次", "flight", "group", "cohort"],
}  # fmt: skip


def _open(rows: Sequence[MeasureRow], loading: Loading) -> Sequence[Outcome]:
    """Propose a measure for every row whose place is clear, in one set; nobody is bound by a list."""
    found: list[Outcome | None] = []
    openings: list[Opening] = []
    for row in rows:
        try:
            openings.append(_opening(row, loading))
            found.append(None)
        except Refused as refused:
            found.append(Outcome(refused=refused))
    made = iter(measures_propose(rows=openings, actor=loading.actor))
    return [outcome or Outcome(code=next(made).code) for outcome in found]


def _opening(row: MeasureRow, loading: Loading) -> Opening:
    area = _home(row, loading.area)
    said = Proposal(
        category=row.category, name=row.name, phone=row.phone, identity=row.identity, address=row.place,
        exposed_at=row.exposed_at, arrived_on=row.arrived_on, found_at=row.found_at, reason=row.reason,
        source=row.source or loading.file, cohort=row.cohort,
    )  # fmt: skip
    return Opening(area, said, source="file", once=f"measures:{once_key(MEASURES, row)}")


def _home(row: MeasureRow, within: str) -> str:
    """Where they stay: the code, else the place the address surely means, else the area of the load."""
    if row.area:
        area = pad(row.area)
        if not covers(within, area):
            raise Refused(_ELSEWHERE, {"area": _ELSEWHERE})
        return area
    if not row.place:
        return within
    found = resolve(row.place, within=within, limit=2)
    if not found or not found[0].sure:
        words = _NOWHERE.fill(text=row.place)
        raise Refused(words, {"place": words})
    return found[0].area


MEASURES = import_kind(
    "measures",
    title=Words("拟采取管控措施的人员名单", "People for whom a measure is proposed"),
    schema=MeasureRow,
    synonyms=SYNONYMS,
    open=_open,
    key=lambda row: f"{row.identity or row.phone or row.name} {row.name} {row.category} {row.exposed_at}",
    needs=("import.load", "measure.propose"),
)
