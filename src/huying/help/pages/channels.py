"""Channels and categories: opened, named, changed and closed while the system runs."""

import datetime as dt
from typing import Any, Literal

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from pydantic import AwareDatetime

from huying.base.errors import NotYours
from huying.base.forms import SchemaForm
from huying.help import terms
from huying.help.facts import Pace, Urgency
from huying.help.models import Category, Channel
from huying.help.queries.intake import categories, category_choices, channel, is_open, open_codes
from huying.help.queries.screening import unit_choices
from huying.help.services import (
    category_change,
    category_create,
    category_retire,
    channel_change,
    channel_close,
    channel_open,
)
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, seat_of, seated
from huying.places import scope
from huying.places.codes import covers
from huying.places.queries import area_names

from .questions import ANYWHERE

CODE = r"^[a-z][a-z0-9_-]{1,39}$"
CODE_HELP = Words(
    "小写字母、数字和横线，别人看不到，用于接口和统计。",
    "Small letters, digits, hyphens; for programs and figures.",
)
_KINDS = terms.pairs(terms.CHANNEL_KINDS)
OPEN, CLOSED = Words("开放", "Open"), Words("已关闭", "Closed")


class ChannelText(Facts):
    """What a channel is called and says."""

    zh: str = ask("名称（中文）", "Name (Chinese)", min_length=2, max_length=60, widget="text")
    en: str = ask("名称（英文）", "Name (English)", default="", max_length=120, widget="text")
    welcome_zh: str = ask(
        "开头的话（中文）", "Welcome (Chinese)", default="", max_length=500, widget="textarea"
    )
    welcome_en: str = ask(
        "开头的话（英文）", "Welcome (English)", default="", max_length=1000, widget="textarea"
    )
    hours_zh: str = ask("值守时间（中文）", "Hours (Chinese)", default="", max_length=120, widget="text")
    hours_en: str = ask("值守时间（英文）", "Hours (English)", default="", max_length=200, widget="text")
    closes_at: AwareDatetime | None = ask("到什么时候关", "Closes at", default=None, widget="datetime")
    categories: tuple[str, ...] = ask(
        "只收这些类别", "Only these categories", default=(), widget="checks", choices=category_choices,
        help=Words("不选就都收。", "All when none is chosen."),
    )  # fmt: skip
    needs_phone: bool = ask("必须留电话", "A phone number is needed", default=False, widget="check")


class NewChannel(ChannelText):
    """A channel to open."""

    code: str = ask("代号", "Code", pattern=CODE, widget="text", help=CODE_HELP)
    kind: Literal["public", "worker", "station", "api", "file", "open311"] = ask(
        "哪一种", "Kind", default="public", widget="radio", choices=_KINDS
    )
    area: str = ask(
        "为哪个地方", "For which place", default="", pattern=ANYWHERE, widget="place",
        help=Words("不选就是您的整个辖区。", "Your whole area when none is chosen."),
    )  # fmt: skip
    opens_at: AwareDatetime | None = ask(
        "从什么时候开",
        "Opens at",
        default=None,
        widget="datetime",
        help=Words("不填就马上开。", "At once when empty."),
    )


class CategoryText(Facts):
    """What a category is called and which way it goes."""

    zh: str = ask("名称（中文）", "Name (Chinese)", min_length=2, max_length=40, widget="text")
    en: str = ask("名称（英文）", "Name (English)", default="", max_length=80, widget="text")
    pace: Pace = ask("快慢", "Pace", default="ordinary", widget="select", choices=terms.pairs(terms.PACES))
    urgency: Urgency = ask(
        "紧急程度", "Urgency", default="normal", widget="radio", choices=terms.pairs(terms.URGENCIES)
    )
    handling: Literal["direct", "refer", "external"] = ask(
        "通常怎么办", "Usual way", default="refer", widget="radio", choices=terms.pairs(terms.HANDLINGS)
    )
    unit: str = ask(
        "由谁办、跟谁对接", "Unit or partner", default="", max_length=60, pattern=r"^([a-z][a-z0-9_]*(:[a-z0-9_]+)?)?$",
        widget="select", choices=unit_choices,
    )  # fmt: skip
    hints: tuple[str, ...] = ask(
        "常见的说法", "Words that speak for it", default=(), widget="lines",
        help=Words("每行一个，例如“滞销”。", "One a line."),
    )  # fmt: skip


class NewCategory(CategoryText):
    """A category for what has come up."""

    code: str = ask("代号", "Code", pattern=CODE, widget="text", help=CODE_HELP)
    parent: str | None = ask("归在哪一大类", "Under which heading", default=None, max_length=40, widget="select",
        choices=lambda: [(one.code, one.words) for one in categories() if one.parent_id is None],
    )  # fmt: skip


@seated("channel.manage")
def channels(request: HttpRequest) -> HttpResponse:
    """The channels of the area, and the categories messages are sorted into."""
    seat = seat_of(request)
    found = list(scope.within(Channel.objects.all(), seat.area, above=True).order_by("kind", "code"))
    names, running = area_names({one.area for one in found}), open_codes()
    context = {
        "channels": [
            {
                "title": one.words,
                "url": reverse("channel_one", args=[one.code]) if covers(seat.area, one.area) else "",
                "place": names[one.area],
                "note": terms.CHANNEL_KINDS[one.kind],
                "state": OPEN if one.code in running else CLOSED,
                "tone": "good" if one.code in running else "idle",
            }
            for one in found
        ],
        "categories": _category_rows(seat),
        "may_sort": seat.able("category.manage"),
    }
    return render(request, "help/channels.html", context)


def _category_rows(seat: Seat) -> list[dict[str, Any]]:
    may, units = seat.able("category.manage"), dict(unit_choices())
    return [
        {
            "title": one.words,
            "url": reverse("category_one", args=[one.code]) if may else "",
            "note": units.get(one.unit, Words(one.unit, one.unit)) if one.unit else "",
            "state": terms.HANDLINGS[one.handling],
            "tone": "info",
        }
        for one in categories()
    ]


def _kept(seat: Seat, code: str) -> Channel:
    found = channel(code)
    if not covers(seat.area, found.area):
        raise NotYours(code)
    return found


@seated("channel.manage")
def channel_new(request: HttpRequest) -> HttpResponse:
    """Open a channel; it takes messages from this moment, or from the one named."""
    seat = seat_of(request)

    def open_it(told: NewChannel) -> str:
        return channel_open(
            seat=seat,
            code=told.code,
            name=Words(told.zh, told.en),
            kind=told.kind,
            area=told.area or seat.area,
            opens_at=told.opens_at,
            closes_at=told.closes_at,
            hours=Words(told.hours_zh, told.hours_en),
            welcome=Words(told.welcome_zh, told.welcome_en),
            categories=told.categories,
            needs_phone=told.needs_phone,
        ).code

    form = SchemaForm(
        NewChannel,
        request.POST if request.method == "POST" else None,
        initial={"area": seat.area},
        only=("zh", "en", "code", "kind", "area", "opens_at", "closes_at", "welcome_zh", "welcome_en", "hours_zh",
              "hours_en", "needs_phone", "categories"),
    )  # fmt: skip
    return _answered(request, form, open_it, Words("开一个渠道", "Open a channel"), "channel_one")


def _answered(
    request: HttpRequest, form: SchemaForm, done: Any, title: Words, to: str, **more: Any
) -> HttpResponse:
    """The form, or after a good answer the page of what was made."""
    if form.is_valid():
        try:
            code = done(form.value)
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("已保存，马上生效。", "Kept; it holds at once.")))
            return HttpResponseRedirect(reverse(to, args=[code]))
    status = 422 if form.bound and form.errors else 200
    context = {"form": form, "title": title, **more}
    return render(request, "help/channel.html", context, status=status)


@seated("channel.manage")
def channel_one(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a channel, change what it says and asks, close it or open it again."""
    seat = seat_of(request)
    found = _kept(seat, code)
    known = {name: getattr(found, name) for name in ChannelText.model_fields if name != "categories"}
    known["categories"] = list(found.categories.values_list("code", flat=True))

    def change(told: ChannelText) -> str:
        changed: dt.datetime | None = told.closes_at
        return channel_change(
            seat=seat,
            code=code,
            name=Words(told.zh, told.en),
            welcome=Words(told.welcome_zh, told.welcome_en),
            hours=Words(told.hours_zh, told.hours_en),
            closes_at=changed,
            needs_phone=told.needs_phone,
            categories=told.categories,
        ).code

    form = SchemaForm(ChannelText, request.POST if request.method == "POST" else None, initial=known)
    more = {"channel": found, "open": is_open(found), "kind": terms.CHANNEL_KINDS[found.kind]}
    return _answered(request, form, change, found.words, "channel_one", **more)


@require_POST
@seated("channel.manage")
def channel_turn(request: HttpRequest, code: str, how: str) -> HttpResponse:
    """Close a channel at once, or open it again."""
    seat = seat_of(request)
    channel_close(seat=seat, code=_kept(seat, code).code, reopen=how == "open")
    return HttpResponseRedirect(reverse("channel_one", args=[code]))


@seated("category.manage")
def category_new(request: HttpRequest) -> HttpResponse:
    """A category for what has newly come up; forms and the screening desk offer it at once."""
    seat = seat_of(request)

    def create(told: NewCategory) -> str:
        more = told.model_dump(exclude={"code", "zh", "en"})
        return category_create(seat=seat, code=told.code, name=Words(told.zh, told.en), **more).code

    form = SchemaForm(NewCategory, request.POST if request.method == "POST" else None)
    return _answered(request, form, create, Words("加一个类别", "Add a category"), "category_one")


@seated("category.manage")
def category_one(request: HttpRequest, code: str) -> HttpResponse:
    """Rename a category, change its pace, its usual way and the unit or partner it is matched with."""
    seat = seat_of(request)
    found = Category.objects.filter(code=code).first()
    if found is None:
        raise NotYours(code)
    known = {name: getattr(found, name) for name in CategoryText.model_fields}

    def change(told: CategoryText) -> str:
        more = told.model_dump(exclude={"zh", "en"}) | {"hints": list(told.hints)}
        return category_change(seat=seat, code=code, name=Words(told.zh, told.en), **more).code

    form = SchemaForm(CategoryText, request.POST if request.method == "POST" else None, initial=known)
    return _answered(request, form, change, found.words, "category_one", category=found)


@require_POST
@seated("category.manage")
def category_over(request: HttpRequest, code: str) -> HttpResponse:
    """Offer a category no longer."""
    try:
        category_retire(seat=seat_of(request), code=code)
    except Refused as refused:
        messages.error(request, str(refused.words))
    return HttpResponseRedirect(reverse("channels"))
