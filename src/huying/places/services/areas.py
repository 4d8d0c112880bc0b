"""Changing the tree of places. Whoever changes it may do so inside the scope of the transaction only."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ALL, GRADES, LENGTHS, Grade, covers, is_code, prefix
from huying.places.codes import grade as grade_of
from huying.places.codes import parent as parent_of
from huying.places.models import Area, Edition
from huying.places.queries import area, grade_below
from huying.places.spelling import english, initials, pinyin

# What an administrator may say about a place besides its name.
FACTS = frozenset(
    {"aliases", "compound", "lat", "lon", "geometry", "households", "residents", "ordering", "worker"}
    | {"worker_phone", "supervision_phone"}
)
_ONE_NAME = Words(
    "这里已经有“{name}”了。请换一个名称。", "There is already a “{name}” here. Please choose another name."
)


def edition_lock() -> None:
    """Wait for whoever else changes the tree. Taken before any place is locked, so that nobody waits in a ring."""
    Edition.objects.get_or_create(pk=1)
    Edition.objects.select_for_update().get(pk=1)


def root_ensure() -> None:
    """Have the whole country at the top of the tree."""
    Area.objects.get_or_create(code=ALL, defaults={"grade": "all", "zh": "全国", "en": "Country"})


def edition_renew() -> None:
    """Tell every process that the tree has changed; it holds once the transaction is committed."""
    Edition.objects.filter(pk=1).update(stamp=uuid.uuid4())


def tidy(name: str) -> str:
    """A name as it is kept: full-width signs made plain, nothing unprintable, no white space inside Chinese."""
    plain = " ".join(unicodedata.normalize("NFKC", name).split())
    plain = "".join(sign for sign in plain if sign.isprintable())
    return re.sub(r"(?<=[^\x00-\x7f]) | (?=[^\x00-\x7f])", "", plain)


def spell(place: Area) -> None:
    """Fill in what follows from the name: sounds, first letters and, unless given, the English name."""
    said = place.compound + place.zh
    place.pinyin, place.initials = pinyin(said)[:400], initials(said)[:80]
    place.en = (place.en or english(place.zh, grade_of(place.code)))[:160]


def area_create(
    *, parent: str, zh: str, en: str = "", grade: Grade | None = None, code: str | None = None, **facts: Any
) -> Area:
    """Add a place under another, with the next free code unless one is given.

    `grade` is that below the parent's unless the parent's children skip one (a city without districts). `facts` are
    named in FACTS. Raises Refused for a name already taken or a full parent, NotYours outside the scope.
    """
    _mine(parent)
    name = _named(zh)
    with transaction.atomic():
        edition_lock()
        root_ensure()
        above = Area.objects.filter(code=parent).first()
        if above is None:
            raise NotYours(parent)
        own = grade or grade_below(parent)
        if own is None or GRADES.index(own) <= GRADES.index(grade_of(parent)):
            raise Refused(Words("单元下面不能再分。", "A stairwell cannot be divided any further."))
        chosen = _checked_code(code, above, own) if code else _free_code(above, own)
        place = Area(code=chosen, grade=own, parent=above, zh=name, en=en.strip())
        _assign(place, facts)
        _save(place, new=True)
    return place


def area_rename(*, code: str, zh: str, en: str = "") -> Area:
    """Give a place another name; the old one stays as another name, so that old addresses are still found."""
    _mine(code)
    name = _named(zh)
    with transaction.atomic():
        edition_lock()
        place = area(code)
        if name != place.zh:
            place.aliases = [*(alias for alias in place.aliases if alias not in (name, place.zh)), place.zh]
            place.zh, place.en = name, ""
        place.en = en.strip() or place.en
        _save(place)
    return place


def area_update(*, code: str, **facts: Any) -> Area:
    """Change what is said about a place (FACTS): its grid worker, households, other names, position.

    Raises TypeError for a fact that is none, NotYours outside the scope.
    """
    _mine(code)
    with transaction.atomic():
        edition_lock()
        place = area(code)
        _assign(place, facts)
        _save(place)
    return place


def _mine(code: str) -> None:
    own = scope.current()
    if own is None or not covers(own, code):
        raise NotYours(code)


def _named(zh: str) -> str:
    name = tidy(zh)
    if not name or len(name) > 60:
        sentence = Words("请写名称，不超过60个字。", "Please give a name of at most 60 characters.")
        raise Refused(sentence, {"zh": sentence})
    return name


def _assign(place: Area, facts: Mapping[str, Any]) -> None:
    unknown = facts.keys() - FACTS
    if unknown:
        raise TypeError(f"not facts of a place: {sorted(unknown)}")
    for key, value in facts.items():
        setattr(place, key, tidy(value) if key == "compound" else value)


def _save(place: Area, *, new: bool = False) -> None:
    spell(place)
    taken = _ONE_NAME.fill(name=place.compound + place.zh)
    try:
        with transaction.atomic():
            place.save(force_insert=new)
    except IntegrityError as error:
        if "places_area_one_name" not in str(error):
            raise
        raise Refused(taken, {"zh": taken}) from None
    edition_renew()


def _free_code(above: Area, own: Grade) -> str:
    """The code after the last one of that grade right under the parent."""
    start, end = len(prefix(above.code)), LENGTHS[own]
    last = (
        Area.objects.filter(parent=above, grade=own).order_by("-code").values_list("code", flat=True).first()
    )
    number = int(last[start:end]) + 1 if last else 1
    if number >= 10 ** (end - LENGTHS[GRADES[GRADES.index(own) - 1]]):
        raise Refused(Words("这里已经满了，不能再添加。", "There is no room for another one here."))
    return f"{above.code[:start]}{number:0{end - start}}".ljust(len(ALL), "0")


def _checked_code(code: str, above: Area, own: Grade) -> str:
    """The code somebody chose, if it is free and says what the parent and the grade say."""
    sentence = None
    if not (is_code(code) and parent_of(code) == above.code and grade_of(code) == own):
        sentence = Words("编码与上级地点或级别不符。", "The code does not fit the place above or the grade.")
    elif Area.objects.filter(code=code).exists():
        sentence = Words("这个编码已经有了。", "This code is taken.")
    if sentence:
        raise Refused(sentence, {"code": sentence})
    return code
