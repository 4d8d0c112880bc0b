"""Keys that only the tests know, and a deadline-free profile: laying out calendars takes as long as the machine likes."""

from collections.abc import Iterator

import hypothesis
import pytest

from huying.kernel.words import Words
from huying.rulebook import keys as registry
from huying.rulebook.keys import Count, Duration, Flag, List, Share, Table, rule_key

hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")


def declare() -> None:
    """Keys of every direction."""
    rule_key("test.first", title=Words("首次答复", "First answer"), kind=Table(Duration))
    rule_key("test.cap", title=Words("次数", "Count"), kind=Count)
    rule_key("test.part", title=Words("比例", "Share"), kind=Share)
    rule_key("test.open", title=Words("开放", "Open"), kind=Flag)
    rule_key("test.days", title=Words("隔离", "Quarantine"), kind=Table(Duration), stricter="longer")
    rule_key("test.window", title=Words("有效期", "Window"), kind=Duration, stricter="shorter")
    rule_key("test.tests", title=Words("检测次数", "Tests"), kind=Count, stricter="higher")
    rule_key("test.papers", title=Words("证明", "Papers"), kind=List(), stricter="longer")


@pytest.fixture(autouse=True)
def _declared(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry, "_keys", dict(registry._keys))
    declare()
    yield
