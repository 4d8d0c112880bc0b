"""A list comes into the fixed cast's piece of city; time stands still until somebody moves it."""

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from huying.base import clock
from huying.kernel.kinds import kind_of
from huying.kernel.situation import Actor
from huying.kernel.words import reading
from huying.matters import queries
from huying.matters.ringing import ring_due
from huying.matters.services import SYSTEM, perform
from huying.people.seats import as_actor
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope
from huying.rulebook.testing import rules_hold
from huying.screening.models import PushList, Subject
from huying.screening.services.letters import list_open
from huying.screening.services.opening import Named, rows_open
from huying.screening.testing import compound_make

if TYPE_CHECKING:
    from huying.matters.models import Matter

START = dt.datetime(2022, 1, 5, 1, 0, tzinfo=dt.UTC)
__all__ = ["FANG_PHONE", "START", "Task"]


class Task:
    """The district's task force has a list; Bob walks grid 1 of A; Gina and Sam sit at district and street."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.now = START
        compound_make(cast)
        self.gina = cast.staff("district_officer", cast.district, "gina", "吉娜")
        self.sam = cast.staff("street_officer", cast.street, "sam", "山姆")
        self.tess = cast.staff("street_officer", cast.other_street, "tess", "泰丝")
        self.cora = cast.staff("city_officer", cast.city, "cora", "可拉")
        self.pushed = self.listed()

    def listed(self, area: str = "", **header: Any) -> PushList:
        return list_open(area=area or self.cast.district, received_at=clock.now(), **header)

    def open(self, *people: Named, pushed: PushList | None = None) -> list[str]:
        """Open rows of a list; their codes."""
        rows = [(one, pushed or self.pushed) for one in people]
        return [one.code for one in rows_open(rows, actor=SYSTEM)]

    def one(self, **named: Any) -> str:
        told = {"name": "方芳", "phones": (FANG_PHONE,), "address": "荷花新村1幢1单元301室"} | named
        return self.open(Named(**told))[0]

    def actor(self, who: Any) -> Actor:
        return who if isinstance(who, Actor) else as_actor(self.cast.seat(who))

    def act(self, by: Any, code: str, act: str, **told: Any) -> "Matter":
        """Somebody performs an act inside what they can see."""
        actor = self.actor(by)
        takes = kind_of(self.matter(code).kind).act(act).takes
        facts = takes.model_validate(told) if takes else None
        with scope.use(actor.area or self.cast.country):
            return perform(code=code, act=act, actor=actor, facts=facts)

    def found(self, by: Any, code: str, **told: Any) -> "Matter":
        said = {"who": "confirmed", "category": "time_space_companion", "where": "荷花新村1幢"} | told
        return self.act(by, code, "found", **said)

    def later(self, **delta: float) -> None:
        """Let time pass and ring what is due, in the order it falls due."""
        end = self.now + dt.timedelta(**delta)
        while (
            due := queries.desk(area=self.cast.country).values_list("due_at", flat=True).first()
        ) and due <= end:
            self.at(max(due, self.now))
            ring_due()
        self.at(end)

    def at(self, moment: dt.datetime) -> None:
        self.now = moment
        clock._borrowed.set(moment)

    def matter(self, code: str) -> "Matter":
        return queries.matter_for(self.cast.country, code)

    def subject(self, code: str) -> Subject:
        return Subject.objects.select_related("matter", "list").get(matter__code=code)

    def onward(self, code: str) -> str:
        """The code at the desk a person was handed on to last."""
        rows = Subject.objects.filter(previous__matter__code=code).order_by("-pk")
        return str(rows.values_list("matter__code", flat=True)[0])

    def state(self, code: str) -> str:
        return self.matter(code).state

    def holder(self, code: str) -> tuple[str, str]:
        matter = self.matter(code)
        return matter.unit, matter.unit_area

    def clocks(self, code: str) -> dict[str, dt.datetime]:
        return dict(queries.standing(self.matter(code)).clocks)


@pytest.fixture
def task(db: None) -> Iterator[Task]:
    """A transaction in which everything is seen by the test, and only their own by those who act."""
    token = clock._borrowed.set(START)
    try:
        with reading("en"), scope.everything("a test of screening"):
            # Measures are decided on paper here, but where a test says otherwise.
            rules_hold({"screening.proposes": False})
            yield Task(Cast())
    finally:
        clock._borrowed.reset(token)
