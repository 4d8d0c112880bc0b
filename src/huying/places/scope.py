"""Who sees which places: the scope of a transaction, and the row-level security that stands behind it.

Every list filters by area itself (`within`, `prefix_filter`), and the policy of `ScopedTable` on the same range
catches what a query forgot. Both are needed: the policy alone uses no index.
"""

import logging
from contextlib import AbstractContextManager
from typing import TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState, StateApps
from django.db.models import GeneratedField, Index, Q, QuerySet
from django.db.models.functions import Left
from psycopg.pq import TransactionStatus

from .codes import ALL, LENGTHS, Grade, ancestors, grade, span
from .fields import AreaField

__all__ = (
    "PREFIXES",
    "AreaField",
    "Prefixed",
    "Scoped",
    "ScopedTable",
    "current",
    "everything",
    "prefix_filter",
    "prefix_indexes",
    "use",
    "within",
)
log = logging.getLogger(__name__)
Row = TypeVar("Row", bound=models.Model)

# The CTE is materialized, so the old values are read before the new ones are set.
_ENTER = """
WITH before AS MATERIALIZED (
    SELECT current_setting('huying.scope_lo', true) AS lo, current_setting('huying.scope_hi', true) AS hi,
           current_setting('huying.scope_above', true) AS above
)
SELECT coalesce(lo, ''), coalesce(hi, ''), coalesce(above, ''), set_config('huying.scope_lo', %s, true),
       set_config('huying.scope_hi', %s, true), set_config('huying.scope_above', %s, true) FROM before
"""
_LEAVE = """
SELECT set_config('huying.scope_lo', %s, true), set_config('huying.scope_hi', %s, true),
       set_config('huying.scope_above', %s, true)
"""
# Three things make this the form of the policy. Once a transaction with a scope has ended the setting reads '' instead
# of NULL, and both must show nothing. In a sub-select it is read once a statement, not once a row. And inside CASE
# the planner does not take the range for a second, independent narrowing: it would then expect almost no rows and
# sort thousands instead of walking an index (11.5 ms became 0.1 ms for the next twenty of a community).
_INSIDE = (
    "CASE WHEN {column} >= (SELECT nullif(current_setting('huying.scope_lo', true), ''))"
    " AND {column} <= (SELECT nullif(current_setting('huying.scope_hi', true), '')) THEN true ELSE false END"
)
_ABOVE = "{column} = ANY ((SELECT string_to_array(nullif(current_setting('huying.scope_above', true), ''), ','))::text[])"


class _Scope(AbstractContextManager[None]):
    """The block of one scope. No generator, which would run its end whenever it is thrown away unused."""

    def __init__(self, area: str, using: str) -> None:
        self._settings = [*span(area), ",".join(ancestors(area))]
        self._using = using
        self._before: tuple[str, ...] = ()

    def __enter__(self) -> None:
        connection = connections[self._using]
        if not connection.in_atomic_block:
            raise RuntimeError("a scope needs an open transaction")
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, self._settings)
            self._before = cursor.fetchone()[:3]

    def __exit__(self, *error: object) -> None:
        connection = connections[self._using]
        # In a failed transaction nothing can be set, and its rollback brings the old scope back anyway.
        if not _failed(connection):
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE, self._before)


def use(area: str, *, using: str = DEFAULT_DB_ALIAS) -> AbstractContextManager[None]:
    """`with use(area):` see and write only what lies in the area; after the block the scope before it is back.

    Needs an open transaction (RuntimeError otherwise) and ends with it at the latest: a response that is
    rendered or streamed after the view has returned sees nothing. Raises ValueError for no area code.
    """
    return _Scope(area, using)


def everything(why: str, *, using: str = DEFAULT_DB_ALIAS) -> AbstractContextManager[None]:
    """`with everything("the nightly sweep"):` see and write every place, for the work of the system itself.

    Never on behalf of a person. Raises ValueError without a reason, RuntimeError without a transaction.
    """
    if not why.strip():
        raise ValueError("everything() needs a reason")
    log.debug("scope: everything, %s", why)
    return _Scope(ALL, using)


def current(*, using: str = DEFAULT_DB_ALIAS) -> str | None:
    """The area of the present scope as the database knows it; None when there is none."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT nullif(current_setting('huying.scope_lo', true), '')")
        row = cursor.fetchone()
    return row[0] if row else None


def _failed(connection: BaseDatabaseWrapper) -> bool:
    if connection.needs_rollback or connection.connection is None or connection.connection.closed:
        return True
    status = connection.connection.info.transaction_status
    return bool(status not in (TransactionStatus.INTRANS, TransactionStatus.ACTIVE))


def within(
    queryset: "QuerySet[Row]", area: str, *, column: str = "area", above: bool = False
) -> "QuerySet[Row]":
    """The rows whose place lies in the area; with `above` also those of the areas over it."""
    condition = Q(**{f"{column}__range": span(area)})
    if above:
        condition |= Q(**{f"{column}__in": ancestors(area)})
    return queryset.filter(condition)


class Scoped(models.Model):
    """A row that belongs to a place. Its table takes `ScopedTable` in a migration."""

    area = AreaField()

    class Meta:
        abstract = True


# A call such as left(area, 9) inside WHERE is not leakproof, so under a policy no index serves it.
# Stored columns compared by plain equality do.
PREFIXES: tuple[Grade, ...] = ("district", "street", "community", "grid")


def _leading(of: Grade) -> GeneratedField:
    return GeneratedField(
        expression=Left("area", LENGTHS[of]),
        output_field=models.CharField(max_length=LENGTHS[of], db_collation="C"),
        db_persist=True,
    )


class Prefixed(Scoped):
    """A row that is also listed in another order (by due time, say) at any grade of place."""

    district = _leading("district")
    street = _leading("street")
    community = _leading("community")
    grid = _leading("grid")

    class Meta:
        abstract = True


def prefix_indexes(name: str, *order: str, condition: Q | None = None) -> list[Index]:
    """One index a prefix column, each followed by the order: `prefix_indexes("matter_due", "due_at")`."""
    return [Index(fields=[of, *order], name=f"{name}_{of}", condition=condition) for of in PREFIXES]


def prefix_filter(area: str) -> Q:
    """The condition for the rows of an area that keeps an index of `prefix_indexes` in use.

    Coarser than a district the order's own index serves, so there it is the plain range.
    """
    low, high = span(area)
    own = grade(area)
    if own in PREFIXES:
        return Q(**{own: low[: LENGTHS[own]]})
    inside = Q(area__range=(low, high))
    if own in ("building", "stairwell"):
        return Q(grid=low[: LENGTHS["grid"]]) & inside
    return inside


class ScopedTable(Operation):
    """Migration: put a table under row-level security, so that a session reads and writes only its scope.

    `ScopedTable("help", "helprequest")` takes an app label and the name of a model or of its table. `column` holds
    the area code; with `above` the rows of the areas over the scope can be read too (never written). It binds the
    table's owner as well (FORCE); only a superuser passes. Reversible.
    """

    reduces_to_sql = True
    reversible = True

    def __init__(self, label: str, table: str, column: str = "area", above: bool = False) -> None:
        self.label, self.table, self.column, self.above = label, table, column, above

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Row-level security is no part of a model's state."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        quote = schema_editor.connection.ops.quote_name
        table = quote(self._table(to_state.apps))
        inside = _INSIDE.format(column=quote(self.column))
        readable = f"({inside}) OR ({_ABOVE.format(column=quote(self.column))})" if self.above else inside
        for statement in (
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            f"CREATE POLICY scope_read ON {table} FOR SELECT USING ({readable})",
            f"CREATE POLICY scope_insert ON {table} FOR INSERT WITH CHECK ({inside})",
            f"CREATE POLICY scope_update ON {table} FOR UPDATE USING ({inside}) WITH CHECK ({inside})",
            f"CREATE POLICY scope_delete ON {table} FOR DELETE USING ({inside})",
        ):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = schema_editor.connection.ops.quote_name(self._table(from_state.apps))
        for verb in ("read", "insert", "update", "delete"):
            schema_editor.execute(f"DROP POLICY scope_{verb} ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Row-level security on {self.label}.{self.table} by {self.column}"

    def _table(self, apps: StateApps) -> str:
        for model in apps.get_app_config(self.label).get_models(include_auto_created=True):
            if self.table in (model._meta.model_name, model.__name__, model._meta.db_table):
                return model._meta.db_table
        raise LookupError(f"no model or table {self.table!r} in {self.label!r}")
