"""What came with a response ends and is destroyed with it."""

import datetime as dt

from django.db import transaction

from huying.base import clock
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.queries import history, matter_for
from huying.people.testing import Cast
from huying.places import scope
from huying.places.codes import ALL
from huying.rulebook.hanging import hanging, personal_data
from huying.rulebook.models import Response
from huying.screening.models import Declaration, Stay
from huying.screening.services.travel import OneDeclared, declare_many
from huying.screening.travel_facts import Declaring, StayIn


def test_open_declarations_end_and_all_of_them_are_forgotten(town: Cast) -> None:
    response = Response.objects.create(
        zh="疫情", level=1, authority="市", area=town.city, legal_basis="法", measures="报备", starts=clock.now() - dt.timedelta(days=1),
        expected_end=clock.now() + dt.timedelta(days=30),
    )  # fmt: skip
    said = Declaring(
        name="王小明", phone="13912340021", arrives_at=clock.now() - dt.timedelta(hours=1), transport="train", number="G1709",
        stays=(StayIn(text="天津市津南区", came=dt.date(2022, 1, 1), left=dt.date(2022, 1, 8)),), symptoms=("cough",), why="母亲住院",
    )  # fmt: skip
    code = declare_many(rows=[OneDeclared(said, town.stairwell)], actor=Actor("caller"), channel="public")[
        0
    ].code
    ends = next(one for one in hanging() if one.code == "screening.declarations")
    data = next(one for one in personal_data() if one.code == "screening.declarations")
    with transaction.atomic(), scope.everything("a response ends"):
        assert (ends.remaining(response), data.count(response)) == (1, 1)
        assert ends.end(response, Words("响应结束", "The response has ended")) == 1
        assert ends.remaining(response) == 0
        assert data.destroy(response) == 1
        assert data.count(response) == 0 and not Stay.objects.exists()
        row = Declaration.objects.get()
        assert (row.phone, row.symptoms, row.why, row.reasons) == ("", [], "", [])
        # The history, which nobody can change, never held any of it.
        told = " ".join(str(line) for line in history(matter_for(ALL, code)))
        for word in ("王小明", "13912340021", "津南", "cough", "母亲住院", "G1709"):
            assert word not in told
