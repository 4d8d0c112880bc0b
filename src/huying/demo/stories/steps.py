"""The steps that many stories share: sending, screening, signing for, answering, the caller's word."""

import random
from typing import Any

from huying.base import clock
from huying.demo.calls import Call, reply, solved
from huying.demo.stage import CALLER, Stage, Story, wait
from huying.help.models import Category
from huying.help.services import request_open
from huying.kernel.situation import LEVELS, Actor
from huying.places.codes import at

# Minutes until something is usually done, by pace; the caller's word takes longer.
USUAL = {
    "life": 12, "medicine": 75, "daily": 100, "stranded": 140, "appeal": 110, "enterprise": 260, "enquiry": 90,
    "ordinary": 520,
}  # fmt: skip
OPEN_WORK = ("handling", "contacted", "liaison")


def send(stage: Stage, rng: random.Random, call: Call, *, here: bool = False) -> str:
    """Send the message: by the caller, or by a worker who takes it down. Its code."""
    phone, actor = call.person.phone, CALLER
    if not phone or here or call.channel in ("phone", "station"):
        if not phone and call.channel not in ("phone", "station"):
            call.channel = "phone"
        actor = stage.at_desk(("community", at(call.area, "community") or ""), rng)
    matter = request_open(
        asking=call.asking(clock.now(), phone),
        area=call.area,
        channel=call.channel,
        actor=actor,
        record_here=here,
        on_behalf=actor is not CALLER,
        language=call.language,
    )
    return stage.opens(matter)


def destination(unit: str) -> dict[str, Any]:
    """How a unit is named when something is handed to it."""
    return {"unit": unit, "level": unit} if unit in LEVELS else {"unit": unit}


def category(stage: Stage, call: Call) -> Category:
    """The category the caller chose; none is changed while the stories are told."""
    if not stage.categories:
        stage.categories = {row.code: row for row in Category.objects.all()}
    return stage.categories[call.category]


def screener(stage: Stage, code: str, rng: random.Random) -> Actor:
    """One of the screeners."""
    desk = stage.staff.desks["volunteer_team", at(stage.matter(code).area, "district") or ""]
    return rng.choice([actor for actor in desk if actor.role == "screener"])


def screen(stage: Stage, rng: random.Random, call: Call, code: str, unit: str = "") -> Story:
    """Read it and refer it; or handle it in the team when that is the usual way."""
    kind = category(stage, call)
    yield wait(rng, 9 if kind.pace in ("medicine", "life") else 18)
    if stage.matter(code).state != "received":
        return
    who = screener(stage, code, rng)
    urgency = rng.choices([kind.urgency, "high", "low"], [86, 9, 5])[0]
    sorting = {"category": kind.code, "urgency": urgency}
    target = unit or kind.unit or "street"
    if kind.handling == "direct" and not unit:
        stage.act(who, code, "handle", **sorting)
    else:
        stage.act(who, code, "refer", **sorting, **destination(target))


def sign(stage: Stage, rng: random.Random, code: str) -> Story:
    """The unit signs for it."""
    yield wait(rng, 9)
    if stage.matter(code).state == "referred":
        stage.act(stage.holder(code, rng), code, "sign_for")


def first_word(stage: Stage, rng: random.Random, code: str) -> Story:
    """The caller hears from a person."""
    yield wait(rng, 11)
    if stage.matter(code).state in ("handling", "contacted"):
        who = stage.holder(code, rng)
        soon = rng.choice(("半小时内", "一小时内", "今天下班前", "今晚八点前", "明天上午"))
        stage.act(who, code, "reply", words=reply(rng, "first", who=who.name[0] + "同志", soon=soon))


def asides(stage: Stage, rng: random.Random, code: str) -> Story:
    """What is said in between: a note, a question, an answer to it, news."""
    if rng.random() < 0.28 and stage.matter(code).state in OPEN_WORK:
        yield wait(rng, 4)
        who = stage.holder(code, rng)
        stage.act(who, code, "ask_more", words=reply(rng, "more"))
        yield wait(rng, 12)
        if stage.matter(code).open:
            stage.act(CALLER, code, "add", words=reply(rng, "extra"))
    if rng.random() < 0.25 and stage.matter(code).state in OPEN_WORK:
        yield wait(rng, 6)
        stage.act(stage.holder(code, rng), code, "note", words=reply(rng, "note"))
    if rng.random() < 0.3 and stage.matter(code).state in ("contacted", "liaison"):
        yield wait(rng, 20)
        if stage.matter(code).state in ("contacted", "liaison"):
            stage.act(stage.holder(code, rng), code, "progress", words=reply(rng, "progress"))


def settle(stage: Stage, rng: random.Random, call: Call, code: str) -> Story:
    """It is done, and the caller is asked."""
    yield wait(rng, USUAL[category(stage, call).pace], 0.8)
    if stage.matter(code).state in OPEN_WORK:
        who = stage.holder(code, rng)
        act = "answer" if call.kind == "enquiry" else "solve"
        stage.act(who, code, act, words=solved(rng, call), people_helped=call.people)


def word(stage: Stage, rng: random.Random, code: str) -> Story:
    """The caller says it is solved, with stars and thanks; some say nothing, some are rung up."""
    how = rng.random()
    if how > 0.82:
        return
    yield wait(rng, 260, 0.9)
    if stage.matter(code).state != "answered":
        return
    rating = rng.choices([5, 4, 3, 2, 1, None], [46, 22, 9, 4, 3, 16])[0]
    thanks = reply(rng, "thanks") if rating is None or rating >= 4 else ""
    if how < 0.7:
        stage.act(CALLER, code, "confirm", rating=rating, thanks=thanks)
        return
    who = screener(stage, code, rng)
    stage.act(who, code, "follow_up", kind="call_back", reached=True, words=reply(rng, "follow"))
    if stage.matter(code).person != who.person:
        stage.act(who, code, "confirm", rating=rating, thanks=thanks)


def usual(stage: Stage, rng: random.Random, call: Call, code: str) -> Story:
    """From the first reading to the answer."""
    yield from screen(stage, rng, call, code)
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield from asides(stage, rng, code)
    yield from settle(stage, rng, call, code)
