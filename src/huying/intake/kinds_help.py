"""Lists of calls for help: from hotlines, chat groups, departments and other systems."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, model_validator

from huying.base.errors import NotYours
from huying.base.numbers import narrow, read_phone
from huying.help import terms
from huying.help.queries.intake import categories, is_open
from huying.help.queries.intake import channel as channel_of
from huying.help.services import Incoming, Taken, requests_open_many
from huying.help.services.requests import request_row
from huying.help.sorting.texts import bare as bare_text
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL, LENGTHS, pad
from huying.places.gazetteer import resolve

from .fields import Count, Deadline, Moment, Phone, Truth, empty, moment_of
from .kinds import Loading, Outcome, import_kind
from .readers.cells import plain
from .readers.headings import bare

_KINDS = {
    "求助": "request", "诉求": "request", "投诉": "request", "建议": "request", "request": "request", "need": "request",
    "帮助": "offer", "提供": "offer", "爱心": "offer", "捐赠": "offer", "offer": "offer",
    "咨询": "enquiry", "问询": "enquiry", "提问": "enquiry", "enquiry": "enquiry", "question": "enquiry",
}  # fmt: skip
# The fields of the help desk by our names, where they differ.
_OURS = {"contact_name": "name", "contact_phone": "phone", "place_text": "place"}
CHANNEL = "file"
OTHER = "other"
_TITLE_MOST = 120
_SEVERAL = re.compile(r"[、/,;，；\n]|\s+或?\s*|或")
_BY = Words("要求时间：{text}", "Needed by: {text}")
_SORTED_AS = Words("原分类：{text}", "Sorted at the source as: {text}")
_OTHER_TEXT = Words(
    "编号 {number} 已经登记为 {code}，但内容不同。是另一件事就改掉编号再登记；是同一件事就写明不必登记。",
    "The number {number} is {code} already, with another text. If it is something else, change the number; "
    "if it is the same, set this row aside.",
)
_NO_CHANNEL = Words(
    "渠道“{code}”没有，或现在没有开放。", "There is no channel “{code}”, or it is not open now."
)
_GROUPS = Words("特殊情况：{text}", "Special circumstances: {text}")
_PHONES = Words("其他电话：{text}", "Other phones: {text}")


# The longest names first: 高龄老人 is not what 独居老人 ends with.
_FLAGS = sorted(
    ((name.lower(), code) for code, words in terms.VULNERABLE.items() for name in (code, words.zh, words.en)),
    key=lambda pair: -len(pair[0]),
)


def _flags(value: object) -> object:
    # What the form sends back for a row that is corrected is one line of text.
    return value if isinstance(value, tuple) else tuple(_SEVERAL.split(str(value)))


def _kind(value: object) -> object:
    word = plain(str(value)).casefold()
    if empty(value):
        return "request"
    return _KINDS.get(word) or next((code for name, code in _KINDS.items() if name in word), word)


Flags = Annotated[tuple[str, ...], BeforeValidator(_flags)]
Kind = Annotated[Literal["request", "offer", "enquiry"], BeforeValidator(_kind)]


# A code may be written short, up to the end of any grade.
_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"


class HelpRow(BaseModel):
    """One call for help as a table tells it: text in, what the help desk needs out."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    kind: Kind = ask(
        "类型", "Kind", default="request", widget="select", choices=terms.pairs(terms.MESSAGE_KINDS)
    )
    text: str = ask("内容", "What it is about", min_length=2, max_length=20_000, widget="textarea")
    title: str = ask("标题", "Title", default="", max_length=_TITLE_MOST, widget="text")
    category: str = ask("类别", "Category", default="", max_length=40, widget="text")
    place: str = ask("地点", "Place", default="", max_length=200, widget="text")
    room: str = ask("单元和房号", "Stairwell and room", default="", max_length=60, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    name: str = ask("联系人", "Contact", default="", max_length=60, widget="text")
    phone: Phone = ask("联系电话", "Phone", default="", widget="phone")
    needed_by: Deadline = ask("最晚什么时候要办好", "Needed by", default=None, widget="text")
    people_affected: Count = ask(
        "涉及几个人", "People affected", default=1, ge=1, le=100_000, widget="number"
    )
    under_quarantine: Truth = ask("正在居家隔离", "Under quarantine", default=False, widget="text")
    vulnerable: Flags = ask("特殊人群", "Vulnerable people", default=(), widget="text")
    received_at: Moment = ask("收到时间", "Received at", default=None, widget="text")
    source_id: str = ask("原编号", "Number at the source", default="", max_length=100, widget="text")
    user: str = ask("来源用户", "User at the source", default="", max_length=100, widget="text")

    @model_validator(mode="before")
    @classmethod
    def _as_people_write(cls, said: Any, info: ValidationInfo) -> Any:
        """Nothing a row tells is lost: what fits no field goes into the text."""
        if not isinstance(said, dict):
            return said
        said = {name: value for name, value in said.items() if name == "text" or not empty(value)}
        beside: list[str] = []
        _spread_title(said)
        _first_phone(said, beside)
        _deadline_or_words(said, beside, info)
        _known_flags(said, beside)
        if beside:
            said["text"] = "\n".join([str(said.get("text", "")), *beside])
        return said


def _spread_title(said: dict[str, Any]) -> None:
    """A long title is the head of the text; a text there is none of is the title."""
    title, text = str(said.get("title", "")), str(said.get("text", ""))
    if len(title) > _TITLE_MOST:
        said["title"] = title[: _TITLE_MOST - 1] + "…"
        said["text"] = title if text.startswith(title) or not text else f"{title}\n{text}"
    elif title and not text:
        said["text"] = title


def _first_phone(said: dict[str, Any], beside: list[str]) -> None:
    """The first of several numbers in one cell; the others are told in the text."""
    typed = said.get("phone")
    if not isinstance(typed, str) or read_phone(typed) is not None:
        return
    numbers = [part for part in _SEVERAL.split(narrow(typed)) if part and read_phone(part)]
    if numbers:
        said["phone"] = numbers[0]
        rest = typed.replace(numbers[0], "", 1).strip(" 、/,;，；\n或")
        if rest:
            beside.append(_PHONES.fill(text=rest).zh)


def _deadline_or_words(said: dict[str, Any], beside: list[str], info: ValidationInfo) -> None:
    """A time nobody can read ("as soon as possible") must not keep a call for help waiting."""
    typed = said.get("needed_by")
    if not isinstance(typed, str):
        return
    try:
        moment_of(typed, info)
    except Refused:
        beside.append(_BY.fill(text=typed).zh)
        del said["needed_by"]


def _known_flags(said: dict[str, Any], beside: list[str]) -> None:
    """Groups of people by their names or codes; what is none of them is told in the text."""
    typed = said.get("vulnerable")
    if not isinstance(typed, str):
        return
    left, found = typed, []
    for name, code in _FLAGS:
        if name in left.lower():
            found.append(code)
            left = re.sub(re.escape(name), "", left, flags=re.IGNORECASE)
    said["vulnerable"] = tuple(dict.fromkeys(found))
    if rest := "、".join(part for part in _SEVERAL.split(left) if part):
        beside.append(_GROUPS.fill(text=rest).zh)


SYNONYMS: dict[str, Sequence[str]] = {
    "text": ["内容", "诉求内容", "求助内容", "问题描述", "情况说明", "详细情况", "具体需求", "需求", "诉求", "留言详情", "描述", "反映内容",
             "content", "message", "description", "body", "details"],
    "title": ["标题", "主题", "留言主题", "诉求标题", "事由", "subject", "headline", "summary"],
    "kind": ["类型", "诉求类型", "信息类型", "求助或咨询", "type"],
    "category": ["类别", "分类", "一级标签", "诉求类别", "问题类别", "class", "topic"],
    "place": ["地址", "地点", "住址", "家庭住址", "现住址", "居住地址", "详细地址", "小区", "所在小区", "位置", "发生地点", "address", "location", "where"],
    "room": ["房号", "门牌号", "室号", "单元房号", "楼栋房号", "room", "unit", "flat"],
    "area": ["地点编码", "区划代码", "行政区划代码", "area code", "area_code", "division"],
    "name": ["联系人", "姓名", "求助人", "诉求人", "称呼", "来电人", "contact", "contact name", "contact_name", "name", "caller"],
    "phone": ["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "来电号码", "电话号码", "phone", "mobile", "tel", "telephone", "contact_phone"],
    "needed_by": ["最晚时间", "截止时间", "要求时间", "需要时间", "期望时间", "办理期限", "needed by", "deadline", "due"],
    "people_affected": ["人数", "涉及人数", "受影响人数", "几个人", "people", "people affected", "number of people"],
    "vulnerable": ["特殊人群", "人群类别", "重点人群", "特殊情况", "vulnerable", "vulnerability"],
    "under_quarantine": ["是否隔离", "居家隔离", "是否居家隔离", "quarantine", "under quarantine"],
    "received_at": ["时间", "日期", "登记时间", "收到时间", "受理时间", "来电时间", "留言时间", "提交时间", "创建时间", "登记日期",
                    "time", "date", "received", "received at", "created", "created_at", "submitted", "timestamp"],
    "source_id": ["工单号", "工单编号", "受理编号", "诉求编号", "留言编号", "原编号", "来源编号", "id", "ticket", "reference", "source id"],
    "user": ["用户", "留言用户", "用户名", "网名", "发帖人", "user", "user id", "username", "author"],
}  # fmt: skip


def _key(row: HelpRow) -> str:
    """What was said, by whom, where and when; how it was sorted at the source may change without a new call."""
    moment = row.received_at.astimezone(dt.UTC).isoformat() if row.received_at else ""
    said = (
        row.source_id,
        row.user,
        row.kind,
        row.title,
        row.text,
        row.name,
        row.phone,
        row.place,
        row.room,
        moment,
    )
    return json.dumps(said, ensure_ascii=False)


def _alike(row: HelpRow) -> str:
    """The bare text: the same words from two people may be one matter."""
    return bare_text(row.text)


def _open(rows: Sequence[HelpRow], loading: Loading) -> Sequence[Outcome]:
    """Open rows at the help desk, in one set."""
    sorter = _Sorter(loading.area)
    incoming = [_incoming(row, sorter) for row in rows]
    taken = requests_open_many(incoming, channel=loading.channel or CHANNEL, actor=loading.actor)
    return [_outcome(row, one) for row, one in zip(incoming, taken, strict=True)]


def _ready(loading: Loading) -> None:
    """Raise Refused unless the channel of a load is there and open."""
    code = loading.channel or CHANNEL
    try:
        found = is_open(channel_of(code))
    except NotYours:
        found = False
    if not found:
        raise Refused(_NO_CHANNEL.fill(code=code))


class _Sorter:
    """Categories and places by any of their names, each looked up once for a chunk."""

    def __init__(self, within: str) -> None:
        self.within = within
        self.places: dict[str, tuple[str, str]] = {}
        rows = list(categories())
        self.codes = {bare(name): row.code for row in rows for name in (row.zh, row.en, row.code)}

    def __call__(self, typed: str) -> tuple[str, str]:
        """The code of a category, and what has to be told beside it."""
        if not typed:
            return OTHER, ""
        code = self.codes.get(bare(typed))
        return (code, "") if code else (OTHER, _SORTED_AS.fill(text=typed).zh)

    def place(self, typed: str) -> tuple[str, str]:
        """The place an address surely means and what it leaves (the room); the area of the load otherwise."""
        if typed not in self.places:
            found = resolve(typed, within=self.within, limit=2) if typed else []
            sure = bool(found) and found[0].sure
            whole = "" if self.within == ALL else self.within
            self.places[typed] = (found[0].area, found[0].rest) if sure else (whole, "")
        return self.places[typed]


def _incoming(row: HelpRow, sorter: _Sorter) -> Incoming:
    category, beside = sorter(row.category)
    area, rest = (pad(row.area), "") if row.area else sorter.place(row.place)
    return Incoming(
        text=f"{row.text}\n{beside}" if beside else row.text,
        title=row.title,
        kind=row.kind,
        category=category,
        place=row.place,
        area=area,
        contact_name=row.name,
        phone=row.phone,
        room=row.room or rest[:60],
        needed_by=row.needed_by,
        people_affected=row.people_affected,
        vulnerable=row.vulnerable,
        under_quarantine=row.under_quarantine,
        received_at=row.received_at,
        source_id=row.source_id,
        user=row.user,
    )


def _outcome(row: Incoming, taken: Taken) -> Outcome:
    if taken.refused is not None:
        fields = {_OURS.get(name, name): words for name, words in taken.fields.items()}
        return Outcome(refused=Refused(taken.refused, fields))
    code = taken.code or ""
    if taken.already and row.source_id and not _said_the_same(code, row.text):
        # Two lists may number their rows alike: nobody's call is dropped because of a number.
        words = _OTHER_TEXT.fill(number=row.source_id, code=code)
        return Outcome(refused=Refused(words, {"source_id": words}))
    return Outcome(code=code, already=taken.already)


def _said_the_same(code: str, text: str) -> bool:
    with scope.everything("whether a number stands for the same call"):
        return request_row(code).text == text


HELP = import_kind(
    "help",
    title=Words("求助、帮助和咨询", "Requests for help, offers and enquiries"),
    schema=HelpRow,
    synonyms=SYNONYMS,
    open=_open,
    key=_key,
    alike=_alike,
    ready=_ready,
)
