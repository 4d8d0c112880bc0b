"""Language, letter size, pages of errors, and what templates may say."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from huying.base import clock, pages
from huying.base.errors import NotYours
from huying.base.middleware import LookMiddleware, TroubleMiddleware
from huying.base.nav import nav_item, shelves, shown_items
from huying.kernel.refused import Refused
from huying.kernel.words import Words, current_language, reading

NOW = dt.datetime(2022, 3, 5, 6, 20, tzinfo=dt.UTC)
BASE = Path(pages.__file__).parent


def seen(request: HttpRequest) -> tuple[dict[str, Any], HttpResponse]:
    """What a page behind the middleware sees."""
    found: dict[str, Any] = {}

    def page(request: HttpRequest) -> HttpResponse:
        found.update(
            words=current_language(), django=translation.get_language(), elder=vars(request)["elder"]
        )
        return HttpResponse("x")

    return found, LookMiddleware(page)(request)


def test_chinese_first() -> None:
    found, response = seen(RequestFactory().get("/", HTTP_ACCEPT_LANGUAGE="en"))
    assert found == {"words": "zh", "django": "zh-hans", "elder": False}
    assert response["Content-Language"] == "zh-CN"


def test_asked_language_is_kept() -> None:
    found, response = seen(RequestFactory().get("/?lang=en"))
    assert (found["words"], found["django"]) == ("en", "en")
    assert response.cookies["lang"].value == "en"
    assert current_language() == "zh"


def test_cookies_and_nonsense() -> None:
    request = RequestFactory().get("/?lang=xx")
    request.COOKIES.update(lang="en", elder="1")
    found, response = seen(request)
    assert (found["words"], found["elder"]) == ("en", True)
    assert "lang" not in response.cookies


class Reader:
    language, elder_mode = "en", True


def test_the_users_own_choice() -> None:
    """Asked for only where a session is."""
    request = RequestFactory().get("/")
    request.user = Reader()  # type: ignore[assignment]
    assert seen(request)[0]["words"] == "zh"
    request.COOKIES["sessionid"] = "x"
    assert seen(request)[0] == {"words": "en", "django": "en", "elder": True}


@pytest.mark.django_db
@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
def test_switch_never_leads_away(client: Client, back: str) -> None:
    response = client.post("/look/", {"lang": "en", "elder": "1", "next": back})
    assert response["Location"] == "/"
    assert (response.cookies["lang"].value, response.cookies["elder"].value) == ("en", "1")


@pytest.mark.django_db
def test_switch_goes_back(client: Client) -> None:
    assert client.post("/look/", {"elder": "0", "next": "/ask/?x=1"})["Location"] == "/ask/?x=1"
    assert client.get("/look/").status_code == 405


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Refused(Words("已经有人接单", "Somebody took it")), 409, "已经有人接单"),
        (NotYours("x"), 404, "没有找到这一页"),
        (RequestDataTooBig(), 413, "太大"),
    ],
)
def test_errors_for_people(error: Exception, status: int, said: str) -> None:
    middleware = TroubleMiddleware(lambda request: HttpResponse())
    response = middleware.process_exception(RequestFactory().get("/"), error)
    assert response is not None
    assert response.status_code == status
    assert said in response.content.decode()


def test_other_errors_are_bugs() -> None:
    middleware = TroubleMiddleware(lambda request: HttpResponse())
    assert middleware.process_exception(RequestFactory().get("/"), KeyError("x")) is None


def test_failure_has_an_id_that_the_log_knows(caplog: pytest.LogCaptureFixture) -> None:
    page = pages.failed(RequestFactory().get("/desk/")).content.decode()
    found = re.search(r"<code>([0-9A-Z]{8})</code>", page)
    assert found is not None
    assert found[1] in caplog.text


def test_failure_page_survives_broken_templates(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object) -> str:
        raise OSError("no templates")

    monkeypatch.setattr(pages, "render_to_string", broken)
    response = pages.failed(RequestFactory().get("/"))
    assert response.status_code == 500
    assert "请过一会儿再试" in response.content.decode()


def test_what_is_said_is_escaped() -> None:
    """A sentence of a refusal may carry what a stranger typed."""
    page = pages.trouble(RequestFactory().get("/"), 409, what=Words("<b>x</b>", "<b>x</b>"))
    assert b"<b>x</b>" not in page.content


def render(source: str, **values: Any) -> str:
    return Template("{% load huying %}" + source).render(Context(values))


def test_say() -> None:
    assert render('{% say "还有 {n} 件" "{n} left" n=n %}', n=3) == "还有 3 件"
    with reading("en"):
        assert render('{% say "还有 {n} 件" "{n} left" n=n %}', n="<3") == "&lt;3 left"


def test_times() -> None:
    with clock.borrow(NOW):
        said = render("{{ due|left }}", due=NOW - dt.timedelta(hours=3))
        assert ">已超 3 小时</time>" in said
        assert 'title="3月5日 11:20"' in said
        assert "is-late" in said
        assert render("{{ due|left }}", due=None) == ""
        assert "5 分前" in render("{{ at|when }}", at=NOW - dt.timedelta(minutes=5))
        assert ">3月1日 14:20</time>" in render("{{ at|when }}", at=NOW - dt.timedelta(days=4))
        assert ">3月1日</time>" in render("{{ at|when }}", at=dt.date(2022, 3, 1))


def test_the_pages_script_says_the_same_words() -> None:
    """The countdown of the script and of the server use the same words and limits."""
    script = (BASE / "static/huying/huying.js").read_text()
    for words in ("不到 1 分", "less than a minute", "刚到时限", "just due", "还剩 ", "已超 ", "刚刚"):
        assert words in script


def test_page_query() -> None:
    request = RequestFactory().get("/desk/?state=open&page=3")
    assert render("{% page_query page=2 %}", request=request) == "?state=open&amp;page=2"
    assert render("{% page_query page=None %}", request=request) == "?state=open"


def test_doors() -> None:
    """Closed doors are not shown; the one inside which the reader is, is marked."""
    request = RequestFactory().get("/test-door/inside/")
    nav_item("test", Words("二", "two"), "/test-other/", order=2)
    nav_item("test", Words("一", "one"), "/test-door/", order=1)
    nav_item("test", Words("三", "three"), "/test-closed/", order=3, shown=lambda request: False)
    nav_item("test", Words("四", "four"), "no-such-pattern", order=4)
    doors = shown_items(request, "test")
    assert [(str(door["title"]), door["here"]) for door in doors] == [("一", True), ("二", False)]


def test_doors_that_belong_together_stand_on_one_shelf() -> None:
    request = RequestFactory().get("/test-shelf/b/")
    for order, url in (
        (3, "/test-top/"),
        (10, "/test-shelf/a/"),
        (19, "/test-shelf/b/"),
        (95, "/test-last/"),
    ):
        nav_item("shelves", Words(url, url), url, order=order, count=lambda request: 2)
    found = shelves(shown_items(request, "shelves"))
    assert [(shelf.title.en, len(shelf.doors), shelf.here, shelf.count) for shelf in found] == [
        ("", 1, False, 2),
        ("Help", 2, True, 4),
        ("Settings", 1, False, 2),
    ]


def test_icons_exist() -> None:
    """Every icon a template or a door asks for is in the sprite."""
    sprite = set(re.findall(r'symbol id="(\w+)"', (BASE / "static/huying/icons.svg").read_text()))
    asked: set[str] = set()
    for path in BASE.parent.glob("*/**/*.html"):
        asked |= set(re.findall(r'{% icon "(\w+)" %}', path.read_text()))
    for path in BASE.parent.glob("*/*.py"):
        asked |= set(re.findall(r'nav_item\([^)]*icon="(\w+)"', path.read_text()))
    assert asked <= sprite


def test_nothing_from_outside_and_nothing_inline() -> None:
    """The strict content policy holds for every template."""
    for path in BASE.parent.glob("*/templates/**/*.html"):
        text = path.read_text()
        assert not re.search(
            r"<script(?![^>]*\b(?:src=|type=\"application/json\"))|\bstyle=|<style|\son(?!e=)\w+=\"|javascript:",
            text,
        ), path
        assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text), path


def test_the_stylesheets_stay_light() -> None:
    """What everybody loads, and what staff load on top of it."""
    assert (BASE / "static/huying/huying.css").stat().st_size <= 25 * 1024
    assert (BASE / "static/huying/work.css").stat().st_size <= 10 * 1024
