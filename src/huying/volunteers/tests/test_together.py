"""Two volunteers press "accept" at the same moment."""

import threading
from typing import Any

import pytest
from django.db import connection, transaction

from huying.kernel.refused import Refused
from huying.matters.services import perform
from huying.people.seats import as_actor
from huying.people.testing import Cast
from huying.places import scope
from huying.volunteers.models import Order
from huying.volunteers.services import order_place, volunteer_join


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_press_together_has_it_and_the_other_gets_a_sentence() -> None:
    with transaction.atomic(), scope.everything("a test of the volunteers"):
        cast = Cast()
        people = [cast.staff("volunteer", cast.a, name, name) for name in ("vera", "victor")]
        for user in people:
            volunteer_join(
                user_id=user.pk, area=cast.building, name=user.name, phone="", team="service", skills=[]
            )
        said = {"title": "搬一张轮椅下楼"}
        code = order_place(area=cast.building, actor=as_actor(cast.seat(cast.alice)), said=said).code
        actors = [as_actor(cast.seat(user)) for user in people]
    together, ends = threading.Barrier(2), []

    def press(actor: Any) -> None:
        try:
            with transaction.atomic(), scope.use(actor.area):
                together.wait(10)
                perform(code=code, act="accept", actor=actor)
            ends.append(actor.person)
        except Refused as refused:
            ends.append(refused.words.en)
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    won = [end for end in ends if isinstance(end, int)]
    assert len(won) == 1 and len(ends) == 2
    assert any("Accepted" in str(end) for end in ends)
    with transaction.atomic(), scope.everything("a test of the volunteers"):
        order = Order.objects.select_related("taken_by").get()
        assert order.taken_by is not None and order.taken_by.user_id == won[0]
