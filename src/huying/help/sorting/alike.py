"""Messages that may be about one thing: the same words, nearly the same words, the same door or phone."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.db.models import Q, QuerySet
from rapidfuzz import fuzz, process

from huying.base.clock import now
from huying.help import rules
from huying.help.models import HelpRequest, SolutionCard, Topic
from huying.help.queries.cards import cards_valid
from huying.help.queries.intake import category_known
from huying.kernel.kinds import kind_of
from huying.kernel.words import Words
from huying.places import codes, scope
from huying.places.queries import area_names
from huying.rulebook.queries import reader

from .suggest import category_suggested
from .texts import bare, whole

# Of two texts, what is compared; and how many messages of a street are compared with one at most.
COMPARED = 600
LOOKED_AT = 3_000
MOST = 20
# Below this length two texts are alike by chance.
SHORTEST = 6
CARDS = 3
OTHERS = 3
# Of a group of others only what at least so many people say is told: one message is one person's secret.
TOLD_BY = 2
SALT = "huying.help.others"
TOKEN_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Alike:
    """Another request that may be the same: how alike (1 for the same words, phone or door) and why, by the code of
    `terms.MERGE_REASONS`."""

    code: str
    score: float
    why: str
    row: HelpRequest


def alike(row: HelpRequest, *, area: str = codes.ALL) -> list[Alike]:
    """Open requests of an area that may be the same as one, the surest first: by words and household wherever they
    are, by nearly the same words among those of the same street and time."""
    open_ones = scope.within(HelpRequest.objects.filter(closed_at=None), area).exclude(pk=row.pk)
    open_ones = open_ones.select_related("category", "matter")
    found = {one.row.pk: one for one in _near(row, open_ones)}
    for other in open_ones.filter(_shared(row)).order_by("received_at", "pk")[:LOOKED_AT]:
        same = row.text_key and other.text_key == row.text_key
        found[other.pk] = Alike(other.matter.code, 1.0, "same_text" if same else "same_household", other)
    for other in open_ones.filter(Q(pk=row.follows_id) | Q(follows=row.pk)):
        found[other.pk] = Alike(other.matter.code, 1.0, "caller_said", other)
    ranked = sorted(
        found.values(),
        key=lambda one: (one.why != "caller_said", -one.score, one.row.received_at, one.row.pk),
    )
    return ranked[:MOST]


def _shared(row: HelpRequest) -> Q:
    either = Q(pk__in=[])
    for name in ("text_hash", "phone_hash", "address_hash"):
        if value := getattr(row, name):
            either |= Q(**{name: bytes(value)})
    return either


def _near(row: HelpRequest, among: "QuerySet[HelpRequest]") -> list[Alike]:
    """Those of the same street and time whose words are nearly the same."""
    rules_now = reader()
    window = rules_now.duration(rules.ALIKE_WINDOW.code, row.area).delta
    block = codes.at(row.area, "street") or row.area
    between = (row.received_at - window, row.received_at + window)
    nearby = scope.within(among.filter(received_at__range=between), block)
    others = list(nearby.order_by("-received_at")[:LOOKED_AT])
    share = rules_now.share(rules.ALIKE_SHARE.code, row.area)
    mine = _compared(row)
    if len(mine) < SHORTEST:
        return []
    hits = process.extract(
        mine, [_compared(other) for other in others], scorer=fuzz.ratio, score_cutoff=share * 100, limit=MOST
    )
    return [
        Alike(others[at].matter.code, round(score / 100, 2), "same_matter", others[at])
        for _, score, at in hits
    ]


def _compared(row: HelpRequest) -> str:
    return bare(whole(row.title, row.text))[:COMPARED]


@dataclass(frozen=True, slots=True)
class Others:
    """What everybody may know of others' requests alike: what about, in which street, where it stands, since when.

    Nothing anybody wrote, no code, no exact place.
    """

    category: Words
    place: Words
    state: Words
    count: int
    at: dt.datetime
    # Stands for the first of them, so that somebody can say "that one": signed, and no code.
    token: str = ""


def told_by(token: str) -> str:
    """The code of the request a token of `Others` stands for; empty when it was not made here or is gone."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=TOKEN_SECONDS)
    except signing.BadSignature:
        return ""
    row = HelpRequest.objects.filter(pk=pk, closed_at=None).select_related("matter").first()
    return row.matter.code if row else ""


def alike_told(text: str, area: str) -> list[Others]:
    """What others have told of the same, for somebody about to send; only what at least two people say.

    For use in a scope that sees the street. The most told first.
    """
    mine = bare(text)[:COMPARED]
    if len(mine) < SHORTEST or not codes.is_code(area):
        return []
    rules_now = reader()
    since = now() - rules_now.duration(rules.ALIKE_WINDOW.code, area).delta
    block = codes.at(area, "street") or area
    rows = scope.within(HelpRequest.objects.filter(closed_at=None, received_at__gte=since), block)
    nearby = list(rows.select_related("category", "matter").order_by("-received_at")[:LOOKED_AT])
    cutoff = rules_now.share(rules.ALIKE_SHARE.code, area) * 100
    texts = [_compared(row) for row in nearby]
    hits = process.extract(mine, texts, scorer=_overlapping, score_cutoff=cutoff, limit=LOOKED_AT)
    same = {nearby[at].pk for _, _, at in hits} | _of_topic(mine, block, cutoff / 100)
    return _told([row for row in nearby if row.pk in same], block)


def _of_topic(mine: str, block: str, share: float) -> set[int]:
    """The messages of a topic that comes up in the street, when the text names it: forty people say one thing in
    forty ways. Only topics most of whose messages speak of one matter."""
    open_ones = scope.within(Topic.objects.filter(state__in=("open", "category")), block)
    return {
        pk
        for topic in open_ones.only("name", "count", "alike", "messages")
        if bare(topic.name) in mine and topic.alike >= share * topic.count
        for pk in topic.messages
    }


def _overlapping(one: str, other: str, *, score_cutoff: float | None = None) -> float:
    """How alike two texts are, from 0 to 100; a short one may also be a part of a long one."""
    straight = fuzz.ratio(one, other)
    if min(len(one), len(other)) < 2 * SHORTEST:
        return straight
    return max(straight, 0.9 * fuzz.partial_ratio(one, other))


def _told(rows: Sequence[HelpRequest], block: str) -> list[Others]:
    groups: dict[str, list[HelpRequest]] = {}
    for row in rows:
        groups.setdefault(row.category_id, []).append(row)
    place = area_names({block})[block]
    found = []
    for group in groups.values():
        callers = {bytes(row.phone_hash) if row.phone_hash else row.pk for row in group}
        if len(callers) < TOLD_BY:
            continue
        first = min(group, key=lambda row: (row.received_at, row.pk))
        state = kind_of(first.matter.kind).states[first.matter.state].title
        token = signing.dumps(first.pk, salt=SALT)
        found.append(Others(first.category.words, place, state, len(group), first.received_at, token))
    return sorted(found, key=lambda one: -one.count)[:OTHERS]


def cards_for(text: str, area: str, *, category: str = "") -> list[SolutionCard]:
    """The cards true at a place that speak to a text: of its category, chosen or suggested, or with words in common."""
    if not category or category == "other":
        suggested = category_suggested(text)
        category = suggested.code if suggested else ""
    wanted = category_known(category) if category else None
    kinds = {wanted.code, wanted.parent_id} if wanted else set()
    mine = bare(text)
    ranked = []
    for card in cards_valid(area):
        score = 2.0 if wanted and card.category_id == wanted.code else 0.0
        if card.category_id in kinds or (kinds and card.category.parent_id in kinds and not score):
            score = max(score, 1.0)
        hints = [bare(hint) for hint in card.category.hints]
        score += any(hint and hint in mine for hint in hints)
        if score >= 1:
            ranked.append((score, card))
    ranked.sort(key=lambda one: (-one[0], one[1].code))
    return [card for _, card in ranked[:CARDS]]
