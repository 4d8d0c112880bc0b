"""A session sees and writes its own area, nothing without a scope, and nothing of the request before."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.db import ProgrammingError, connection, models, transaction
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import QuerySet
from django.test.utils import isolate_apps

from huying.places import codes, scope
from huying.places.scope import Prefixed, ScopedTable, everything, prefix_filter, prefix_indexes, use, within

A, B = codes.pad("330102001001"), codes.pad("330102001002")
STREET, OTHER = codes.pad("330102001"), codes.pad("330199")


def _model() -> type[Any]:
    with isolate_apps("huying.places"):

        class Slip(Prefixed):
            due_at = models.IntegerField()
            ended = models.BooleanField(default=False)

            class Meta:
                app_label = "places"
                indexes = (
                    *prefix_indexes("places_slip_due", "due_at", condition=models.Q(ended=False)),
                    models.Index(fields=["due_at"], name="places_slip_due", condition=models.Q(ended=False)),
                    models.Index(fields=["area"], name="places_slip_area"),
                )

    return Slip


Slip = _model()


def slips() -> QuerySet[Any]:
    return cast("QuerySet[Any]", Slip._default_manager.all())


def operate(backwards: bool = False, **options: Any) -> None:
    """Run the migration operation on the table, as a migration does."""
    state = ProjectState()
    state.add_model(ModelState.from_model(Slip))
    operation = ScopedTable("places", "slip", **options)
    with connection.schema_editor(atomic=False) as editor:
        run = operation.database_backwards if backwards else operation.database_forwards
        run("places", editor, state, state)


@pytest.fixture
def owner(db: None) -> Iterator[None]:
    """Speak as the login user, who may make tables; what is made goes with the test's transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE")
        with connection.schema_editor(atomic=False) as editor:
            editor.create_model(Slip)
        cursor.execute("GRANT ALL ON places_slip TO huying_app")
        cursor.execute("GRANT ALL ON SEQUENCE places_slip_id_seq TO huying_app")
    yield


def as_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE huying_app")


@pytest.fixture
def table(owner: None) -> None:
    """The table under its policy with one row in each community, and the application's role."""
    operate()
    as_application()
    with everything("test"):
        for number, area in enumerate((A, B, OTHER)):
            slips().create(area=area, due_at=number)


def seen() -> list[str]:
    return list(slips().order_by("area").values_list("area", flat=True))


def test_a_scope_shows_its_subtree(table: None) -> None:
    with use(A):
        assert seen() == [A]
    with use(STREET):
        assert seen() == [A, B]
    with use(codes.ALL):
        assert seen() == [A, B, OTHER]


def test_no_scope_shows_nothing(table: None) -> None:
    assert scope.current() is None
    assert seen() == []
    # The setting of a transaction that has ended reads '' and not NULL.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('huying.scope_lo', '', true), set_config('huying.scope_hi', '', true)"
        )
    assert seen() == []
    assert scope.current() is None


def test_scopes_nest_and_the_outer_one_comes_back(table: None) -> None:
    with use(A):
        with use(STREET):
            assert scope.current() == STREET
        assert scope.current() == A
        assert seen() == [A]
    assert scope.current() is None
    assert seen() == []


def test_the_outer_scope_comes_back_after_an_error(table: None) -> None:
    with use(A):
        with pytest.raises(ZeroDivisionError), use(B):
            raise ZeroDivisionError
        assert scope.current() == A
        with pytest.raises(ProgrammingError), transaction.atomic(), use(B), connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
        assert scope.current() == A
        assert seen() == [A]


def test_writing_outside_the_scope_is_refused(table: None) -> None:
    with use(A):
        slips().create(area=A, due_at=9)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            slips().create(area=B, due_at=9)
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            slips().bulk_create([Slip(area=A, due_at=1), Slip(area=OTHER, due_at=1)])
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            slips().filter(area=A).update(area=B)
        assert slips().filter(area=B).update(due_at=100) == 0
        assert slips().filter(area=B).delete()[0] == 0
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        slips().create(area=A, due_at=9)
    with everything("test"):
        assert seen() == [A, A, B, OTHER]
        assert not slips().filter(due_at=100).exists()


def test_rows_of_the_areas_above_can_be_read_but_not_written(owner: None) -> None:
    operate(above=True)
    as_application()
    with everything("test"):
        for area in (codes.ALL, STREET, A, B, OTHER):
            slips().create(area=area, due_at=0)
    with use(A):
        assert seen() == [codes.ALL, STREET, A]
        assert sorted(within(slips(), A, above=True).values_list("area", flat=True)) == [codes.ALL, STREET, A]
        assert slips().update(due_at=5) == 1
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            slips().create(area=STREET, due_at=0)
    assert seen() == []


def test_the_operation_goes_back(owner: None) -> None:
    operate()
    operate(backwards=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relrowsecurity, relforcerowsecurity,"
            " (SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) FROM pg_class c WHERE relname = 'places_slip'"
        )
        assert cursor.fetchone() == (False, False, 0)


def test_an_unknown_table_is_a_mistake(owner: None) -> None:
    with pytest.raises(LookupError), connection.schema_editor(atomic=False) as editor:
        ScopedTable("places", "nothing").database_forwards("places", editor, ProjectState(), ProjectState())


def test_a_reason_a_code_and_a_transaction_are_needed(table: None) -> None:
    with pytest.raises(ValueError, match="reason"), everything(" "):
        pass
    with pytest.raises(ValueError, match="area code"), use("3301"):
        pass
    with pytest.raises(ValueError, match="area code"):
        slips().create(area="3301", due_at=1)


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_scope() -> None:
    with pytest.raises(RuntimeError, match="transaction"), use(A):
        pass
    with transaction.atomic(), use(A):
        assert scope.current() == A
    assert scope.current() is None


def _plan(query: QuerySet[Any]) -> str:
    return query.explain(format="text", analyze=True)


def test_indexes_serve_lists_under_the_policy(owner: None) -> None:
    """200,000 rows in 200 communities: the next twenty due come from an index at every grade."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_slip (area, due_at, ended)"
            " SELECT '3301' || lpad((1 + n % 5)::text, 2, '0') || lpad((1 + n % 10)::text, 3, '0')"
            " || lpad((1 + n % 200)::text, 3, '0') || lpad((1 + n % 7)::text, 3, '0') || '00100',"
            " (n * 7919) % 200003, false FROM generate_series(1, 200000) n"
        )
        operate()
        cursor.execute("ANALYZE places_slip")
    as_application()
    for area, index in (
        (codes.pad("3301"), "places_slip_due"),
        (codes.pad("330102"), "places_slip_due_district"),
        (codes.pad("330102002"), "places_slip_due_street"),
        (codes.pad("330102002002"), "places_slip_due_community"),
        (codes.pad("330102002002002"), "places_slip_due_grid"),
    ):
        with use(area):
            list_of_twenty = slips().filter(prefix_filter(area), ended=False).order_by("due_at")[:20]
            plan = _plan(list_of_twenty)
            assert "Seq Scan" not in plan, plan
            rows = [row.area for row in list_of_twenty]
            assert rows and all(codes.covers(area, code) for code in rows)
            assert f"using {index} " in plan, plan
            plan = _plan(within(slips(), area)) if codes.grade(area) not in ("city", "district") else ""
            assert "Seq Scan" not in plan, plan
