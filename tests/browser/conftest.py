"""Chromium, a server of sample pages, and the check every page must pass."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.test.utils import override_settings

from tests.browser.checks import Findings, PageCheck

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The system's Chromium; where there is none the browser tests say so and are left out."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: install the package `chromium` to look at the pages")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


# For one file only: the settings of the sample pages must not reach other tests of the same worker.
@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the sample pages, served with the project's own middleware."""
    from django.conf import settings

    from huying.base.forms import place_source, use_place_source
    from tests.browser import demo_site

    before = place_source()
    with override_settings(**demo_site.settings_of(settings)):
        demo_site.add_doors()
        use_place_source(demo_site.Places())
        with make_server("127.0.0.1", 0, get_wsgi_application(), _Server, _Quiet) as server:
            thread = threading.Thread(target=server.serve_forever, daemon=True)
            thread.start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()
            thread.join()
    use_place_source(before)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the screenshots of this run are."""
    return tmp_path_factory.mktemp("pictures")


@pytest.fixture
def page_check(chromium: Any, pictures: Path) -> Iterator[Callable[..., Findings]]:
    """`page_check(url)`: look at a page at 360, 768 and 1440 px and fail on the first fault; see checks.PageCheck."""
    check = PageCheck(chromium, pictures)
    yield check
    check.close()
