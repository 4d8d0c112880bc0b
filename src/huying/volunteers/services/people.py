"""Volunteers join, get an account, and say whether they take orders."""

import secrets
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from huying.base.ids import ALPHABET
from huying.base.numbers import read_phone
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.people.models import Post, User
from huying.people.seats import Seat
from huying.people.services import PostGiven, post_give, staff_create
from huying.places import codes, scope
from huying.volunteers import terms
from huying.volunteers.facts_joining import Applying
from huying.volunteers.models import Volunteer

if TYPE_CHECKING:
    from huying.matters.models import Matter

NAME_LETTERS = 6
NO_TEAM = Words("没有这个小组。", "There is no such team.")
NO_SKILL = Words("没有这项本领：{skill}", "There is no such skill: {skill}")
NO_HOME = Words("请选到社区或更细的地方。", "Choose a community or something smaller.")


def volunteer_join(
    *,
    user_id: int,
    area: str,
    name: str,
    phone: str,
    team: str,
    skills: Sequence[str],
    standing: str = "active",
) -> Volunteer:
    """Register an account as a volunteer, or change what is registered. Raises Refused with fields."""
    wrong: dict[str, Words] = {}
    if team not in terms.TEAMS:
        wrong["team"] = NO_TEAM
    if unknown := [skill for skill in skills if skill not in terms.SKILLS]:
        wrong["skills"] = NO_SKILL.fill(skill=unknown[0])
    if wrong:
        raise Refused(Words("有几处要改一下", "Some things need correcting"), wrong)
    volunteer, _ = Volunteer.objects.update_or_create(
        user_id=user_id,
        defaults={
            "area": area, "name": name, "phone": phone, "team": team, "skills": list(skills), "standing": standing,
        },
    )  # fmt: skip
    return volunteer


def volunteer_register(
    *,
    by: Seat | None,
    area: str,
    name: str,
    phone: str,
    team: str,
    skills: Sequence[str],
    username: str = "",
    language: str = "",
) -> tuple[Volunteer, bool]:
    """A volunteer with an account and a post for their community; and whether they are new.

    Somebody known by the same phone number and name keeps their account: only what is told changes. Raises
    Refused with fields.
    """
    post_area = codes.at(area, "community") if codes.is_code(area) else None
    if post_area is None:
        raise Refused(NO_HOME, {"area": NO_HOME})
    told = {"area": area, "name": name, "phone": phone, "team": team, "skills": skills}
    with transaction.atomic():
        if known := _known(name, phone):
            if not codes.covers(by.area if by else codes.ALL, known.area):
                words = Words(
                    "这位志愿者已经在别的辖区登记了。",
                    "This volunteer is registered in another area already.",
                )
                raise Refused(words, {"phone": words})
            told["phone"] = known.phone
            return volunteer_join(user_id=known.user_id, standing=known.standing, **told), False  # type: ignore[arg-type]
        user, new = _account(name, phone), False
        if user is None:
            user, new = (
                staff_create(
                    by=by, username=username or _new_name(), name=name, phone=phone, language=language
                ),
                True,
            )
        if not _takes_orders(user, post_area):
            post_give(by=by, user=user, given=PostGiven("volunteer", post_area, reason="volunteer"))
        told["phone"] = user.phone
        return volunteer_join(user_id=user.pk, **told), new  # type: ignore[arg-type]


def _account(name: str, phone: str) -> User | None:
    """The account somebody has already, as a member of staff: one person keeps one account."""
    read = read_phone(phone) if phone else None
    if not read:
        return None
    return User.objects.filter(phone_hash=keyed_hash(read, "phone"), name=name, is_active=True).first()


def _takes_orders(user: User, area: str) -> bool:
    posts = Post.objects.held().filter(user=user, role__in=terms.TAKERS)
    return posts.filter(area__in=[area, *codes.ancestors(area)]).exists()


def _known(name: str, phone: str) -> Volunteer | None:
    if not phone:
        return None
    with scope.everything("whether a volunteer is registered already"):
        read = read_phone(phone) or phone
        return Volunteer.objects.filter(phone_hash=keyed_hash(read, "phone"), name=name).first()


def _new_name() -> str:
    """A log-in name that tells nothing: `v` and six letters that are not misread."""
    while True:
        name = "v" + "".join(secrets.choice(ALPHABET) for _ in range(NAME_LETTERS)).lower()
        if not User.objects.filter(username=name).exists():
            return name


def volunteer_stand(*, volunteer: Volunteer, standing: str) -> None:
    """Take orders, wait in reserve, or pause; the orders already accepted stay."""
    if standing not in terms.STANDINGS:
        raise Refused(Words("没有这种状态。", "There is no such standing."))
    with scope.everything("a volunteer's own entry"):
        volunteer.standing = standing
        volunteer.save(update_fields=["standing"])


def application_open(*, area: str, said: Applying, once: str | None = None) -> "Matter":
    """Somebody signs up for their community. Raises Refused for a place that is not known so exactly."""
    if not codes.is_code(area) or codes.at(area, "community") is None:
        raise Refused(NO_HOME, {"area": NO_HOME})
    with scope.everything("somebody signs up as a volunteer"):
        return matter_open(
            kind="volunteers.joining", area=area, actor=Actor("caller"), facts=said, source="web", once=once
        )
