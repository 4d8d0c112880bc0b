"""The door of the desk that leads to the imports, and the writer of lists for every room below."""

from django.http import HttpRequest

from huying.base.errors import NotYours
from huying.base.exports import use_exporter
from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import seat_of, shown_to

from .risklists.queries import unseen
from .spreadsheet_out import export


def _may_load(request: HttpRequest) -> bool:
    try:
        return seat_of(request).able("import.load")
    except NotYours:
        return False


def _unseen_lists(request: HttpRequest) -> int:
    """New versions of lists, counted only for those who keep them: nobody else's page asks the database for it."""
    seat = seat_of(request)
    return unseen(seat.user_id) if seat.able("risk.manage") else 0


nav_item(
    "desk",
    Words("风险地区", "Areas at risk"),
    "risk_list",
    icon="alert",
    order=26,
    shown=shown_to("rule.read"),
    count=_unseen_lists,
)
nav_item("desk", Words("导入", "Imports"), "imports", icon="list", order=27, shown=_may_load)
use_exporter(export)
