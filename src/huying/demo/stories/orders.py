"""Requests that a volunteer does, and the orders behind them."""

import random

from huying.demo.calls import Call, filled
from huying.demo.city import told
from huying.demo.staff import volunteer_actor
from huying.demo.stage import Stage, Story, wait
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.matters.queries import matter_for
from huying.places.codes import ALL, Grade, at, covers
from huying.volunteers.models import Order, Volunteer
from huying.volunteers.queries import candidates
from huying.volunteers.services import order_place

from .steps import first_word, screen, send, settle, sign, word

OPEN = ("open", "asked", "called")


def place(stage: Stage, rng: random.Random, call: Call, code: str) -> str:
    """The desk that has a request orders a volunteer for it; the order's code."""
    kinds = told("texts")["orders"]
    fitting = [one for one in kinds if one["c"] == call.category] or kinds[1:3]
    chosen = rng.choice(fitting)
    said: dict[str, object] = {
        "title": filled(chosen["t"], call.values), "text": call.text, "skills": tuple(chosen["s"]),
        "place_text": call.person.home.house, "room": f"{call.person.home.stair}{call.person.room}",
        "contact_name": call.person.name, "contact_phone": call.person.phone,
    }  # fmt: skip
    parent = matter_for(ALL, code)
    return stage.orders(
        order_place(area=parent.area, actor=stage.holder(code, rng), said=said, parent=parent)
    )


def dispatcher(stage: Stage, rng: random.Random, order: str) -> Actor:
    """Who dispatches: the community, or the desk the order climbed to."""
    matter = stage.matter(order)
    if matter.unit == "volunteer_team":
        return stage.at_desk(("community", at(matter.area, "community") or ""), rng)
    if matter.unit == "city":  # it has climbed as far as can be; the district's coordinator sees to it
        return stage.staff.actor("coordinator")
    return stage.holder(order, rng)


def fit(rng: random.Random, order: str) -> Volunteer | None:
    """One of the best three who have room."""
    row = Order.objects.select_related("matter").get(matter__code=order)
    found = [one.volunteer for one in candidates(row, limit=6) if one.holding < 2][:3]
    return rng.choice(found) if found else None


def found(stage: Stage, rng: random.Random, order: str) -> Story:
    """Somebody is asked, or the building is called, until somebody accepts."""
    for _ in range(4):
        yield wait(rng, 5)
        if stage.matter(order).state not in OPEN:
            return
        desk, volunteer = dispatcher(stage, rng, order), fit(rng, order)
        if volunteer is None:
            continue
        if rng.random() < 0.45 and covers(desk.area, volunteer.area):
            stage.act(desk, order, "call", called=at(volunteer.area, "community"))
        else:
            stage.act(desk, order, "offer", volunteer=volunteer.pk)
            if rng.random() < 0.15:
                yield wait(rng, 3)
                if stage.matter(order).state == "asked":
                    words = {"words": reply_no(rng)}
                    stage.act(volunteer_actor(stage.staff, volunteer), order, "decline", **words)
                continue
        yield wait(rng, 4, 0.3)
        if stage.matter(order).state in OPEN:
            try:
                stage.act(volunteer_actor(stage.staff, volunteer), order, "accept")
            except Refused:  # somebody else was asked, or their hands are full by now
                continue
            return


def reply_no(rng: random.Random) -> str:
    """Why a volunteer says no."""
    return rng.choice(("现在在另一个小区，赶不过去。", "今天值夜班。", ""))


def carried_out(stage: Stage, rng: random.Random, order: str) -> Story:
    """Check in, deliver; sometimes hand it back and let another take it."""
    yield wait(rng, 14)
    if stage.matter(order).state != "accepted":
        return
    if rng.random() < 0.1:
        why = rng.choice(told("texts")["order_reason"][:2])
        stage.act(stage_taker(stage, order), order, "hand_back", reason=why)
        yield from found(stage, rng, order)
        yield wait(rng, 10)
        if stage.matter(order).state != "accepted":
            return
    stage.act(stage_taker(stage, order), order, "check_in")
    yield wait(rng, 40)
    if stage.matter(order).state == "under_way":
        stage.act(stage_taker(stage, order), order, "deliver", proof=rng.choice(told("texts")["proof"]))


def stage_taker(stage: Stage, order: str) -> Actor:
    """The volunteer who has the order."""
    row = Order.objects.select_related("taken_by").get(matter__code=order)
    assert row.taken_by is not None  # noqa: S101 - an accepted order has somebody
    return volunteer_actor(stage.staff, row.taken_by)


def ordered(stage: Stage, rng: random.Random, call: Call) -> Story:
    """A request that the community lets a volunteer do."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code, unit="community")
    yield from sign(stage, rng, code)
    yield wait(rng, 8)
    if stage.matter(code).state not in ("handling", "contacted"):
        return
    order = place(stage, rng, call, code)
    yield from first_word(stage, rng, code)
    yield from found(stage, rng, order)
    yield from carried_out(stage, rng, order)
    yield from ends(stage, rng, order)
    yield from settle(stage, rng, call, code)
    yield from word(stage, rng, code)


def ends(stage: Stage, rng: random.Random, order: str) -> Story:
    """The desk confirms what was delivered; what nobody could do fails or is withdrawn."""
    yield wait(rng, 45)
    matter = stage.matter(order)
    if matter.state == "delivered":
        stage.act(dispatcher(stage, rng, order), order, "confirm")
    elif matter.state in OPEN:
        act = "fail" if rng.random() < 0.6 else "withdraw"
        reason = rng.choice(told("texts")["order_reason"][2:])
        stage.act(dispatcher(stage, rng, order), order, act, reason=reason)


def just_placed(stage: Stage, rng: random.Random, call: Call, act: str) -> Story:
    """Taken down by telephone a few minutes ago; a volunteer is being asked, or the neighbourhood called."""
    call.channel = "phone"
    code = send(stage, rng, call, here=True)
    yield 1
    order = place(stage, rng, call, code)
    yield 2
    volunteer, desk = fit(rng, order), dispatcher(stage, rng, order)
    if volunteer is not None and act == "offer":
        stage.act(desk, order, act, volunteer=volunteer.pk)
    elif volunteer is not None:
        near: Grade = "community" if covers(desk.area, volunteer.area) else "street"
        stage.act(stage.staff.actor("lead"), order, act, called=at(volunteer.area, near))


def never_found(stage: Stage, rng: random.Random, call: Call, act: str) -> Story:
    """An order that ends without anybody having done it."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code, unit="community")
    yield from sign(stage, rng, code)
    yield wait(rng, 8)
    order = place(stage, rng, call, code)
    yield wait(rng, 25)
    stage.act(dispatcher(stage, rng, order), order, act, reason=rng.choice(told("texts")["order_reason"][2:]))
    yield from first_word(stage, rng, code)
    yield from settle(stage, rng, call, code)


__all__ = ["just_placed", "never_found", "ordered"]
