"""The post somebody works at just now, and the doors it opens."""

import functools
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from huying.base.errors import NotYours
from huying.base.visitors import visitor_address
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.places import scope

from .models import Post
from .roles import able, role_title

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
CHOICE = "post"


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody at a post: what every act, list and line of the audit is done as.

    `covering` is the name of the absent colleague whose post it is, else empty.
    """

    user_id: int
    post_id: int
    role: str
    unit: str
    area: str
    name: str
    covering: str = ""
    ip: str = ""

    def able(self, *abilities: str) -> bool:
        """Whether this post's role has all the abilities."""
        return able(self.role, *abilities)

    @property
    def title(self) -> Words:
        """What the role is called."""
        return role_title(self.role)


def seat_at(post: Post, ip: str = "") -> Seat:
    """The seat of a post, whoever asks; `user` and `covering__user` should be loaded with it."""
    return Seat(
        user_id=post.user_id,
        post_id=post.pk,
        role=post.role,
        unit=post.unit,
        area=post.area,
        name=post.user.get_full_name(),
        covering=post.covering.user.get_full_name() if post.covering else "",
        ip=ip,
    )


def posts_of(user_id: int) -> QuerySet[Post]:
    """The posts somebody holds now: their own first, then those they cover."""
    held = Post.objects.held().filter(user_id=user_id)
    return held.select_related("user", "covering__user").order_by(F("covering").asc(nulls_first=True), "id")


def seat_of(request: HttpRequest) -> Seat:
    """The seat of this request: the post chosen in the session, else the first. NotYours when there is none."""
    known: Seat | None = getattr(request, "seat", None)
    if known is not None:
        return known
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        raise NotYours("no seat without a log-in")
    posts = list(posts_of(user.pk))
    if not posts:
        raise NotYours(f"{user.username} holds no post now")
    chosen = request.session.get(CHOICE)
    post = next((one for one in posts if one.pk == chosen), posts[0])
    seat = seat_at(post, visitor_address(request))
    request.seat = seat  # type: ignore[attr-defined]
    return seat


def as_actor(seat: Seat) -> Actor:
    """Who acts, as the kernel of matters knows it."""
    return Actor(
        role=seat.role,
        unit=seat.unit,
        area=seat.area,
        person=seat.user_id,
        name=seat.name,
        covering=seat.covering,
    )


def needs_second_factor(request: HttpRequest, seat: Seat) -> bool:
    """Whether this role must log in with a second factor (settings.HUYING_MFA_ROLES) and has none yet."""
    if seat.role not in settings.HUYING_MFA_ROLES:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(request.user)


def seated(*abilities: str) -> Callable[[Page[P]], Page[P]]:
    """A page for staff: log in, take a seat, see only the seat's area.

    The post must have all the abilities (403 otherwise). Without a post the page about posts is shown; a role that
    must have a second factor is sent to set one up. `page.abilities` says what was asked, for the table of pages.
    """

    def wrap(page: Page[P]) -> Page[P]:
        @functools.wraps(page)
        def inner(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return _elsewhere(request, redirect_to_login(request.get_full_path()))
            try:
                seat = seat_of(request)
            except NotYours:
                return _elsewhere(request, HttpResponseRedirect(reverse("seat")))
            if needs_second_factor(request, seat):
                return _elsewhere(request, HttpResponseRedirect(reverse("second_factor")))
            if not seat.able(*abilities):
                raise PermissionDenied
            with scope.use(seat.area):
                response = page(request, *args, **kwargs)
                # A template rendered after the scope has closed would see nothing.
                render = getattr(response, "render", None)
                return render() if render is not None and not response.is_rendered else response  # type: ignore[attr-defined]

        inner.abilities = abilities  # type: ignore[attr-defined]
        return inner

    return wrap


def enter(request: HttpRequest, seat: Seat) -> Seat:
    """Take a seat for the rest of the request's transaction, where no block can be put around the work."""
    held: AbstractContextManager[None] = scope.use(seat.area)
    held.__enter__()
    # Kept with the request: the scope goes with its transaction, and closing it earlier would blind the rest.
    request.scope_held = held  # type: ignore[attr-defined]
    request.seat = seat  # type: ignore[attr-defined]
    return seat


def _elsewhere(request: HttpRequest, redirect: HttpResponseRedirect) -> HttpResponse:
    """A redirect that also moves the whole page when only a fragment was asked for."""
    if not getattr(request, "htmx", None):
        return redirect
    response = HttpResponse(status=204)
    response["HX-Redirect"] = redirect.url
    return response


def shown_to(*abilities: str) -> Callable[[HttpRequest], bool]:
    """For navigation: whether the reader's seat has the abilities."""

    def shown(request: HttpRequest) -> bool:
        seat: Any = getattr(request, "seat", None)
        return seat is not None and seat.able(*abilities)

    return shown
