"""Many rows in one parameter: a JSON document `[[...], [...]]` and the SQL that reads it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from psycopg.types.json import Jsonb
from pydantic_core import to_json


def document(rows: Iterable[Sequence[Any]]) -> Any:
    """The rows as the parameter that carries them; moments, named tuples and mappings become what JSON has for them."""
    # Several times faster than the standard library, and a batch is mostly this.
    return Jsonb(list(rows), dumps=to_json)


def rows_of(columns: Mapping[str, str]) -> str:
    """A sub-select that reads one `%s` parameter, made by `document`, as rows of these columns and types.

    By their place: names in every row would take the database twice the time, and so would arrays of each column
    in the client. It stays a table of its own (OFFSET 0): drawn into the statement around it, reading from a document
    would be no leakproof condition, and on a table under a policy no index would serve a join with it.
    """
    read = ", ".join(
        f'r -> {place} AS "{name}"' if kind == "jsonb" else f'(r ->> {place})::{kind} AS "{name}"'
        for place, (name, kind) in enumerate(columns.items())
    )
    return f"(SELECT {read} FROM jsonb_array_elements(%s::jsonb) AS r OFFSET 0)"  # noqa: S608 - names come from the code
