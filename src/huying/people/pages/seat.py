"""One's own posts: choosing one, letting somebody stand in, the promise of secrecy, the second factor."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_POST

from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people import queries
from huying.people.forms import CoverForm, PledgeForm
from huying.people.models import Post, User
from huying.people.pledge import TEXT
from huying.people.roles import role_title
from huying.people.seats import CHOICE, posts_of, seat_of, seated
from huying.people.services import post_cover, post_end, undertaking_sign
from huying.places.queries import area_names

from .asking import asked

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]


def post_rows(posts: list[Post], chosen: int | None = None) -> list[dict[str, Any]]:
    """Posts as a page shows them, with the names of their areas."""
    names = area_names({post.area for post in posts})
    return [
        {
            "post": post,
            "role": role_title(post.role),
            "area": names[post.area],
            "chosen": post.pk == chosen,
            "covered": post.covering.user.get_full_name() if post.covering else "",
        }
        for post in posts
    ]


def _back(request: HttpRequest, otherwise: str) -> str:
    told = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(told, allowed_hosts={request.get_host()})
    return told if safe else otherwise


@login_required
def seat(request: HttpRequest) -> HttpResponse:
    """The posts one holds now; POST post=<id> changes to another."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required
    posts = list(posts_of(request.user.pk))
    if request.method == "POST":
        told = request.POST.get("post", "")
        if told not in {str(post.pk) for post in posts}:
            raise NotYours(f"post {told}")
        request.session[CHOICE] = int(told)
        return HttpResponseRedirect(_back(request, "/desk/"))
    try:
        now_at = seat_of(request).post_id
    except NotYours:
        now_at = None
    given = Post.objects.held().filter(covering__user=request.user).select_related("user", "covering__user")
    context = {
        "rows": post_rows(posts, now_at),
        "given": post_rows(list(given)),
        "next": _back(request, ""),
    }
    return render(request, "people/seat.html", context)


@seated()
def cover(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a colleague stand in for the holder of a post."""
    by = seat_of(request)
    post = queries.post_for(by, pk)

    def done(value: CoverForm) -> HttpResponse:
        user = User.objects.filter(username__iexact=value.colleague).first()
        if user is None:
            words = Words("没有这个登录名", "There is no such log-in name")
            raise Refused(words, {"colleague": words})
        made = post_cover(
            by=by, post=post, user=user, starts=value.starts, ends=value.ends, reason=value.reason
        )
        said = Words("已安排{name}代岗", "{name} now stands in").fill(name=made.user.get_full_name())
        messages.success(request, str(said))
        return redirect("seat")

    row = post_rows([post])[0]
    lead = Words(
        "{name}，{role}，{area}。代岗期间办的每一件事都会写明是代您办的。",
        "{name}, {role}, {area}. Whatever is done while standing in is recorded as done for the holder.",
    )
    return asked(
        request,
        CoverForm,
        done,
        title=Words("安排代岗", "Arrange cover"),
        back=reverse("seat"),
        lead=lead.fill(name=post.user.get_full_name(), role=row["role"], area=row["area"]),
    )


@require_POST
@seated()
def cover_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a cover before its time."""
    by = seat_of(request)
    post = queries.post_for(by, pk)
    if post.covering_id is None:
        raise NotYours(f"post {pk} covers nobody")
    post_end(by=by, post=post)
    messages.success(request, str(Words("代岗已结束", "The cover has ended")))
    return redirect("seat")


@seated()
def pledge(request: HttpRequest) -> HttpResponse:
    """The promise of secrecy, signed before the first look at residents."""
    by = seat_of(request)
    onward = _back(request, reverse("seat"))

    def done(value: PledgeForm) -> HttpResponse:
        undertaking_sign(by=by, signed_as=value.signed_as)
        return HttpResponseRedirect(onward)

    return asked(
        request,
        PledgeForm,
        done,
        title=Words("保密承诺", "Promise of secrecy"),
        submit=Words("我承诺", "I promise"),
        back=reverse("seat"),
        lead=TEXT,
    )


def pledged(page: Page[P]) -> Page[P]:
    """A page (under `seated`) for those only who have signed the promise of secrecy; others are asked to first."""

    @functools.wraps(page)
    def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not queries.undertaking_signed(seat_of(request).user_id):
            onward = urlencode({"next": request.get_full_path()})
            return HttpResponseRedirect(f"{reverse('pledge')}?{onward}")
        return page(request, *args, **kwargs)

    return inner


@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Why this post needs a second factor, and where to set one up."""
    return render(request, "people/second_factor.html")
