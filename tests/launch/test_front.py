"""What stands around every page: headers, bodies that are too big, answers for programs, guessed passwords."""

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def test_nothing_inline_and_nothing_from_outside(client: Client) -> None:
    policy = client.get(LOGIN).headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_headers_that_keep_a_page_to_itself(client: Client) -> None:
    headers = client.get(LOGIN).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "microphone=()" in headers["Permissions-Policy"]


def test_a_body_beyond_the_limit_is_refused_unread(client: Client) -> None:
    over = str(settings.HUYING_MAX_BODY + 1)
    page = client.generic("POST", "/look/", b"", CONTENT_LENGTH=over)
    assert page.status_code == 413
    assert "太大" in page.content.decode()
    data = client.generic("POST", "/api/matters", b"", CONTENT_LENGTH=over)
    assert data.status_code == 413
    assert data.json()["message"]["zh"] == "发来的内容太大"


def test_form_text_beyond_its_limit_is_413_and_no_failure(client: Client) -> None:
    text = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert client.post("/look/", {"lang": text}).status_code == 413


def test_programs_get_json_where_people_get_a_page(client: Client) -> None:
    data = client.get("/api/nowhere")
    assert data.status_code == 404
    assert data.json()["message"]["en"] == "There is no such page"
    assert client.get("/nowhere").headers["Content-Type"].startswith("text/html")


def test_an_unknown_host_is_refused(client: Client) -> None:
    assert client.get(LOGIN, headers={"host": "elsewhere.example"}).status_code == 400
    assert client.get("/healthz", headers={"host": "elsewhere.example"}).status_code == 200


def test_who_guesses_passwords_is_shut_out(client: Client) -> None:
    get_user_model().objects.create_user(username="dora", password="right-Horse-7")
    for _ in range(settings.AXES_FAILURE_LIMIT):
        answer = client.post(LOGIN, {"login": "dora", "password": "wrong"})
    assert answer.status_code == 429
    right = client.post(LOGIN, {"login": "dora", "password": "right-Horse-7"})
    assert right.status_code == 429
    assert "密码错得太多" in right.content.decode()
    assert client.get("/admin/").status_code == 302


def test_nobody_signs_up(client: Client) -> None:
    client.post("/accounts/signup/", {"username": "mallory", "password1": "Long-enough-77"})
    assert not get_user_model().objects.filter(username="mallory").exists()
