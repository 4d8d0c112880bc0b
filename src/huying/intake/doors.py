"""The door of the desk that leads to the imports, and the writer of lists for every room below."""

from django.http import HttpRequest

from huying.base.errors import NotYours
from huying.base.exports import use_exporter
from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import seat_of

from .spreadsheet_out import export


def _may_load(request: HttpRequest) -> bool:
    try:
        return seat_of(request).able("import.load")
    except NotYours:
        return False


nav_item("desk", Words("导入", "Imports"), "imports", icon="list", order=70, shown=_may_load)
use_exporter(export)
