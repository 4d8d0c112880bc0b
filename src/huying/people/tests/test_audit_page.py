"""The auditor's page."""

import csv
import io
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from huying.people.models import Audit, User
from huying.people.pages.audit import plain_cell
from huying.people.services import audit
from huying.people.testing import Cast
from huying.places import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(cast: Cast, client_for: Callable[[User | None], Client]) -> Client:
    audit(cast.seat(cast.alice), "reveal", "办理求助", kind="help.request", ref="7K3M", fields=["phone"])
    audit(cast.seat(cast.charlie), "search", "=HYPERLINK(1)", kind="resident", ref="1")
    return client_for(cast.staff("auditor", cast.district, "gu", "顾审"))


def test_lines_are_shown_and_filtered(auditor: Client) -> None:
    address = reverse("audit")
    everything = auditor.get(address).text
    assert "艾丽" in everything
    assert "查理" in everything
    assert "查看完整信息" in everything
    assert "荷花社区" in everything
    for query, seen, unseen in (
        ({"who": "艾"}, "办理求助", "HYPERLINK"),
        ({"who": "charlie"}, "HYPERLINK", "办理求助"),
        ({"what": "reveal"}, "办理求助", "HYPERLINK"),
        ({"ref": "7K3M"}, "办理求助", "HYPERLINK"),
    ):
        page = auditor.get(address, query).text
        assert seen in page
        assert unseen not in page
    assert "没有这样的记录" in auditor.get(address, {"to": "2001-01-01"}).text
    assert auditor.get(address, {"from": "昨天", "who": "\x00", "page": "x"}).status_code == 200


def test_the_export_is_safe_and_on_record(auditor: Client, cast: Cast) -> None:
    response = auditor.get(reverse("audit_csv"), {"what": "search"})
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[0][0] == "at"
    assert rows[1][rows[0].index("purpose")] == "'=HYPERLINK(1)"
    assert len(rows) == 2
    with scope.use(cast.district):
        assert Audit.objects.get(what="export").who == "顾审"


def test_an_auditor_of_one_street_sees_that_street(
    auditor: Client, cast: Cast, client_for: Callable[[User | None], Client]
) -> None:
    elsewhere = client_for(cast.staff("auditor", cast.other_street))
    assert "艾丽" not in elsewhere.get(reverse("audit")).text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert plain_cell(text).startswith("'")


def test_plain_cells_stay(auditor: Client) -> None:
    assert [plain_cell(one) for one in ("2022", None, 5)] == ["2022", "", "5"]
