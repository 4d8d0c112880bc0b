"""Places for programs: the tree, its names, and the gazetteer. The tree is public, so no key is asked for."""

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from huying.base.api import Problem, Sentence
from huying.kernel.words import Words

from . import queries
from .codes import ALL
from .gazetteer import resolve
from .models import Area
from .risk.api import router as risk_router

router = Router(tags=["places"])
router.add_router("", risk_router)
_CODE = r"^[0-9]{20}$"


class PlaceOut(Schema):
    """A place. `lat` and `lon` are degrees in WGS 84."""

    code: str
    grade: str
    name: Sentence
    parent: str | None
    lat: float | None
    lon: float | None
    households: int | None
    residents: int | None


class PlaceWhole(PlaceOut):
    """A place with the places it lies in, from the province down, and the grid worker posted there."""

    path: list[PlaceOut]
    worker: str
    worker_phone: str
    supervision_phone: str


class MatchOut(Schema):
    """What an address can mean. `score` is 0 to 1; `sure` says that nobody need choose; `rest` is what is left of it."""

    area: str
    grade: str
    name: Sentence
    score: float
    sure: bool
    how: Sentence
    rest: str


class Found(Schema):
    """What to search for, and inside which place."""

    q: str = Field(min_length=1, max_length=200)
    within: str = Field(ALL, pattern=_CODE)
    limit: int = Field(20, ge=1, le=100)


class Address(Schema):
    """An address as it was typed, and inside which place it must lie."""

    text: str = Field(min_length=1, max_length=200)
    within: str = Field(ALL, pattern=_CODE)
    limit: int = Field(5, ge=1, le=20)


def _said(words: Words) -> Sentence:
    return Sentence(zh=words.zh, en=words.en)


def _out(place: Area) -> PlaceOut:
    return PlaceOut(
        code=place.code, grade=place.grade, name=_said(place.name), parent=place.parent_id, lat=place.lat, lon=place.lon,
        households=place.households, residents=place.residents,
    )  # fmt: skip


@router.get("/places/search", response={200: list[PlaceOut], 422: Problem}, url_name="place_search")
def search(request: HttpRequest, asked: Query[Found]) -> list[PlaceOut]:
    """Places by name, other name, compound, pinyin, first letters or beginning of the code; the best first."""
    text = asked.q.replace("\x00", "")
    return [_out(place) for place in queries.area_search(text, asked.within, limit=asked.limit)]


@router.get("/places/resolve", response={200: list[MatchOut], 422: Problem}, url_name="place_resolve")
def resolved(request: HttpRequest, asked: Query[Address]) -> list[MatchOut]:
    """The places an address can mean, down to the stairwell; several when it is not clear."""
    return [
        MatchOut(
            area=match.area, grade=match.grade, name=_said(match.name), score=match.score, sure=match.sure,
            how=_said(match.how), rest=match.rest,
        )
        for match in resolve(asked.text, within=asked.within, limit=asked.limit)
    ]  # fmt: skip


@router.get("/places/{code}", response={200: PlaceWhole, 404: Problem}, url_name="place_one")
def one(request: HttpRequest, code: str) -> PlaceWhole:
    """A place and where it lies."""
    place = queries.area(code)
    return PlaceWhole(
        **_out(place).model_dump(), path=[_out(row) for row in queries.path(place.code)],
        worker=place.worker, worker_phone=place.worker_phone, supervision_phone=place.supervision_phone,
    )  # fmt: skip


@router.get(
    "/places/{code}/children", response={200: list[PlaceOut], 404: Problem}, url_name="place_children"
)
def below(request: HttpRequest, code: str) -> list[PlaceOut]:
    """The places one step below."""
    return [_out(row) for row in queries.children(queries.area(code).code).defer("geometry")]
