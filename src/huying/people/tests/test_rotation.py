"""Changing the keys."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from huying.base import keys
from huying.base.secrets import seal, sealed_with
from huying.people import rotation
from huying.people.models import Resident, User
from huying.people.testing import Cast
from huying.places import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: object) -> Iterator[Path]:
    path = tmp_path / "keys.json"
    keys.write_file(path, keys.new_ring())
    monkeypatch.delenv("HUYING_KEYS", raising=False)
    settings.HUYING_KEYS_FILE = str(path)  # type: ignore[attr-defined]
    keys.forget()
    yield path
    keys.forget()


@pytest.fixture
def cast(db: None, key_file: Path) -> Cast:
    """The cast, locked with the keys of this test and no others."""
    return Cast()


def _locked_with() -> set[bytes]:
    with scope.everything("test"), connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_resident WHERE phone <> ''")
        return {sealed_with(bytes(phone)) for (phone,) in cursor.fetchall()}


def test_every_encrypted_column_is_known() -> None:
    contexts = {column.context for column in rotation.columns()}
    assert {
        "people_user.phone",
        "people_resident.name",
        "people_resident.identity",
        "people_household.address",
    } <= contexts


def test_all_is_locked_anew_and_nothing_is_lost(key_file: Path, cast: Cast) -> None:
    with scope.use(cast.a):
        for number in range(7):
            Resident.objects.create(area=cast.a1, name=f"居民{number}", phone=f"1380000001{number}")
    before = _locked_with()
    out = StringIO()
    call_command("keys_rotate", new=True, drop_old=True, stdout=out)
    assert _locked_with().isdisjoint(before)
    assert "people_resident.phone: 8/8" in out.getvalue()
    assert len(keys.read_file(key_file).encrypt) == 1
    with scope.use(cast.a):
        fang = Resident.objects.get(pk=cast.fang.pk)
        assert (fang.name, fang.phone, fang.address) == ("方芳", "13800000006", "荷花新村1幢1单元301室")
        assert Resident.objects.filter(phone_hash=fang.phone_hash).count() == 1


def test_it_goes_on_where_it_was_stopped(key_file: Path, cast: Cast) -> None:
    with scope.use(cast.a):
        for number in range(5):
            Resident.objects.create(area=cast.a1, name="居民", phone=f"1380000002{number}")
    keys.write_file(key_file, keys.with_new_key(keys.read_file(key_file)))
    keys.forget()
    column = next(one for one in rotation.columns() if one.context == "people_resident.phone")
    assert next(rotation.rotate(column, batch=2)) == 2
    assert rotation.left(column) == 4
    assert list(rotation.rotate(column, batch=3)) == [3, 1]
    assert rotation.left(column) == 0


def test_a_lost_key_is_named(key_file: Path, cast: Cast) -> None:
    stranger = keys.new_ring()
    User.objects.filter(pk=cast.alice.pk).update(phone=seal("13812348000", "people_user.phone", stranger))
    with pytest.raises(CommandError, match=r"people_user\.phone"):
        call_command("keys_rotate", stdout=StringIO())
