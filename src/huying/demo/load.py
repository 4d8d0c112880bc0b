"""Loading the demo city: places, people, offices, rules, and three days of calls for help."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.timezone import localtime

from huying.base import clock
from huying.base.steps import Steps
from huying.help.services import channel_open, help_seed
from huying.kernel.words import Words
from huying.messages.models import QUEUED, SKIPPED, Notice
from huying.messages.services.telling import SEND
from huying.people.seats import Seat
from huying.places import scope

from . import steps as told_steps
from .city import CITY, DISTRICT, City, Scale, city_load, told
from .control import control_all
from .office import office_load
from .program import HOURS, begin_all
from .roster import people_load, people_made
from .rules import rules_load
from .staff import Staff, logins_text, staff_load, units_load, volunteers_load
from .stage import Stage
from .zones import zones_load

BEFORE = dt.timedelta(days=5)
NOT_SENT = "demo data: written for the past, never sent"


@dataclass(frozen=True, slots=True)
class Loaded:
    """What stands afterwards: how many people, matters and clocks that rang; what was refused on the way."""

    people: int
    matters: int
    rang: int
    refusals: list[str]
    logins: str


@transaction.atomic
def demo_load(*, scale: Scale, steps: Steps) -> Loaded:
    """Load the city into an empty database, all of it or nothing; takes the steps of `demo.steps`."""
    moment = clock.now().replace(microsecond=0)
    begins = moment - dt.timedelta(hours=HOURS) - BEFORE
    with scope.everything("loading the demo city"), clock.borrow(begins):
        steps.begin(told_steps.PLACES)
        city = city_load(scale)
        people = people_made(city, scale.residents)
        people_load(people)
        steps.begin(told_steps.OFFICES)
        units_load(city)
        staff = staff_load(city)
        volunteers_load(people, scale.volunteers, staff)
        steps.begin(told_steps.RULES)
        response = rules_load(staff.logins["rules"], staff.logins["publisher"])
        help_seed()
        channels_load(city, staff)
        zones_load(city, staff, people, response)
        if scale.control:
            office_load(staff)
        steps.begin(told_steps.STORIES)
        stage = Stage(staff, moment)
        begin_all(stage, scale, people)
        if scale.control:
            control_all(stage, scale, city, people)
        stage.run(_beat(steps))
        settle_notices()
    return Loaded(len(people), len(stage.opened), stage.rang, stage.refusals, logins_text(staff))


def channels_load(city: City, staff: Staff) -> None:
    """The two platforms of the story, and a station."""
    areas = {"district": DISTRICT, "city": CITY, "street": city.streets[0]}
    for row in told("city")["channels"]:
        seat: Seat = staff.logins["admin"]
        channel_open(
            seat=seat, code=row["code"], name=Words(row["zh"], row["en"]), kind=row["kind"], area=areas[row["grade"]],
            welcome=Words(row["welcome_zh"], row["welcome_en"]), needs_phone=row.get("needs_phone", False),
            hours=Words(row.get("hours_zh", ""), row.get("hours_en", "")),
        )  # fmt: skip


def settle_notices() -> None:
    """Close what would go out: the past is told to nobody, and a worker has nothing to do afterwards.

    In-app notices stay. Text messages and mail of the story are kept as skipped, with the reason; the jobs that would
    have sent them go.
    """
    Notice.objects.filter(state=QUEUED).update(state=SKIPPED, next_try=None, error=NOT_SENT)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = %s AND status = 'todo'", [SEND])


def _beat(steps: Steps) -> Callable[[int, int], None]:
    """How many stories are over, of all that have begun or will, and what time it is in them."""

    # Stories begin others on their way, and those are not over: what was told stays told.
    told = 0

    def beat(done: int, whole: int) -> None:
        nonlocal told
        told = max(told, done)
        steps.within(told, whole, told_steps.FAR.fill(when=f"{localtime(clock.now()):%m-%d %H:%M}"))

    return beat
