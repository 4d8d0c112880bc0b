"""Where one can go: each app adds its own doors, the frames show those open to the reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from huying.kernel.words import Words


def _everybody(_request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class NavItem:
    """One door: `url` is a path or the name of a url pattern; `shown` decides for a request."""

    section: str
    title: Words
    url: str
    icon: str
    order: int
    shown: Callable[[HttpRequest], bool]
    count: Callable[[HttpRequest], int] | None


_items: dict[tuple[str, str], NavItem] = {}


def nav_item(
    section: str,
    title: Words,
    url: str,
    *,
    icon: str = "list",
    order: int = 50,
    shown: Callable[[HttpRequest], bool] = _everybody,
    count: Callable[[HttpRequest], int] | None = None,
) -> None:
    """Add a door to a front ("public", "phone", "desk", "command"); a second one to the same url replaces it."""
    _items[section, url] = NavItem(section, title, url, icon, order, shown, count)


def _address(url: str) -> str:
    return url if url.startswith("/") else reverse(url)


def shown_items(request: HttpRequest | None, section: str) -> list[dict[str, Any]]:
    """The doors of a front that are open to this reader, in order; `here` marks the one they are in."""
    if request is None:
        return []
    shown: list[dict[str, Any]] = []
    for door in sorted(_items.values(), key=lambda door: door.order):
        if door.section != section or not door.shown(request):
            continue
        try:
            url = _address(door.url)
        except NoReverseMatch:
            continue
        shown.append(
            {
                "title": door.title,
                "url": url,
                "icon": door.icon,
                "here": False,
                "count": door.count(request) if door.count else 0,
            }
        )
    # Of doors that lie inside each other (/volunteer/, /volunteer/me/) only the innermost is where one is.
    around = [
        door
        for door in shown
        if door["url"] == request.path or (door["url"] != "/" and request.path.startswith(door["url"]))
    ]
    if around:
        max(around, key=lambda door: len(door["url"]))["here"] = True
    return shown
