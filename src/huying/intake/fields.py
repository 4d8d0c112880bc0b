"""Types of a row's fields: text from a table becomes what a schema needs, or a sentence says why not."""

import datetime as dt
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from pydantic import BeforeValidator, ValidationInfo
from pydantic_core import PydanticCustomError

from huying.base.clock import now
from huying.base.numbers import IdentityFault, identity_fault, narrow, read_identity, read_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .readers.cells import LOST_DIGITS, plain
from .readers.moments import Read, read_moment

_YES = {"是", "有", "对", "需要", "y", "yes", "true", "t", "1", "√", "✓", "✔", "v"}
_NO = {"否", "无", "没有", "不", "不是", "不需要", "n", "no", "false", "f", "0", "×", "x", "-", "/"}
# What people write in a cell that has nothing to say.
NOTHING = {"", "-", "--", "/", "\\", "无", "没有", "不详", "未知", "n/a", "na", "none", "null", "nil", "#n/a"}

_PHONE = Words("这不像一个电话号码：{text}", "This does not look like a phone number: {text}")
_TRUTH = Words("请写“是”或“否”，而不是：{text}", "Write yes or no, not: {text}")
_COUNT = Words("请写一个整数，而不是：{text}", "Write a whole number, not: {text}")
_IDENTITY: dict[IdentityFault, Words] = {
    "empty": Words("请填写身份证号。", "Give the identity number."),
    "digits_lost": LOST_DIGITS,
    "shape": Words("身份证号应是 18 位。", "An identity number has 18 characters."),
    "date": Words("身份证号里的出生日期不存在。", "The birthday in the identity number does not exist."),
    "checksum": Words("身份证号的校验位不对，请核对。", "The check letter of the identity number is wrong."),
}


def fault(words: Words) -> PydanticCustomError:
    """A sentence as pydantic's own error, kept in both languages."""
    return PydanticCustomError("row", "{zh} {en}", {"zh": words.zh, "en": words.en})


def empty(value: object) -> bool:
    """True for a cell that says nothing: "", "-", "无", "n/a"."""
    return value is None or (isinstance(value, str) and plain(value).casefold() in NOTHING)


def local_zone() -> ZoneInfo:
    """The zone that times without one are in."""
    return ZoneInfo(settings.TIME_ZONE)


def moment_of(text: str, info: ValidationInfo) -> Read:
    """A moment read with the year and day the load is about. Raises Refused."""
    about: dict[str, Any] = info.context or {}
    return read_moment(text, zone=local_zone(), around=about.get("around") or now(), year=about.get("year"))


def _moment(value: object, info: ValidationInfo) -> object:
    if empty(value):
        return None
    if not isinstance(value, str):
        return value
    try:
        return moment_of(value, info).at
    except Refused as refused:
        raise fault(refused.words) from refused


def _deadline(value: object, info: ValidationInfo) -> object:
    if empty(value):
        return None
    if not isinstance(value, str):
        return value
    try:
        found = moment_of(value, info)
    except Refused as refused:
        raise fault(refused.words) from refused
    # "By the 9th" is until the day is over.
    return found.at if found.timed else found.at + dt.timedelta(days=1) - dt.timedelta(seconds=1)


def _phone(value: object) -> object:
    if empty(value):
        return ""
    number = read_phone(str(value))
    if number is None:
        raise fault(_PHONE.fill(text=str(value)[:40]))
    return number


def _truth(value: object) -> object:
    if isinstance(value, bool):
        return value
    word = plain(str(value)).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise fault(_TRUTH.fill(text=str(value)[:40]))


def _count(value: object) -> object:
    if not isinstance(value, str):
        return value
    digits = plain(value).replace(",", "").removesuffix("人").removesuffix("名").removesuffix("份").strip()
    if not digits.isascii() or not digits.removeprefix("-").isdigit() or len(digits) > 15:
        raise fault(_COUNT.fill(text=value[:40]))
    return int(digits)


def _identity(value: object) -> object:
    if empty(value):
        return ""
    wrong = identity_fault(str(value))
    if wrong:
        raise fault(_IDENTITY[wrong])
    return read_identity(str(value))


Moment = Annotated[dt.datetime | None, BeforeValidator(_moment)]
Deadline = Annotated[dt.datetime | None, BeforeValidator(_deadline)]
Phone = Annotated[str, BeforeValidator(_phone)]
Identity = Annotated[str, BeforeValidator(_identity)]
Truth = Annotated[bool, BeforeValidator(_truth)]
Count = Annotated[int, BeforeValidator(_count)]
Code = Annotated[str, BeforeValidator(lambda value: narrow(str(value)))]
