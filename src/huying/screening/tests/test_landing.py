"""First landing points: register, check a result of 48 hours, sample on the spot."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from huying.people.testing import Cast
from huying.places import scope
from huying.screening.models import Landing

Clients = Callable[[Any], Client]


def told(cast: Cast, **more: Any) -> dict[str, Any]:
    return {
        "name": "赵六", "phone": "13912340031", "stays-0-text": "天津市", "stays-0-came": "2022-01-01", "transport": "train",
        "number": "D2003", "area": cast.c, "test_result": "negative", "test_at": "2022-01-07T09:00", "tube": "", **more,
    }  # fmt: skip


@pytest.mark.mission("T27", "T28", "T29")
def test_registered_with_a_valid_result_or_sampled_on_the_spot(town: Cast, client_for: Clients) -> None:
    officer = client_for(town.staff("landing_officer", town.street, "lan", "兰"))
    # Sampled exactly 48 hours ago: the last minute counts. The person goes on to another street.
    page = html.unescape(officer.post("/landing/", told(town)).content.decode())
    assert "证明有效" in page and "重点地区来返人员" in page
    # A minute older: they cannot be registered without a sample taken here.
    late = officer.post("/landing/", told(town, test_at="2022-01-07T08:59"))
    assert late.status_code == 422 and "要在这里采样" in html.unescape(late.content.decode())
    none = officer.post("/landing/", told(town, test_result="none", test_at=""))
    assert none.status_code == 422
    page = html.unescape(
        officer.post("/landing/", told(town, test_result="none", test_at="", tube="A0017")).content.decode()
    )
    assert "没有证明" in page and "A0017" in page and "今天登记 2 人，现场采样 1 人" in page
    with scope.everything("test"):
        rows = list(Landing.objects.select_related("declaration__matter").order_by("pk"))
        assert [(one.verdict, one.hours, bool(one.sampled_at)) for one in rows] == [
            ("valid", 48, False),
            ("missing", 48, True),
        ]
        # Where they go on to has them on its list as arrived.
        assert {(one.declaration.area, one.declaration.matter.state) for one in rows} == {(town.c, "arrived")}
        with pytest.raises(IntegrityError), transaction.atomic():
            Landing.objects.filter(pk=rows[1].pk).update(sampled_at=None)
    assert client_for(town.alice).get("/landing/").status_code == 403
