"""Promises 1 and 2 on the real kinds: whatever people and clocks do, in whatever order, nothing is left lying.

Requests are opened, screened, referred, returned, merged, undone, reopened, handed outside and answered by random hands
at random moments, with the shipped rules; after every step each open request has one holder and a running clock, the
caller's clock has not been moved by a hand-over, the history rebuilds the row, and the lists add up.
"""

import datetime as dt
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from huying.base.clock import borrow
from huying.help.facts import Asking
from huying.help.services import request_open
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters import queries
from huying.matters.models import Matter
from huying.matters.ringing import ring_due
from huying.matters.services import perform
from huying.matters.testing import hold_promises
from huying.people.testing import Cast
from huying.places import codes, scope

START = dt.datetime(2026, 3, 2, 1, tzinfo=dt.UTC)
KIND = kind_of("help.request")
ACTS = [act for act in KIND.acts if act.sources and "clock" not in act.doers]
SAID: dict[str, Any] = {
    "reason": "不归我们管", "words": "已经办好了", "note": "", "category": "other", "urgency": "normal",
    "unit": "street", "person": 1, "system": "12345", "reference": "R-1", "partner": "商城", "outcome": None,
    "why": "same_matter", "kind": None, "pace": None, "text": "没有药了", "what": "有人晕倒",
}  # fmt: skip
UNITS = ("grid", "community", "street", "district", "health_bureau")
DOERS = ("caller", "holder", "screener", "coordinator", "stranger")
step = st.tuples(
    st.integers(0, 2),
    st.sampled_from([act.code for act in ACTS]),
    st.sampled_from(DOERS),
    st.sampled_from(UNITS),
    st.sampled_from([0, 0, 1, 20, 90, 600, 3000]),
)


def facts_for(act: str, unit: str, other: str) -> Any:
    """What the act must be told, filled plainly; None when it takes nothing."""
    takes = KIND.act(act).takes
    if takes is None:
        return None
    said = SAID | {"unit": unit, "into": other, "offer": None}
    names = takes.model_fields
    values = {n: v for n, v in said.items() if n in names and v is not None}
    return takes.model_validate(values)


def doer(name: str, matter: Matter, cast: Cast) -> Actor:
    """Somebody who might do it."""
    if name == "caller":
        return Actor("caller")
    if name == "holder":
        role = {"grid": "grid_worker", "community": "community_worker", "street": "street_officer"}.get(
            matter.unit
        )
        return Actor(role or _role_of(matter.unit), matter.unit, matter.unit_area, matter.person_id, "承办人")
    district = codes.at(matter.area, "district") or matter.area
    if name in ("screener", "coordinator"):
        unit = {"screener": "volunteer_team", "coordinator": "district"}[name]
        return Actor(name, unit, district, cast.dora.pk, "统筹")
    return Actor("community_worker", "community", cast.b, cast.charlie.pk, "查理")


def _role_of(unit: str) -> str:
    return {"volunteer_team": "screener", "district": "district_officer", "city": "city_officer"}.get(
        unit, "health_officer"
    )


def promised(matter: Matter) -> dt.datetime | None:
    """When the caller's own clock rings, and the facts by which its rule is chosen."""
    return queries.standing(matter).clocks.get("solution")


def balances(cast: Cast, opened: int) -> None:
    """Promise 2: at every level of the tree the list adds up, and the levels agree."""
    for area in (cast.a1, cast.a, cast.street, cast.district, cast.city):
        balance = queries.balance(area=area, kind="help.request")
        assert balance.adds_up
        assert balance.received == opened, area


def try_act(matter: Matter, act: str, actor: Actor, facts: Any) -> bool:
    """Whether it happened; a refusal says so in both languages and changes nothing."""
    before = (matter.seq, matter.state, matter.facts)
    try:
        with transaction.atomic():
            perform(code=matter.code, act=act, actor=actor, facts=facts)
    except Refused as refused:
        assert isinstance(refused.words, Words)
        assert refused.words.zh
        assert refused.words.en
        matter.refresh_from_db()
        assert (matter.seq, matter.state, matter.facts) == before
        return False
    matter.refresh_from_db()
    return True


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    # Shrinking costs minutes with a database; the steps of a failure are printed as they are.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(step, min_size=1, max_size=14))
def test_whatever_happens_every_call_is_held_and_timed(
    city: Cast, steps: list[tuple[int, str, str, str, int]]
) -> None:
    with transaction.atomic(), scope.everything("the promises"):
        mark = transaction.savepoint()
        _run(city, steps)
        transaction.savepoint_rollback(mark)


def _run(city: Cast, steps: list[tuple[int, str, str, str, int]]) -> None:
    at = START
    asking = Asking(text="家里老人的药快吃完了", contact_phone="13800000006")
    with borrow(at):
        matters = [
            request_open(
                asking=asking, area=city.stairwell, channel="web", actor=Actor("caller"), once=str(n)
            )
            for n in range(3)
        ]
    for which, act, name, unit, minutes in steps:
        at += dt.timedelta(minutes=minutes)
        matter = matters[which]
        with borrow(at):
            while ring_due():
                pass
            matter.refresh_from_db()
            seen = promised(matter)
            reopened, pace = (
                matter.facts.get("reopened", 0),
                (matter.facts.get("pace"), matter.facts.get("wanted_by")),
            )
            holder = matter.unit, matter.unit_area
            try:
                facts = facts_for(act, unit, matters[(which + 1) % 3].code)
            except ValidationError:
                continue
            happened = try_act(matter, act, doer(name, matter, city), facts)
            note(f"{at:%d %H:%M} {act} by {name}: {happened}, {matter.state} at {matter.unit}")
            if happened and matter.ended_at is None:
                same = pace == (matter.facts.get("pace"), matter.facts.get("wanted_by"))
                runs = KIND.timer("solution").runs_in(matter.state)
                if runs and same and reopened == matter.facts.get("reopened", 0) and seen is not None:
                    assert promised(matter) == seen, f"{act} moved the caller's clock from {holder}"
            hold_promises()
            balances(city, len(matters))
    assert not queries.unwatched().exists()
    for matter in matters:
        limit = 2
        assert int(matter.facts.get("returns", 0)) <= limit + int(matter.facts.get("reopened", 0)) * limit


@pytest.fixture
def city(cast: Cast) -> Cast:
    """The cast's city with the shipped rules, categories and channels."""
    call_command("rulebook_baseline", verbosity=0)
    call_command("help_seed", verbosity=0)
    return cast
