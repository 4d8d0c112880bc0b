"""Reading closed loops."""

from huying.base.errors import NotYours
from huying.measures.models import Loop
from huying.places import scope


def loop_for(area: str, code: str) -> Loop:
    """A loop bound for a place of the area, by its code. Raises NotYours otherwise."""
    rows = Loop.objects.select_related("matter").filter(code=code.replace("\x00", ""))
    found = scope.within(rows, area).first()
    if found is None:
        raise NotYours(code)
    return found
