"""A long list stops counting where nobody turns pages any more, and says so."""

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType

from huying.base import paging
from huying.base.paging import LongList

pytestmark = pytest.mark.django_db


def _kinds() -> Any:
    return ContentType.objects.order_by("pk")


def test_a_list_that_fits_is_counted_whole() -> None:
    there = _kinds().count()
    pages = LongList(_kinds(), 10)
    assert (pages.count, pages.said, pages.num_pages) == (there, str(there), -(-there // 10))


def test_counting_stops_and_the_heading_says_so(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(paging, "COUNTED", 20)
    with django_assert_num_queries(1) as asked:
        pages = LongList(_kinds(), 10)
        assert (pages.count, pages.said, pages.num_pages) == (20, "20+", 2)
    assert "LIMIT 21" in asked.captured_queries[0]["sql"]
    last = pages.get_page(99)
    assert last.number == 2 and not last.has_next()
    assert [one.pk for one in last] == [one.pk for one in _kinds()[10:20]]
