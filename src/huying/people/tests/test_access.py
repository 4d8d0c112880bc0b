"""Getting at people: in one's area, for a purpose, on record, whole only to who handles their matter."""

import datetime as dt

import pytest
from django.db import DatabaseError, connection, transaction

from huying.base import clock
from huying.base.errors import NotYours
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.people import access, queries
from huying.people.models import Audit, Resident
from huying.people.services import (
    audit,
    audit_check,
    audit_seal,
    household_at,
    record,
    resident_change,
    resident_create,
    resident_merge,
    resident_unmerge,
)
from huying.people.testing import FANG_PHONE, Cast
from huying.places import scope

pytestmark = pytest.mark.django_db


def lines(what: str) -> list[Audit]:
    with scope.everything("test"):
        return list(Audit.objects.filter(what=what).order_by("id"))


def test_a_resident_of_ones_area_is_reached_on_record(cast: Cast) -> None:
    seat = cast.seat(cast.bob)
    with scope.use(seat.area):
        assert access.access_resident(seat, cast.fang.pk, "办理求助").name == "方芳"
    (line,) = lines("read")
    assert (line.user, line.purpose, line.resident, str(line.ip)) == (
        cast.bob,
        "办理求助",
        cast.fang.pk,
        "127.0.0.1",
    )


@pytest.mark.parametrize("scoped", ["b", "district", "country"])
def test_charlie_reaches_nobody_of_a_even_in_a_wider_scope(cast: Cast, scoped: str) -> None:
    seat = cast.seat(cast.charlie)
    with scope.use(getattr(cast, scoped)):
        with pytest.raises(NotYours):
            access.access_resident(seat, cast.fang.pk, "办理求助")
        with pytest.raises(NotYours):
            access.access_household(seat, cast.fang.household_id or 0, "办理求助")
        assert access.find_residents(seat, phone=FANG_PHONE, purpose="办理求助") == []
        assert not access.residents(seat)
    assert lines("read") == []


def test_no_purpose_no_look(cast: Cast) -> None:
    seat = cast.seat(cast.bob)
    with scope.use(seat.area), pytest.raises(Refused, match="为什么"):
        access.access_resident(seat, cast.fang.pk, " ")


def test_roles_without_a_roster_see_none(cast: Cast) -> None:
    for user in (cast.eve, cast.staff("screener", cast.district), cast.staff("volunteer", cast.a)):
        with scope.use(cast.district), pytest.raises(Refused):
            access.access_resident(cast.seat(user), cast.fang.pk, "办理求助")


def test_a_household_and_its_people(cast: Cast) -> None:
    seat = cast.seat(cast.alice)
    with scope.use(seat.area):
        home, members = access.access_household(seat, cast.fang.household_id or 0, "上门走访、关怀")
    assert home.address == "荷花新村1幢1单元301室"
    assert members == [cast.fang]
    assert [line.resident for line in lines("read")] == [cast.fang.pk]


@pytest.mark.parametrize(
    "told",
    [{"phone": "+86 138 0000 0006"}, {"identity": "11010519491231002x"}, {"name": " 方芳 "}],
)
def test_found_by_something_whole(cast: Cast, told: dict[str, str]) -> None:
    seat = cast.seat(cast.alice)
    with scope.use(seat.area):
        found = access.find_residents(seat, purpose="核实身份", **told)  # type: ignore[arg-type]
        assert found == [cast.fang]
    assert [line.resident for line in lines("search")] == [cast.fang.pk]


@pytest.mark.parametrize("told", [{}, {"phone": "138"}, {"identity": "1101"}])
def test_a_search_by_parts_is_refused(cast: Cast, told: dict[str, str]) -> None:
    seat = cast.seat(cast.alice)
    with scope.use(seat.area), pytest.raises(Refused):
        access.find_residents(seat, purpose="核实身份", **told)  # type: ignore[arg-type]


def test_whole_values_only_to_the_holder_while_open(cast: Cast) -> None:
    seat = cast.seat(cast.bob)
    with scope.use(seat.area):
        with pytest.raises(Refused, match="正在办理这件事"):
            access.reveal_resident(seat, cast.fang, ("phone",), may=False, purpose="办理求助")
        assert lines("reveal") == []
        shown = access.reveal_resident(seat, cast.fang, ("phone", "address"), may=True, purpose="办理求助")
    assert shown == {"phone": FANG_PHONE, "address": "荷花新村1幢1单元301室"}
    (line,) = lines("reveal")
    assert (line.fields, line.kind, line.ref) == (["address", "phone"], "resident", str(cast.fang.pk))


def test_one_look_that_is_not_ours_refuses_the_lot(cast: Cast) -> None:
    seat = cast.seat(cast.bob)
    ours = access.Look("resident", "1", cast.stairwell, {"name": "方芳"}, True)
    with scope.use(seat.area):
        with pytest.raises(Refused):
            access.reveal_many(seat, [ours, ours._replace(may=False)], "名单核查")
        with pytest.raises(NotYours):
            access.reveal_many(seat, [ours, ours._replace(area=cast.b)], "名单核查")
        assert lines("reveal") == []
        assert access.reveal_many(seat, [ours, ours._replace(ref="2")], "名单核查") == [{"name": "方芳"}] * 2
    assert [(line.ref, line.purpose) for line in lines("reveal")] == [("1", "名单核查"), ("2", "名单核查")]


def test_nothing_is_opened_before_all_is_in_order(cast: Cast) -> None:
    def never() -> str:
        raise AssertionError("opened")

    thing = {"kind": "help.request", "ref": "7K3M", "values": {"phone": never}, "purpose": "办理求助"}
    with pytest.raises(Refused):
        access.reveal(cast.seat(cast.bob), area=cast.a1, may=False, **thing)  # type: ignore[arg-type]
    with pytest.raises(NotYours):
        access.reveal(cast.seat(cast.charlie), area=cast.a1, may=True, **thing)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        access.reveal(cast.seat(cast.eve), area=cast.a1, may=True, **thing)  # type: ignore[arg-type]


def test_a_person_learns_who_looked(cast: Cast) -> None:
    seat = cast.seat(cast.bob)
    about = keyed_hash(FANG_PHONE, "phone")
    access.reveal(
        seat,
        kind="help.request",
        ref="7K3M-QX9T-BC4D",
        area=cast.a1,
        values={"phone": FANG_PHONE},
        may=True,
        purpose="办理求助",
        subject=about,
    )
    with scope.use(seat.area):
        access.access_resident(seat, cast.fang.pk, "上门走访、关怀")
    assert [line.purpose for line in queries.looks_at(phone_hash=about)] == ["办理求助"]
    assert [line.purpose for line in queries.looks_at(resident=cast.fang.pk)] == ["上门走访、关怀"]
    assert queries.looks_at() == []
    with scope.use(cast.district):
        since = clock.now() - dt.timedelta(days=1)
        assert queries.reveals_by_user(cast.district, since) == [("鲍勃", 1)]


def test_masks(cast: Cast) -> None:
    assert access.masked(cast.fang) == {
        "name": "方*",
        "phone": "138****0006",
        "identity": "**************002X",
        "address": "荷花新村**幢**单元**室",
    }


def test_columns_are_unreadable_in_the_database(cast: Cast) -> None:
    with scope.use(cast.a), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM people_resident r WHERE id = %s", [cast.fang.pk])
        row = str(cursor.fetchone())
    for secret in ("方芳", FANG_PHONE, "11010519491231002X", "荷花新村"):
        assert secret not in row
        assert secret.encode().hex() not in row


# Recording residents


def test_a_resident_is_recorded_as_they_come(cast: Cast) -> None:
    seat = cast.seat(cast.alice)
    with scope.use(seat.area):
        made = resident_create(
            by=seat,
            area=cast.a1,
            name=" 王小明 ",
            phone="１３８-1234-8000",
            identity="11010519491231002x",
            flags=["dialysis", "elder", "elder"],
        )
        again = Resident.objects.get(pk=made.pk)
        assert (again.name, again.phone, again.identity, again.birth_year, again.flags) == (
            "王小明",
            "13812348000",
            "11010519491231002X",
            1949,
            ["dialysis", "elder"],
        )
        assert queries.residents_alike(cast.a, identity="11010519491231002X") == [cast.fang, made]
        assert queries.residents_alike(cast.b, identity="11010519491231002X") == []
        assert queries.residents_alike(cast.a) == []
        changed = resident_change(by=seat, resident=made, phone="13812348009")
        assert Resident.objects.get(phone_hash=keyed_hash("13812348009", "phone")) == changed
    assert [line.fields for line in lines("resident.change")] == [["phone"]]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"name": " "}, "name"),
        ({"phone": "138"}, "phone"),
        ({"identity": "110105194912310021"}, "identity"),
        ({"identity": "1.10105E+17"}, "identity"),
        ({"flags": ["immortal"]}, "flags"),
    ],
)
def test_what_cannot_be_right_is_refused(cast: Cast, told: dict[str, object], field: str) -> None:
    before = lines("resident.create")
    with scope.use(cast.a), pytest.raises(Refused) as caught:
        resident_create(by=cast.seat(cast.alice), area=cast.a1, **{"name": "王", **told})  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]
    assert lines("resident.create") == before


def test_a_foreign_paper_is_taken_as_it_is(cast: Cast) -> None:
    with scope.use(cast.a):
        made = resident_create(
            by=None, area=cast.a1, name="Ann Lee", identity=" e1234567 ", identity_kind="other"
        )
    assert made.identity == "E1234567"


def test_a_resident_outside_the_scope_is_not_written(cast: Cast) -> None:
    with scope.use(cast.b), pytest.raises(DatabaseError), transaction.atomic():
        resident_create(by=cast.seat(cast.charlie), area=cast.a1, name="王")


def test_merged_rows_are_hidden_and_come_back(cast: Cast) -> None:
    seat = cast.seat(cast.alice)
    with scope.use(seat.area):
        twin = resident_create(by=seat, area=cast.a1, name="方芳", phone=FANG_PHONE)
        older = resident_create(by=seat, area=cast.a1, name="方芳")
        resident_merge(by=seat, keep=twin, gone=older, reason="同一人")
        resident_merge(by=seat, keep=cast.fang, gone=twin, reason="同一人")
        assert list(access.residents(seat)) == [cast.fang]
        assert Resident.objects.get(pk=older.pk).merged_into == cast.fang
        with pytest.raises(NotYours):
            access.access_resident(seat, twin.pk, "办理求助")
        with pytest.raises(Refused):
            resident_merge(by=seat, keep=cast.fang, gone=twin, reason="又一次")
        resident_unmerge(by=seat, resident=twin, reason="弄错了")
        assert twin in access.residents(seat)
        with pytest.raises(Refused):
            resident_unmerge(by=seat, resident=twin, reason="弄错了")


def test_one_household_at_one_address(cast: Cast) -> None:
    with scope.use(cast.a):
        first = household_at(area=cast.building, address="1幢302室")
        assert household_at(area=cast.building, address=" 1幢302室") == first
        assert household_at(area=cast.a2, address="1幢302室") != first


# The audit


def test_lines_can_only_be_added(cast: Cast) -> None:
    audit(cast.seat(cast.alice), "read", "办理求助", kind="x", ref="1")
    with scope.use(cast.a):
        line = Audit.objects.get()
        for change in (
            lambda: Audit.objects.filter(pk=line.pk).update(who="别人"),
            lambda: Audit.objects.filter(pk=line.pk).delete(),
        ):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                change()


def test_an_auditor_of_b_sees_no_line_of_a(cast: Cast) -> None:
    audit(cast.seat(cast.alice), "read", "办理求助", kind="x", ref="1")
    with scope.use(cast.b):
        assert not queries.audit_in(cast.district)
    with scope.use(cast.district):
        assert queries.audit_in(cast.district).count() == 1
        assert not queries.audit_in(cast.b)


def test_the_chain_of_seals_notices_any_change(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    start = clock.now()
    for hour in range(3):
        with clock.borrow(start + dt.timedelta(hours=hour)):
            audit(cast.seat(cast.alice), "read", f"第{hour}次", kind="x", ref=str(hour))
        with clock.borrow(start + dt.timedelta(hours=hour, minutes=40)):
            assert audit_seal() is not None
            assert audit_seal() is None
    assert audit_check() is None
    texts = record._texts
    for spoil in (
        lambda rows: [rows[0].replace("第0次".encode(), "第9次".encode()), *rows[1:]],
        lambda rows: rows[1:],
    ):
        monkeypatch.setattr(
            "huying.people.services.record._texts",
            lambda first, last, spoil=spoil: iter(spoil(list(texts(first, last)))),
        )
        broken = audit_check()
        assert broken is not None


def test_fresh_lines_are_not_sealed_yet(cast: Cast) -> None:
    audit(cast.seat(cast.alice), "read", "办理求助", kind="x", ref="1")
    assert audit_seal() is None
