"""How calls for help go: the plain way, and the ways that take longer."""

import random
from collections.abc import Callable

from huying.demo.calls import Call, call_made, reply, solved
from huying.demo.roster import Person
from huying.demo.stage import CALLER, Stage, Story, wait
from huying.help.services import card_used

from .orders import ordered
from .steps import (
    asides,
    category,
    destination,
    first_word,
    screen,
    screener,
    send,
    settle,
    sign,
    usual,
    word,
)

Fate = Callable[[Stage, random.Random, Call], Story]


def plain(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Screened, referred, signed for, solved, confirmed."""
    code = send(stage, rng, call)
    yield from usual(stage, rng, call, code)
    yield from word(stage, rng, code)
    if stage.matter(code).state == "closed" and rng.random() < 0.12:
        yield wait(rng, 400)
        who = screener(stage, code, rng)
        stage.act(who, code, "follow_up", kind="visit", reached=True, words=reply(rng, "follow"))


def recorded(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Taken down by the community on the telephone and handled there."""
    call.channel = "phone"
    code = send(stage, rng, call, here=True)
    yield from first_word(stage, rng, code)
    yield from asides(stage, rng, code)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def straight(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Answered from the queue, with a card where there is one."""
    code = send(stage, rng, call)
    yield wait(rng, 35)
    if stage.matter(code).state != "received":
        return
    cards = {"volunteering": "volunteer-sign-up", "daily_needs": "buy-vegetables", "exams": "exam-with-code"}
    card = cards.get(call.category)
    who = stage.holder(code, rng)
    stage.act(who, code, "answer", words=solved(rng, call), people_helped=call.people, card=card)
    if card:
        card_used(code=card, where="answer", helped=True)
    yield from word(stage, rng, code)


def returned(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Sent to the wrong office, returned, sent on; the second time the coordinator has the final word."""
    code = send(stage, rng, call)
    right = category(stage, call).unit or "street"
    wrong = "street" if right != "street" else "department:commerce"
    yield from screen(stage, rng, call, code, unit=wrong)
    for _ in range(rng.choice((1, 2, 2))):
        yield wait(rng, 10)
        if stage.matter(code).state != "referred" or not stage.matter(code).handed:
            return
        who = stage.holder(code, rng)
        if who.unit == "volunteer_team":
            break
        stage.act(who, code, "send_back", reason=reply(rng, "back", other="社区"))
        yield wait(rng, 14)
        if stage.matter(code).state != "referred":
            return
        who = screener(stage, code, rng)
        stage.act(who, code, "refer", category=call.category, urgency="normal", **destination(wrong))
    yield wait(rng, 12)
    if stage.matter(code).state == "referred":
        coordinator = stage.staff.actor("coordinator")
        told = {"reason": reply(rng, "final"), **destination(right)}
        stage.act(coordinator, code, "assign_finally", **told)
    yield from sign(stage, rng, code)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def forgotten(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Nobody signs for it, so it climbs until somebody does."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code)
    yield wait(rng, 240)
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def unread(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Comes in at a bad hour and is read late."""
    code = send(stage, rng, call)
    yield wait(rng, 170)
    yield from screen(stage, rng, call, code)
    yield from sign(stage, rng, code)
    yield from settle(stage, rng, call, code)


def passed(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Handed up, or passed on to a department that can."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code)
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield wait(rng, 20)
    if stage.matter(code).state not in ("handling", "contacted"):
        return
    who = stage.holder(code, rng)
    if rng.random() < 0.5:
        stage.act(who, code, "hand_up", reason=reply(rng, "up"))
    else:
        unit = rng.choice(("department:water", "department:power", "health_bureau", "street"))
        stage.act(who, code, "pass_on", reason=reply(rng, "pass", other="他们"), **destination(unit))
    yield wait(rng, 15)
    stage.act(stage.holder(code, rng), code, "take")
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def to_the_grid(stage: Stage, rng: random.Random, call: Call) -> Story:
    """The community asks the grid worker, who knows the door, to look."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code, unit="community")
    yield from sign(stage, rng, code)
    yield wait(rng, 6)
    if stage.matter(code).unit != "community" or stage.matter(code).state not in ("handling", "contacted"):
        return
    told = {"reason": "请网格员上门看看情况。", **destination("grid")}
    stage.act(stage.holder(code, rng), code, "pass_on", **told)
    yield wait(rng, 12)
    if stage.matter(code).unit == "grid":
        stage.act(stage.holder(code, rng), code, "take")
    yield from first_word(stage, rng, code)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def sent_only(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Sent, and not read yet."""
    send(stage, rng, call)
    yield from ()


def at_department(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Referred to a department, which signs for it and has not solved it yet."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code, unit="department:utilities")
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)


def outside(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Handed to the outside hotline, whose answer comes back here."""
    code = send(stage, rng, call)
    number = f"LC{rng.randint(10**7, 10**8 - 1)}"
    hand = {
        "system": "12345",
        "reference": number,
        "words": "已转市民服务热线，他们的工单号见下，我们继续跟着。",
    }
    if rng.random() < 0.5:
        yield wait(rng, 15)
        if stage.matter(code).state != "received":
            return
        sorting = {"category": call.category, "urgency": "normal"}
        stage.act(screener(stage, code, rng), code, "refer_outside", **sorting, **hand)
    else:
        yield from screen(stage, rng, call, code, unit="street")
        yield from sign(stage, rng, code)
        yield wait(rng, 20)
        if stage.matter(code).state not in ("handling", "contacted"):
            return
        stage.act(stage.holder(code, rng), code, "hand_over_external", **hand)
    yield wait(rng, 500)
    stage.act(stage.holder(code, rng), code, "record_external_reply", words=reply(rng, "external"))
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def liaison(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Needs somebody else: it is arranged, and then matched."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code)
    yield from sign(stage, rng, code)
    yield wait(rng, 18)
    if stage.matter(code).state not in ("handling", "contacted"):
        return
    partner = reply(rng, "partner")
    words = f"正在与{partner}对接，有消息马上告诉您。"
    stage.act(stage.holder(code, rng), code, "liaise", partner=partner, words=words)
    yield wait(rng, 300, 0.9)
    if stage.matter(code).state != "liaison":
        return
    words = f"与{partner}对接上了，{solved(rng, call)}"
    stage.act(stage.holder(code, rng), code, "match", partner=partner, words=words, people_helped=call.people)
    yield from word(stage, rng, code)


def unsolvable(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Cannot be solved, and the reason is said."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code, unit="street")
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield wait(rng, 90)
    if stage.matter(code).state in ("handling", "contacted"):
        stage.act(stage.holder(code, rng), code, "cannot_solve", reason=reply(rng, "cannot"))


def withdrawn(stage: Stage, rng: random.Random, call: Call) -> Story:
    """The caller no longer needs it."""
    code = send(stage, rng, call)
    if rng.random() < 0.6:
        yield from screen(stage, rng, call, code)
    yield wait(rng, 25)
    if stage.matter(code).open:
        stage.act(CALLER, code, "withdraw", reason=reply(rng, "withdrawn"))


def unsolved(stage: Stage, rng: random.Random, call: Call) -> Story:
    """The caller says it is not solved: it reopens one level higher."""
    code = send(stage, rng, call)
    yield from usual(stage, rng, call, code)
    yield wait(rng, 120)
    if stage.matter(code).state != "answered":
        return
    reason = reply(rng, "unsolved")
    stage.act(CALLER, code, "not_solved", reason=reason, rating=rng.choice((1, 2, 2, 3)))
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def doubled(stage: Stage, rng: random.Random, call: Call) -> Story:
    """Sent twice by one household; the second is merged into the first, and once in a while parted again."""
    first = send(stage, rng, call)
    yield wait(rng, 15)
    call.text = rng.choice(("还是刚才那件事：", "再说一遍，", "补交一份。")) + call.text
    second = send(stage, rng, call)
    yield wait(rng, 12)
    if stage.matter(second).state == "received" and stage.matter(first).open:
        who = screener(stage, second, rng)
        stage.act(who, second, "merge", into=first, why="same_household")
        if rng.random() < 0.15:
            yield wait(rng, 8)
            stage.act(who, second, "unmerge")
    told = stage.told
    if told is not None and not told.until:
        told.code = first
    yield from usual(stage, rng, call, first)
    yield from word(stage, rng, first)


REQUEST: dict[Fate, int] = {
    plain: 38,
    to_the_grid: 6, ordered: 12, recorded: 6, forgotten: 4, unread: 3, returned: 5, passed: 5, outside: 5, liaison: 5,
    unsolvable: 2, withdrawn: 3, unsolved: 4, doubled: 3,
}  # fmt: skip
ENQUIRY: dict[Fate, int] = {straight: 62, plain: 24, withdrawn: 3, outside: 6, unread: 5}
OFFER: dict[Fate, int] = {straight: 30, plain: 44, liaison: 18, withdrawn: 4, unread: 4}
FATES = {"request": REQUEST, "enquiry": ENQUIRY, "offer": OFFER}


def any_story(stage: Stage, rng: random.Random, people: list[Person]) -> Story:
    """One message of one resident and what becomes of it."""
    call = call_made(rng, people, stage.said)
    fates = FATES[call.kind]
    fate = rng.choices(list(fates), list(fates.values()))[0]
    if fate is ordered:
        errand = rng.choice(("medication_supply", "daily_needs", "pickup_delivery"))
        call = call_made(rng, people, stage.said, "request", errand)
    return fate(stage, rng, call)
