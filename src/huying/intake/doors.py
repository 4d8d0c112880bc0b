"""The door of the desk that leads to the imports."""

from django.http import HttpRequest

from huying.base.errors import NotYours
from huying.base.nav import nav_item
from huying.kernel.words import Words
from huying.people.seats import seat_of


def _may_load(request: HttpRequest) -> bool:
    try:
        return seat_of(request).able("import.load")
    except NotYours:
        return False


nav_item("desk", Words("导入", "Imports"), "imports", icon="list", order=70, shown=_may_load)
