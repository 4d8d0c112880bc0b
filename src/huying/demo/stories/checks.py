"""One person of a list, from the first call to where they stand."""

import random
from typing import Literal

from django.utils.timezone import localtime

from huying.base import clock
from huying.demo.stage import Story, wait
from huying.kernel.situation import Actor
from huying.places.codes import at
from huying.screening.models import Subject
from huying.screening.services.confirming import match_confirm, match_refuse

from .town import Town, child, reason, words

Fate = Literal[
    "closed", "plain", "tested", "controlled", "located", "spared", "reported", "calling", "visiting", "unreachable",
    "refused", "gone", "passed", "offered", "sent_back", "letter", "letter_receipt", "wrong", "duplicate", "withdrawn",
    "untouched", "unplaced", "none",
]  # fmt: skip
# How far those go who are found.
FAR = ("located", "spared", "controlled", "tested", "reported", "plain", "closed")
ROUTES = ("visit", "call_again", "police", "hotel", "operator")
SEEKING = ("received", "assigned", "contacting", "unreachable", "refused", "not_in_area")


def check(town: Town, rng: random.Random, code: str, fate: Fate) -> Story:
    """What is done about somebody, and what comes of it."""
    yield wait(rng, 6)
    area = town.stage.matter(code).area
    if at(area, "grid") is None and fate not in ("letter", "letter_receipt", "withdrawn", "duplicate"):
        return
    walker = town.field(area, rng) if at(area, "grid") else town.stage.staff.actor("district")
    if fate in FAR:
        yield from _found(town, rng, code, fate, walker)
    elif fate in ("calling", "visiting"):
        town.stage.act(walker, code, "call" if fate == "calling" else "visit")
    elif fate in ("unreachable", "refused"):
        yield from _not_yet(town, rng, code, fate, walker)
    elif fate in ("gone", "passed", "offered", "sent_back"):
        yield from _elsewhere(town, rng, code, fate, walker)
    elif fate in ("letter", "letter_receipt"):
        yield from _far(town, rng, code, fate)
    elif fate in ("wrong", "duplicate", "withdrawn"):
        yield from _no_row(town, rng, code, fate, walker)


def _call(town: Town, rng: random.Random, code: str, walker: Actor) -> Story:
    """Call or visit; whose number somebody else is calling is rung later."""
    row = Subject.objects.get(matter__code=code)
    act = "call" if row.phone and rng.random() < 0.7 else "visit"
    if town.stage.matter(code).state in SEEKING:
        town.stage.act(walker, code, act)
    yield wait(rng, 5)


def _match(town: Town, rng: random.Random, code: str, *, other: bool = False) -> None:
    """The community looks whether it is the resident the roster proposes; with `other` it is not."""
    row = Subject.objects.select_related("resident").get(matter__code=code)
    if row.match == "proposed" and row.resident and (other or rng.random() < 0.6):
        seat = town.stage.staff.seats["community", at(row.resident.area, "community") or ""][0]
        if not other and (row.match_score or 0) >= 0.9:
            match_confirm(seat=seat, subject=row.pk, resident=row.resident.pk)
        else:
            match_refuse(seat=seat, subject=row.pk)


def _found(town: Town, rng: random.Random, code: str, fate: Fate, walker: Actor) -> Story:
    stage = town.stage
    _match(town, rng, code)
    yield from _call(town, rng, code, walker)
    if stage.matter(code).state not in SEEKING:
        return
    row = Subject.objects.get(matter__code=code)
    stage.act(
        walker, code, "found", who="confirmed", name="" if row.name else "韩先生", where=row.address or "本人家中",
        category=row.category, exposed_at=row.exposed_at, note=words("found", rng),
    )  # fmt: skip
    desk = town.community(stage.matter(code).area, rng)
    if fate in ("plain", "reported"):
        yield wait(rng, 15)
        stage.act(desk, code, "report", reason="一般接触者，已告知做好健康监测。")
        if fate == "plain":
            yield wait(rng, 20)
            stage.act(desk, code, "close")
        return
    measure = child(code)
    if measure:
        stage.opened.append(measure)
    if fate == "located" or not measure:
        return
    yield wait(rng, 14)
    if stage.matter(measure).state != "proposed":
        return
    if fate == "spared":
        stage.act(town.decider(rng), measure, "refuse", reason=reason("refuse", rng))
        return
    stage.act(town.decider(rng), measure, "decide", reason=reason("decide", rng))
    yield from _settled(town, rng, code, fate, measure, walker)


def _settled(town: Town, rng: random.Random, code: str, fate: Fate, measure: str, walker: Actor) -> Story:
    """Under control: the notice handed over, the first test, the result reported and closed."""
    stage, desk = town.stage, town.community(town.stage.matter(code).area, rng)
    yield wait(rng, 18)
    if rng.random() < 0.75 and stage.matter(measure).open:
        stage.act(walker, measure, "acknowledge", how="paper" if rng.random() < 0.6 else "self")
    if fate == "controlled" or stage.matter(code).state != "under_control":
        return
    yield wait(rng, 12)
    taken = clock.now()
    stage.act(walker, code, "test", result="pending" if rng.random() < 0.4 else "negative", taken_at=taken)
    if fate == "tested":
        return
    yield wait(rng, 20)
    stage.act(desk, code, "report", reason="已落实管控，首检阴性。")
    yield wait(rng, 12)
    stage.act(desk, code, "close")


def _not_yet(town: Town, rng: random.Random, code: str, fate: Fate, walker: Actor) -> Story:
    """Nobody answers, or they will not: what is tried next; some are found after all."""
    stage = town.stage
    yield from _call(town, rng, code, walker)
    if stage.matter(code).state not in SEEKING:
        return
    if fate == "unreachable":
        stage.act(walker, code, "unreachable", tried=words("tried", rng), route=rng.choice(ROUTES))
    else:
        stage.act(walker, code, "refuse", reason=words("refusals", rng))
    if rng.random() < 0.25:
        yield wait(rng, 60)
        yield from _found(town, rng, code, "located", walker)


def _elsewhere(town: Town, rng: random.Random, code: str, fate: Fate, walker: Actor) -> Story:
    """They live in another street by now: passed on, with a receipt, without one, or sent back."""
    stage, area = town.stage, town.stage.matter(code).area
    yield from _call(town, rng, code, walker)
    if stage.matter(code).state not in SEEKING:
        return
    stage.act(walker, code, "not_here", where=words("elsewhere", rng), since=localtime(clock.now()).date())
    if fate == "gone":
        return
    yield wait(rng, 12)
    own = at(area, "street")
    grids = [one for one in town.city.grids if at(one, "street") != own] or town.city.grids
    target = rng.choice(grids)
    stage.act(
        town.community(area, rng), code, "hand_over", area=target, reason="本人已搬到那边，请接着核查。"
    )
    onward = child(code, "screening.check")
    stage.opened.append(onward)
    if fate == "offered":
        return
    yield wait(rng, 14)
    if stage.matter(onward).state != "offered":
        return
    there = town.field(target, rng)
    if fate == "sent_back":
        stage.act(there, onward, "send_back", reason="这个地址没有此人，房东说从没来过。")
        return
    stage.act(there, onward, "acknowledge")
    if rng.random() < 0.5:
        yield from _found(town, rng, onward, "located", there)


def _far(town: Town, rng: random.Random, code: str, fate: Fate) -> Story:
    """Their home is another city's: a letter goes there, and only its receipt ends it."""
    stage, desk = town.stage, town.stage.staff.actor("district")
    yield wait(rng, 10)
    # The next one goes into the letter that is being written, where one is.
    waiting = Subject.objects.filter(out__receipt_at=None, out__isnull=False, matter__state="handing_over")
    same = waiting.select_related("out").order_by("pk").first() if fate == "letter_receipt" else None
    stage.act(
        desk, code, "send_out", to="澄湖市防控指挥部协查组", contact="0999-55500731", reason="现住贵市，请落实。",
        letter=same.out.number if same and same.out else "",
    )  # fmt: skip
    if fate == "letter_receipt":
        yield wait(rng, 50)
        stage.act(desk, code, "receipt", receipt="澄湖市协查组周同志电话回复，已接收")


def _no_row(town: Town, rng: random.Random, code: str, fate: Fate, walker: Actor) -> Story:
    """No person of this list, or named twice, or withdrawn by the sender."""
    stage = town.stage
    if fate == "wrong":
        yield from _call(town, rng, code, walker)
        _match(town, rng, code, other=True)
        stage.act(walker, code, "wrong_person", evidence="机主说号码是去年才换的，核对姓名不符。")
    elif fate == "withdrawn":
        stage.act(
            stage.staff.actor("district"), code, "withdraw", reason="来文单位通知：此条推送有误，撤回。"
        )
    else:
        row = Subject.objects.get(matter__code=code)
        first = (
            Subject.objects.filter(phone_hash=row.phone_hash)
            .exclude(pk=row.pk)
            .exclude(matter__state="duplicate")
        )
        owner = first.select_related("matter").order_by("pk").first() if row.phone_hash else None
        if owner is not None:
            told_ = {"of": owner.matter.code, "evidence": "电话、姓名、住址都相同。"}
            stage.act(stage.staff.actor("district"), code, "duplicate", **told_)


__all__ = ["Fate", "check"]
