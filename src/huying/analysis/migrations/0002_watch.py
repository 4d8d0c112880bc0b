"""Scope of what was touched, and the triggers that note it whatever way a declaration or its stays are written."""

from django.db import migrations

from huying.places.scope import ScopedTable

# Only what columns hold: being contacted or measured changes nothing in them.
_SAID = "{row}.area, {row}.marks, {row}.arrives_at, {row}.arrived_at, {row}.declared_at, {row}.category, {row}.sure"
_CHANGED = f"({_SAID.format(row='was')}) IS DISTINCT FROM ({_SAID.format(row='now_is')})"
_MOVED = f"""
SELECT now_is.matter_id, unnest(ARRAY[was.area, now_is.area]) FROM was JOIN now_is USING (matter_id) WHERE {_CHANGED}
"""  # noqa: S608
_NOTE = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO analysis_touched (declaration, area, transaction)
    SELECT DISTINCT found.declaration, found.area, pg_current_xact_id()::text::bigint FROM ({rows}) AS found (declaration, area);
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
_TABLES = {
    "insert": "NEW TABLE AS now_is",
    "delete": "OLD TABLE AS was",
    "update": "OLD TABLE AS was NEW TABLE AS now_is",
}
_ROWS = {
    "declaration": {
        "insert": "SELECT matter_id, area FROM now_is",
        "delete": "SELECT matter_id, area FROM was",
        "update": _MOVED,
    },
    "stay": {
        "insert": "SELECT declaration_id, area FROM now_is",
        "delete": "SELECT declaration_id, area FROM was",
        "update": "SELECT declaration_id, area FROM was UNION SELECT declaration_id, area FROM now_is",
    },
}


def _made(table: str, event: str) -> str:
    return _NOTE.format(
        name=f"analysis_{table}_{event}", event=event.upper(), table=f"screening_{table}", tables=_TABLES[event],
        rows=_ROWS[table][event],
    )  # fmt: skip


def _gone(table: str, event: str) -> str:
    name = f"analysis_{table}_{event}"
    return f"DROP TRIGGER {name} ON screening_{table}; DROP FUNCTION {name}();"


_ALL = [(table, event) for table in _ROWS for event in _TABLES]


class Migration(migrations.Migration):
    """Row-level security and triggers only; nothing of a model's state."""

    dependencies = [("analysis", "0001_initial"), ("screening", "0004_travel_scope")]
    operations = [
        ScopedTable("analysis", "touched"),
        migrations.RunSQL([_made(*one) for one in _ALL], [_gone(*one) for one in _ALL]),
    ]
