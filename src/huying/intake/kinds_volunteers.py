"""Lists of volunteers: from neighbourhoods, party branches, firms and schools, as their spreadsheets have them."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, posts_of, seat_at
from huying.places.codes import LENGTHS, covers, pad
from huying.places.gazetteer import resolve
from huying.volunteers import terms
from huying.volunteers.services import volunteer_register

from .fields import Phone, empty, fault
from .kinds import Loading, Outcome, import_kind
from .readers.cells import plain

_SEVERAL = re.compile(r"[、,;，；/\n|]+|\s{1,}和\s{1,}")
_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"
_NO_TEAM = Words("没有这个小组：{text}", "There is no such team: {text}")
_NO_SKILL = Words("没有这项本领：{text}", "There is no such skill: {text}")
_NO_PHONE = Words("请写手机号，登录和联系都用得到。", "Give a phone number: it is needed to reach them.")
_NOWHERE = Words("看不出住在哪里：{text}", "It is not clear where this is: {text}")
_ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
DEFAULT_TEAM = "service"


def _coded(text: str, words: dict[str, Words]) -> str | None:
    """The code somebody meant by a code or a name, whole or as a part: 维修 for 维修小组."""
    sought = plain(text).casefold()
    if sought in words:
        return sought
    exact = [code for code, said in words.items() if sought in (said.zh.casefold(), said.en.casefold())]
    parts = exact or [
        code for code, said in words.items() if sought in said.zh or sought in said.en.casefold()
    ]
    return parts[0] if len(parts) == 1 or exact else None


def _team(value: object) -> object:
    if empty(value):
        return DEFAULT_TEAM
    code = _coded(str(value), terms.TEAMS)
    if code is None:
        raise fault(_NO_TEAM.fill(text=str(value)[:40]))
    return code


def _skills(value: object) -> object:
    if empty(value):
        return ()
    if not isinstance(value, str):
        return value
    found: list[str] = []
    for part in _SEVERAL.split(value):
        if not part.strip():
            continue
        code = _coded(part, terms.SKILLS)
        if code is None:
            raise fault(_NO_SKILL.fill(text=part[:40]))
        if code not in found:
            found.append(code)
    return tuple(found)


class VolunteerRow(BaseModel):
    """One volunteer as a table tells it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("手机", "Mobile phone", default="", widget="phone")
    place: str = ask("住址", "Where they live", default="", max_length=200, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    team: Annotated[str, BeforeValidator(_team)] = ask("小组", "Team", default=DEFAULT_TEAM, widget="text")
    skills: Annotated[tuple[str, ...], BeforeValidator(_skills)] = ask(
        "会做什么", "Skills", default=(), widget="text"
    )


SYNONYMS: dict[str, Sequence[str]] = {
    "name": ["姓名", "名字", "志愿者", "志愿者姓名", "队员", "name", "volunteer"],
    "phone": ["电话", "手机", "手机号", "手机号码", "联系电话", "联系方式", "phone", "mobile", "tel"],
    "place": ["住址", "地址", "家庭住址", "现住址", "居住地址", "小区", "所在小区", "楼栋", "address", "lives in", "place"],
    "area": ["地点编码", "区划代码", "area code", "area_code"],
    "team": ["小组", "组别", "队伍", "类型", "志愿者类型", "服务队", "team", "group", "type"],
    "skills": ["会做什么", "特长", "技能", "本领", "服务意向", "服务项目", "可提供服务", "skills", "skill", "can do"],
}  # fmt: skip


def _open(rows: Sequence[VolunteerRow], loading: Loading) -> Sequence[Outcome]:
    """Register the rows one after the other; each has an account of its own."""
    seat = _seat(loading)
    return [_registered(row, loading, seat) for row in rows]


def _seat(loading: Loading) -> Seat | None:
    """The post at which somebody loads, so that the audit says who it was; None for the machine's owner."""
    if loading.user_id is None:
        return None
    posts = posts_of(loading.user_id)
    return next((seat_at(post) for post in posts if (post.role, post.area) == _at(loading)), None)


def _at(loading: Loading) -> tuple[str, str]:
    return loading.actor.role, loading.actor.area


def _registered(row: VolunteerRow, loading: Loading, seat: Seat | None) -> Outcome:
    try:
        if not row.phone:
            raise Refused(_NO_PHONE, {"phone": _NO_PHONE})
        one, new = volunteer_register(
            by=seat,
            area=_home(row, loading.area),
            name=row.name,
            phone=row.phone,
            team=row.team,
            skills=row.skills,
        )
    except Refused as refused:
        return Outcome(refused=refused)
    return Outcome(code=one.user.username, already=not new)


def _home(row: VolunteerRow, within: str) -> str:
    """Where they live: the code, else the place the address surely means, else the area of the load."""
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


VOLUNTEERS = import_kind(
    "volunteers",
    title=Words("志愿者名单", "Volunteers"),
    schema=VolunteerRow,
    synonyms=SYNONYMS,
    open=_open,
    key=lambda row: f"{row.name} {row.phone}",
    needs=("import.load", "volunteer.manage"),
)
