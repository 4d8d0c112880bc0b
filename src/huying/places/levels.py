"""The levels an area can be listed at, the words lists use for them, and who publishes lists."""

import datetime as dt
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from huying.kernel.words import Words

Level = Literal["high", "medium", "low", "key"]
LEVELS: tuple[Level, ...] = get_args(Level)
# Which counts where an area stands at several. A key area (重点地区) is no official level: it comes before low,
# whose measures are the mildest, and after the two that say more.
RANK: dict[Level, int] = {"high": 4, "medium": 3, "key": 2, "low": 1}
BY_RANK: dict[int, Level] = {rank: level for level, rank in RANK.items()}
LEVEL_WORDS: dict[str, Words] = {
    "high": Words("高风险", "High risk"),
    "medium": Words("中风险", "Medium risk"),
    "low": Words("低风险", "Low risk"),
    "key": Words("重点地区", "Key area"),
}
SOURCE_WORDS: dict[str, Words] = {
    "national": Words("全国名单", "National list"),
    "province": Words("省级名单", "List of the province"),
    "city": Words("本地名单", "List of our own"),
}
# The lists of the country speak of its own time, wherever the machine stands.
LIST_TIME = ZoneInfo("Asia/Shanghai")

# What lists write for a level; the zones of the eighth edition by what they mean for somebody who was there.
SAID: dict[str, Level] = {
    "高": "high", "高风险": "high", "高风险区": "high", "高风险地区": "high", "封控区": "high", "high": "high",
    "中": "medium", "中风险": "medium", "中风险区": "medium", "中风险地区": "medium", "管控区": "medium",
    "medium": "medium", "mid": "medium", "middle": "medium",
    "低": "low", "低风险": "low", "低风险区": "low", "低风险地区": "low", "防范区": "low", "low": "low",
    "重点": "key", "重点地区": "key", "重点区域": "key", "涉疫地区": "key", "疫情发生地": "key", "关注地区": "key", "key": "key",
}  # fmt: skip


def list_day(moment: dt.datetime) -> dt.date:
    """The day of a moment where the lists are made."""
    return moment.astimezone(LIST_TIME).date()


def level_named(text: str) -> Level:
    """A stored level as what it is. Raises ValueError for another text."""
    for level in LEVELS:
        if level == text:
            return level
    raise ValueError(f"not a level: {text!r}")
