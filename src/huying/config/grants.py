"""The role of the application in the database, and what it may do there."""

from collections.abc import Iterator

from django.apps import apps
from django.db import connections
from django.db.utils import ProgrammingError

from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .database import ROLE

NO_ROLE = Words(
    "数据库账号无权建立角色 {role}。请让数据库管理员执行:CREATE ROLE {role} NOLOGIN; GRANT {role} TO {user};",
    "The database login may not create the role {role}. Ask the database's administrator to run: "
    "CREATE ROLE {role} NOLOGIN; GRANT {role} TO {user};",
)


def append_only_tables() -> list[str]:
    """Tables of models that say `append_only = True`: rows go in and are read, nothing more."""
    return sorted(
        model._meta.db_table for model in apps.get_models() if getattr(model, "append_only", False) is True
    )


def role_create(alias: str) -> None:
    """Make the application's role and let the login user take it; nothing when both are there."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [ROLE])
        user, exists = cursor.fetchone()
        try:
            if not exists:
                # Two migrations at once: the second finds the role made.
                cursor.execute(
                    f"DO $$ BEGIN CREATE ROLE {ROLE} NOLOGIN; "
                    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                )
            cursor.execute("SELECT pg_has_role(current_user, %s, 'MEMBER')", [ROLE])
            if not cursor.fetchone()[0]:
                cursor.execute(f"GRANT {ROLE} TO CURRENT_USER")
        except ProgrammingError as error:
            raise Refused(NO_ROLE.fill(role=ROLE, user=user)) from error


def statements(*, testing: bool = False) -> Iterator[str]:
    """What the role may do, after every migration; tests may also empty tables."""
    rights = "SELECT, INSERT, UPDATE, DELETE" + (", TRUNCATE" if testing else "")
    yield f"GRANT USAGE ON SCHEMA public TO {ROLE}"
    yield f"GRANT {rights} ON ALL TABLES IN SCHEMA public TO {ROLE}"
    yield f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {ROLE}"
    yield f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {ROLE}"
    for table in append_only_tables():
        yield f'REVOKE UPDATE, DELETE ON "{table}" FROM {ROLE}'


def privileges_grant(alias: str, *, testing: bool = False) -> None:
    """Give the role its rights on the tables that are there now."""
    with connections[alias].cursor() as cursor:
        for statement in statements(testing=testing):
            cursor.execute(statement)
