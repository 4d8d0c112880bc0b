"""Danger to life: told to everybody at once, stamped three times, and the family afterwards."""

import random

from huying.demo.calls import Call, call_made, reply
from huying.demo.city import told
from huying.demo.roster import Person
from huying.demo.stage import CALLER, Stage, Story, wait
from huying.help.facts import Alarm
from huying.help.models import Alert
from huying.help.services import emergency_open
from huying.places.codes import at

from .steps import first_word, screen, send, settle, sign


def alarm_raised(stage: Stage, rng: random.Random, person: Person) -> str:
    """Two taps; its code."""
    entry = rng.choice(told("texts")["emergencies"])
    alarm = Alarm(
        what=entry["t"], contact_name=person.name, contact_phone=person.phone, place_text=person.home.house,
        room=f"{person.home.stair}{person.room}", people_affected=entry.get("n", 1),
        vulnerable=tuple(entry.get("flags", ())), under_quarantine=rng.random() < 0.4,
    )  # fmt: skip
    worker = stage.at_desk(("grid", at(person.home.code, "grid") or ""), rng)
    actor = CALLER if person.phone and rng.random() < 0.6 else worker
    return stage.opens(emergency_open(alarm=alarm, area=person.home.code, actor=actor))


def acknowledged(stage: Stage, rng: random.Random, code: str, but: int = 0) -> Story:
    """The units say that they know, each in its own time; the last `but` of them do not."""
    rows = list(Alert.objects.filter(emergency__matter__code=code).select_related("matter").order_by("pk"))
    rng.shuffle(rows)
    # The ambulance desk is the one that a visitor finds still unacknowledged.
    rows.sort(key=lambda row: but > 0 and row.unit == "ambulance_desk")
    for row in rows[: len(rows) - but]:
        yield wait(rng, 0.5, 0.5)
        if stage.matter(row.matter.code).state == "told":
            stage.act(stage.holder(row.matter.code, rng), row.matter.code, "acknowledge")


def saved(stage: Stage, rng: random.Random, person: Person, but: int = 0) -> Story:
    """Reported, transferred, treated, followed up, over."""
    code = alarm_raised(stage, rng, person)
    yield from acknowledged(stage, rng, code, but)
    yield wait(rng, 4, 0.5)
    if stage.matter(code).state != "reported":
        return
    ambulance = stage.at_desk(("ambulance_desk", at(person.home.code, "district") or ""), rng)
    stage.act(ambulance, code, "transfer", transport=reply(rng, "transport"))
    yield wait(rng, 13, 0.5)
    ward = f"{rng.choice(told('city')['hospitals'][:3])}{reply(rng, 'ward')}"
    hospital = stage.at_desk(("green_channel", at(person.home.code, "district") or ""), rng)
    stage.act(hospital, code, "treat", hospital=ward)
    yield from afterwards(stage, rng, code)


def afterwards(stage: Stage, rng: random.Random, code: str) -> Story:
    """The family is rung, and it is over once they need nothing more."""
    yield wait(rng, 300)
    for _ in range(rng.choice((1, 1, 2))):
        community = stage.at_desk(("community", at(stage.matter(code).area, "community") or ""), rng)
        stage.act(community, code, "follow_up", kind="family", reached=True, words=reply(rng, "family"))
        yield wait(rng, 600)
    community = stage.at_desk(("community", at(stage.matter(code).area, "community") or ""), rng)
    stage.act(community, code, "close", words="家属表示没有别的困难。")


def stood_down(stage: Stage, rng: random.Random, person: Person) -> Story:
    """Nobody needs an ambulance after all; who had not acknowledged by then never does."""
    code = alarm_raised(stage, rng, person)
    yield from acknowledged(stage, rng, code, but=2)
    yield wait(rng, 2, 0.3)
    ambulance = stage.at_desk(("ambulance_desk", at(person.home.code, "district") or ""), rng)
    if stage.matter(code).state in ("reported", "transferring"):
        stage.act(ambulance, code, "stand_down", reason=reply(rng, "stood"))


def grown_out(stage: Stage, rng: random.Random, call: Call) -> Story:
    """A request that becomes an emergency, and goes on as a request afterwards."""
    code = send(stage, rng, call)
    yield from screen(stage, rng, call, code)
    yield from sign(stage, rng, code)
    yield from first_word(stage, rng, code)
    yield wait(rng, 15)
    if stage.matter(code).state not in ("handling", "contacted"):
        return
    what = rng.choice(told("texts")["emergencies"])["t"]
    stage.act(stage.holder(code, rng), code, "escalate_to_emergency", what=what)
    emergency = Alert.objects.filter(emergency__request__matter__code=code).values_list(
        "emergency__matter__code", flat=True
    )[0]
    stage.opened.append(emergency)
    yield from acknowledged(stage, rng, emergency)
    yield wait(rng, 5)
    desk = at(call.area, "district") or ""
    ambulance = stage.at_desk(("ambulance_desk", desk), rng)
    stage.act(ambulance, emergency, "transfer", transport=reply(rng, "transport"))
    yield wait(rng, 14, 0.4)
    hospital = stage.at_desk(("green_channel", desk), rng)
    stage.act(hospital, emergency, "treat", hospital=told("city")["hospitals"][1] + reply(rng, "ward"))
    yield from afterwards(stage, rng, emergency)
    yield from settle(stage, rng, call, code)


def any_emergency(stage: Stage, rng: random.Random, people: list[Person]) -> Story:
    """One emergency, mostly a true one."""
    how = rng.random()
    if how < 0.12:
        return grown_out(stage, rng, call_made(rng, people, stage.said, "request", "medical_care"))
    person = rng.choice(people)
    if how < 0.24:
        return stood_down(stage, rng, person)
    return saved(stage, rng, person, but=1 if rng.random() < 0.15 else 0)


__all__ = ["any_emergency", "grown_out", "saved", "stood_down"]
