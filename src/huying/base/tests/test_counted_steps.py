"""Counted steps: which of how many, how far inside a long one, counted on by another process."""

import pytest

from huying.base import steps as module
from huying.base.steps import Steps
from huying.config.starting import steps_of_start, steps_told
from huying.kernel.words import Words


def test_steps_say_which_of_how_many_and_how_far(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[Words] = []
    steps = Steps(3, tell=heard.append)
    steps.begin(Words("数据表", "the tables"))
    steps.within(1, 4)
    assert [one.en for one in heard] == ["Step 1 of 3: the tables"], (
        "within the first seconds nothing more is said"
    )
    monkeypatch.setattr(module, "SECONDS", 0.0)
    steps.within(1, 4, Words("件", "things"))
    steps.within(0, 0)
    assert heard[-1].zh.strip() == "已办 1 / 4（25%）件" and heard[-1].en == "1 of 4 (25 %) things"
    steps.skip(1)
    steps.begin(Words("网页", "the web"))
    assert heard[-1].en == "Step 3 of 3: the web" and len(heard) == 3


def test_one_process_counts_on_where_another_stopped() -> None:
    whole = steps_of_start(demo=True)
    assert whole.total > steps_of_start(demo=False).total
    whole.begin(Words("数据库", "the database"))
    told = steps_told(["--demo", f"--steps={whole.done}/{whole.total}"])
    assert (told.done, told.total) == (1, whole.total)
    assert steps_told(["--demo"]).total == whole.total - 2
