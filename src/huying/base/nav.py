"""Where one can go: each app adds its own doors, the frames show those open to the reader."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
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

# The shelves of a long list of doors: a door stands on the last one whose number its order reaches.
SHELVES = {
    0: Words("", ""),
    10: Words("求助", "Help"),
    20: Words("排查", "Tracing lists"),
    30: Words("管控", "Measures"),
    40: Words("居民", "Residents"),
    50: Words("场所", "Places"),
    60: Words("指挥", "Command"),
    70: Words("规则", "Rules"),
    80: Words("设置", "Settings"),
}


@dataclass(frozen=True)
class Shelf:
    """Doors that belong together; `here` when the reader is behind one of them, `count` what waits behind all."""

    title: Words
    doors: list[dict[str, Any]]
    here: bool
    count: int


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
    """Add a door to a front ("public", "phone", "desk", "command"); a second one to the same url replaces it.

    `order` is the place on the front, from 0; at a desk its tens say on which of SHELVES the door stands.
    """
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
                "order": door.order,
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


def shelves(doors: Iterable[dict[str, Any]]) -> list[Shelf]:
    """Shown doors on their shelves, empty ones left out."""
    found = []
    for number, around in groupby(doors, key=lambda door: max(n for n in SHELVES if n <= door["order"])):
        here = list(around)
        found.append(
            Shelf(
                SHELVES[number], here, any(door["here"] for door in here), sum(door["count"] for door in here)
            )
        )
    return found
