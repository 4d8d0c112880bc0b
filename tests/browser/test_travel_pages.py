"""The pages of travellers as a phone and a desk show them."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from huying.people.testing import Cast
from huying.places import scope
from tests.browser.checks import Findings
from tests.contracts.neighbourhood import PHONE, Neighbourhood

WIDTHS = (360, 1440)
DESK = (
    "/arrivals/", "/arrivals/new/", "/arrivals/several/", "/arrivals/changed/", "/arrivals/{declaration}/slip/",
    "/arrivals/{declaration}/contact/", "/arrivals/{declaration}/correct/", "/m/{declaration}/", "/hosts/", "/hosts/new/",
    "/hosts/{host}/", "/hosts/{host}/survey/", "/surveys/{survey}/", "/m/{survey}/", "/returnees/", "/returnees/new/",
    "/returnees/roster/", "/returnees/{returnee}/", "/outreach/", "/outreach/doors/",
)  # fmt: skip
PHONES = (
    "/arrivals/",
    "/arrivals/new/",
    "/returnees/",
    "/returnees/roster/",
    "/outreach/",
    "/outreach/doors/",
)
Check = Callable[..., Findings]


@pytest.fixture
def place(live_server: LiveServer, chromium: Any, settings: Any, tmp_path: Path) -> Iterator[Neighbourhood]:
    """A community with one of everything; what is written is seen by the server at once."""
    settings.HUYING_MEDIA_DIR = tmp_path / "media"
    with transaction.atomic(), scope.everything("a test furnishes a community"):
        made = Neighbourhood(Cast(), tmp_path)
    yield made


def _path(place: Neighbourhood, path: str) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda name: str(getattr(thing := getattr(place, name[1]), "pk", thing)), path
    )


def _faults(check: Check, pages: list[tuple[str, dict[str, str]]]) -> list[str]:
    found = []
    for url, cookies in pages:
        try:
            check(url, widths=WIDTHS, cookies=cookies, again=True)
        except AssertionError as fault:
            found.append(str(fault).split("\nassert")[0])
    return found


def test_pages_of_travellers(place: Neighbourhood, live_server: LiveServer, page_check: Check) -> None:
    base, inside = live_server.url, Client()
    for code in (place.declaration, place.host):
        assert inside.post(f"/track/{code}/", {"tail": PHONE[-4:]}).status_code == 302
    caller = {name: cookie.value for name, cookie in inside.cookies.items()}
    pages: list[tuple[str, dict[str, str]]] = [(f"{base}/declare/", {})]
    for path in (
        "/declare/{declaration}/", "/declare/{declaration}/receipt/", "/declare/{declaration}/correct/", "/at/{host}/",
        "/at/{host}/declare/", "/at/{host}/survey/{survey}/",
    ):  # fmt: skip
        pages.append((base + _path(place, path), caller))
    for user, paths in (
        (place.cast.alice, DESK), (place.cast.bob, PHONES), (place.ours["landing_officer"], ("/landing/",)),
        (place.ours["street_officer"], ("/inspections/", "/m/{inspection}/")),
    ):  # fmt: skip
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        session = {"sessionid": client.cookies["sessionid"].value}
        pages += [(base + _path(place, path), session) for path in paths]
    assert _faults(page_check, pages) == []
