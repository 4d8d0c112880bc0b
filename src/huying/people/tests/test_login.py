"""Logging in: passwords, second factors, and who guesses too often."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse

from huying.people.models import User
from huying.people.roles import HOMES, ROLES
from huying.people.testing import Cast

pytestmark = pytest.mark.django_db
PASSWORD = "cloud-lake-72-lotus"
LOGIN = "/accounts/login/"


@pytest.fixture
def bob(cast: Cast) -> User:
    cast.bob.set_password(PASSWORD)
    cast.bob.save()
    return cast.bob


def log_in(client: Client, password: str = PASSWORD, name: str = "bob") -> int:
    return client.post(LOGIN, {"login": name, "password": password}).status_code


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))


def test_a_password_logs_in_and_out(bob: User) -> None:
    client = Client()
    assert log_in(client) == 302
    assert client.get(reverse("seat")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("seat")).status_code == 302


@pytest.mark.parametrize("role", sorted(HOMES))
def test_everybody_starts_where_their_work_waits(cast: Cast, role: str) -> None:
    grade = ROLES[role].grade
    area = {"grid": cast.a1, "community": cast.a, "street": cast.street, "city": cast.city}.get(
        grade, cast.district
    )
    user = cast.staff(role, area, "newcomer")
    user.set_password(PASSWORD)
    user.save()
    client = Client()
    answer = client.post(LOGIN, {"login": "newcomer", "password": PASSWORD}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0] == HOMES[role]


def test_a_wrong_password_is_said_plainly_in_both_languages(bob: User) -> None:
    client = Client()
    told = {"login": "bob", "password": "wrong"}
    assert "登录名或密码不对" in client.post(LOGIN, told).text
    assert "The log-in name or the password is wrong" in client.post(f"{LOGIN}?lang=en", told).text


def test_nobody_signs_up(bob: User) -> None:
    client = Client()
    before = User.objects.count()
    page = client.post(
        reverse("account_signup"), {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert "账号由管理员开设" in page.text
    assert User.objects.count() == before


def test_a_closed_account_does_not_log_in(bob: User) -> None:
    User.objects.filter(pk=bob.pk).update(is_active=False)
    client = Client()
    log_in(client)
    assert client.get(reverse("seat")).status_code == 302


def test_guessing_shuts_the_door_and_says_until_when(bob: User, settings: object) -> None:
    settings.AXES_FAILURE_LIMIT = 3  # type: ignore[attr-defined]
    settings.AXES_COOLOFF_TIME = dt.timedelta(minutes=15)  # type: ignore[attr-defined]
    client = Client(REMOTE_ADDR="203.0.113.5")
    assert [log_in(client, "wrong") for _ in range(3)][:2] == [200, 200]
    shut = client.post(LOGIN, {"login": "bob", "password": PASSWORD})
    assert shut.status_code == 429
    assert "暂时不能登录" in shut.text
    assert re.search(r"请在 \d+月\d+日 \d\d:\d\d 以后再试", shut.text)
    assert client.get(reverse("seat")).status_code == 302
    elsewhere = Client(REMOTE_ADDR="203.0.113.6")
    assert log_in(elsewhere) == 302


def test_an_authenticator_app_is_asked_for_after_the_password(bob: User) -> None:
    client = Client()
    log_in(client)
    page = client.get(reverse("mfa_activate_totp"))
    if page.status_code == 302:
        client.post(page["Location"], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.text)
    assert secret
    wrong = client.post(reverse("mfa_activate_totp"), {"code": "000000"})
    assert "验证码不对" in wrong.text
    secret = re.search(r"<code>([A-Z2-7]+)</code>", wrong.text)
    assert secret
    assert client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])}).status_code == 302
    kept = Authenticator.objects.get(user=bob, type="totp").data["secret"]
    assert secret[1] not in kept
    shown = client.get(reverse("mfa_index")).text
    assert "已启用" in shown
    codes = re.findall(r"<code>(\d+)</code>", client.get(reverse("mfa_view_recovery_codes")).text)
    assert len(codes) == 10

    again = Client()
    turned = again.post(LOGIN, {"login": "bob", "password": PASSWORD})
    assert turned["Location"].startswith(reverse("mfa_authenticate"))
    assert again.get(reverse("seat")).status_code == 302
    asked = again.get(reverse("mfa_authenticate"))
    assert "第二步验证" in asked.text
    assert "验证码不对" in again.post(reverse("mfa_authenticate"), {"code": "000000"}).text
    again.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert again.get(reverse("seat")).status_code == 200

    once_more = Client()
    log_in(once_more)
    once_more.post(reverse("mfa_authenticate"), {"code": codes[0]})
    assert once_more.get(reverse("seat")).status_code == 302


def test_with_a_second_factor_the_post_that_needs_one_opens(
    cast: Cast, client_for: Callable[[User | None], Client], settings: object
) -> None:
    settings.HUYING_MFA_ROLES = ("administrator",)  # type: ignore[attr-defined]
    client = client_for(cast.eve)
    assert client.get(reverse("staff"))["Location"] == reverse("second_factor")
    Authenticator.objects.create(user=cast.eve, type="totp", data={"secret": ""})
    assert client.get(reverse("staff")).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_list_webauthn",
        "mfa_index",
        "account_change_password",
        "account_logout",
    ],
)
def test_the_pages_of_logging_in_draw_in_our_frame(name: str, bob: User) -> None:
    client = Client()
    log_in(client)
    page = client.get(reverse(name), follow=True)
    assert page.status_code == 200
    assert "跳到正文" in page.text
    assert " onclick" not in page.text
    assert not re.search(r"<script(?![^>]*(src=|application/json))", page.text)


def test_a_weak_password_is_refused_with_a_sentence(bob: User) -> None:
    client = Client()
    log_in(client)
    told = {"oldpassword": PASSWORD, "password1": "123456", "password2": "123456"}
    page = client.post(reverse("account_change_password"), told)
    assert "10" in page.text
    assert "密码" in page.text
    changed = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "moon-river-58-reed", "password2": "moon-river-58-reed"},
    )
    assert changed.status_code == 302
    assert log_in(Client(), "moon-river-58-reed") == 302
