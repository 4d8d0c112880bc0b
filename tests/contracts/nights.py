"""The nights of community A: an incident with people, a roster with a swap and a gap, a round from door to door."""

import datetime as dt
from typing import Any

from huying.base import clock
from huying.incidents.models import Incident, Task
from huying.incidents.services import incident_report
from huying.kernel.kinds import kind_of
from huying.matters.services import SYSTEM, matter_open
from huying.people.seats import as_actor
from huying.rosters import queries, services
from huying.rosters.facts import NewPattern
from huying.rosters.models import Gap
from huying.rulebook.models import Response
from huying.sampling.services import check_plan, specimen_take
from huying.screening.models import Round, RoundLine


def furnish(place: Any) -> None:
    """Put one of everything a night leaves into a neighbourhood."""
    _incident(place)
    _roster(place)
    _round(place)
    _specimen(place)


def _incident(place: Any) -> None:
    from tests.contracts.neighbourhood import PHONE, SECRET

    street, alice = as_actor(place.seat("street_officer")), as_actor(place.alice)
    said = {
        "place": f"{SECRET}广场",
        "what": SECRET,
        "number": SECRET,
        "reporter": SECRET,
        "reporter_phone": PHONE,
    }
    place.incident = incident_report(area=place.cast.building, actor=alice, said=said).code
    place.act(street, place.incident, "command", commander=SECRET)
    place.act(alice, place.incident, "add_spots", names=(f"{SECRET}门",))
    place.act(alice, place.incident, "group", name=SECRET, people=3)
    place.act(alice, place.incident, "people", group=SECRET, lines=f"{SECRET[:4]},{PHONE},18:00,19:00")
    row = Incident.objects.get(matter__code=place.incident)
    place.incident_task = (
        Task.objects.filter(incident=row).select_related("matter").order_by("pk")[0].matter.code
    )


def _roster(place: Any) -> None:
    desk = ("community", place.cast.a)
    day = queries.local_day(clock.now())
    said = NewPattern(begins=dt.time(20), hours=12, people=2, since=day)
    place.pattern = services.pattern_add(by=place.alice, desk=desk, said=said)
    place.desk_area = place.cast.a
    slot = queries.slots(desk, day + queries.DAY, 1)[0]
    place.turn = services.turn_put(
        by=place.alice, desk=desk, user_id=place.ours["community_worker"].pk, starts_at=slot.starts_at
    )
    mine = place.seat("community_worker")
    place.swap = services.swap_ask(seat=mine, turn=place.turn, to=place.alice.user_id, words="代班")
    services.gaps_watch([desk])
    place.gap = Gap.objects.select_related("matter").order_by("pk")[0].matter.code


def _round(place: Any) -> None:
    takes = kind_of("screening.round").act("begin").takes
    assert takes is not None
    day = queries.local_day(clock.now())
    facts = takes.model_validate({"day": day, "doors": 1})
    matter = matter_open(kind="screening.round", area=place.cast.a1, actor=SYSTEM, facts=facts)
    response = Response.objects.get(code=place.response)
    row = Round.objects.create(matter=matter, area=place.cast.a1, day=day, response=response)
    place.round = matter.code
    place.door = RoundLine.objects.create(round=row, area=place.cast.a1, household=place.household)


def _specimen(place: Any) -> None:
    from tests.contracts.neighbourhood import PHONE, SECRET

    alice, area = as_actor(place.alice), place.cast.building
    place.joint = check_plan(area=area, actor=alice, said={"place": f"{SECRET}冷库", "reason": SECRET}).code
    said = {
        "subject": "person", "tube": "GUIHUA-1", "circumstance": "routine", "name": SECRET[:4], "phone": PHONE, "what": SECRET,
        "place": SECRET, "joint": place.joint,
    }  # fmt: skip
    place.specimen = specimen_take(area=area, actor=alice, said=said).code
