"""No place is missed: whatever is done in whatever order, the places of an incident add up; and lists stay cheap."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from huying.base import clock
from huying.incidents.models import Incident, Present, Spot
from huying.incidents.queries.standing import people_balance, spot_balance
from huying.incidents.services import incident_report
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.matters.services import perform
from huying.people.seats import as_actor
from huying.people.testing import Cast
from huying.places import scope

pytestmark = pytest.mark.django_db
NAMES = ("南门", "北门", "车库", "连廊")


class Mall:
    """An incident somebody commands, and a short way to act on it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.stella = cast.staff("street_officer", cast.street, "stella", "史泰")
        self.code = self.report()
        self.act("command", commander="史泰")

    def report(self, place: str = "来福广场") -> str:
        with scope.use(self.cast.street):
            said = {"place": place, "what": "外省通报有病例到过"}
            return incident_report(
                area=self.cast.building, actor=as_actor(self.cast.seat(self.stella)), said=said
            ).code

    def act(self, act: str, **told: Any) -> bool:
        """Whether it was done; a refusal writes nothing."""
        takes = kind_of("incidents.incident").act(act).takes
        with scope.use(self.cast.street):
            try:
                perform(
                    code=self.code,
                    act=act,
                    actor=as_actor(self.cast.seat(self.stella)),
                    facts=takes.model_validate(told) if takes else None,
                )
            except Refused:
                return False
        return True

    @property
    def row(self) -> Incident:
        with scope.everything("test"):
            return Incident.objects.select_related("matter").get(matter__code=self.code)


@pytest.fixture
def mall(cast: Cast) -> Mall:
    return Mall(cast)


ACTS = st.lists(
    st.tuples(st.sampled_from(("add_spots", "seal", "rule_out", "release", "all_sealed", "close", "dismiss")), st.sampled_from(NAMES)),
    max_size=14,
)  # fmt: skip


@given(ACTS)
@settings(max_examples=25, deadline=None)
def test_the_places_add_up_whatever_is_done(acts: list[tuple[str, str]]) -> None:
    from django.db import transaction

    with transaction.atomic(), scope.everything("test"):
        mall = Mall(Cast())
        known: set[str] = set()
        for act, name in acts:
            every: dict[str, dict[str, Any]] = {
                "add_spots": {"names": (name,)}, "seal": {"spot": name, "by": "鲍勃"}, "rule_out": {"spot": name, "reason": "砌墙封死"},
                "release": {"spot": name}, "close": {"lessons": "结束"}, "dismiss": {"reason": "误报"},
            }  # fmt: skip
            done = mall.act(act, **every.get(act, {}))
            known |= {name} if act == "add_spots" and done else set()
            row = mall.row
            balance = spot_balance(row)
            assert balance.adds_up and balance.all == len(known)
            assert row.matter.state != "sealed" or balance.open == 0
            assert row.matter.state != "closed" or balance.open == balance.sealed == 0
            assert row.matter.state != "false_alarm" or balance.sealed == 0
        transaction.set_rollback(True)


def test_people_add_up_and_a_group_is_never_smaller_than_what_was_done(mall: Mall) -> None:
    assert mall.act("group", name="大厅", people=10)
    assert not mall.act("group", name="大厅", people=3), "one name, one group"
    assert mall.act("sampled", group="大厅", tested=8) and mall.act("leave", group="大厅", left=4, to="回家")
    assert not mall.act("recount", group="大厅", people=7), "eight have been sampled"
    assert not mall.act("sampled", group="大厅", tested=11)
    assert mall.act("recount", group="大厅", people=12)
    with scope.everything("test"):
        found = people_balance(mall.row)
    assert (found.all, found.tested, found.untested, found.left, found.present) == (12, 8, 4, 4, 8)
    assert not mall.act("close", lessons="结束"), "eight are still there"


def test_the_same_phone_is_one_person_and_moves_to_the_group_named_last(mall: Mall) -> None:
    assert mall.act("group", name="大厅", people=0) and mall.act("group", name="店里", people=0)
    assert mall.act("people", group="大厅", lines="王一,13911110001\n李二,13911110002")
    assert mall.act("people", group="店里", lines="王一,139 1111 0001,18:00")
    with scope.everything("test"):
        assert Present.objects.count() == 2
        assert {g.name: g.members.count() for g in mall.row.groups.all()} == {"大厅": 1, "店里": 1}
        assert b"13911110001" not in _raw(), "numbers are unreadable in the database"


def _raw() -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(phone::text || name::text, ' ') FROM incidents_present")
        return str(cursor.fetchone()[0]).encode()


def test_names_go_with_the_response_the_counts_stay(mall: Mall) -> None:
    from huying.incidents.keeping import _count, _forget
    from huying.kernel.words import Words
    from huying.rulebook.services import Hand, response_start

    with scope.everything("test"):
        response = response_start(
            matter=Words("演练", "Drill"), level=1, authority=Words("区指挥部", "Headquarters"), area=mall.cast.district,
            legal_basis="《传染病防治法》", measures="封控", expected_end=clock.now() + dt.timedelta(days=30),
            by=Hand(mall.stella.pk, mall.cast.district), starts=clock.now() - dt.timedelta(days=1),
        )  # fmt: skip
    mall.act("group", name="大厅", people=5)
    mall.act("people", group="大厅", lines="王一,13911110001")
    with scope.everything("test"):
        assert (_count(response), _forget(response), _count(response)) == (1, 1, 0)
        assert people_balance(mall.row).all == 5


def test_a_neighbour_reaches_nothing_and_a_list_costs_the_same_with_ten_as_with_two(
    mall: Mall, client_for: Any
) -> None:
    stella, charlie = client_for(mall.stella), client_for(mall.cast.charlie)
    mall.act("add_spots", names=NAMES)

    def cost(address: str) -> int:
        stella.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert stella.get(address).status_code == 200
        return len(seen)

    addresses = ("/incidents/", "/api/incidents", f"/m/{mall.code}/")
    few = [cost(address) for address in addresses]
    for n in range(8):
        mall.report(f"第{n}处")
    mall.act("add_spots", names=tuple(f"门{n}" for n in range(20)))
    assert [cost(address) for address in addresses] == few
    assert max(few) < 60
    for address in (f"/m/{mall.code}/", f"/api/incidents/{mall.code}", f"/incidents/{mall.code}/record.pdf"):
        assert charlie.get(address).status_code == 404, address
    assert "来福" not in charlie.get("/incidents/").content.decode()
    with scope.use(mall.cast.b):
        assert not Incident.objects.exists() and not Spot.objects.exists()


def test_an_alarm_outside_the_area_is_refused_in_words(mall: Mall, client_for: Any) -> None:
    sent = client_for(mall.cast.charlie).post(
        "/incidents/new/", {"place": "来福", "what": "有病例", "source": "police", "area": mall.cast.building}
    )
    assert sent.status_code == 422 and "不在您的辖区" in sent.content.decode()
