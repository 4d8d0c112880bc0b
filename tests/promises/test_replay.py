"""Real messages replayed at their own times: clocks ring, random hands screen and answer, the promises hold throughout."""

import datetime as dt
import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils.timezone import get_default_timezone

from huying.base.clock import borrow
from huying.help.services import Incoming, Screened, help_seed, requests_open_many, requests_screen
from huying.intake.readers.moments import read_moment
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.matters.models import Matter
from huying.matters.ringing import ring_due
from huying.matters.services import perform
from huying.matters.testing import hold_promises
from huying.people.seats import as_actor
from huying.people.testing import Cast
from huying.places import scope

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "citizen_messages" / "messages_4326.jsonl.gz"
MESSAGES = 240
LOAD = Actor("system")
AROUND = dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
CATEGORIES = ("complaint", "utilities", "enterprise", "policy", "daily_needs", "other")
KIND = kind_of("help.request")

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason=f"{DATA.name} is not here: the shared data folder is missing"
)


def messages() -> list[tuple[dt.datetime, dict[str, Any]]]:
    """A run of messages that came one after the other, the oldest first."""
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    zone = get_default_timezone()
    dated = [(read_moment(str(row["time"]), zone=zone, around=AROUND).at, row) for row in rows]
    dated.sort(key=lambda one: one[0])
    return dated[1000 : 1000 + MESSAGES]


class Replay:
    """A district at work: hands that screen, answer and hand on by chance."""

    def __init__(self, cast: Cast) -> None:
        self.rng = random.Random(2019)
        self.cast = cast
        self.places = [cast.a1, cast.b1, cast.c]
        staff = [cast.staff("screener", cast.district, f"sam{n}", f"山姆{n}") for n in range(3)]
        self.screeners = [as_actor(cast.seat(one)) for one in staff]
        self.dora = as_actor(cast.seat(cast.dora))
        self.rang = self.screened = self.done = 0

    def take_in(self, at: dt.datetime, row: dict[str, Any]) -> None:
        """One message at its own time."""
        incoming = Incoming(
            text=row["text"], title=row["title"], area=self.rng.choice(self.places),
            user=row["user"], source_id=str(row["id"]), category="other",
        )  # fmt: skip
        with borrow(at):
            (taken,) = requests_open_many([incoming], channel="file", source="replay", actor=LOAD)
        assert taken.code and not taken.already

    def ring(self, until: dt.datetime) -> None:
        """Let the clock look, as it would have."""
        with borrow(until):
            while count := ring_due(limit=500):
                self.rang += count

    def work(self, at: dt.datetime) -> None:
        """Somebody screens some, somebody does something with others."""
        waiting = list(Matter.objects.filter(kind="help.request", ended_at=None).order_by("id"))
        self.rng.shuffle(waiting)
        with borrow(at):
            for matter in waiting[:6]:
                try:
                    with transaction.atomic():
                        self._hand(matter)
                except Refused:
                    continue

    def _hand(self, matter: Matter) -> None:
        rng = self.rng
        if matter.state == "received":
            handling = rng.choice(["direct", "refer", "refer", "external"])
            decided = Screened(
                category=rng.choice(CATEGORIES), urgency=rng.choice(["high", "normal", "low"]), handling=handling,
                unit="street", system="12345", reference=f"R{matter.pk}",
            )  # fmt: skip
            requests_screen(codes=[matter.code], decided=decided, actor=rng.choice(self.screeners))
            self.screened += 1
            return
        offers = [act for act in KIND.acts if matter.state in act.sources and "clock" not in act.doers]
        act = rng.choice(offers)
        said: dict[str, Any] = {"words": "已经联系并办好了", "reason": "不归这里管", "unit": "district"}
        fields = act.takes.model_fields if act.takes else {}
        needed = {name: said[name] for name in fields if name in said}
        missing = [n for n, field in fields.items() if field.is_required() and n not in needed]
        if missing:
            return
        facts = act.takes.model_validate(needed) if act.takes else None
        holder = Actor(_role(matter), unit=matter.unit, area=matter.unit_area, person=self.cast.dora.pk)
        actor = Actor("caller") if "caller" in act.doers else holder
        perform(code=matter.code, act=act.code, actor=actor, facts=facts)
        self.done += 1


def _role(matter: Matter) -> str:
    return {
        "grid": "grid_worker", "community": "community_worker", "street": "street_officer",
        "district": "district_officer", "city": "city_officer", "volunteer_team": "screener",
    }.get(matter.unit, "department_officer")  # fmt: skip


@pytest.mark.django_db
def test_the_promises_hold_through_a_replay_of_real_messages(cast: Cast) -> None:
    with scope.everything("a replay"):
        help_seed()
        replay, day = Replay(cast), 0
        for at, row in messages():
            replay.ring(at)
            replay.take_in(at, row)
            if at.toordinal() != day:
                day = at.toordinal()
                replay.work(at + dt.timedelta(minutes=1))
                hold_promises()
        opened = Matter.objects.filter(kind="help.request").count()
        ended = Matter.objects.filter(kind="help.request").exclude(ended_at=None).count()
        standing = Matter.objects.filter(kind="help.request", ended_at=None).count()
    assert opened == MESSAGES == ended + standing
    assert replay.rang > MESSAGES and replay.screened > 20 and replay.done > 5
    assert hold_promises() >= MESSAGES
