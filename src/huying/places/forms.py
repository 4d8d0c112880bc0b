"""What an administrator is asked about a place."""

from typing import Any

from huying.kernel.facts import Facts, ask
from huying.kernel.words import Words

from .codes import Grade
from .models import Area

_NAME_HELP = Words("和墙上的牌子一样，例如：第一网格、3幢", "As on the sign at the wall, e.g. 第一网格, 3幢")
_EN_HELP = Words("不填就按中文名称自动生成", "Made from the Chinese name when left empty")
_ALIAS_HELP = Words(
    "居民还怎么叫它：旧名、俗名、门牌（建国南路12号）。一行一个",
    "What else residents call it: former names, street numbers. One a line",
)


class PlaceForm(Facts):
    """Any place."""

    zh: str = ask("名称", "Name", max_length=60, help=_NAME_HELP)
    en: str = ask("英文名称", "English name", default="", max_length=160, widget="text", help=_EN_HELP)
    aliases: list[str] = ask("别的叫法", "Other names", default=[], max_length=20, help=_ALIAS_HELP)
    households: int | None = ask("户数", "Households", default=None, ge=0, le=10_000_000)
    residents: int | None = ask("人口", "Residents", default=None, ge=0, le=100_000_000)


class GridForm(PlaceForm):
    """A grid, with what the law has posted on site."""

    worker: str = ask("网格员姓名", "Grid worker's name", default="", max_length=40)
    worker_phone: str = ask("网格员电话", "Grid worker's phone", default="", max_length=20, widget="phone")
    supervision_phone: str = ask(
        "监督电话", "Number for complaints", default="", max_length=20, widget="phone"
    )


class BuildingForm(PlaceForm):
    """A building."""

    compound: str = ask(
        "小区", "Compound", default="", max_length=60, help=Words("例如：鹿鸣小区", "e.g. 鹿鸣小区")
    )
    lat: float | None = ask("纬度", "Latitude", default=None, ge=-90, le=90)
    lon: float | None = ask("经度", "Longitude", default=None, ge=-180, le=180)


def form_for(grade: Grade) -> type[PlaceForm]:
    """The questions for a place of a grade."""
    forms: dict[str, type[PlaceForm]] = {"grid": GridForm, "building": BuildingForm}
    return forms.get(grade, PlaceForm)


def said_of(place: Area, form: type[PlaceForm]) -> dict[str, Any]:
    """What is known of a place, for the form."""
    return {name: getattr(place, name) for name in form.model_fields}
