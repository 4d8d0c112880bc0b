"""What happens in the three days of the demo, and when."""

import datetime as dt
import random

from django.utils.timezone import localtime

from huying.places.codes import at

from .calls import call_made, topic_call
from .city import Scale
from .roster import Person
from .stage import Stage, luck
from .stories import emergencies as alarms
from .stories import orders, requests, topic

HOURS = 72.0
# How much comes in an hour of the day, from midnight on.
DAY = (2, 1, 1, 1, 1, 2, 4, 8, 12, 14, 13, 11, 9, 9, 10, 11, 10, 9, 8, 9, 9, 7, 5, 3)
TOPIC_BEGAN = 7.0


def begun(rng: random.Random, end: dt.datetime) -> float:
    """How many hours before the end something begins: more by day than by night, and more of late."""
    while True:
        hours: float = HOURS * rng.random() ** 1.35 + 0.05
        if rng.random() * max(DAY) < DAY[localtime(end - dt.timedelta(hours=hours)).hour]:
            return hours


def by_chance(stage: Stage, scale: Scale, people: list[Person]) -> None:
    """The many."""
    for number in range(scale.calls):
        rng = luck(number, "call")
        stage.begin(begun(rng, stage.end), requests.any_story(stage, rng, people))
    for number in range(scale.emergencies):
        rng = luck(number, "emergency")
        stage.begin(max(2.0, begun(rng, stage.end)), alarms.any_emergency(stage, rng, people))


def one_topic(stage: Stage, scale: Scale, people: list[Person]) -> None:
    """Many people of one compound are cold, within hours; some of them are put together."""
    compound = people[0].home.compound
    cold = [one for one in people if one.home.compound == compound and one.age >= 18]
    known = topic.Topic()
    for number in range(scale.topic):
        rng = luck(number, "topic")
        # Not the same person twice, as long as there are enough.
        call = topic_call(rng, cold[number * 7 % len(cold)])
        hours = TOPIC_BEGAN * (1 - rng.random() ** 1.5) + 0.1
        stage.begin(hours, topic.cold(stage, rng, call, known))


# Where a call stands at the end, how many hours ago it came, and the way that leads there.
CERTAIN = [
    ("received", 0.1, requests.plain, "medication_supply"),
    ("received", 0.2, requests.plain, "daily_needs"),
    ("referred", 0.4, requests.plain, "dependent_care"),
    ("handling", 0.9, requests.plain, "daily_needs"),
    ("contacted", 1.5, requests.plain, "stranded_person"),
    ("external", 5.0, requests.outside, "complaint"),
    ("liaison", 6.0, requests.liaison, "unsold_goods"),
    ("", 1.4, alarms.grown_out, "medical_care"),
    ("answered", 8.0, requests.plain, "antenatal"),
    ("closed", 50.0, requests.plain, "exams"),
    ("unsolvable", 20.0, requests.unsolvable, "wages_jobs"),
    ("withdrawn", 12.0, requests.withdrawn, "pickup_delivery"),
    ("closed", 60.0, requests.unsolved, "status_appeal"),
    ("closed", 40.0, requests.returned, "complaint"),
    ("referred", 30.0, requests.forgotten, "other"),
]
ORDERS = [
    ("open", 1.2),
    ("accepted", 1.3),
    ("under_way", 1.6),
    ("delivered", 3.0),
    ("done", 9.0),
]
EMERGENCIES = [
    ("", 0.05, 1),
    ("transferring", 0.35, 0),
    ("treated", 3.0, 0),
    ("following", 20.0, 0),
    ("closed", 66.0, 0),
]
TRIES = 4
# What volunteers are ordered for.
ERRANDS = ("daily_needs", "medication_supply", "pickup_delivery", "dependent_care")


def certain(stage: Stage, people: list[Person], here: list[Person]) -> None:
    """What a visitor must find, whatever chance did: each way several times, some of them at the log-ins' desks."""
    for number, (state, hours, fate, category) in enumerate(CERTAIN):
        for turn in range(TRIES):
            rng = luck(number * TRIES + turn, "certain")
            call = call_made(rng, here if turn % 2 else people, stage.said, "request", category)
            stage.begin(hours * (1 + 0.15 * turn), fate(stage, rng, call), until=state)
    for number, (state, hours) in enumerate(ORDERS):
        for turn in range(TRIES):
            rng = luck(number * TRIES + turn, "order")
            call = call_made(rng, here if turn % 2 else people, stage.said, "request", ERRANDS[turn])
            stage.begin(hours * (1 + 0.1 * turn), orders.ordered(stage, rng, call), until=f"order:{state}")
    for number, (state, hours, but) in enumerate(EMERGENCIES):
        rng = luck(number, "alarm")
        person = rng.choice(here if number % 2 == 0 else people)
        stage.begin(hours, alarms.saved(stage, rng, person, but=but), until=state)
    for number, act in enumerate(("offer", "call") * 2):
        rng = luck(number, "placed")
        call = call_made(rng, here if number < 2 else people, stage.said, "request", ERRANDS[number])
        stage.begin(0.1 + 0.02 * number, orders.just_placed(stage, rng, call, act))
    near = [one for one in here if at(one.home.code, "grid") == at(people[0].home.code, "grid")]
    for number, hours in enumerate((0.8, 1.2, 1.7, 2.4, 20.0, 30.0)):
        rng = luck(number, "grid")
        call = call_made(rng, near, stage.said, "request", "dependent_care")
        stage.begin(hours, requests.to_the_grid(stage, rng, call))
    for number, hours in enumerate((0.9, 1.6, 3.0)):
        rng = luck(number, "department")
        call = call_made(rng, people, stage.said, "request", "utilities")
        stage.begin(hours, requests.at_department(stage, rng, call))
    for number, act in enumerate(("fail", "withdraw")):
        rng = luck(number, "never")
        call = call_made(rng, people, stage.said, "request", "daily_needs")
        stage.begin(10.0 + number, orders.never_found(stage, rng, call, act))
    for number in range(2):
        call = call_made(luck(number, "again"), here, stage.said, "request", "daily_needs")
        for again in (0.5, 0.35):
            stage.begin(again + number, requests.sent_only(stage, luck(number, "again"), call))
    stage.begin(30.0, alarms.stood_down(stage, luck(0, "down"), people[-1]))
    rng = luck(1, "double")
    stage.begin(
        26.0, requests.doubled(stage, rng, call_made(rng, here, stage.said, "request", "daily_needs"))
    )


def begin_all(stage: Stage, scale: Scale, people: list[Person]) -> None:
    """Everything, each at its time."""
    here = [one for one in people if one.home.community == people[0].home.community]
    by_chance(stage, scale, people)
    one_topic(stage, scale, people)
    if scale.certain:
        certain(stage, people, here)
