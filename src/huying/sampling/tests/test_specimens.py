"""Tubes and results as laboratories paste them; sums of sequencing; what a neighbour and a laboratory do not see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from huying.base import clock
from huying.people.seats import as_actor
from huying.people.testing import Cast
from huying.places import scope
from huying.sampling import queries, services
from huying.sampling.models import Specimen


def test_results_are_read_as_laboratories_write_them() -> None:
    text = "A-1 阴性\nA-2,阳性\nA-3\tNEG\n\n a-4，未检出 \nA-5"
    assert services.results_read(text) == [
        ("A-1", "阴性"),
        ("A-2", "阳性"),
        ("A-3", "NEG"),
        ("A-4", "未检出"),
        ("A-5", ""),
    ]
    assert [services.result_of(one) for one in ("阴性", "+", "NEG", "未检出", "也许", "")] == [
        "negative",
        "positive",
        "negative",
        "negative",
        None,
        None,
    ]
    assert services.tubes_in("A-1\nA-2,a-1;A-3") == ["A-1", "A-2", "A-3"]


@given(st.text(max_size=200))
def test_anything_pasted_is_read_without_an_error(text: str) -> None:
    for tube, result in services.results_read(text):
        assert tube and services.result_of(result) in (None, "negative", "positive", "void")
    assert all(services.tubes_in(text))


class Bench:
    """Alice takes, Lena examines."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.lena = cast.staff("laboratory", cast.district, "lena", "列娜")
        self.alice, self.lab = cast.seat(cast.alice), cast.seat(self.lena)

    def take(self, tube: str, **more: Any) -> str:
        said = {"subject": "environment", "tube": tube, "circumstance": "inbound", "what": "门把手", **more}
        with scope.use(self.cast.a):
            return services.specimen_take(area=self.cast.building, actor=as_actor(self.alice), said=said).code

    def report(self, *rows: tuple[str, str]) -> list[bool]:
        with scope.use(self.cast.district):
            return [why is None for _, why in services.results_report(seat=self.lab, rows=rows)]


@pytest.fixture
def bench(cast: Cast) -> Bench:
    return Bench(cast)


@pytest.mark.django_db
def test_each_result_stands_for_itself_and_sums_add_up(bench: Bench) -> None:
    for n in range(4):
        bench.take(f"T-{n}")
    assert bench.report(("T-0", "阳性"), ("T-1", "阴性"), ("T-9", "阴性"), ("T-2", "?"), ("T-2", "作废")) == [
        True,
        True,
        False,
        False,
        True,
    ]
    assert bench.report(
        ("T-1", "阳性"),
    ) == [False], "a result is not written over"
    with scope.everything("test"):
        found = queries.sequencing_of(bench.cast.district, clock.now())
        assert all(one.adds_up for one in found.values())
        assert (found[""].all, found[""].under_way, found["environment"].all, found["person"].all) == (
            1,
            1,
            1,
            0,
        )
        assert {row.tube: row.result for row in Specimen.objects.all()} == {
            "T-0": "positive",
            "T-1": "negative",
            "T-2": "void",
            "T-3": "",
        }


@pytest.mark.django_db
def test_lists_cost_the_same_with_many_and_names_stay_hidden(bench: Bench, client_for: Any) -> None:
    alice, lena, charlie = (
        client_for(bench.cast.alice),
        client_for(bench.lena),
        client_for(bench.cast.charlie),
    )
    code = bench.take("P-1", subject="person", name="方芳", phone="13800000006")
    with scope.use(bench.cast.district):
        services.tubes_receive(seat=bench.lab, tubes=["P-1"])

    def cost(client: Any, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200, address
        return len(seen)

    pages = [
        (alice, "/specimens/"),
        (alice, "/api/specimens"),
        (lena, "/lab/"),
        (alice, "/specimens/sequencing/"),
    ]
    few = [cost(*page) for page in pages]
    for n in range(10):
        bench.take(f"Q-{n}", subject="person", name="方芳", phone="13800000006")
    assert [cost(*page) for page in pages] == few and max(few) < 40
    seen = lena.get("/lab/").content.decode() + lena.get(f"/m/{code}/").content.decode()
    assert "P-1" in seen and "方" not in seen.replace("方案", "").replace("对方", "").replace("地方", "")
    shown = alice.get(f"/specimens/{code}/contact/").content.decode()
    assert "方芳" in shown and "方芳" not in alice.get(f"/m/{code}/").content.decode()
    for address in (f"/m/{code}/", f"/specimens/{code}/contact/"):
        assert charlie.get(address).status_code == 404
    assert "P-1" not in charlie.get("/specimens/").content.decode()
