"""For tests of other apps: rules in force without drafting and publishing them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from huying.base import clock
from huying.places.codes import ALL

from .baseline import SINCE
from .keys import keys
from .models import RuleSet
from .services.ground import changed, lock


@transaction.atomic
def rules_hold(
    values: Mapping[str, Any],
    *,
    area: str = ALL,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
) -> RuleSet:
    """Let values hold in an area, from before any moment a test borrows; checked like any other document.

    No ceiling and no second person: only tests may do so.
    """
    lock()
    number = RuleSet.objects.count()
    made = RuleSet.objects.create(
        slug=f"test-{number}",
        zh=f"测试规则{number}",
        en=f"Test rules {number}",
        authority="测试",
        area=area,
        valid_from=since or SINCE,
        valid_until=until,
        status="published",
        document={code: keys()[code].kind.store(value) for code, value in values.items()},
        drafted_at=clock.now(),
        published_at=clock.now(),
    )
    changed()
    return made
