"""Every frame and part, looked at on phone, tablet and desk, light and dark, in both languages and in elder mode."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.checks import Findings

PUBLIC_BYTES = 60 * 1024
WORKER_BYTES = 120 * 1024

PAGES = (
    "/demo/public/",
    "/demo/steps/",
    "/demo/phone/?rows=0",
    "/demo/phone/?rows=3",
    "/demo/phone/?rows=3&long",
    "/demo/desk/?rows=0",
    "/demo/desk/?rows=3",
    "/demo/desk/?rows=3&open&long",
    "/demo/matter/",
    "/demo/act/",
    "/demo/command/",
)


@pytest.mark.parametrize("page", PAGES)
def test_light(site: str, page_check: Callable[..., Findings], page: str) -> None:
    """Chinese, light: the way most people see it."""
    page_check(site + page)


@pytest.mark.parametrize("page", PAGES)
def test_elder(site: str, page_check: Callable[..., Findings], page: str) -> None:
    """Large letters and targets on a phone and a desk."""
    page_check(site + page, elder=True, widths=(360, 1440))


@pytest.mark.parametrize("page", PAGES)
def test_dark_and_english(site: str, page_check: Callable[..., Findings], page: str) -> None:
    """Dark, with English words, which are longer."""
    page_check(site + page, dark=True, language="en", widths=(360, 1440))


@pytest.mark.parametrize("page", ["/demo/desk/?rows=500&long", "/demo/phone/?rows=500"])
def test_many_rows(site: str, page_check: Callable[..., Findings], page: str) -> None:
    """Five hundred rows."""
    page_check(site + page, widths=(360, 1440))


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 429, 500])
def test_wrong(site: str, page_check: Callable[..., Findings], status: int) -> None:
    """The page of an error is a page like any other."""
    page_check(f"{site}/demo/wrong/{status}/", widths=(360,), status=status)


def test_weight(site: str, page_check: Callable[..., Findings]) -> None:
    """What a first visit carries, uncompressed: less than a phone on a bad line can bear."""
    assert page_check(f"{site}/demo/steps/", widths=(360,)).weight <= PUBLIC_BYTES
    assert page_check(f"{site}/demo/desk/?rows=50", widths=(1440,)).weight <= WORKER_BYTES
    assert page_check(f"{site}/demo/phone/?rows=20", widths=(360,)).weight <= WORKER_BYTES


@pytest.fixture
def phone(chromium: Any) -> Any:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    yield page
    context.close()


def test_form_without_scripts(site: str, chromium: Any) -> None:
    """One question a page, back, a place in two steps, check the answers, send: scripts off."""
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{site}/demo/steps/")
    page.get_by_role("button", name="下一步", exact=True).click()
    assert page.get_by_role("link", name="请填写“您需要什么帮助？”").is_visible()
    page.get_by_label("您需要什么帮助？").fill("老人的药只剩两天")
    page.get_by_role("button", name="下一步", exact=True).click()
    page.get_by_label("药品").check()
    page.get_by_role("button", name="下一步", exact=True).click()
    page.locator("select").first.select_option("a")
    page.locator("button[name=_pick]").click()
    page.locator("select").nth(1).select_option("a2")
    page.get_by_role("button", name="下一步", exact=True).click()
    page.get_by_label("联系电话").fill("138 1234 8000")
    page.get_by_role("button", name="上一步").click()
    assert page.locator("select").nth(1).input_value() == "a2"
    page.get_by_role("button", name="下一步", exact=True).click()
    assert page.get_by_label("联系电话").input_value() == "138 1234 8000"
    page.get_by_label("几个人受影响").fill("２")
    page.get_by_role("button", name="下一步", exact=True).click()
    said = page.locator("main").inner_text()
    for words in ("老人的药只剩两天", "药品", "江畔街道 桥头社区"):
        assert words in said
    page.get_by_role("button", name="确认提交").click()
    assert page.locator("#done").inner_text() == "老人的药只剩两天"
    context.close()


def test_place_with_scripts(site: str, phone: Any) -> None:
    """The next step of a place appears by itself, and goes when the first changes."""
    phone.goto(f"{site}/demo/act/")
    phone.locator("select[data-place='0']").select_option("a")
    phone.locator("select[data-place='1']").wait_for()
    phone.locator("select[data-place='0']").select_option("b")
    phone.locator("select[data-place='1']").wait_for(state="detached")


def test_draft_is_kept(site: str, phone: Any) -> None:
    """What was typed and not sent is there when the page is opened again."""
    phone.goto(f"{site}/demo/steps/")
    phone.get_by_label("您需要什么帮助？").fill("米没有了")
    phone.goto(f"{site}/demo/public/")
    phone.goto(f"{site}/demo/steps/")
    assert phone.get_by_label("您需要什么帮助？").input_value() == "米没有了"
    assert phone.locator("[data-draft-note]").is_visible()
    phone.locator("[data-draft-drop]").click()
    phone.wait_for_function("document.querySelector('textarea').value === ''")


def test_keys(site: str, chromium: Any) -> None:
    """j and k walk, enter opens beside the table, / goes to the search."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{site}/demo/desk/?rows=5")
    for key in "jjk":
        page.keyboard.press(key)
    assert page.locator("tr[aria-selected=true]").count() == 1
    assert page.locator("tbody tr").first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Enter")
    page.locator("#side #matter").wait_for()
    assert page.url.endswith("rows=5")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    context.close()


def test_switches(site: str, phone: Any) -> None:
    """Language and letter size are chosen on every page and kept."""
    phone.goto(f"{site}/demo/public/")
    phone.get_by_role("button", name="English").click()
    assert phone.locator("html").get_attribute("lang") == "en"
    phone.get_by_role("button", name="Larger text").click()
    assert phone.locator("html").get_attribute("class") == "elder"
    phone.goto(f"{site}/demo/phone/")
    assert phone.locator("html").get_attribute("class") == "elder"
    assert phone.get_by_role("heading", name="To do now").is_visible()
