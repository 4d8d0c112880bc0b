"""Channels and categories, made and closed while the system runs."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from huying.base.clock import now
from huying.help import terms
from huying.help.models import Category, Channel
from huying.help.queries.intake import channel as channel_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.people.services import audit

from .allowed import check, check_anywhere

_TAKEN = Words("这个代号已经有了。", "There is one with this code already.")
CODE = r"^[a-z][a-z0-9_-]{1,39}$"


def channel_open(
    *,
    seat: Seat,
    code: str,
    name: Words,
    kind: str,
    area: str,
    opens_at: dt.datetime | None = None,
    closes_at: dt.datetime | None = None,
    hours: Words | None = None,
    welcome: Words | None = None,
    categories: Sequence[str] = (),
    needs_phone: bool = False,
) -> Channel:
    """Open a channel for an area; from this moment messages come in by it. Raises Refused."""
    check(seat, "channel.manage", area)
    _check_code(code)
    if kind not in terms.CHANNEL_KINDS:
        raise Refused(Words("没有这种渠道。", "There is no such kind of channel."))
    _check_window(opens_at, closes_at)
    hours, welcome = hours or Words("", ""), welcome or Words("", "")
    with transaction.atomic():
        made, new = Channel.objects.get_or_create(
            code=code,
            defaults={
                "zh": name.zh,
                "en": name.en or name.zh,
                "kind": kind,
                "area": area,
                "opens_at": opens_at,
                "closes_at": closes_at,
                "hours_zh": hours.zh,
                "hours_en": hours.en,
                "welcome_zh": welcome.zh,
                "welcome_en": welcome.en,
                "needs_phone": needs_phone,
                "created_by_id": seat.user_id,
            },
        )
        if not new:
            raise Refused(_TAKEN, {"code": _TAKEN})
        made.categories.set(_known_categories(categories))
        audit(seat, "channel.open", kind="channel", ref=code, area=area)
    return made


def channel_change(
    *,
    seat: Seat,
    code: str,
    name: Words | None = None,
    welcome: Words | None = None,
    hours: Words | None = None,
    closes_at: dt.datetime | None = None,
    needs_phone: bool | None = None,
    categories: Sequence[str] | None = None,
) -> Channel:
    """Rename a channel or change what it says and asks; only what is given changes. Raises Refused, NotYours."""
    found = channel_of(code)
    check(seat, "channel.manage", found.area)
    values: dict[str, Any] = {}
    for field, words in (("", name), ("welcome_", welcome), ("hours_", hours)):
        if words is not None:
            values |= {f"{field}zh": words.zh, f"{field}en": words.en or words.zh}
    if closes_at is not None:
        _check_window(found.opens_at, closes_at)
        values["closes_at"] = closes_at
    if needs_phone is not None:
        values["needs_phone"] = needs_phone
    for field, value in values.items():
        setattr(found, field, value)
    with transaction.atomic():
        if values:
            found.save(update_fields=list(values))
        if categories is not None:
            found.categories.set(_known_categories(categories))
        audit(seat, "channel.change", kind="channel", ref=code, area=found.area, fields=sorted(values))
    return found


def channel_close(*, seat: Seat, code: str, reopen: bool = False) -> Channel:
    """Close a channel, or open it again; what came in by it goes on. Raises Refused, NotYours."""
    found = channel_of(code)
    check(seat, "channel.manage", found.area)
    found.open = reopen
    found.closed_by_id = None if reopen else seat.user_id
    if reopen and found.closes_at is not None and found.closes_at <= now():
        found.closes_at = None
    with transaction.atomic():
        found.save(update_fields=["open", "closed_by", "closes_at"])
        what = "channel.reopen" if reopen else "channel.close"
        audit(seat, what, kind="channel", ref=code, area=found.area)
    return found


def category_create(
    *,
    seat: Seat,
    code: str,
    name: Words,
    parent: str | None = None,
    pace: str = "ordinary",
    urgency: str = "normal",
    handling: str = "refer",
    unit: str = "",
    hints: Sequence[str] = (),
) -> Category:
    """Add a category for what has come up; forms and screening offer it at once. Raises Refused."""
    check_anywhere(seat, "category.manage")
    _check_code(code)
    _check_terms(pace=pace, urgency=urgency, handling=handling)
    over = _known_categories([parent])[0] if parent else None
    with transaction.atomic():
        made, new = Category.objects.get_or_create(
            code=code,
            defaults={
                "zh": name.zh,
                "en": name.en or name.zh,
                "parent": over,
                "pace": pace,
                "urgency": urgency,
                "handling": handling,
                "unit": unit,
                "hints": list(hints),
                "created_by_id": seat.user_id,
            },
        )
        if not new:
            raise Refused(_TAKEN, {"code": _TAKEN})
        audit(seat, "category.create", kind="category", ref=code)
    return made


def category_change(*, seat: Seat, code: str, name: Words | None = None, **values: Any) -> Category:
    """Rename a category or change its `pace`, `urgency`, `handling`, `unit` or `hints`. Raises Refused."""
    check_anywhere(seat, "category.manage")
    if unknown := set(values) - {"pace", "urgency", "handling", "unit", "hints"}:
        raise TypeError(f"a category has no {', '.join(sorted(unknown))} to change")
    _check_terms(**{k: v for k, v in values.items() if k in ("pace", "urgency", "handling")})
    found = _known_categories([code])[0]
    if name is not None:
        values |= {"zh": name.zh, "en": name.en or name.zh}
    for field, value in values.items():
        setattr(found, field, value)
    with transaction.atomic():
        found.save(update_fields=list(values))
        audit(seat, "category.change", kind="category", ref=code, fields=sorted(values))
    return found


def category_retire(*, seat: Seat, code: str) -> Category:
    """Offer a category no longer; what was sorted into it keeps it. `other` stays. Raises Refused."""
    check_anywhere(seat, "category.manage")
    if code == "other":
        raise Refused(Words("“其他”不能停用。", "“Other” cannot be retired."))
    found = _known_categories([code])[0]
    found.active = False
    with transaction.atomic():
        found.save(update_fields=["active"])
        audit(seat, "category.retire", kind="category", ref=code)
    return found


def _check_code(code: str) -> None:
    import re

    if not re.match(CODE, code):
        words = Words(
            "代号用小写字母、数字和横线，2 到 40 个。", "A code is 2 to 40 small letters, digits and hyphens."
        )
        raise Refused(words, {"code": words})


def _check_window(opens_at: dt.datetime | None, closes_at: dt.datetime | None) -> None:
    if opens_at and closes_at and closes_at <= opens_at:
        words = Words("关闭时间要晚于开放时间。", "It must close later than it opens.")
        raise Refused(words, {"closes_at": words})


def _check_terms(**values: str) -> None:
    lists = {"pace": terms.PACES, "urgency": terms.URGENCIES, "handling": terms.HANDLINGS}
    for name, value in values.items():
        if value not in lists[name]:
            words = Words("没有这一项：{value}。", "There is no such choice: {value}.").fill(value=value)
            raise Refused(words, {name: words})


def _known_categories(codes: Sequence[str]) -> list[Category]:
    found = {row.code: row for row in Category.objects.filter(code__in=codes, active=True)}
    if missing := [code for code in codes if code not in found]:
        words = Words("没有这个类别：{code}。", "There is no such category: {code}.").fill(code=missing[0])
        raise Refused(words, {"categories": words})
    return [found[code] for code in codes]
