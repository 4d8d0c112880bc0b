"""Accounts, posts and standing in for each other."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from huying.base.clock import now
from huying.base.numbers import narrow, read_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.models import Post, Unit, User
from huying.people.roles import OFFICE, ROLES, Role
from huying.people.seats import Seat
from huying.places.codes import covers, grade
from huying.places.models import GRADE_WORDS, Area

from .record import audit

NOT_YOUR_AREA = Words(
    "这个岗位的辖区不在您管理的范围里", "The area of this post is not within what you administer"
)

SELF_COVER = Words(
    "不能安排自己去代岗，请让本人或别的负责人来安排",
    "You cannot arrange to stand in yourself: the holder or another leader does that",
)


@dataclass(frozen=True)
class PostGiven:
    """A post to give: `unit` only for roles of a department, `ends` None for an open end."""

    role: str
    area: str
    unit: str = ""
    starts: dt.datetime | None = None
    ends: dt.datetime | None = None
    reason: str = ""


def staff_create(
    *,
    by: Seat | None,
    username: str,
    name: str,
    phone: str = "",
    email: str = "",
    language: str = "",
    posts: Sequence[PostGiven] = (),
) -> User:
    """A new account without a password, and its posts; give its holder a `staff_link`. Refused with fields."""
    username, name = narrow(username).lower(), name.strip()
    wrong: dict[str, Words] = {}
    if not username or not username.replace(".", "").replace("-", "").replace("_", "").isalnum():
        wrong["username"] = Words(
            "登录名用字母、数字、点、横线组成", "A log-in name has letters, digits, dots and hyphens"
        )
    elif User.objects.filter(username__iexact=username).exists():
        wrong["username"] = Words("这个登录名已经有人用了", "This log-in name is taken")
    if not name:
        wrong["name"] = Words("请填写姓名", "Please give the name")
    read = read_phone(phone) if phone.strip() else ""
    if read is None:
        wrong["phone"] = Words("这个电话号码不对，请核对", "This is no phone number, please check it")
    if wrong:
        raise Refused(Words("有几处要改一下", "Some things need correcting"), wrong)
    user = User(username=username, name=name, phone=read or "", email=email.strip(), language=language)
    user.set_unusable_password()
    user.save()
    audit(by, "staff.create", kind="user", ref=str(user.pk))
    for post in posts:
        post_give(by=by, user=user, given=post)
    return user


def staff_link(user: User) -> str:
    """The path under which somebody sets their password: works once, and not after settings.PASSWORD_RESET_TIMEOUT."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    return reverse("staff_password", args=[uid, default_token_generator.make_token(user)])


def first_administrator(*, username: str, name: str, area: str) -> User:
    """The account an empty system begins with. Refused when there is an administrator already."""
    if Post.objects.held().filter(role="administrator").exists():
        raise Refused(
            Words(
                "已经有系统管理员了，请让他来建账号",
                "There is an administrator already: ask them for an account",
            )
        )
    given = PostGiven("administrator", area, reason="first administrator")
    return staff_create(by=None, username=username, name=name, posts=[given])


def staff_close(*, by: Seat, user: User, reason: str) -> None:
    """Nobody logs in with this account any more; what it did stays on record."""
    if user.pk == by.user_id:
        raise Refused(Words("不能停用自己的账号", "You cannot close your own account"))
    if not reason.strip():
        raise Refused(_WHY, {"reason": _WHY})
    User.objects.filter(pk=user.pk).update(is_active=False)
    _sessions_end(user)
    audit(by, "staff.close", reason, kind="user", ref=str(user.pk))


def staff_reopen(*, by: Seat, user: User, reason: str) -> None:
    """The account may be used again."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    audit(by, "staff.reopen", reason, kind="user", ref=str(user.pk))


def post_give(*, by: Seat | None, user: User, given: PostGiven) -> Post:
    """Give somebody a post; nobody gives one to themselves or outside their own area."""
    role = ROLES.get(given.role)
    if role is None:
        raise Refused(_fields := Words("没有这个角色", "There is no such role"), {"role": _fields})
    _area_fits(role, given.area)
    unit = given.unit or role.unit
    if not role.unit_fits(unit):
        words = Words("请填写部门，例如 department:供水", "Please name the department, e.g. department:water")
        raise Refused(words, {"unit": words})
    if by is not None:
        if user.pk == by.user_id:
            raise Refused(
                Words(
                    "不能给自己安排岗位，请让另一位管理员来办",
                    "You cannot give yourself a post: ask another administrator",
                )
            )
        if not covers(by.area, given.area):
            raise Refused(NOT_YOUR_AREA, {"area": NOT_YOUR_AREA})
    starts = given.starts or now()
    _period(starts, given.ends)
    post = Post.objects.create(
        user=user,
        role=role.code,
        unit=unit,
        area=given.area,
        starts=starts,
        ends=given.ends,
        reason=given.reason,
        given_by_id=by.user_id if by else None,
    )
    audit(by, "post.give", given.reason, kind="post", ref=str(post.pk), area=post.area)
    return post


def post_end(*, by: Seat, post: Post, reason: str = "", at: dt.datetime | None = None) -> None:
    """End a post, or somebody's standing in for it; at once when no moment is told."""
    own_cover = post.covering is not None and by.user_id in (post.user_id, post.covering.user_id)
    if not own_cover:
        _may_arrange(by, post, "cover.give" if post.covering_id else "staff.manage")
    moment = at or now()
    if moment < post.starts:
        moment = post.starts
    if post.ends is not None and post.ends <= moment:
        raise Refused(Words("这个岗位已经结束了", "This post has ended already"))
    Post.objects.filter(pk=post.pk).update(ends=moment, ended_by=by.user_id)
    audit(
        by,
        "cover.end" if post.covering_id else "post.end",
        reason,
        kind="post",
        ref=str(post.pk),
        area=post.area,
    )


def post_cover(
    *, by: Seat, post: Post, user: User, ends: dt.datetime, reason: str, starts: dt.datetime | None = None
) -> Post:
    """Let a colleague stand in for the holder of a post for a while.

    By the holder, or by somebody who arranges cover in that area. All that is done so is recorded as covering.
    """
    if post.covering_id is not None:
        raise Refused(Words("代来的岗位不能再转代", "A post that is covered cannot be passed on again"))
    if by.user_id != post.user_id:
        # Those who keep rules, records and accounts are replaced by an administrator only.
        _may_arrange(by, post, "staff.manage" if ROLES[post.role].unit == OFFICE else "cover.give")
        if user.pk == by.user_id:
            raise Refused(SELF_COVER)
    if user.pk == post.user_id:
        raise Refused(Words("代岗的人不能是本人", "Nobody stands in for themselves"))
    if not Post.objects.held().filter(user=user, covering=None).exists():
        raise Refused(Words("代岗的人自己要有在任的岗位", "Whoever stands in must hold a post of their own"))
    if not reason.strip():
        raise Refused(_WHY, {"reason": _WHY})
    begin = starts or now()
    _period(begin, ends)
    if not post.running(begin):
        raise Refused(Words("这个岗位那时不在任期内", "The post is not held at that time"))
    cover = Post.objects.create(
        user=user,
        role=post.role,
        unit=post.unit,
        area=post.area,
        starts=begin,
        ends=ends,
        covering=post,
        reason=reason.strip(),
        given_by_id=by.user_id,
    )
    audit(by, "cover.give", reason, kind="post", ref=str(cover.pk), area=post.area)
    return cover


def unit_set(
    *,
    by: Seat | None,
    code: str,
    area: str,
    zh: str,
    en: str = "",
    phone: str = "",
    on_duty: str = "",
    run_by: str = "",
) -> Unit:
    """Name an office, or change what is said about it."""
    if by is not None and not covers(by.area, area):
        raise Refused(NOT_YOUR_AREA)
    told = {"zh": zh.strip(), "en": en.strip(), "phone": phone.strip(), "on_duty": on_duty.strip()}
    told["run_by"] = run_by.strip()
    unit, _ = Unit.objects.update_or_create(code=code, area=area, defaults=told)
    audit(by, "unit.set", kind="unit", ref=f"{code}@{area}"[:60], area=area)
    return unit


_WHY = Words("请写明原因", "Please say why")


def _area_fits(role: Role, area: str) -> None:
    try:
        fits = grade(area) in role.grades
    except ValueError:
        fits = False
    if not fits:
        grades_zh = "、".join(GRADE_WORDS[one].zh for one in role.grades)
        grades_en = ", ".join(GRADE_WORDS[one].en.lower() for one in role.grades)
        words = Words("{role}的辖区应是：{grades}", "The area of a {role} is a: {grades}")
        words = words.fill(role=role.title, grades=Words(grades_zh, grades_en))
        raise Refused(words, {"area": words})
    if not Area.objects.filter(code=area).exists():
        words = Words("没有这个地点", "There is no such place")
        raise Refused(words, {"area": words})


def _period(starts: dt.datetime, ends: dt.datetime | None) -> None:
    if ends is not None and ends <= max(starts, now()):
        words = Words(
            "结束时间要在开始以后，也要在现在以后", "The end must be after the start, and after now"
        )
        raise Refused(words, {"ends": words})


def _may_arrange(by: Seat, post: Post, ability: str) -> None:
    if not by.able(ability):
        raise Refused(Words("您的岗位不能安排这件事", "Your post may not arrange this"))
    if not covers(by.area, post.area):
        raise Refused(NOT_YOUR_AREA)


def _sessions_end(user: User) -> None:
    """Log an account out everywhere."""
    for session in Session.objects.filter(expire_date__gt=now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(user.pk):
            session.delete()
