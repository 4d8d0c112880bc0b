"""Emerging topics: what many say within hours, and one press to make a category or a card of it; what was learned."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from procrastinate.exceptions import AlreadyEnqueued

from huying.base.clock import now
from huying.base.forms import SchemaForm
from huying.help import jobs, rules, terms
from huying.help.models import Learned, Topic
from huying.help.sorting.watching import (
    messages_of,
    topic_aside,
    topic_of,
    topic_to_card,
    topic_to_category,
    topics_open,
)
from huying.kernel.facts import Facts, ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.seats import Seat, seat_of, seated
from huying.places.queries import area_names
from huying.rulebook.queries import reader

MOST = 100
SOON = Words("已经开始，一会儿再打开这一页。", "It has begun: open this page again in a moment.")
COUNTED = Words(
    "{n} 件，{people} 人说的是同一件事，平常 {usual} 件",
    "{n} messages, {people} people on one matter; usually {usual}",
)


class NewCategory(Facts):
    """The name of a category made of a topic."""

    zh: str = ask("类别名称（中文）", "Name (Chinese)", min_length=2, max_length=40, widget="text")
    en: str = ask("类别名称（英文）", "Name (English)", default="", max_length=80, widget="text")


@seated("screen")
def topics(request: HttpRequest) -> HttpResponse:
    """What comes up in the seat's area: places and names, then phrases."""
    seat = seat_of(request)
    found = list(topics_open(seat.area)[:MOST])
    names = area_names({one.area for one in found})
    groups = [
        (words, [_line(one, names) for one in found if one.kind == kind])
        for kind, words in terms.TOPIC_KINDS.items()
    ]
    hours = reader().duration(rules.TOPIC_WINDOW.code, seat.area).words
    return render(request, "help/topics.html", {"groups": groups, "total": len(found), "window": hours})


def _line(one: Topic, names: dict[str, Words]) -> dict[str, Any]:
    return {
        "title": one.name,
        "place": names[one.area],
        "note": _counted(one),
        "url": reverse("topic_one", args=[one.pk]),
        "state": Words("{n} 件", "{n}").fill(n=one.count),
        "tone": "warn",
    }


def _counted(one: Topic) -> Words:
    return COUNTED.fill(n=one.count, people=one.alike, usual=f"{one.usual:.1f}".rstrip("0").rstrip("."))


@seated("screen")
def topic_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One topic: how much, since when, from where, a sample of its messages, and what can be made of it."""
    topic = topic_of(seat_of(request), pk)
    return _shown(request, topic, SchemaForm(NewCategory, initial={"zh": topic.name}))


def _shown(request: HttpRequest, topic: Topic, form: SchemaForm) -> HttpResponse:
    seat, sample = seat_of(request), messages_of(topic)
    names = area_names({topic.area, *(row.area for row in sample)})
    context = {
        "topic": topic,
        "kind": terms.TOPIC_KINDS[topic.kind],
        "state": terms.TOPIC_STATES[topic.state],
        "counted": _counted(topic),
        "place": names[topic.area],
        "rows": [
            {
                "title": row.headline,
                "place": row.place_text or names[row.area],
                "note": row.category.words,
                "url": reverse("matter", args=[row.matter.code]),
            }
            for row in sample
        ],
        "form": form,
        "may_name": seat.able("category.manage"),
        "may_write": seat.able("card.edit"),
    }
    status = 422 if form.bound and form.errors else 200
    return render(request, "help/topic_one.html", context, status=status)


@require_POST
@seated("screen", "category.manage")
def topic_category(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a category of a topic; forms and screening offer it at once."""
    seat, topic = seat_of(request), topic_of(seat_of(request), pk)
    form = SchemaForm(NewCategory, request.POST)
    if form.is_valid():
        try:
            made = topic_to_category(seat=seat, topic=topic, name=Words(form.value.zh, form.value.en))
        except Refused as refused:
            form.refuse(refused)
        else:
            done = Words("已经有“{name}”这一类了。", "There is a category “{name}” now.").fill(
                name=made.words
            )
            messages.success(request, str(done))
            return HttpResponseRedirect(reverse("topic_one", args=[pk]))
    return _shown(request, topic, form)


@require_POST
@seated("screen", "card.edit")
def topic_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a card about a topic, with what its messages were answered."""
    seat, topic = seat_of(request), topic_of(seat_of(request), pk)
    try:
        made = topic_to_card(seat=seat, topic=topic)
    except Refused as refused:
        messages.error(request, str(refused.words))
        return HttpResponseRedirect(reverse("topic_one", args=[pk]))
    return HttpResponseRedirect(reverse("cards_one", args=[made.code]))


@require_POST
@seated("screen")
def topic_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Set a topic aside: it is none."""
    seat, topic = seat_of(request), topic_of(seat_of(request), pk)
    topic_aside(seat=seat, topic=topic)
    done = Words("“{name}”不再列出。", "“{name}” is not listed any more.").fill(name=topic.name)
    messages.success(request, str(done))
    return HttpResponseRedirect(reverse("topics"))


@seated("screen")
def learned(request: HttpRequest) -> HttpResponse:
    """What the suggestions were learned from, and how right they were on the newest fifth of the decisions."""
    seat: Seat = seat_of(request)
    if request.method == "POST":
        what = jobs.topics if request.POST.get("what") == "topics" else jobs.learn
        try:
            with transaction.atomic():
                what.configure().defer(timestamp=int(now().timestamp()))
        except AlreadyEnqueued:
            pass  # waits already: that one will do
        messages.success(request, str(SOON))
        return HttpResponseRedirect(reverse("topics" if what is jobs.topics else "learned"))
    rows = [
        {
            "what": terms.SUGGESTED[one.what],
            "at": one.learned_at,
            "decisions": one.decisions,
            "tested": one.tested,
            "right": f"{one.accuracy:.0%}",
            "words": f"{one.keywords:.0%}",
            "majority": f"{one.majority:.0%}",
            "used": Words("在用", "In use")
            if one.accuracy >= one.keywords
            else Words("不用：不如提示词", "Not used: the words do better"),
            "tone": "good" if one.accuracy >= one.keywords else "idle",
        }
        for one in Learned.objects.defer("weights").order_by("what", "-pk")
    ]
    columns = [
        {"name": "what", "title": Words("建议什么", "What")},
        {"name": "at", "title": Words("何时学的", "Learned"), "kind": "when"},
        {"name": "decisions", "title": Words("分拣件数", "Decisions"), "kind": "num"},
        {"name": "tested", "title": Words("检验件数", "Tested on"), "kind": "num"},
        {"name": "right", "title": Words("与人一致", "Agrees"), "kind": "num"},
        {"name": "words", "title": Words("提示词", "By words"), "kind": "num"},
        {"name": "majority", "title": Words("总猜最多的", "Most frequent"), "kind": "num"},
        {"name": "used", "title": Words("状态", "State"), "kind": "state"},
    ]
    after = reader().count(rules.LEARN_AFTER.code, seat.area)
    return render(request, "help/learned.html", {"rows": rows, "columns": columns, "after": after})
