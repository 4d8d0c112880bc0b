"""Administrators' pages: accounts, posts and offices."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.tokens import default_token_generator
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from huying.base import ratelimit
from huying.base.errors import NotYours
from huying.base.mask import mask_phone
from huying.base.pages import trouble
from huying.base.visitors import closed_words, visitor_address
from huying.kernel.words import Words
from huying.people import queries
from huying.people.forms import PostForm, ReasonForm, StaffForm, UnitForm
from huying.people.models import Post, Unit, User
from huying.people.roles import ROLES
from huying.people.seats import seat_of, seated
from huying.people.services import (
    PostGiven,
    audit,
    post_end,
    post_give,
    staff_close,
    staff_create,
    staff_link,
    staff_reopen,
    unit_set,
)
from huying.places.queries import area_names
from huying.places.scope import within

from .asking import asked
from .seat import post_rows

PAGE_SIZE = 50


@seated("staff.manage")
def staff(request: HttpRequest) -> HttpResponse:
    """The accounts of the area, found by name or role."""
    seat = seat_of(request)
    users = queries.staff_in(seat.area)
    # PostgreSQL takes no NUL, and nobody is called so.
    if typed := request.GET.get("q", "").replace("\x00", "").strip():
        users = users.filter(name__contains=typed) | users.filter(username__icontains=typed)
    if (role := request.GET.get("role", "")) in ROLES:
        users = users.filter(pk__in=Post.objects.held().filter(role=role).values("user"))
    page = Paginator(users, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "columns": [
            {"name": "name", "title": Words("姓名", "Name"), "kind": "link"},
            {"name": "username", "title": Words("登录名", "Log-in name")},
            {"name": "posts", "title": Words("现在的岗位", "Posts now")},
            {"name": "state", "title": Words("账号", "Account"), "kind": "state"},
        ],
        "rows": _staff_rows(list(page.object_list)),
        "filters": [
            {"name": "q", "label": Words("姓名或登录名", "Name or log-in name"), "value": typed},
            {
                "name": "role",
                "label": Words("角色", "Role"),
                "value": role,
                "choices": [(one.code, one.title) for one in ROLES.values()],
            },
        ],
    }
    return render(request, "people/staff.html", context)


def _staff_rows(users: list[User]) -> list[dict[str, Any]]:
    posts = post_rows(
        list(Post.objects.held().filter(user__in=users).select_related("user", "covering__user"))
    )
    held: dict[int, list[str]] = {}
    for row in posts:
        held.setdefault(row["post"].user_id, []).append(f"{row['area']} {row['role']}")
    return [
        {
            "name": user.get_full_name(),
            "username": user.username,
            "posts": "; ".join(held.get(user.pk, [])) or "-",
            "state": _state(user),
            "tone": "good" if user.is_active and user.has_usable_password() else "idle",
            "url": reverse("staff_one", args=[user.pk]),
        }
        for user in users
    ]


def _state(user: User) -> Words:
    if not user.is_active:
        return Words("已停用", "Closed")
    if not user.has_usable_password():
        return Words("还没设密码", "No password yet")
    return Words("可用", "In use")


@seated("staff.manage")
def staff_new(request: HttpRequest) -> HttpResponse:
    """A new account; its posts are given on the next page."""
    seat = seat_of(request)

    def done(value: StaffForm) -> HttpResponse:
        user = staff_create(by=seat, **value.model_dump())
        messages.success(
            request, str(Words("账号已建好，请给他安排岗位", "The account is made; now give it a post"))
        )
        return redirect("staff_one", pk=user.pk)

    return asked(request, StaffForm, done, title=Words("新建账号", "New account"), back=reverse("staff"))


@seated("staff.manage")
def staff_one(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its posts and what can be done with it."""
    seat = seat_of(request)
    user = queries.user_for(seat, pk)
    posts = Post.objects.filter(user=user).select_related("user", "covering__user").order_by("-starts", "-id")
    context = {
        "one": user,
        "state": _state(user),
        "facts": [
            (Words("登录名", "Log-in name"), user.username),
            (Words("电话", "Phone"), mask_phone(user.phone) or "-"),
            (Words("电子邮件", "E-mail"), user.email or "-"),
            (Words("最近登录", "Last log-in"), user.last_login),
        ],
        "posts": [{**row, "running": row["post"].running()} for row in post_rows(list(posts))],
    }
    return render(request, "people/staff_one.html", context)


@seated("staff.manage")
def post_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a post."""
    seat = seat_of(request)
    user = queries.user_for(seat, pk)

    def done(value: PostForm) -> HttpResponse:
        post_give(by=seat, user=user, given=PostGiven(**value.model_dump()))
        messages.success(request, str(Words("岗位已安排", "The post is given")))
        return redirect("staff_one", pk=user.pk)

    title = Words("给{name}安排岗位", "A post for {name}").fill(name=user.get_full_name())
    return asked(request, PostForm, done, title=title, back=reverse("staff_one", args=[pk]))


@seated("staff.manage")
def post_over(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post now."""
    seat = seat_of(request)
    post = queries.post_for(seat, pk)

    def done(value: ReasonForm) -> HttpResponse:
        post_end(by=seat, post=post, reason=value.reason)
        messages.success(request, str(Words("岗位已结束", "The post has ended")))
        return redirect("staff_one", pk=post.user_id)

    row = post_rows([post])[0]
    return asked(
        request,
        ReasonForm,
        done,
        title=Words("结束这个岗位", "End this post"),
        lead=f"{post.user.get_full_name()} · {row['area']} · {row['role']}",
        back=reverse("staff_one", args=[post.user_id]),
        danger=True,
    )


@seated("staff.manage")
def staff_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    seat = seat_of(request)
    user = queries.user_for(seat, pk)
    closing = user.is_active

    def done(value: ReasonForm) -> HttpResponse:
        (staff_close if closing else staff_reopen)(by=seat, user=user, reason=value.reason)
        return redirect("staff_one", pk=pk)

    title = Words("停用账号", "Close the account") if closing else Words("重新启用", "Open the account again")
    back = reverse("staff_one", args=[pk])
    return asked(request, ReasonForm, done, title=title, lead=user.get_full_name(), back=back, danger=closing)


@require_POST
@seated("staff.manage")
def staff_linked(request: HttpRequest, pk: int) -> HttpResponse:
    """The link under which somebody sets their password, shown once to whoever hands it over."""
    seat = seat_of(request)
    user = queries.user_for(seat, pk)
    audit(seat, "staff.link", kind="user", ref=str(user.pk))
    context = {
        "title": Words("设置密码的链接", "Link to set the password"),
        "lead": Words(
            "请当面或用工作通讯工具交给{name}。只能用一次，设好密码后就失效。",
            "Hand it to {name} in person or by your office's own messenger. It works once.",
        ).fill(name=user.get_full_name()),
        "secret": request.build_absolute_uri(staff_link(user)),
        "back": reverse("staff_one", args=[pk]),
    }
    return render(request, "people/secret.html", context)


@never_cache
@sensitive_post_parameters()
def staff_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set one's password with the link an administrator gave."""
    if until := ratelimit.take("link", visitor_address(request)):
        return trouble(request, 429, then=closed_words(until))
    user = _user_of(uid)
    if user is None or not user.is_active or not default_token_generator.check_token(user, token):
        return trouble(
            request,
            404,
            what=Words("这个链接已经用过，或者过期了", "This link was used before, or is too old"),
            then=Words("请找管理员再要一个。", "Ask your administrator for another."),
        )
    form = SetPasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        form.save()
        audit(None, "staff.password", kind="user", ref=str(user.pk), ip=visitor_address(request))
        messages.success(request, str(Words("密码已设好，请登录", "The password is set: please log in")))
        return redirect("account_login")
    return render(request, "people/password.html", {"form": form, "one": user})


def _user_of(uid: str) -> User | None:
    try:
        pk = int(urlsafe_base64_decode(uid).decode())
    except (ValueError, UnicodeDecodeError):
        return None
    found = get_user_model().objects.filter(pk=pk).first() if 0 < pk < 2**63 else None
    return found if isinstance(found, User) else None


@seated("staff.manage")
def units(request: HttpRequest) -> HttpResponse:
    """The offices of the area."""
    rows = list(within(Unit.objects.all(), seat_of(request).area).order_by("area", "code"))
    names = area_names({unit.area for unit in rows})
    context = {
        "columns": [
            {"name": "title", "title": Words("单位", "Office"), "kind": "link"},
            {"name": "code", "title": Words("代码", "Code")},
            {"name": "area", "title": Words("辖区", "Area")},
            {"name": "phone", "title": Words("公开电话", "Public phone")},
            {"name": "on_duty", "title": Words("值班", "On duty")},
        ],
        "rows": [
            {
                "title": unit.title,
                "code": unit.code,
                "area": names[unit.area],
                "phone": unit.phone,
                "on_duty": unit.on_duty,
                "url": reverse("unit_one", args=[unit.pk]),
            }
            for unit in rows
        ],
    }
    return render(request, "people/units.html", context)


@seated("staff.manage")
def unit_edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Name an office, or change what is said about it."""
    seat = seat_of(request)
    unit = within(Unit.objects.all(), seat.area).filter(pk=pk).first() if pk else None
    if pk and unit is None:
        raise NotYours(f"unit {pk}")

    def done(value: UnitForm) -> HttpResponse:
        unit_set(by=seat, **value.model_dump())
        return redirect("units")

    known = ("code", "area", "zh", "en", "phone", "on_duty", "run_by")
    initial = {field: getattr(unit, field) for field in known} if unit else None
    title = Words("单位", "Office")
    return asked(
        request,
        UnitForm,
        done,
        title=title,
        submit=Words("保存", "Save"),
        back=reverse("units"),
        initial=initial,
    )
