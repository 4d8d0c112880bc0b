"""Writing about teams: somebody answers for a place or a person, or does so no longer."""

from django.db import transaction

from huying.base.clock import now
from huying.base.numbers import read_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.measures.models import TeamMember
from huying.measures.queries.teams import team_roles
from huying.people.models import User
from huying.people.seats import Seat
from huying.people.services import audit
from huying.places.codes import covers

ELSEWHERE = Words("这个地方不在您的辖区。", "That place is not in your area.")
NO_ROLE = Words(
    "规则里没有“{role}”这种包保角色，可以写：{all}。",
    "The rule has no role “{role}” for a team; there are: {all}.",
)


def role_meant(text: str, area: str) -> str:
    """The code of a role somebody wrote by its code or its name. Raises Refused when there is none."""
    roles = team_roles(area)
    sought = text.strip().casefold()
    for one in roles:
        if sought in (one.code, one.zh.casefold(), one.en.casefold()):
            return one.code
    words = NO_ROLE.fill(role=text[:40], all="、".join(one.zh for one in roles))
    raise Refused(words, {"role": words})


@transaction.atomic
def member_name(
    *, by: Seat | None, area: str, role: str, name: str, phone: str = "", username: str = "", about: str = "",
    within: str | None = None,
) -> tuple[TeamMember, bool]:  # fmt: skip
    """Name somebody for a place or a person; the second answer tells whether it is new."""
    bounds = within or (by.area if by else area)
    if not covers(bounds, area):
        raise Refused(ELSEWHERE, {"area": ELSEWHERE})
    code = role_meant(role, area)
    user = None
    if username:
        user = User.objects.filter(username=username.strip().lower(), is_active=True).first()
        if user is None:
            words = Words("没有这个登录名。", "There is no such log-in name.")
            raise Refused(words, {"username": words})
    made, new = TeamMember.objects.get_or_create(
        area=area, about=about, role=code, name=name.strip(), until=None,
        defaults={"user": user, "phone": (read_phone(phone) or "") if phone else "", "by_id": by.user_id if by else None, "since": now()},
    )  # fmt: skip
    if new:
        audit(by, "team.name", kind="team", ref=str(made.pk), area=area)
    return made, new


@transaction.atomic
def member_end(*, by: Seat, member: TeamMember) -> None:
    """Somebody answers for it no longer."""
    TeamMember.objects.filter(pk=member.pk, until=None).update(until=now())
    audit(by, "team.end", kind="team", ref=str(member.pk), area=member.area)
