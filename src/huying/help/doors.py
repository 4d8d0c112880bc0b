"""The doors of the help desks: what each front shows to whom."""

from typing import TYPE_CHECKING

from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import seat_of, shown_to

from .queries.emergencies import emergencies_running
from .queries.stairwells import calls_running

if TYPE_CHECKING:
    from django.http import HttpRequest


def _running(request: "HttpRequest") -> int:
    return emergencies_running(seat_of(request).area)


def _called(request: "HttpRequest") -> int:
    return calls_running(seat_of(request).area)


def doors_show() -> None:
    """Add the doors to the fronts."""
    nav_item("public", Words("小卡片", "Cards"), "help_cards", icon="card", order=40)
    alarm = Words("报急救", "Emergency")
    for title, url, icon, order, ability in (
        (alarm, "help_emergency", "bell", 2, "emergency"),
        (Words("分拣", "Screening"), "screening", "inbox", 12, "screen"),
        (Words("可能重复", "Duplicates"), "merging", "people", 13, "screen"),
        (Words("新话题", "Topics"), "topics", "chart", 13, "screen"),
        (Words("代为登记", "Take down"), "record", "phone", 14, "record"),
        (Words("现场", "In the field"), "field", "map", 16, "take"),
        (Words("小卡片", "Cards"), "cards_desk", "card", 45, "card.edit"),
        (Words("居民的话", "What people say"), "thanks", "heart", 46, "card.edit"),
        (Words("渠道和类别", "Channels"), "channels", "gear", 83, "channel.manage"),
    ):
        nav_item("desk", title, url, icon=icon, order=order, shown=shown_to(ability))
    nav_item(
        "desk",
        Words("无疫楼道", "Stairwells"),
        "stairwells",
        icon="people",
        order=43,
        shown=shown_to("emergency"),
        count=_called,
    )
    desk = Words("急救台", "Emergency desk")
    nav_item(
        "desk", desk, "help_emergencies", icon="alert", order=3, shown=shown_to("emergency"), count=_running
    )
    for title, url, icon, order, ability in (
        (Words("要办", "To do"), "field", "list", 10, "see"),
        (Words("走访", "Round"), "field_round", "home", 20, "residents.read"),
        (Words("登记", "Take down"), "record", "phone", 30, "record"),
        (alarm, "help_emergency", "bell", 40, "emergency"),
    ):
        nav_item("phone", title, url, icon=icon, order=order, shown=shown_to(ability))
