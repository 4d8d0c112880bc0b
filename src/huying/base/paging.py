"""Pages of lists that may be very long: how many there are is counted only as far as anybody would turn pages."""

from functools import cached_property
from typing import Any

from django.core.paginator import Paginator

# To count a million rows for a heading takes longer than everything else on the page.
COUNTED = 2_000


class LongList(Paginator[Any]):
    """A paginator that stops counting: `count` is at most COUNTED, and what lies behind is found by filters."""

    object_list: Any

    @cached_property
    def count(self) -> int:
        """How many rows can be paged through."""
        return min(self._found, COUNTED)

    @cached_property
    def _found(self) -> int:
        # In the list's own order, whose index the database can stop walking.
        return int(self.object_list[: COUNTED + 1].count())

    @property
    def said(self) -> str:
        """The number for a heading: `37`, or `2000+` where counting stopped."""
        return f"{COUNTED}+" if self._found > COUNTED else str(self.count)
