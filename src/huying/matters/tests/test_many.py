"""One act on many matters: as one by one, and all or nothing."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from huying.base.clock import borrow
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.tests.sample import START, Referral
from huying.matters import queries
from huying.matters.many import perform_many
from huying.matters.models import Event, Matter
from huying.matters.services import perform
from huying.places import scope

from .test_services import CALLER, ELSEWHERE, HOUR, opened, worker


def test_many_are_done_as_one_by_one(city: None) -> None:
    codes = [opened().code for _ in range(4)]
    alone, *together = codes
    actor = worker(Matter.objects.get(code=alone))
    with borrow(START + HOUR):
        perform(code=alone, act="refer", actor=actor, facts=Referral(unit="street"))
        done = perform_many(
            act="refer", rows={code: Referral(unit="street") for code in together}, actor=actor
        )
    assert list(done) == together
    rows = list(Matter.objects.filter(code__in=codes))
    assert len({(row.unit, row.unit_area, row.level, row.seq, row.due_at) for row in rows}) == 1
    assert len({repr(queries.history(row)[-1]) for row in rows}) == 1


def test_one_refusal_and_nothing_is_written(city: None) -> None:
    good, other = opened(), opened()
    actor = worker(Matter.objects.get(code=good.code))
    referral = Referral(unit="street")
    with borrow(START + HOUR), pytest.raises(Refused):
        perform_many(act="confirm", rows={good.code: None, other.code: None}, actor=CALLER)
    with borrow(START + HOUR), pytest.raises(TypeError):
        perform_many(act="refer", rows={good.code: None}, actor=actor)
    assert Event.objects.filter(matter__code=good.code).count() == 1
    with transaction.atomic(), scope.use(ELSEWHERE), pytest.raises(NotYours):
        perform_many(act="refer", rows={good.code: referral}, actor=Actor("community_worker"))


def test_more_matters_are_not_more_questions(city: None) -> None:
    codes = [opened().code for _ in range(7)]
    actor = worker(Matter.objects.get(code=codes[0]))
    asked = []
    for some in (codes[:1], codes[1:]):
        with borrow(START + HOUR), CaptureQueriesContext(connection) as caught:
            perform_many(act="refer", rows={code: Referral(unit="street") for code in some}, actor=actor)
        asked.append(len(caught))
    assert asked[0] == asked[1]
