"""How staff log in: accounts are given, never taken; second factors are locked; guessers are shut out for a while."""

import datetime as dt
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from huying.base.clock import now
from huying.base.pages import trouble
from huying.base.secrets import seal, unseal
from huying.base.visitors import closing_words, visitor_address
from huying.kernel.words import Words

from .roles import DESK_HOME, home_of
from .seats import posts_of

MFA_CONTEXT = "mfa_authenticator.data"

WRONG_LOGIN = Words("登录名或密码不对", "The log-in name or the password is wrong")
TOO_MANY = Words("试的次数太多了，请过几分钟再试", "Too many tries. Please try again in a few minutes")
WRONG_CODE = Words("验证码不对，请看手机上最新的一个", "The code is wrong: use the newest one in your app")
# What is said after a step; steps without words here say nothing.
SAID = {
    "account/messages/password_changed.txt": Words("密码已改好", "The password is changed"),
    "account/messages/password_set.txt": Words("密码已设好", "The password is set"),
    "mfa/messages/totp_activated.txt": Words("验证器已启用", "The authenticator app is on"),
    "mfa/messages/totp_deactivated.txt": Words("验证器已停用", "The authenticator app is off"),
    "mfa/messages/recovery_codes_generated.txt": Words(
        "新的备用码已生成，旧的不能再用", "New recovery codes are made; the old ones are void"
    ),
    "mfa/messages/webauthn_added.txt": Words("通行密钥已添加", "The passkey is added"),
    "mfa/messages/webauthn_removed.txt": Words("通行密钥已删除", "The passkey is removed"),
}


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """allauth, as an office uses it."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": Words(
            "这个账号已停用，请找管理员", "This account is closed: ask your administrator"
        ),
        "enter_current_password": Words("请输入现在的密码", "Please type your present password"),
        "incorrect_password": Words("密码不对", "The password is wrong"),
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "username_password_mismatch": WRONG_LOGIN,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up: an administrator makes the account."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The page where the work of the first post waits."""
        user = request.user
        post = posts_of(user.pk).first() if user.is_authenticated else None
        return home_of(post.role) if post else DESK_HOME

    def get_client_ip(self, request: HttpRequest) -> str:
        """The visitor's address, past our own proxies."""
        return visitor_address(request)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: Any = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say in our own words what happened."""
        if words := SAID.get(message_template or ""):
            messages.add_message(request, level, str(words), extra_tags)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Second factors, whose secrets the database cannot read."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text: str) -> str:
        """Lock a secret with the keys of the encrypted columns."""
        return seal(text, MFA_CONTEXT).hex()

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` locked."""
        return unseal(bytes.fromhex(encrypted_text), MFA_CONTEXT)


def typed_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The log-in name somebody tries, however it was written, for counting failed log-ins."""
    told = credentials or {}
    name = told.get("username") or told.get("login") or request.POST.get("login", "")
    return str(name).strip().lower()


def locked_until(request: HttpRequest, username: str) -> dt.datetime:
    """When somebody who guessed too often may try again; a whole time of waiting from now when nothing is known."""
    attempts = AccessAttempt.objects.filter(ip_address=visitor_address(request), username=username)
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    end: dt.datetime = (last or now()) + settings.AXES_COOLOFF_TIME
    return end


def locked_out(request: HttpRequest, *rest: Any) -> HttpResponse:
    """The page after too many wrong passwords: until when, and what else can be done."""
    credentials = next((one for one in reversed(rest) if isinstance(one, dict)), None)
    return trouble(
        request,
        429,
        what=Words("密码错得太多，暂时不能登录", "Too many wrong passwords: logging in is closed for now"),
        then=closing_words(
            Words(
                "请在 {moment} 以后再试，或请管理员给您一个新的设置密码链接。",
                "Try again after {moment}, or ask an administrator for a new link to set your password.",
            ),
            locked_until(request, typed_name(request, credentials)),
        ),
    )
