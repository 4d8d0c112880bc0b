"""The kernel's sample kind as kinds of the engine: a call, and an order that hangs from it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from huying.kernel.kinds import Act, declare
from huying.kernel.tests.sample import GROUND, SAMPLE
from huying.kernel.words import Words
from huying.matters.ground import RuleGround
from huying.matters.store import Done

seen: list[Done] = []
failing: set[str] = set()
meanwhile: dict[str, Callable[[], None]] = {}


def remember(done: Sequence[Done]) -> None:
    """An effect that tells what it was given, and fails or does something else for the codes a test names."""
    for one in done:
        meanwhile.get(one.matter.code, bool)()
        if one.matter.code in failing:
            raise RuntimeError("an effect that fails")
        seen.append(one)


_ACTS = tuple(replace(act, then=(remember,)) for act in SAMPLE.acts)
_DROP = Act("drop", Words("不用了", "Not needed"), frm=("received", "handling"), to="merged", by="system")
ORDER = declare(replace(SAMPLE, code="engine.order", acts=(*_ACTS, _DROP)))
CALL = declare(
    replace(
        SAMPLE,
        code="engine.call",
        acts=(
            *_ACTS,
            Act(
                "order_done",
                Words("订单完成", "Order done"),
                frm=("received", "handling"),
                to="answered",
                by="linked",
            ),
        ),
        linked={"engine.order": {"solved": "order_done"}},
        ends_children={"engine.order": ("drop", {})},
    )
)


class SampleGround(RuleGround):
    """The real map with the sample's hours."""

    def __init__(self) -> None:
        self._desks = {}

    def due(self, rule: str, start: dt.datetime, area: str, choice: str | None) -> dt.datetime:
        return GROUND.due(rule, start, area, choice)

    def count(self, rule: str, area: str, choice: str | None = None) -> int:
        return GROUND.count(rule, area, choice)
