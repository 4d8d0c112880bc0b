"""A passkey from end to end, in a browser with a virtual authenticator and under the site's content policy."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from huying.people.models import User

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
)
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PASSWORD = "cloud-lake-72-lotus"


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    if not os.path.exists(CHROMIUM):
        pytest.skip("no chromium on this machine")
    # Playwright runs a loop of its own in this thread, where Django would refuse the database.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        context = browser.new_context()
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
        yield page
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_and_logs_in_alone(page: Page, live_server: LiveServer) -> None:
    User.objects.create_user("bob", password=PASSWORD, name="鲍勃")
    site = live_server.url.replace("127.0.0.1", "localhost")
    page.goto(f"{site}/accounts/login/")
    page.fill("input[name=login]", "bob")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.form button.is-primary")
    page.goto(f"{site}/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)
    page.click("form.form button.is-primary")
    page.fill("input[name=name]", "办公室电脑")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/**")
    assert "通行密钥已添加" in page.inner_text("main")

    page.goto(f"{site}/accounts/logout/")
    page.click("main form.form button.is-primary")
    page.wait_for_url(f"{site}/")
    page.goto(f"{site}/seat/")
    assert "/accounts/login/" in page.url
    page.goto(f"{site}/accounts/login/")
    page.click("#passkey_login")
    # Without a post the desk leads on to the page about posts.
    page.wait_for_url(f"{site}/seat/")
    assert "您现在没有在任的岗位" in page.inner_text("main")
