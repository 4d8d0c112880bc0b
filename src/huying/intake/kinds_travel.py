"""Lists of travellers: declarations by employers, hotels and schools, and the ledger of those away."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo

from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.codes import LENGTHS, covers, pad
from huying.places.gazetteer import resolve
from huying.screening import travel_terms as terms
from huying.screening.services.outreach import returnee_write
from huying.screening.services.several import Common, OneRow, declarings
from huying.screening.services.travel import OneDeclared, declare_many

from .fields import Moment, Phone, empty, fault, local_zone, moment_of
from .kinds import Loading, Outcome, import_kind

_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"
_NOWHERE = Words("看不出住在哪里：{text}", "It is not clear where this is: {text}")
_ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
_NO_PHONE = Words("请写电话，到了要联系。", "Give a phone number: contact is made on arrival.")
_NO_ARRIVAL = Words("请写什么时候到。", "Say when they arrive.")


def _day(value: object, info: ValidationInfo) -> object:
    if empty(value):
        return None
    if not isinstance(value, str):
        return value
    try:
        return moment_of(value, info).at.astimezone(local_zone()).date()
    except Refused as refused:
        raise fault(refused.words) from refused


def _coded(words: dict[str, Words], value: object, otherwise: str) -> object:
    if empty(value):
        return otherwise
    sought = str(value).strip().casefold()
    found = [
        code for code, said in words.items() if sought in (code, said.zh.casefold(), said.en.casefold()) or said.zh in sought
    ]  # fmt: skip
    return found[0] if found else otherwise


Day = Annotated[dt.date | None, BeforeValidator(_day)]
Transport = Annotated[str, BeforeValidator(lambda value: _coded(terms.TRANSPORTS, value, "other"))]
Away = Annotated[str, BeforeValidator(lambda value: _coded(terms.AWAY, value, "other"))]


class DeclarationRow(BaseModel):
    """One person as a table of an employer, a hotel or a school tells it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", default="", widget="phone")
    origin: str = ask("从哪里来", "From where", default="", max_length=120, widget="text")
    came: Day = ask("哪天到那里", "There from", default=None, widget="text")
    left: Day = ask("哪天离开", "Until", default=None, widget="text")
    arrives_at: Moment = ask("什么时候到", "When they arrive", default=None, widget="text")
    transport: Transport = ask("怎么来", "How", default="other", widget="text")
    number: str = ask("车次航班", "Train or flight", default="", max_length=40, widget="text")
    place: str = ask("住处", "Where they stay", default="", max_length=200, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")


SYNONYMS: dict[str, Sequence[str]] = {
    "name": ["姓名", "名字", "人员姓名", "name"],
    "phone": ["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone", "mobile"],
    "origin": ["从哪里来", "来自", "出发地", "旅居地", "旅居史", "来源地", "行程", "from", "origin"],
    "came": ["到达当地日期", "旅居开始", "哪天到那里", "there from"],
    "left": ["离开日期", "离开时间", "哪天离开", "出发日期", "left"],
    "arrives_at": [
        "抵达时间",
        "到达时间",
        "返回时间",
        "入住时间",
        "返校时间",
        "什么时候到",
        "arrives at",
        "arrival",
    ],
    "transport": ["交通方式", "出行方式", "怎么来", "transport"],
    "number": ["车次", "航班", "车次航班", "车次/航班", "车牌", "train", "flight"],
    "place": ["住处", "住址", "地址", "现住址", "居住地址", "房间", "address"],
    "area": ["地点编码", "区划代码", "area code", "area_code"],
}


def _home(text: str, code: str, within: str) -> str:
    """Where they stay: the code, else the place the address surely means, else the area of the load."""
    if code:
        area = pad(code)
        if not covers(within, area):
            raise Refused(_ELSEWHERE, {"area": _ELSEWHERE})
        return area
    if not text:
        return within
    found = resolve(text, within=within, limit=2)
    if not found or not found[0].sure:
        words = _NOWHERE.fill(text=text[:60])
        raise Refused(words, {"place": words})
    return found[0].area


def _open(rows: Sequence[DeclarationRow], loading: Loading) -> Sequence[Outcome]:
    """Declare the rows in one go; those that cannot be are answered with why not."""
    outcomes: list[Outcome | None] = []
    good: list[tuple[int, OneDeclared]] = []
    for place, row in enumerate(rows):
        try:
            good.append((place, _one(row, loading)))
            outcomes.append(None)
        except Refused as refused:
            outcomes.append(Outcome(refused=refused))
    if good:
        made = declare_many(rows=[one for _, one in good], actor=loading.actor, channel="file")
        for (place, _), matter in zip(good, made, strict=True):
            outcomes[place] = Outcome(code=matter.code)
    return [one for one in outcomes if one is not None]


def _one(row: DeclarationRow, loading: Loading) -> OneDeclared:
    if not row.phone:
        raise Refused(_NO_PHONE, {"phone": _NO_PHONE})
    if row.arrives_at is None:
        raise Refused(_NO_ARRIVAL, {"arrives_at": _NO_ARRIVAL})
    one = OneRow(name=row.name, phone=row.phone, place=row.origin, came=row.came, left=row.left)
    common = Common(row.arrives_at, row.transport, row.number, "employer", "", row.place)
    return OneDeclared(declarings([one], common, None)[0], _home(row.place, row.area, loading.area))


DECLARATIONS = import_kind(
    "declarations",
    title=Words("报备名单（单位、酒店、学校）", "Declarations by employers, hotels and schools"),
    schema=DeclarationRow,
    synonyms=SYNONYMS,
    open=_open,
    key=lambda row: f"{row.name} {row.phone} {row.arrives_at} {row.origin}",
    needs=("import.load", "arrivals"),
)


class ReturneeRow(BaseModel):
    """Somebody away as a table tells it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", default="", widget="phone")
    place_text: str = ask("在哪里", "Where", min_length=2, max_length=120, widget="text")
    away: Away = ask("在外做什么", "Why away", default="other", widget="text")
    site_name: str = ask("学校或单位", "School or workplace", default="", max_length=120, widget="text")
    expected_on: Day = ask("预计返回", "Expected back", default=None, widget="text")
    route: str = ask("返乡路线", "Route", default="", max_length=300, widget="text")
    home: str = ask("家庭住址", "Home", default="", max_length=200, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    note: str = ask("备注", "Remarks", default="", max_length=300, widget="text")


def _ledger(rows: Sequence[ReturneeRow], loading: Loading) -> Sequence[Outcome]:
    """Write the rows into the ledger; a line there is already is brought up to date."""
    return [_line(row, loading) for row in rows]


def _line(row: ReturneeRow, loading: Loading) -> Outcome:
    try:
        told = row.model_dump(exclude={"home", "area"})
        made, new = returnee_write(area=_home(row.home, row.area, loading.area), by=loading.user_id, **told)
    except Refused as refused:
        return Outcome(refused=refused)
    return Outcome(code=str(made.pk), already=not new)


RETURNEES = import_kind(
    "returnees",
    title=Words("返乡台账", "Returnee ledger"),
    schema=ReturneeRow,
    synonyms={
        "name": ["姓名", "名字", "name"],
        "phone": ["电话", "手机", "手机号", "联系电话", "联系方式", "phone", "mobile"],
        "place_text": ["在哪里", "现所在地", "所在地", "外出地", "务工地", "就读地", "where", "place"],
        "away": ["在外做什么", "类别", "外出原因", "身份", "why away"],
        "site_name": ["学校或单位", "学校", "单位", "工作单位", "就读学校", "school", "workplace"],
        "expected_on": ["预计返回", "预计返乡时间", "返乡时间", "返程时间", "拟返回日期", "expected back"],
        "route": ["返乡路线", "路线", "返乡路径", "返乡方式", "车次", "route"],
        "home": ["家庭住址", "住址", "地址", "home", "address"],
        "area": ["地点编码", "区划代码", "area code", "area_code"],
        "note": ["备注", "说明", "remarks"],
    },
    open=_ledger,
    key=lambda row: f"{row.name} {row.phone} {row.place_text} {row.expected_on}",
    needs=("import.load", "arrivals"),
)
