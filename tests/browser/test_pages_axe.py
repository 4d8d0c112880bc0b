"""The project's own pages with people and matters in them, as a phone and a desk show them."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from huying.help.models import HelpRequest
from huying.help.pages.questions import STEPS
from huying.people.models import User
from huying.places import scope
from tests.browser.checks import Findings
from tests.contracts.neighbourhood import PHONE, Neighbourhood, furnished

WIDTHS = (360, 1440)
# What the public form may weigh on a first visit, everything it loads together.
PUBLIC_BYTES = 60 * 1024
PUBLIC = (
    "/",
    "/ask/",
    "/emergency/",
    "/track/",
    "/track/code/",
    "/figures/",
    "/cards/",
    "/rules/public/",
    "/zones/public/",
    "/accounts/login/",
)
STAFF = {
    "community_worker": (
        "/desk/", "/m/{request}/", "/m/{request}/answer/", "/m/{emergency}/", "/m/{order}/", "/desk/record/",
        "/desk/emergencies/", "/desk/merging/{request}/", "/desk/cards/", "/desk/cards/{card}/", "/volunteers/",
        "/volunteers/{volunteer}/", "/volunteers/hours/", "/volunteers/figures/", "/volunteers/orders/new/", "/residents/",
        "/residents/find/", "/imports/", "/imports/new/", "/imports/{load}/", "/imports/{new_load}/check/",
        "/imports/{load}/rows/{row}/", "/contact/{request}/", "/notices/", "/seat/", "/command/",
        "/lists/", "/lists/new/", "/lists/{pushed}/", "/lists/{pushed}/add/", "/lists/{pushed}/reply/", "/lists/wall/",
        "/lists/balance/", "/lists/shift/", "/lists/shift/{shift}/", "/lists/matching/", "/lists/matching/{check}/",
        "/lists/out/", "/lists/out/{letter}/", "/m/{check}/",
        "/zones/", "/zones/new/", "/zones/{zone}/", "/m/{zone}/", "/sites/", "/sites/{site}/", "/sites/rooms/{room}/resets/",
        "/transfers/", "/transfers/new/", "/transfers/{transfer}/", "/loops/{loop}/", "/teams/", "/teams/gaps/", "/teams/new/",
        "/teams/mine/", "/m/{hold}/",
    ),
    "community_worker at night": (
        "/incidents/", "/incidents/new/", "/m/{incident}/", "/m/{incident_task}/",
        "/m/{incident}/group/", "/m/{incident}/name_force/", "/duty/", "/duty/community/{desk_area}/", "/duty/mine/",
        "/duty/turns/{turn}/swap/", "/duty/turns/{turn}/off/", "/m/{gap}/", "/daily/", "/m/{round}/", "/lists/workload/",
        "/lists/tracks/", "/specimens/", "/specimens/new/", "/specimens/check/", "/specimens/sequencing/", "/m/{specimen}/", "/m/{joint}/",
    ),
    "health_officer": (
        "/measures/", "/measures/new/", "/measures/figures/", "/measures/appeals/", "/m/{measure}/", "/m/{appeal}/",
        "/m/{task}/", "/m/{measure}/extend/", "/measures/{measure}/contact/", "/measures/appeals/new/?measure={measure}",
        "/measures/together/?act=end_early&pick={measure}", "/field/measures/",
    ),
    "screener": ("/desk/screening/", "/desk/screening/{waiting}/", "/desk/topics/", "/desk/topics/{topic}/"),
    "grid_worker": (
        "/field/", "/field/round/", "/field/found/", "/field/check/", "/field/check/{check}/",
        "/field/check/{check}/do/found/", "/field/daily/", "/field/daily/{door}/",
    ),
    "laboratory": ("/lab/", "/m/{specimen}/"),
    "volunteer": ("/volunteer/", "/volunteer/o/{order}/", "/volunteer/o/{order}/do/start/", "/volunteer/me/"),
    "rule_editor": (
        "/rules/", "/rules/{rules}/", "/rules/new/", "/responses/", "/risk/", "/risk/changes/", "/risk/names/", "/risk/versions/",
        "/risk/load/",
    ),
    "administrator": (
        "/settings/staff/", "/settings/staff/{worker}/", "/settings/staff/new/", "/settings/units/", "/settings/keys/",
        "/settings/channels/", "/settings/robots/", "/settings/notices/failed/",
    ),
    "auditor": ("/settings/audit/",),
}  # fmt: skip
Check = Callable[..., Findings]


@pytest.fixture
def place(live_server: LiveServer, chromium: Any, settings: Any, tmp_path: Path) -> Neighbourhood:
    """A community with one of everything; what is written is seen by the server at once."""
    return furnished("now", tmp_path, settings)


def _session(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return {"sessionid": client.cookies["sessionid"].value}


def _path(place: Neighbourhood, path: str) -> str:
    return re.sub(
        r"\{(\w+)\}", lambda name: str(getattr(thing := getattr(place, name[1]), "pk", thing)), path
    )


def _faults(check: Check, pages: list[tuple[str, dict[str, str]]]) -> list[str]:
    """What is wrong with the pages, all of them and not the first alone."""
    found = []
    for url, cookies in pages:
        try:
            check(url, widths=WIDTHS, cookies=cookies, again=True)
        except AssertionError as fault:
            found.append(str(fault).split("\nassert")[0])
    return found


def test_what_everybody_sees(place: Neighbourhood, live_server: LiveServer, page_check: Check) -> None:
    inside = Client()
    assert inside.post("/track/", {"code": place.request, "phone": PHONE}).status_code == 302
    assert inside.post("/track/", {"code": place.measure, "phone": PHONE}).status_code == 302
    caller = {"caller": inside.cookies["caller"].value}
    pages: list[tuple[str, dict[str, str]]] = [(live_server.url + path, {}) for path in PUBLIC]
    own = (
        "/track/mine/", f"/mine/{place.request}/", f"/mine/{place.request}/receipt/", "/status/",
        *(f"/measure/{place.measure}/{page}" for page in ("", "report/", "need/", "appeal/")), f"/check/{place.paper}/",
    )  # fmt: skip
    pages += [(live_server.url + path, caller) for path in (*own, f"/mine/{place.request}/do/add/")]
    faults = _faults(page_check, pages)
    assert not faults, "\n".join(faults)
    form = page_check(f"{live_server.url}/ask/", widths=(360,))
    assert form.weight <= PUBLIC_BYTES, f"{form.weight} bytes: {form.requests}"


@pytest.mark.parametrize("role", STAFF)
def test_what_staff_see(place: Neighbourhood, live_server: LiveServer, page_check: Check, role: str) -> None:
    cookies = _session(place.ours[role.partition(" ")[0]])
    faults = _faults(page_check, [(live_server.url + _path(place, path), cookies) for path in STAFF[role]])
    assert not faults, "\n".join(faults)


def test_a_call_for_help_is_sent_without_scripts(
    place: Neighbourhood, live_server: LiveServer, chromium: Any
) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{live_server.url}/ask/?lang=zh")
    answers: dict[str, Callable[[], Any]] = {
        "kind": lambda: page.check('input[name="kind"][value="request"]'),
        "text": lambda: page.fill('textarea[name="text"]', "没有脚本也要能求助"),
        "category": lambda: page.select_option('select[name="category"]', "daily_needs"),
        "place": lambda: page.select_option("select[data-place]", place.cast.street),
        "contact": lambda: page.fill('[name="contact_phone"]', "13812340000"),
    }
    for step in (*(one.code for one in STEPS), "check"):
        assert page.locator('input[name="_step"]').get_attribute("value") == step, page.inner_text("main")
        if step in answers:
            answers[step]()
        page.click("main form.form button.is-primary")
    code = re.search(r"/mine/([0-9A-Z-]{14})/receipt/", page.url)
    assert code, page.content()
    context.close()
    with transaction.atomic(), scope.everything("a test reads"):
        row = HelpRequest.objects.get(matter__code=code[1])
    assert row.text == "没有脚本也要能求助" and row.contact_phone == "13812340000"
