"""How lists write places: one canonical text, and the forms a division's name takes in them."""

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from huying.places.codes import Grade

_WIDE = str.maketrans({"(": "（", ")": "）", ",": "，", ":": "：", ";": "；"})
_UNSEEN = re.compile(r"[\s\u200b\u200c\u200d\u2060\ufeff\x00-\x1f\x7f\ud800-\udfff]+")
_DASHES = re.compile(r"[‐‑‒–—―−]+")
LONGEST = 1000

# A place below the level "districts of the city", which no list says.
UNSPOKEN = frozenset(
    {
        "市辖区",
        "县",
        "省直辖县级行政区划",
        "省直辖县级行政单位",
        "自治区直辖县级行政区划",
        "自治区直辖县级行政单位",
    }
)
_PROVINCE = re.compile(r"(?:壮族|回族|维吾尔)?(?:自治区|特别行政区)$|省$|市$")
_PEOPLES = "哈萨克|柯尔克孜|蒙古族|蒙古|朝鲜族|土家族|布依族|傈僳族|景颇族|哈尼族|傣族|回族|藏族|苗族|彝族|白族|壮族|侗族|羌族"
_PREFECTURE = re.compile(rf"(?:{_PEOPLES})*自治州$")
_CITY = re.compile(r"(?:市|地区|盟)$")
_ZONES = (
    ("高新技术产业开发区", "高新区"),
    ("高新技术产业园区", "高新区"),
    ("高新技术开发区", "高新区"),
    ("高技术产业开发区", "高新区"),
    ("经济技术开发区", "经开区"),
    ("经济开发区", "经开区"),
)
STREET_ENDINGS = ("街道办事处", "街道", "地区办事处", "地区", "办事处", "镇", "乡", "街")
_STREET = re.compile(rf"(?:{'|'.join(STREET_ENDINGS)})$")
_COMMUNITY = re.compile(
    r"(?:社区居民委员会|社区居委会|社区村委会|居民委员会|村民委员会|居委会|村委会|行政村|社区|村)$"
)
_COMMUNITY_ENDINGS = (
    "社区",
    "村",
    "居委会",
    "村委会",
    "社区居委会",
    "行政村",
    "村民委员会",
    "社区居民委员会",
)


@lru_cache(maxsize=20_000)
def canonical(text: str) -> str:
    """The text as it is kept and compared: compatibility form, no white space, Chinese brackets and commas."""
    plain = unicodedata.normalize("NFKC", text)
    return _DASHES.sub("-", _UNSEEN.sub("", plain)).translate(_WIDE)[:LONGEST]


def name_key(province: str, city: str, county: str, text: str) -> str:
    """The key of a listed name: the same place written the same way has one, in every list."""
    said = "|".join((province, city, county, text))
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]


def stem(name: str, grade: Grade) -> str:
    """The name without the word for its kind, when at least two signs are left."""
    ending = {"province": _PROVINCE, "city": _CITY, "street": _STREET, "community": _COMMUNITY}.get(grade)
    cut = ending.sub("", name) if ending else name
    if grade == "street":
        cut = cut.removesuffix("（地区）")
    return cut if len(cut) >= 2 else name


def forms(name: str, grade: Grade, above: tuple[str, ...] = ()) -> Iterator[str]:
    """Other ways to write the name of a division; `above` are the stems of what it lies in (长春, 吉林)."""
    if grade == "province":
        yield stem(name, "province")
    elif grade == "city":
        short = _PREFECTURE.sub("", name)
        if short != name:
            yield short + "州"
            yield short
        yield stem(name, "city")
    elif grade == "district":
        yield from _zone_forms(name, above)
    elif grade == "street":
        short = stem(name, "street")
        yield short
        for ending in STREET_ENDINGS:
            yield short + ending
    elif grade == "community":
        short = stem(name, "community")
        for ending in _COMMUNITY_ENDINGS:
            yield short + ending


def zone(name: str) -> str:
    """The name of a development zone with the long words short: 长春经济技术开发区 is 长春经开区."""
    for long, short in _ZONES:
        name = name.replace(long, short)
    return name


def _zone_forms(name: str, above: tuple[str, ...]) -> Iterator[str]:
    short = zone(name)
    if not short.endswith(("高新区", "经开区", "开发区", "新区", "示范区", "实验区")):
        return
    # What stands before: the province, the city, "national".
    for before in (*above, "国家", "国家级", *above):
        if short.startswith(before) and len(short) > len(before) + 1:
            short = short.removeprefix(before)
            yield short
    yield zone(name)
    bare = re.sub(r"(?<=[\u4e00-\u9fff]{2})(?:高新|经开)区$", "区", short)
    if bare != short:
        yield bare
    if short.endswith("经开区"):
        yield "开发区" if short == "经开区" else short.replace("经开区", "开发区")
