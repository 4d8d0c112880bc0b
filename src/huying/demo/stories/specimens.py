"""Specimens of three subjects over three days: a room of a quarantine site, a cold store, one positive without a sequence yet."""

import random

from huying.demo.stage import Story, luck
from huying.kernel.situation import Actor
from huying.matters.models import Matter
from huying.places.codes import at
from huying.sampling.services import check_plan, specimen_take

from .town import Town

# Tube, subject, circumstance, what, hours before the end, the result, what came of a positive.
TAKEN = (
    ("DM-1001", "person", "inbound", "", 50.0, "positive", "BA.5.2"),
    ("DM-1002", "environment", "inbound", "302 房门把手", 50.0, "positive", "BA.5.2"),
    ("DM-1003", "environment", "inbound", "302 卫生间", 50.0, "negative", ""),
    ("DM-1010", "goods", "cold_chain", "冷冻虾外包装 第 7 批", 26.0, "negative", ""),
    ("DM-1020", "environment", "case_site", "收银台、扶手", 20.0, "positive", ""),
    ("DM-1021", "environment", "case_site", "电梯按钮", 20.0, "negative", ""),
    ("DM-1030", "person", "routine", "", 3.0, "", ""),
    ("DM-1031", "environment", "routine", "快递柜", 1.0, "", ""),
)


def specimens(town: Town) -> None:
    """Each at its time; a joint check of a cold store still lacks the environment."""
    for number, row in enumerate(TAKEN):
        town.stage.begin(row[4], one(town, luck(number, "tube"), row))
    town.stage.begin(22.0, joint(town, luck(0, "joint")))


def one(town: Town, rng: random.Random, row: tuple[str, str, str, str, float, str, str]) -> Story:
    """Taken by the community, sent, received and examined by the laboratory."""
    tube, subject, circumstance, what, _, result, lineage = row
    stage, person = town.stage, rng.choice(town.here)
    lab, home = stage.staff.actor("lab"), town.community(person.home.code, rng)
    said = {
        "subject": subject,
        "tube": tube,
        "circumstance": circumstance,
        "what": what,
        "place": "清和宾馆" if circumstance == "inbound" else "",
    }
    if subject == "person":
        said |= {"name": person.name, "phone": person.phone}
    where = at(person.home.code, "building") or person.home.code
    code = stage.opens(specimen_take(area=where, actor=home, said=said))
    yield 30
    stage.act(home, code, "send", courier="社区专车")
    if not result:
        return
    yield 40
    yield from _examined(town, lab, code, result, lineage)


def _examined(town: Town, lab: Actor, code: str, result: str, lineage: str) -> Story:
    town.stage.act(lab, code, "receive")
    yield 180
    town.stage.act(lab, code, result)
    if lineage:
        yield 1200
        if Matter.objects.filter(code=code, ended_at=None).exists():
            town.stage.act(lab, code, "sequence", lineage=lineage)


def joint(town: Town, rng: random.Random) -> Story:
    """A person and the goods are examined; the store itself is not."""
    stage, person = town.stage, rng.choice(town.here)
    lab, home = stage.staff.actor("lab"), town.community(person.home.code, rng)
    where = at(person.home.code, "building") or person.home.code
    check = stage.opens(
        check_plan(area=where, actor=home, said={"place": "城东冷库", "reason": "进口冷冻品到货"})
    )
    for tube, told in (
        ("DM-2001", {"subject": "person", "name": person.name, "phone": person.phone}),
        ("DM-2002", {"subject": "goods", "what": "牛肉外包装"}),
    ):
        said = {"tube": tube, "circumstance": "cold_chain", "joint": check, **told}
        code = specimen_take(area=where, actor=home, said=said).code
        stage.act(home, code, "send")
        yield 60
        yield from _examined(town, lab, code, "negative", "")


__all__ = ["specimens"]
