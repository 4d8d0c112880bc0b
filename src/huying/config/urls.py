"""Which address shows which page."""

from importlib.util import find_spec

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path

from huying.base import pages as look_pages
from huying.people.seats import seat_of, seated, shown_to
from huying.people.services import audit
from huying.places import pages as place_pages

from . import front
from .api import api

handler400 = front.bad_request
handler403 = front.forbidden
handler404 = front.not_found
handler500 = front.failed

# Each app tells its own addresses in its urls.py; the first that fits wins.
APPS = (
    "people", "matters", "help", "volunteers", "screening", "measures", "incidents", "rosters", "sampling", "rulebook", "messages", "places", "intake",
    "command",
)  # fmt: skip


def place_changed(request: HttpRequest, what: str, code: str) -> None:
    """Note a change of the tree of places, whose app knows nothing of people."""
    audit(seat_of(request), what, kind="place", ref=code, area=code)


urlpatterns: list[URLPattern | URLResolver] = [
    path("favicon.ico", look_pages.favicon, name="favicon"),
    path("look/", look_pages.look, name="look"),
    path("look/places/", look_pages.place_steps, name="place_steps"),
    path("accounts/", include("huying.people.accounts")),
    path("admin/", admin.site.urls),
    path("api/", api.urls),
    *place_pages.routes(seated("place.manage"), shown_to("place.manage"), place_changed),
    *(path("", include(f"huying.{app}.urls")) for app in APPS if find_spec(f"huying.{app}.urls")),
]
