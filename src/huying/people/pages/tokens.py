"""Keys for programs."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.words import Words
from huying.people import queries
from huying.people.forms import TokenForm
from huying.people.models import ApiToken
from huying.people.roles import role_title
from huying.people.seats import seat_of, seated
from huying.people.services import token_create, token_revoke
from huying.places.queries import area_names

from .asking import asked


@seated("token.manage")
def tokens(request: HttpRequest) -> HttpResponse:
    """All keys of the area, and when each was last used."""
    rows = list(queries.tokens_in(seat_of(request).area))
    names = area_names({token.post.area for token in rows})
    shown = [
        {
            "token": token,
            "role": role_title(token.post.role),
            "area": names[token.post.area],
            "state": _state(token),
            "open": token.revoked_at is None,
        }
        for token in rows
    ]
    return render(request, "people/tokens.html", {"rows": shown})


def _state(token: ApiToken) -> Words:
    if token.revoked_at:
        return Words("已作废", "Revoked")
    if (token.ends_at and token.ends_at <= now()) or not token.post.running():
        return Words("已过期", "Over")
    return Words("可用", "In use")


@seated("token.manage")
def token_new(request: HttpRequest, pk: int) -> HttpResponse:
    """A key for a post; the secret is shown once."""
    seat = seat_of(request)
    post = queries.post_for(seat, pk)

    def done(value: TokenForm) -> HttpResponse:
        token, secret = token_create(by=seat, post=post, name=value.name, ends_at=value.ends)
        context: dict[str, Any] = {
            "title": Words("程序接口钥匙", "Key for a program"),
            "lead": Words(
                "只显示这一次。请放进“{name}”的设置里，不要写进聊天或邮件。",
                "Shown only now. Put it into the settings of “{name}”, never into a chat or a mail.",
            ).fill(name=token.name),
            "secret": secret,
            "back": reverse("tokens"),
        }
        return render(request, "people/secret.html", context)

    lead = f"{post.user.get_full_name()} · {role_title(post.role)}"
    title = Words("新钥匙", "New key")
    return asked(request, TokenForm, done, title=title, lead=lead, back=reverse("tokens"))


@require_POST
@seated("token.manage")
def token_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Revoke a key."""
    seat = seat_of(request)
    token = queries.tokens_in(seat.area).filter(pk=pk).first()
    if token is None:
        raise NotYours(f"token {pk}")
    token_revoke(by=seat, token=token)
    messages.success(request, str(Words("钥匙已作废", "The key is void now")))
    return redirect("tokens")
