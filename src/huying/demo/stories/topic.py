"""An emerging topic: one compound without heating."""

import random
from dataclasses import dataclass

from huying.demo.calls import Call, reply
from huying.demo.stage import CALLER, Stage, Story, wait

from .steps import screener, send, sign

UNIT = "department:utilities"


@dataclass(slots=True)
class Topic:
    """What is known so far: the request into which the others go."""

    first: str = ""


def cold(stage: Stage, rng: random.Random, call: Call, topic: Topic) -> Story:
    """One of many: the first goes to the department, a few are merged into it, most still wait."""
    code = send(stage, rng, call)
    lead = not topic.first
    if lead:
        topic.first = code
    yield wait(rng, 25)
    if stage.matter(code).state != "received":
        return
    who, sorting = screener(stage, code, rng), {"category": "utilities", "urgency": "high"}
    if lead:
        stage.act(who, code, "refer", **sorting, unit=UNIT)
        yield from sign(stage, rng, code)
        yield wait(rng, 30)
        told = {"reason": reply(rng, "pass", other="供热所"), "unit": "department:heating"}
        if stage.matter(code).state in ("handling", "contacted"):
            stage.act(stage.holder(code, rng), code, "pass_on", **told)
            yield wait(rng, 6)
            words = "查到是换热站水泵坏了，抢修队已到现场，预计今晚恢复。"
            stage.act(stage.holder(code, rng), code, "reply", words=words)
        return
    if rng.random() < 0.25 and stage.matter(topic.first).open:
        stage.act(who, code, "merge", into=topic.first, why="same_matter")
    elif rng.random() < 0.4:
        stage.act(who, code, "refer", **sorting, unit=UNIT)
        if rng.random() < 0.5:
            yield from sign(stage, rng, code)
        yield wait(rng, 60)
        if stage.matter(code).open:
            stage.act(CALLER, code, "add", words=reply(rng, "extra"))
