"""Opening requests, one or ten thousand, and merging duplicates."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction
from pydantic import ValidationError

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.forms import sentence
from huying.help.facts import Asking, Merging, Reception
from huying.help.models import Category, Channel, HelpRequest
from huying.help.origin import Origin
from huying.help.queries.intake import channel as channel_of
from huying.help.queries.intake import is_open
from huying.help.queue import wanted_by
from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Language, Words
from huying.matters.services import Opening, matter_open, open_many, perform
from huying.places import codes, scope
from huying.rulebook.queries import reader

if TYPE_CHECKING:
    from huying.matters.models import Matter

KIND = "help.request"
_WRONG = Words("填写的内容有误，请按提示修改。", "Some of what you wrote needs correcting.")
_CLOSED = Words("这个渠道现在没有开放。", "This channel is not open now.")
_NO_CATEGORY = Words("没有这个类别。", "There is no such category.")
_NOT_HERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
_LATER = Words("收到时间不能晚于现在。", "It cannot have come in later than now.")
# An engine key is at most this long; longer ids of a source are hashed.
_ONCE = 80


def request_open(
    *,
    asking: Asking,
    area: str,
    channel: str,
    actor: Actor,
    record_here: bool = False,
    source_id: str = "",
    source_user: str = "",
    on_behalf: bool = False,
    language: Language = "zh",
    photos: Sequence[str] = (),
    once: str | None = None,
) -> "Matter":
    """Open one request, offer or enquiry; what was sent twice under one `once` or `source_id` is opened once.

    `record_here` keeps it at the desk of the worker who takes it down instead of the screening queue; `photos` are
    the names of pictures uploaded before. Raises Refused: channel closed, phone missing, category unknown.
    """
    way_in = channel_of(channel)
    _check_channel(way_in, asking)
    if actor.area and not codes.covers(actor.area, area):
        raise Refused(_NOT_HERE, {"area": _NOT_HERE})
    category = _categories([asking.category]).get(asking.category)
    if category is None or not _takes(way_in, category):
        raise Refused(_WRONG, {"category": _NO_CATEGORY})
    origin = Origin(way_in.code, source_id, source_user, on_behalf, language, photos=tuple(photos))
    with transaction.atomic():
        return matter_open(
            kind=KIND,
            act="record" if record_here else "receive",
            area=area,
            actor=actor,
            facts=_reception(asking, category, area),
            source=way_in.code,
            once=once or (_once(way_in.code, source_id) if source_id else None),
            extra=origin,
        )


def _check_channel(way_in: Channel, asking: Asking) -> None:
    if not is_open(way_in):
        raise Refused(_CLOSED)
    if way_in.needs_phone and not asking.contact_phone:
        words = Words("请留一个电话，我们好联系您。", "Please leave a phone number so that we can reach you.")
        raise Refused(_WRONG, {"contact_phone": words})


def _takes(way_in: Channel, category: Category) -> bool:
    chosen = way_in.categories.all()
    return not chosen or category in chosen


def _categories(wanted: Iterable[str]) -> dict[str, Category]:
    return {row.code: row for row in Category.objects.filter(code__in=set(wanted), active=True)}


def _reception(asking: Asking, category: Category, area: str) -> Reception:
    due = wanted_by(reader(), area, pace=category.pace, needed_by=asking.needed_by)
    return Reception.model_construct(
        **dict(asking), pace=category.pace, urgency=category.urgency, wanted_by=due
    )


def _once(channel: str, source_id: str) -> str:
    key = f"help:{channel}:{source_id}"
    if len(key) <= _ONCE:
        return key
    return f"help:{hashlib.blake2b(key.encode(), digest_size=24).hexdigest()}"


@dataclass(frozen=True, slots=True)
class Incoming:
    """One row of a list of messages, already read: text as it came, place as an area code when it is known.

    `received_at` is when it came in at its source, `source_id` and `user` are the source's own names.
    """

    text: str
    title: str = ""
    kind: str = "request"
    category: str = "other"
    place: str = ""
    area: str = ""
    contact_name: str = ""
    phone: str = ""
    room: str = ""
    needed_by: dt.datetime | None = None
    people_affected: int = 1
    vulnerable: Sequence[str] = ()
    under_quarantine: bool = False
    received_at: dt.datetime | None = None
    source_id: str = ""
    user: str = ""
    language: Language = "zh"


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one row: a matter by its code, there `already` before, or `refused` with reasons by field."""

    code: str | None = None
    already: bool = False
    refused: Words | None = None
    fields: dict[str, Words] = field(default_factory=dict)


def requests_open_many(
    rows: Sequence[Incoming], *, channel: str, source: str = "", actor: Actor
) -> list[Taken]:
    """Open a request for every row that is right, in one transaction and one set; the answers are in row order.

    `source` names the list, so that two lists may number their rows alike. A row without a source id is told by
    what it says. Raises Refused when the channel is closed; wrong rows are refused one by one.
    """
    way_in = channel_of(channel)
    if not is_open(way_in):
        raise Refused(_CLOSED)
    known = _categories(row.category for row in rows)
    moment = now()
    answers: list[Taken | None] = [None] * len(rows)
    openings: list[tuple[int, Opening]] = []
    places: dict[str, int] = {}
    with transaction.atomic():
        ids = [_source_id(source, row) for row in rows]
        with scope.everything("which rows of a list are there already"):
            before = _there(way_in.code, ids)
        for number, (row, source_id) in enumerate(zip(rows, ids, strict=True)):
            if source_id in before:
                answers[number] = Taken(before[source_id], already=True)
                continue
            try:
                opening = _opening(row, source_id, way_in, known, actor, moment)
            except Refused as error:
                answers[number] = Taken(refused=error.words, fields=error.fields)
                continue
            if source_id in places:
                openings.append((number, openings[places[source_id]][1]))
                continue
            places[source_id] = len(openings)
            openings.append((number, opening))
        matters = open_many(kind=KIND, rows=[o for _, o in openings], actor=actor) if openings else []
    first: set[str] = set()
    for (number, _), matter in zip(openings, matters, strict=True):
        answers[number] = Taken(matter.code, already=matter.code in first)
        first.add(matter.code)
    return [answer or Taken() for answer in answers]


def _there(channel: str, ids: Iterable[str]) -> dict[str, str]:
    """Which of a channel's source ids have a request, with its code."""
    rows = HelpRequest.objects.filter(channel=channel, source_id__in=set(ids))
    return dict(rows.values_list("source_id", "matter__code"))


def _source_id(source: str, row: Incoming) -> str:
    own = row.source_id
    if not own:
        said = "\x1f".join(
            (row.user, row.title, row.text, str(row.received_at), row.phone, row.place, row.area)
        )
        own = "#" + hashlib.blake2b(said.encode(), digest_size=16).hexdigest()
    key = f"{source}:{own}" if source else own
    return key if len(key) <= 100 else "#" + hashlib.blake2b(key.encode(), digest_size=24).hexdigest()


def _opening(
    row: Incoming,
    source_id: str,
    way_in: Channel,
    known: dict[str, Category],
    actor: Actor,
    moment: dt.datetime,
) -> Opening:
    area = row.area or way_in.area
    wrong: dict[str, Words] = {}
    if not codes.is_code(area) or (actor.area and not codes.covers(actor.area, area)):
        wrong["area"] = _NOT_HERE
    if row.received_at and row.received_at > moment:
        wrong["received_at"] = _LATER
    category = known.get(row.category)
    if category is None:
        wrong["category"] = _NO_CATEGORY
    asking = _asking(row, wrong)
    if wrong or asking is None or category is None:
        raise Refused(_WRONG, wrong)
    return Opening(
        area=area,
        facts=_reception(asking, category, area),
        at=row.received_at,
        source=way_in.code,
        once=_once(way_in.code, source_id),
        extra=Origin(way_in.code, source_id, row.user[:100], bool(actor.unit), row.language),
    )


def _asking(row: Incoming, wrong: dict[str, Words]) -> Asking | None:
    said: dict[str, Any] = {
        "kind": row.kind,
        "title": row.title[:120],
        "text": row.text,
        "category": row.category,
        "contact_name": row.contact_name,
        "contact_phone": row.phone,
        "place_text": row.place,
        "room": row.room,
        "needed_by": row.needed_by,
        "people_affected": row.people_affected,
        "vulnerable": tuple(row.vulnerable),
        "under_quarantine": row.under_quarantine,
    }
    try:
        return Asking.model_validate(said)
    except ValidationError as error:
        wrong.update(_plain(error))
        return None


def _plain(error: ValidationError) -> dict[str, Words]:
    """What is wrong with a row, by the field of `Asking`."""
    return {
        str(one["loc"][0]): sentence(one, label_of(Asking, str(one["loc"][0])))
        for one in error.errors(include_url=False)
        if one["loc"]
    }


def requests_merge(*, kept: str, duplicates: Sequence[str], why: str, actor: Actor) -> int:
    """Merge duplicates into the request that is kept, all or none; returns how many. Raises Refused, NotYours."""
    told = Merging.model_validate({"into": kept, "why": why})
    with transaction.atomic():
        for code in duplicates:
            perform(code=code, act="merge", actor=actor, facts=told)
    return len(duplicates)


def request_row(code: str) -> HelpRequest:
    """The row of a request in the present scope. Raises NotYours when there is none."""
    row = HelpRequest.objects.select_related("matter").filter(matter__code=code).first()
    if row is None:
        raise NotYours(code)
    return row
