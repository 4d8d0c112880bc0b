"""Topics as they are kept: found anew every few minutes, seen by those whose area holds all of their messages."""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help import rules
from huying.help.models import Category, HelpRequest, SolutionCard, Topic
from huying.help.services.cards import card_draft
from huying.help.services.channels import category_create
from huying.kernel.words import Words
from huying.people.seats import Seat
from huying.places import codes, scope
from huying.places.models import Area
from huying.rulebook.queries import reader

from .texts import spaced
from .topics import Found, Measure, Said, topics_find

# What one search reads at most, the newest first.
READ_MOST = 20_000
KNOWN_GRADES = ("province", "city", "district", "street")


def topics_watch(*, since: dt.datetime | None = None) -> list[Topic]:
    """Find the topics of the window of the rules, or since a moment, and keep them; answers those that come up now.

    What was set aside by a person does not come back while it goes on; what is not found any more has calmed down.
    """
    moment, rules_now = now(), reader()
    window = rules_now.duration(rules.TOPIC_WINDOW.code, codes.ALL).delta
    past = rules_now.duration(rules.TOPIC_BEFORE.code, codes.ALL).delta
    start = since or moment - window
    with transaction.atomic(), scope.everything("looking for emerging topics"):
        recent = said_between(start, moment)
        # Before the whole period that somebody asks for there is nothing to compare with.
        before = [] if since else said_between(start - past, start)
        measure = Measure(
            least=rules_now.count(rules.TOPIC_LEAST.code, codes.ALL),
            ratio=rules_now.count(rules.TOPIC_RATIO.code, codes.ALL),
            share=rules_now.share(rules.TOPIC_SHARE.code, codes.ALL),
            scale=window / past,
        )
        found = topics_find(recent, before, measure, known=known_names(one.area for one in recent))
        return _keep(found, start, moment)


def said_between(start: dt.datetime, end: dt.datetime) -> list[Said]:
    """The messages that came in from one moment to another, the newest when there are too many."""
    rows = HelpRequest.objects.filter(received_at__gte=start, received_at__lte=end).order_by("-received_at")
    values = rows.values_list("pk", "title", "text", "received_at", "area", "source_user", "phone_hash")[
        :READ_MOST
    ]
    return [
        Said(pk, title, text, at, area, user or (bytes(phone).hex() if phone else ""))
        for pk, title, text, at, area, user, phone in values
    ]


def known_names(areas: Iterable[str]) -> set[str]:
    """The names of the streets and larger places around some areas: that they are named is no news."""
    over = {above for area in set(areas) for above in (area, *codes.ancestors(area))}
    near = Area.objects.filter(parent__in=over) | Area.objects.filter(code__in=over)
    names = near.filter(grade__in=KNOWN_GRADES).values_list("zh", flat=True)
    return {name for zh in names if len(name := spaced(zh)) > 1}


def _keep(found: list[Found], start: dt.datetime, moment: dt.datetime) -> list[Topic]:
    decided = set(
        Topic.objects.filter(state__in=("aside", "category"), seen_at__gte=start).values_list(
            "name", flat=True
        )
    )
    kept = []
    for one in found:
        at = sorted(said.at for said in one.said)
        values = {
            "kind": "name" if one.is_name else "phrase",
            "area": codes.common([said.area for said in one.said]),
            "count": len(one.said),
            "alike": one.alike,
            "usual": one.usual,
            "first_at": at[0],
            "last_at": at[-1],
            "messages": [said.key for said in one.said],
            "seen_at": moment,
        }
        if one.name in decided:
            Topic.objects.filter(name=one.name, state__in=("aside", "category")).update(seen_at=moment)
            continue
        topic, _ = Topic.objects.update_or_create(
            name=one.name, state="open", defaults=values, create_defaults={**values, "found_at": moment}
        )
        kept.append(topic)
    Topic.objects.filter(state="open").exclude(pk__in=[one.pk for one in kept]).update(
        state="over", at=moment
    )
    return kept


def topics_open(area: str) -> "QuerySet[Topic]":
    """The topics that come up in an area: names before phrases, by how many people speak of it."""
    rows = scope.within(Topic.objects.filter(state="open"), area)
    return rows.order_by("kind", "-alike", "-count", "name")


def topic_of(seat: Seat, pk: int) -> Topic:
    """One topic of the seat's area. Raises NotYours."""
    found = scope.within(Topic.objects.filter(pk=pk), seat.area).select_related("category").first()
    if found is None:
        raise NotYours(str(pk))
    return found


def messages_of(topic: Topic, most: int = 20) -> list[HelpRequest]:
    """The messages of a topic, those most alike first."""
    wanted = topic.messages[:most]
    rows = HelpRequest.objects.filter(pk__in=wanted).select_related("matter", "category")
    return sorted(rows, key=lambda row: wanted.index(row.pk))


def usual_category(topic: Topic) -> str:
    """What its messages were mostly sorted as."""
    rows = HelpRequest.objects.filter(pk__in=topic.messages).values_list("category_id", flat=True)
    return Counter(rows).most_common(1)[0][0] if rows else "other"


def topic_to_category(*, seat: Seat, topic: Topic, name: Words) -> Category:
    """Make a category of a topic: like the one most of its messages are in, with its name as a hint. Raises Refused."""
    like = Category.objects.get(code=usual_category(topic))
    with transaction.atomic():
        made = category_create(
            seat=seat,
            code=f"t-{secrets.token_hex(4)}",
            name=name,
            parent=like.parent_id,
            pace=like.pace,
            urgency=like.urgency,
            handling=like.handling,
            unit=like.unit,
            hints=[topic.name[:20]],
        )
        _decide(topic, seat, state="category", category=made)
    return made


def topic_to_card(*, seat: Seat, topic: Topic) -> SolutionCard:
    """The draft of a card about a topic, with whatever its messages were answered, for a person to write. Raises Refused."""
    answers = [row.answer.strip() for row in messages_of(topic, most=len(topic.messages)) if row.answer]
    return card_draft(
        seat=seat,
        code=f"c-{secrets.token_hex(4)}",
        title=Words(topic.name, ""),
        body=Words("\n".join(dict.fromkeys(answers))[:2000], ""),
        category=topic.category_id or usual_category(topic),
        area=topic.area if codes.covers(seat.area, topic.area) else seat.area,
        valid_until=None,
    )


def topic_aside(*, seat: Seat, topic: Topic) -> None:
    """It is no topic: not shown again while it goes on."""
    _decide(topic, seat, state="aside")


def _decide(topic: Topic, seat: Seat, *, state: str, category: Category | None = None) -> None:
    topic.state, topic.category, topic.by_id, topic.at = (
        state,
        category or topic.category,
        seat.user_id,
        now(),
    )
    topic.save(update_fields=["state", "category", "by", "at"])
