"""A kind of list for tests that really opens rows: in a table of its own."""

from collections.abc import Sequence

import pytest
from django.db import connection
from pydantic import BaseModel, ConfigDict

from huying.config.database import ROLE, as_owner
from huying.intake.fields import Count, Moment, Phone
from huying.intake.kinds import ImportKind, Loading, Outcome, import_kind
from huying.kernel.facts import ask
from huying.kernel.refused import Refused
from huying.kernel.words import Words

TABLE = """
CREATE TABLE IF NOT EXISTS intake_thing (
    id bigserial PRIMARY KEY, what text NOT NULL, phone text NOT NULL, many int NOT NULL CHECK (many < 1000),
    at timestamptz, area varchar(20) NOT NULL
)
"""


class Thing(BaseModel):
    """One thing somebody asks for."""

    model_config = ConfigDict(frozen=True)

    what: str = ask("要什么", "What", min_length=2, max_length=50)
    phone: Phone = ask("联系电话", "Phone", default="")
    many: Count = ask("几份", "How many", default=1, ge=1)
    at: Moment = ask("时间", "When", default=None, widget="text")


def open_things(rows: Sequence[Thing], loading: Loading) -> list[Outcome]:
    """Write the things; "坏" is refused, more than 999 breaks the table's own check."""
    outcomes = []
    with connection.cursor() as cursor:
        for row in rows:
            if "坏" in row.what:
                raise Refused(
                    Words("这件东西不能登记。", "This thing cannot be opened."),
                    {"what": Words("是坏的。", "It is bad.")},
                )
            cursor.execute(
                "INSERT INTO intake_thing (what, phone, many, at, area) VALUES (%s, %s, %s, %s, %s) RETURNING id",
                [row.what, row.phone, row.many, row.at, loading.area],
            )
            found = cursor.fetchone()
            outcomes.append(Outcome(code=f"T{found[0]}", merge="药" in row.what))
    return outcomes


def register() -> ImportKind:
    """Make the kind known."""
    return import_kind(
        "thing",
        title=Words("东西", "Things"),
        schema=Thing,
        synonyms={"what": ["物品", "内容"], "phone": ["电话"], "many": ["数量", "份数"], "at": ["时间"]},
        open=open_things,
    )


THING = register()


def things() -> list[str]:
    """What was opened, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT what FROM intake_thing ORDER BY id")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture(scope="session")
def _thing_table(django_db_setup: None, django_db_blocker: object) -> None:
    with django_db_blocker.unblock(), as_owner(), connection.cursor() as cursor:  # type: ignore[attr-defined]
        cursor.execute(TABLE)
        cursor.execute(f"GRANT ALL ON intake_thing TO {ROLE}")
        cursor.execute(f"GRANT USAGE ON SEQUENCE intake_thing_id_seq TO {ROLE}")


@pytest.fixture
def thing_table(_thing_table: None, request: pytest.FixtureRequest) -> None:
    """The table of things, empty."""
    mark = request.node.get_closest_marker("django_db")
    request.getfixturevalue("transactional_db" if mark and mark.kwargs.get("transaction") else "db")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_thing")
