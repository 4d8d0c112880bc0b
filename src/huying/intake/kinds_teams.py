"""Rosters of responsibility teams, as streets keep them: who answers for which building, in which role."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures.services.teams import member_name
from huying.people.seats import Seat, posts_of, seat_at
from huying.places.codes import LENGTHS, pad
from huying.places.gazetteer import resolve

from .fields import Phone
from .kinds import Loading, Outcome, import_kind

_AREA = "^(" + "|".join(rf"\d{{{length}}}" for length in LENGTHS.values()) + ")$"
_NOWHERE = Words("看不出是哪里：{text}", "It is not clear where this is: {text}")


class TeamRow(BaseModel):
    """One person who answers for a place, as a table tells it."""

    model_config = ConfigDict(frozen=True, str_strip_whitespace=True)

    place: str = ask("楼栋或片区", "Building or area", default="", max_length=200, widget="text")
    area: str = ask("地点编码", "Area code", default="", pattern=_AREA, widget="text")
    role: str = ask("角色", "Role", min_length=1, max_length=120, widget="text")
    name: str = ask("姓名", "Name", min_length=1, max_length=60, widget="text")
    phone: Phone = ask("电话", "Phone", default="", widget="phone")
    username: str = ask("登录名", "Log-in name", default="", max_length=150, widget="text")


SYNONYMS: dict[str, Sequence[str]] = {
    "place": [
        "楼栋",
        "楼栋或片区",
        "包保楼栋",
        "责任区域",
        "片区",
        "地址",
        "小区",
        "网格",
        "place",
        "building",
    ],
    "area": ["地点编码", "区划代码", "area code", "area_code"],
    "role": ["角色", "包保角色", "职务", "身份", "类别", "role"],
    "name": ["姓名", "责任人", "包保人", "包保责任人", "name"],
    "phone": ["电话", "手机", "手机号", "联系电话", "联系方式", "phone", "mobile"],
    "username": ["登录名", "账号", "username", "log-in"],
}


def _open(rows: Sequence[TeamRow], loading: Loading) -> Sequence[Outcome]:
    """Name each in turn; whoever is named already stays as they are."""
    seat = _seat(loading)
    return [_named(row, loading, seat) for row in rows]


def _seat(loading: Loading) -> Seat | None:
    if loading.user_id is None:
        return None
    at = (loading.actor.role, loading.actor.area)
    return next((seat_at(post) for post in posts_of(loading.user_id) if (post.role, post.area) == at), None)


def _named(row: TeamRow, loading: Loading, seat: Seat | None) -> Outcome:
    try:
        area = pad(row.area) if row.area else _where(row.place, loading.area)
        one, new = member_name(
            by=seat, area=area, role=row.role, name=row.name, phone=row.phone, username=row.username,
            within=loading.area,
        )  # fmt: skip
    except Refused as refused:
        return Outcome(refused=refused)
    return Outcome(code=str(one.pk), already=not new)


def _where(place: str, within: str) -> str:
    if not place:
        return within
    found = resolve(place, within=within, limit=2)
    if not found or not found[0].sure:
        words = _NOWHERE.fill(text=place)
        raise Refused(words, {"place": words})
    return found[0].area


TEAMS = import_kind(
    "teams",
    title=Words("包保责任人名单", "Responsibility teams"),
    schema=TeamRow,
    synonyms=SYNONYMS,
    open=_open,
    key=lambda row: f"{row.place}{row.area} {row.role} {row.name}",
    needs=("import.load", "team.manage"),
)
