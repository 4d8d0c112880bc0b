"""Solution cards: everybody reads and searches them; staff draft, publish, withdraw, and make them from answers."""

import datetime as dt
import secrets
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huying.base.forms import SchemaForm
from huying.help import terms
from huying.help.queries.answers import card_kept, cards_found, cards_kept, settled_alike
from huying.help.queries.cards import card as card_public
from huying.help.queries.intake import categories, category_choices
from huying.help.services import card_draft, card_from_requests, card_publish, card_used, card_withdraw
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import seat_of, seated
from huying.places.codes import is_code
from huying.places.queries import area_names

from .questions import ANYWHERE

PAGE_SIZE = 50
TONES = {"draft": "warn", "published": "good", "withdrawn": "idle"}


def cards(request: HttpRequest) -> HttpResponse:
    """The cards that are true today, by text, kind and place."""
    text = request.GET.get("q", "").replace("\x00", "")[:100]
    category = request.GET.get("category", "").replace("\x00", "")
    area = request.GET.get("area", "")
    found = cards_found(area if is_code(area) else "", text, category)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    shown = list(page.object_list)
    names = area_names({one.area for one in shown})
    context = {
        "page": page,
        "cards": [(one, names[one.area]) for one in shown],
        "filters": [
            {"name": "q", "label": Words("找什么", "Look for"), "value": text},
            {
                "name": "category",
                "label": Words("类别", "Category"),
                "value": category,
                "choices": [(one.code, one.words) for one in categories()],
            },
        ],
    }
    return render(request, "help/cards.html", context)


def card(request: HttpRequest, code: str) -> HttpResponse:
    """One card; whoever reads it may say whether it helped."""
    found = card_public(code)
    said = request.POST.get("helped", "") if request.method == "POST" else ""
    if request.method == "POST":
        card_used(code=found.code, where="page", helped=said == "yes")
    else:
        card_used(code=found.code, where="page")
    context = {"card": found, "place": area_names([found.area])[found.area], "said": said}
    return render(request, "help/card.html", context)


class CardText(Facts):
    """A card as its writer fills it in."""

    zh_title: str = ask("标题（中文）", "Title (Chinese)", min_length=2, max_length=60, widget="text")
    zh_body: str = ask(
        "怎么办（中文）", "What to do (Chinese)", min_length=2, max_length=2000, widget="textarea"
    )
    en_title: str = ask("标题（英文）", "Title (English)", default="", max_length=120, widget="text")
    en_body: str = ask(
        "怎么办（英文）", "What to do (English)", default="", max_length=4000, widget="textarea"
    )
    category: str = ask("类别", "Category", max_length=40, widget="select", choices=category_choices)
    area: str = ask(
        "在哪里适用", "Where it is true", default="", pattern=ANYWHERE, widget="place",
        help=Words("不选就是您的整个辖区。", "Your whole area when none is chosen."),
    )  # fmt: skip
    valid_until: dt.date | None = ask(
        "到哪天为止", "Until which day", default=None, widget="date",
        help=Words("到期由负责单位再看一遍。", "Its owner looks at it again then."),
    )  # fmt: skip


class NewCard(Facts):
    """A card made of answers that helped."""

    title: str = ask("卡片标题（中文）", "Title (Chinese)", min_length=2, max_length=60, widget="text")


@seated("card.edit")
def cards_desk(request: HttpRequest) -> HttpResponse:
    """The cards of the area in every state."""
    seat = seat_of(request)
    page = Paginator(cards_kept(seat), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [
        {
            "title": one.title,
            "url": reverse("cards_one", args=[one.code]),
            "category": one.category.words,
            "state": terms.CARD_STATES[one.state],
            "tone": TONES[one.state],
            "until": one.valid_until,
        }
        for one in page.object_list
    ]
    columns = [
        {"name": "title", "title": Words("卡片", "Card"), "kind": "link"},
        {"name": "category", "title": Words("类别", "Category")},
        {"name": "state", "title": Words("状态", "State"), "kind": "state"},
        {"name": "until", "title": Words("到期", "Until"), "kind": "when"},
    ]
    return render(request, "help/cards_desk.html", {"page": page, "rows": rows, "columns": columns})


@seated("card.edit")
def cards_new(request: HttpRequest) -> HttpResponse:
    """Write a card."""
    return _write(request, f"c-{secrets.token_hex(4)}", {"area": seat_of(request).area})


@seated("card.edit")
def cards_one(request: HttpRequest, code: str) -> HttpResponse:
    """Change a draft; publish it or take it down."""
    found = card_kept(seat_of(request), code)
    known = {name: getattr(found, name) for name in CardText.model_fields if name != "category"}
    return _write(request, code, known | {"category": found.category_id})


def _write(request: HttpRequest, code: str, known: dict[str, Any]) -> HttpResponse:
    seat = seat_of(request)
    posted = request.method == "POST"
    form = SchemaForm(CardText, request.POST if posted else None, initial=known)
    if form.is_valid():
        told: CardText = form.value
        try:
            card_draft(
                seat=seat,
                code=code,
                title=Words(told.zh_title, told.en_title),
                body=Words(told.zh_body, told.en_body),
                category=told.category,
                area=told.area or seat.area,
                valid_until=told.valid_until,
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            messages.success(request, str(Words("草稿已保存。", "The draft is kept.")))
            return HttpResponseRedirect(reverse("cards_one", args=[code]))
    context: dict[str, Any] = {"form": form, "may_publish": seat.able("card.publish")}
    if "category" in known:
        context["card"] = kept = card_kept(seat, code)
        context["state"], context["tone"] = terms.CARD_STATES[kept.state], TONES[kept.state]
        context["sources"] = kept.sources.count()
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/card_write.html", context, status=status)


@require_POST
@seated("card.publish")
def cards_turn(request: HttpRequest, code: str, how: str) -> HttpResponse:
    """Publish a card, or take it down."""
    found = card_kept(seat_of(request), code)
    try:
        if how == "publish":
            card_publish(seat=seat_of(request), code=found.code)
            messages.success(request, str(Words("已发布，人人看得到。", "Published: everybody sees it.")))
        else:
            card_withdraw(seat=seat_of(request), code=found.code)
            messages.success(request, str(Words("已撤下。", "Taken down.")))
    except Refused as refused:
        messages.error(request, str(refused.words))
    return HttpResponseRedirect(reverse("cards_one", args=[code]))


@seated("card.edit", "see")
def cards_from(request: HttpRequest) -> HttpResponse:
    """Pick settled requests of one kind; their answers become a draft."""
    seat = seat_of(request)
    category = request.GET.get("category", "").replace("\x00", "")
    form = SchemaForm(NewCard, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = card_from_requests(
                seat=seat,
                code=f"c-{secrets.token_hex(4)}",
                title=Words(form.value.title, ""),
                requests=request.POST.getlist("pick"),
            )
        except Refused as refused:
            form.refuse(refused)
        else:
            done = Words("草稿做好了，请改好、补上英文和到期日再发布。",
                         "The draft is there: edit it, add English and the last day, then publish.")  # fmt: skip
            messages.success(request, str(done))
            return HttpResponseRedirect(reverse("cards_one", args=[made.code]))
    context = {
        "form": form,
        "groups": settled_alike(seat, category),
        "picked": request.POST.getlist("pick"),
        "filters": [
            {
                "name": "category",
                "label": Words("类别", "Category"),
                "value": category,
                "choices": category_choices(),
            }
        ],
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/cards_from.html", context, status=status)
