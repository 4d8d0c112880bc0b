"""How staff log in: accounts are given, never taken; whoever guesses passwords is shut out for a while."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from huying.base.pages import trouble
from huying.base.visitors import visitor_address
from huying.kernel.words import Words


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth, as an office uses it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator makes the account."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address, past our own proxies."""
        return visitor_address(request)


def address_of(request: HttpRequest) -> str:
    """The visitor's address, for counting failed log-ins."""
    return visitor_address(request)


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """The page after too many wrong passwords."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    return trouble(
        request,
        429,
        what=Words("密码错得太多,暂时不能登录", "Too many wrong passwords: logging in is closed for now"),
        then=Words(
            f"请过 {minutes} 分钟再试,或请管理员帮您重设密码。",
            f"Try again in {minutes} minutes, or ask an administrator for a new password.",
        ),
    )
