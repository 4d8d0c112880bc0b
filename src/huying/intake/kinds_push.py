"""Push lists and letters of other authorities: people to check, as the spreadsheets of offices name them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q
from pydantic import BaseModel, ConfigDict, ValidationInfo, model_validator

from huying.base.numbers import identity_fault, narrow, read_identity, read_phone
from huying.kernel.facts import ask, label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import LENGTHS, covers, pad
from huying.rulebook.categories import Category
from huying.rulebook.queries import categories
from huying.screening.models import PushList
from huying.screening.queries.balance import Rejected, use_rejections
from huying.screening.services.letters import list_of_load
from huying.screening.services.opening import Named, rows_open

from .fields import Moment, empty, fault, moment_of
from .kinds import Loading, Outcome, import_kind
from .models import ImportRow
from .readers.cells import plain

CODE = "push-list"
_SEVERAL = re.compile(r"[、,;，；/|\n]+|(?<=\d)\s{2,}(?=[+\d])|(?<=\d{11})\s(?=1\d{10})|或")
_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"
# What offices write for a category, beside its own name; the first that is found counts.
_SPOKEN = (
    ("时空伴随", "time_space_companion"), ("时空重合", "time_space_companion"), ("时空交集", "time_space_companion"),
    ("次密", "secondary_contact"), ("密接的密接", "secondary_contact"), ("二级密接", "secondary_contact"),
    ("同航班", "flight_cohort"), ("密接", "close_contact"), ("密切接触", "close_contact"),
    ("一般接触", "general_contact"), ("初筛阳性", "initial_positive"), ("暴露", "place_exposed"),
    ("入境", "inbound"), ("中高风险", "from_high_risk"), ("高风险", "from_high_risk"), ("中风险", "from_medium_risk"),
    ("低风险", "from_low_risk"), ("重点地区", "from_key_area"), ("重点区域", "from_key_area"), ("涉疫", "involved_person"),
)  # fmt: skip
_NOBODY = Words(
    "没有能用的电话、证件号或住址，找不到这个人。请向来文单位要。",
    "There is no usable phone, identity number or address: nobody could find this person. Ask the sender.",
)
_NO_LIST = Words("没有这份名单或函：{code}", "There is no such list or letter: {code}")
_ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
# What fits no column of its own goes along as text, under the name it has in the form.
_BESIDE = ("transport", "sex", "age", "remark")


def category_of(text: str, known: Mapping[str, Category]) -> str:
    """The code somebody meant by a category's code, name, or what offices say; empty when nobody knows."""
    sought = plain(text)
    for code, one in known.items():
        if sought.casefold() in (code, one.zh.casefold(), one.en.casefold()):
            return code
    return next((code for word, code in _SPOKEN if word in sought and code in known), "")


class PushRow(BaseModel):
    """One person as a list names them; hardly anything is sure to be there."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = ask("姓名", "Name", default="", max_length=60, widget="text")
    phone: str = ask("电话", "Phone", default="", max_length=200, widget="text")
    identity: str = ask("证件号", "Identity number", default="", max_length=40, widget="text")
    identity_fault: str = ask("证件号的问题", "Fault of the identity number", default="", max_length=40)
    address: str = ask("住址", "Address", default="", max_length=300, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    category: str = ask("人员类别", "Category", default="", max_length=200, widget="text")
    exposed_at: dt.date | None = ask(
        "最后接触或离开的日期", "Day of the last exposure", default=None, widget="text"
    )
    exposure: str = ask("接触情况、行程", "Exposure, travel", default="", max_length=4000, widget="textarea")
    transport: str = ask("车次航班座位", "Transport and seat", default="", max_length=400, widget="text")
    sex: str = ask("性别", "Sex", default="", max_length=20, widget="text")
    age: str = ask("年龄", "Age", default="", max_length=20, widget="text")
    remark: str = ask("备注", "Remarks", default="", max_length=2000, widget="text")
    list_number: str = ask("文号", "Number of the list", default="", max_length=80, widget="text")
    sender: str = ask("来文单位", "Sender", default="", max_length=120, widget="text")
    received_at: Moment = ask("收到时间", "Received at", default=None, widget="text")

    @model_validator(mode="before")
    @classmethod
    def _as_offices_write(cls, said: Any, info: ValidationInfo) -> Any:
        """Nothing a row tells is lost: what fits no column goes into the text of the exposure."""
        if not isinstance(said, dict):
            return said
        said = {name: value for name, value in said.items() if not empty(value)}
        beside = [str(said["exposure"])] if "exposure" in said else []
        _phones(said, beside)
        _number(said, beside)
        _day(said, beside, info)
        if not any(name in said for name in ("phone", "identity", "address", "area")):
            raise fault(_NOBODY)
        if beside:
            said["exposure"] = "；".join(dict.fromkeys(beside))[:4000]
        return said


def _phones(said: dict[str, Any], beside: list[str]) -> None:
    """Every number of a cell, the first mobile first; what is no number is told beside."""
    if "phone" not in said:
        return
    good: list[str] = []
    for part in _SEVERAL.split(str(said.pop("phone"))):
        number = read_phone(part) if part.strip() else None
        if number and number not in good:
            good.append(number)
        elif part.strip() and not number:
            beside.append(f"电话：{part.strip()[:60]}")
    good.sort(key=lambda number: not number.startswith("1"))
    if good:
        said["phone"] = "、".join(good)


def _number(said: dict[str, Any], beside: list[str]) -> None:
    """An identity number that cannot be used is said to be faulty, and does not stop the row."""
    if "identity_fault" in said:
        said["identity_fault"] = "digits_lost"
        said.pop("identity", None)
        return
    text = said.get("identity")
    if text is None:
        return
    wrong = identity_fault(str(text))
    if wrong is None:
        said["identity"] = read_identity(str(text))
        return
    said["identity_fault"] = wrong
    if wrong == "shape":
        # A passport or another document: kept as it is, in its one form.
        said["identity"] = narrow(str(text)).upper()[:40]
        return
    del said["identity"]
    if wrong != "digits_lost":
        beside.append(f"证件号（有误）：{text}")


def _day(said: dict[str, Any], beside: list[str], info: ValidationInfo) -> None:
    if not isinstance(said.get("exposed_at"), str):
        return
    text = said.pop("exposed_at")
    try:
        said["exposed_at"] = moment_of(text, info).at.astimezone(_zone()).date()
    except Refused:
        beside.append(f"日期：{text}")


def _zone() -> dt.tzinfo:
    from .fields import local_zone

    return local_zone()


SYNONYMS: dict[str, Sequence[str]] = {
    "name": ["姓名", "名字", "人员姓名", "旅客姓名", "被协查人", "协查人员", "对象", "name"],
    "phone": ["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "电话号码", "本人电话", "号码", "phone", "mobile", "tel"],
    "identity": ["证件号", "身份证", "身份证号", "身份证号码", "证件号码", "公民身份号码", "护照号", "identity number", "id number", "passport"],
    "address": ["住址", "地址", "现住址", "现住地址", "居住地址", "详细地址", "家庭住址", "常住地址", "居住地", "住所", "目的地", "在本地住址", "address"],
    "area": ["地点编码", "区划代码", "area code"],
    "category": ["人员类别", "类别", "风险类型", "人员类型", "风险等级", "类型", "管控类别", "category"],
    "exposed_at": ["最后接触时间", "末次接触时间", "末次暴露时间", "最后暴露时间", "离开时间", "离开日期", "接触时间", "暴露日期", "接触日期", "last exposure"],
    "exposure": ["接触情况", "接触方式", "暴露情况", "行程", "行程轨迹", "活动轨迹", "途经地", "接触地点", "暴露地点", "出发地", "来源地", "exposure", "travel"],
    "transport": ["车次", "航班", "航班号", "车次航班", "交通工具", "座位", "座位号", "transport", "flight", "train"],
    "sex": ["性别", "sex", "gender"],
    "age": ["年龄", "age"],
    "remark": ["备注", "说明", "其他", "remarks", "note"],
    "list_number": ["文号", "函号", "协查函号", "协查编号", "批次", "批次号", "名单编号", "list number"],
    "sender": ["来文单位", "发函单位", "推送单位", "来源单位", "数据来源", "来源", "sender", "from authority"],
    "received_at": ["收到时间", "接收时间", "推送时间", "下发时间", "来函时间", "received at", "pushed at"],
}  # fmt: skip


def _ready(loading: Loading) -> None:
    if loading.channel and _named(loading) is None:
        raise Refused(_NO_LIST.fill(code=loading.channel))


def _named(loading: Loading) -> PushList | None:
    """The list or letter whose header was written down before."""
    rows = scope.within(PushList.objects.filter(code=loading.channel), loading.area)
    return rows.first() if loading.channel else None


def _open(rows: Sequence[PushRow], loading: Loading) -> Sequence[Outcome]:
    """Open a chunk together: matched, routed and timed in a few statements."""
    named, known = _named(loading), categories(loading.area)
    lists: dict[tuple[str, str], PushList] = {}
    prepared = []
    for row in rows:
        key = (row.list_number, row.sender)
        pushed = named or lists.get(key)
        if pushed is None:
            pushed = lists[key] = _list(row, loading)
        prepared.append((_person(row, loading, known), pushed))
    opened = rows_open(prepared, actor=loading.actor)
    return [Outcome(code=one.code, merge=one.alike) for one in opened]


def _list(row: PushRow, loading: Loading) -> PushList:
    return list_of_load(
        load=loading.load or 0,
        area=loading.area,
        number=row.list_number,
        sender=row.sender,
        received_at=row.received_at,
        file=loading.file[:200],
        source=loading.file[:200],
        by=loading.user_id,
    )


def _person(row: PushRow, loading: Loading, known: Mapping[str, Category]) -> Named:
    area = pad(row.area) if row.area else ""
    if area and not covers(loading.area, area):
        raise Refused(_ELSEWHERE, {"area": _ELSEWHERE})
    category = category_of(row.category, known) if row.category else ""
    beside = [row.exposure]
    if row.category and not category:
        beside.append(f"原类别：{row.category}")
    beside += [
        f"{label_of(PushRow, name).zh}：{getattr(row, name)}" for name in _BESIDE if getattr(row, name)
    ]
    return Named(
        name=narrow(row.name),
        phones=tuple(row.phone.split("、")) if row.phone else (),
        identity=row.identity,
        identity_fault=row.identity_fault,
        address=row.address,
        area=area,
        category=category,
        exposed_at=row.exposed_at,
        exposure="\n".join(part for part in beside if part),
        received_at=row.received_at,
    )


PUSH = import_kind(
    CODE,
    title=Words("推送名单、协查函附件", "Push list or list of a letter"),
    schema=PushRow,
    synonyms=SYNONYMS,
    open=_open,
    ready=_ready,
    needs=("import.load", "dispatch"),
    by_channel=True,
    forgiven=("identity",),
)

WAITING = Words("待更正：{what}", "To be corrected: {what}")
ASIDE = Words("不必登记", "Needs no opening")
UNUSABLE = Words("这一行不能用", "the row cannot be used")


def rejected(area: str, pushed: PushList | None, at: dt.datetime | None) -> list[Rejected]:
    """The rows that were not opened, by the field at fault; of a past moment as they stood then.

    Rows count from the moment their import was started.
    """
    rows = scope.within(ImportRow.objects.filter(kind=CODE), area)
    if pushed is not None:
        first = PushList.objects.filter(load=pushed.load, load__isnull=False).order_by("pk").first()
        mine = Q(load__channel=pushed.code)
        rows = rows.filter(mine | Q(load_id=pushed.load) if first and first.pk == pushed.pk else mine)
    settled = ("set_aside", "corrected")
    if at is None:
        rows = rows.filter(state__in=("rejected", "set_aside"))
    else:
        rows = rows.filter(state__in=("rejected", *settled), load__created_at__lte=at).exclude(
            state="corrected", touched_at__lte=at
        )
    counted: Counter[Words] = Counter()
    for state, problems, touched in rows.values_list("state", "problems", "touched_at"):
        aside = state == "set_aside" and (at is None or touched <= at)
        counted[ASIDE if aside else WAITING.fill(what=_what(problems))] += 1
    return [Rejected(reason, count) for reason, count in sorted(counted.items())]


def _what(problems: Sequence[Mapping[str, str]]) -> Words:
    name = str(problems[0].get("field", "")) if problems else ""
    return label_of(PushRow, name) if name in PushRow.model_fields else UNUSABLE


use_rejections(rejected)
