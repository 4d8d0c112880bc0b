"""The keys this app itself reads."""

from huying.kernel.words import Words

from .calendars import WorkingTime
from .categories import CATEGORIES
from .keys import Record, rule_key
from .labels import LABELS
from .limits import CLOSURES, DATA_KEPT, DOCUMENTS, MOVEMENT, REMINDER
from .validity import TEST_VALIDITY

__all__ = [
    "CALENDAR", "CATEGORIES", "CLOSURES", "DATA_KEPT", "DOCUMENTS", "LABELS", "MOVEMENT", "REMINDER", "TEST_VALIDITY",
]  # fmt: skip

CALENDAR = rule_key(
    "calendar.working",
    title=Words("办公时间与节假日", "Office hours and holidays"),
    kind=Record(WorkingTime),
    help=Words(
        "工作日和工作小时按这里计算；不写的日子按每周的办公时间。",
        "Working days and working hours are counted by this; days not named follow the hours of the week.",
    ),
)
