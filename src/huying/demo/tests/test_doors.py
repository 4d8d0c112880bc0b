"""Whoever logs in finds something on every page of their navigation, or it stands here why not."""

import re
from collections.abc import Iterator

from django.test import Client, RequestFactory

from huying.base.nav import shown_items
from huying.demo.load import Loaded
from huying.people.models import User
from huying.people.roles import home_of
from huying.people.seats import seat_of

TOLD_NOTHING = "nothing in the story is told to this post"
OWN_PAGE = "this post has a page of its own and no desk where matters wait"
RIGHTLY_EMPTY: dict[tuple[str, str], str] = {
    ("admin", "/settings/robots/"): "the demo sends nothing out, so no robot is connected",
    ("admin", "/settings/notices/failed/"): "the demo sends nothing out, so nothing fails",
    ("head", "/desk/emergencies/"): "nobody of this stairwell is in danger just now",
    ("landing", "/desk/"): OWN_PAGE, ("landing", "/field/"): OWN_PAGE,
    ("inspector", "/desk/"): OWN_PAGE, ("inspector", "/field/"): OWN_PAGE,
    ("townshipdoctor", "/desk/"): OWN_PAGE, ("townshipdoctor", "/field/"): OWN_PAGE,
} | {
    (login, "/desk/topics/"): "too few calls for a topic in the small city; the whole one has one"
    for login in ("coordinator", "screener", "lead")
} | {
    ("community2", url): "a quiet community, for comparison: nothing of this happens there"
    for url in ("/daily/", "/incidents/", "/specimens/", "/desk/cards/", "/desk/emergencies/", "/measures/appeals/", "/sites/", "/upkeep/", "/zones/")
} | {
    (login, "/duty/mine/"): "the office of this post keeps no roster in the story"
    for login in (
        "grid", "gridleader", "community", "community2", "screener", "lead", "ambulance", "hospital", "department", "police",
        "doctor", "keeper", "escort", "villagedoctor", "townshipdoctor", "inspector",
    )
} | {
    (login, "/notices/"): TOLD_NOTHING
    for login in ("publisher", "privacy", "auditor", "analyst", "admin", "landing", "villagedoctor", "townshipdoctor", "inspector")
}  # fmt: skip
# A page on which one writes, or that leads on after a word about its purpose.
ROW = re.compile(
    r'<tbody>.*?<tr|class="cell[ "]|class="card[ "]|class="list-row|<li[ >]|class="facts"|<form', re.S
)


def doors_of(user: User) -> Iterator[str]:
    """The address of every door that is open to somebody, of whatever front."""
    request = RequestFactory().get(home_of(user.posts.get().role))
    request.user, request.session = user, {}  # type: ignore[assignment]
    seat_of(request)
    sections = ("desk", "phone", "command") if seat_of(request).able("command.view") else ("desk", "phone")
    for section in sections:
        yield from (door["url"] for door in shown_items(request, section))


def logins(text: str) -> list[str]:
    """The log-ins of the file."""
    return [line.split()[0] for line in text.splitlines() if line.startswith("  ")]


def test_every_page_of_everybody_shows_something(loaded: Loaded) -> None:
    bare, filled, seen = [], set(), 0
    for login in logins(loaded.logins):
        user, client = User.objects.get(username=login), Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        for url in sorted(set(doors_of(user))):
            page = client.get(url, follow=True)
            assert page.status_code == 200, f"{login} {url}: {page.status_code}"
            seen += 1
            main = page.content.decode().split("<main", 1)[-1].split("</main>")[0]
            empty = 'class="empty"' in main or not ROW.search(main)
            if not empty:
                filled.add((login, url))
            elif (login, url) not in RIGHTLY_EMPTY:
                bare.append(f"{login} {url}")
    assert not bare, "\n".join(bare)
    assert seen > 200
    wrong = sorted(filled & RIGHTLY_EMPTY.keys())
    assert not wrong, f"these are no longer empty: {wrong}"
