"""Reading staff, posts, tokens and the audit; people themselves come from `access`."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.secrets import keyed_hash
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import ancestors

from .duty import on_shift
from .models import KEY_PURPOSE, ApiToken, Audit, Post, Resident, Undertaking, Unit, User
from .pledge import VERSION
from .roles import ROLES
from .seats import Seat


def staff_in(area: str) -> QuerySet[User]:
    """Accounts with a post in the area, now or once, and those without any post yet."""
    posted = scope.within(Post.objects.all(), area).values("user")
    return User.objects.filter(Q(pk__in=posted) | Q(posts__isnull=True)).distinct().order_by("username")


def user_for(seat: Seat, pk: int) -> User:
    """An account this administrator looks after. NotYours otherwise."""
    found = staff_in(seat.area).filter(pk=pk).first()
    if found is None:
        raise NotYours(f"user {pk}")
    return found


def posts_in(area: str) -> QuerySet[Post]:
    """The posts of an area that are held now."""
    held = scope.within(Post.objects.held(), area)
    return held.select_related("user", "covering__user").order_by("area", "role", "id")


def post_for(seat: Seat, pk: int) -> Post:
    """A post within the seat's area, or one's own. NotYours otherwise."""
    posts = Post.objects.select_related("user", "covering__user")
    inside = scope.within(posts, seat.area).filter(pk=pk).first()
    found = inside or posts.filter(Q(user_id=seat.user_id) | Q(covering__user_id=seat.user_id), pk=pk).first()
    if found is None:
        raise NotYours(f"post {pk}")
    return found


def on_duty(unit: str, area: str) -> list[Post]:
    """Who works at a desk now: the holders of its posts and those who cover them."""
    held = Post.objects.held().filter(unit=unit, area=area)
    return list(held.select_related("user", "covering__user").order_by("id"))


def people_on_duty(desks: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[User]]:
    """The users at each desk (unit, area) now, those on shift where there is a roster; a desk nobody works at has none."""
    found: dict[tuple[str, str], list[User]] = {desk: [] for desk in desks}
    if not found:
        return found
    wanted = Q()
    for unit, area in found:
        wanted |= Q(unit=unit, area=area)
    for post in Post.objects.held().filter(wanted).select_related("user").order_by("id"):
        desk = found[post.unit, post.area]
        if post.user not in desk:
            desk.append(post.user)
    # Where a roster says who is there at this hour, they are meant; nobody on shift means everybody, never nobody.
    for (unit, area), ids in on_shift(found, now()).items():
        there = [user for user in found[unit, area] if user.pk in ids]
        found[unit, area] = there or found[unit, area]
    return found


def desk_members(unit: str, area: str, at: dt.datetime) -> list[User]:
    """Everybody with a post at a desk at a moment, by name."""
    posts = Post.objects.held(at).filter(unit=unit, area=area).select_related("user")
    return sorted({post.user for post in posts}, key=lambda user: (user.name, user.pk))


def desk_near(unit: str, area: str) -> str:
    """The area of the nearest desk of an office that works for a place and has somebody at it now; "" when none has."""
    posts = Post.objects.held().filter(unit=unit, area__in=[area, *ancestors(area)])
    return max(posts.values_list("area", flat=True), key=lambda code: len(code.rstrip("0")), default="")


def desks_over(units: Iterable[str], area: str) -> list[tuple[str, str]]:
    """Every staffed desk of these offices that works for a place, as (unit, area)."""
    posts = Post.objects.held().filter(unit__in=list(units), area__in=[area, *ancestors(area)])
    return sorted(set(posts.values_list("unit", "area")))


def desks_staffed(units: Iterable[str], area: str) -> list[tuple[str, str]]:
    """Every desk of these offices inside an area that has somebody at it now, as (unit, area), by area."""
    posts = scope.within(Post.objects.held().filter(unit__in=list(units)), area)
    return sorted(set(posts.values_list("unit", "area")), key=lambda desk: (desk[1], desk[0]))


def unit_phones(desks: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The public telephone numbers of offices that have one."""
    wanted = set(desks)
    rows = Unit.objects.filter(code__in={code for code, _ in wanted}, area__in={area for _, area in wanted})
    return {(row.code, row.area): row.phone for row in rows if row.phone and (row.code, row.area) in wanted}


def people_able(ability: str, area: str) -> list[int]:
    """The ids of everybody whose post, held now, has an ability over the whole of an area."""
    roles = [role.code for role in ROLES.values() if ability in role.abilities]
    posts = Post.objects.held().filter(role__in=roles, area__in=[area, *ancestors(area)])
    return sorted(set(posts.values_list("user_id", flat=True)))


def unit_at(code: str, area: str) -> Unit | None:
    """The office of that code for the area, or the nearest one above it."""
    above = [area, *ancestors(area)]
    rows = {unit.area: unit for unit in Unit.objects.filter(code=code, area__in=above)}
    return next((rows[one] for one in above if one in rows), None)


def unit_names(desks: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Words]:
    """What the offices of these (code, area) pairs are called, those that have a name of their own."""
    wanted = set(desks)
    if not wanted:
        return {}
    rows = Unit.objects.filter(code__in={code for code, _ in wanted}, area__in={area for _, area in wanted})
    return {(row.code, row.area): row.title for row in rows if (row.code, row.area) in wanted}


def token_of(secret: str) -> ApiToken | None:
    """The key a program shows, if it opens anything now: not revoked, not over, its post held."""
    moment = now()
    token = (
        ApiToken.objects.select_related("post__user", "post__covering__user")
        .filter(hash=keyed_hash(secret, KEY_PURPOSE), revoked_at=None)
        .filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment))
        .first()
    )
    if token is None or not Post.objects.held(moment).filter(pk=token.post_id).exists():
        return None
    return token


def tokens_in(area: str) -> QuerySet[ApiToken]:
    """The keys for posts of an area, newest first."""
    found = scope.within(ApiToken.objects.all(), area, column="post__area")
    return found.select_related("post__user", "made_by").order_by("-id")


def undertaking_signed(user_id: int) -> bool:
    """Whether somebody has signed the present text of the undertaking."""
    return Undertaking.objects.filter(user_id=user_id, version=VERSION).exists()


def audit_in(
    area: str,
    *,
    who: str = "",
    what: str = "",
    kind: str = "",
    ref: str = "",
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    covering: bool = False,
) -> QuerySet[Audit]:
    """Lines of the audit of an area, newest first; `who` is part of a name or a log-in name."""
    lines = scope.within(Audit.objects.all(), area)
    if who:
        lines = lines.filter(Q(who__contains=who) | Q(user__username=who.lower()))
    exact = {"what": what, "kind": kind, "ref": ref, "at__gte": since, "at__lt": until}
    lines = lines.filter(**{field: value for field, value in exact.items() if value})
    if covering:
        lines = lines.exclude(covering="")
    return lines.order_by("-id")


def looks_at(*, resident: int | None = None, phone_hash: bytes | None = None) -> list[Audit]:
    """Who looked at the data of a person, newest first; by whichever of the two is known."""
    about = Q()
    if resident is not None:
        about |= Q(resident=resident)
    if phone_hash is not None:
        about |= Q(subject=phone_hash)
    if not about:
        return []
    with scope.everything("a person asks who looked at their data"):
        return list(Audit.objects.filter(about).order_by("-id"))


def reveals_by_user(area: str, since: dt.datetime) -> list[tuple[str, int]]:
    """How often each person asked to see something whole since a moment, the most first."""
    lines = audit_in(area, what="reveal", since=since).order_by()
    counted = lines.values_list("who").annotate(times=Count("id")).order_by("-times", "who")
    return [(who, times) for who, times in counted]


def residents_alike(area: str, *, phone: str = "", identity: str = "") -> list[Resident]:
    """Rows of an area with the same phone or identity number: possibly the same person, for somebody to decide."""
    same = Q()
    for purpose, value in (("phone", phone), ("identity", identity)):
        if value:
            same |= Q(**{f"{purpose}_hash": keyed_hash(value, purpose)})
    if not same:
        return []
    return list(scope.within(Resident.objects.filter(same, merged_into=None), area).order_by("id"))
