"""Keys: where they come from, and what is said when they are not there."""

import base64
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from huying.base import keys
from huying.base.secrets import seal, unseal


def test_a_written_ring_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "keys.json"
    ring = keys.with_new_key(keys.new_ring())
    keys.write_file(path, ring)
    assert path.stat().st_mode & 0o777 == 0o600
    assert keys.read_file(path) == ring
    assert [one.name for one in path.parent.iterdir()] == ["keys.json"]


def test_a_ring_may_come_as_base64_for_the_environment() -> None:
    ring = keys.new_ring()
    assert keys.read_ring(base64.b64encode(ring.written().encode()).decode(), "HUYING_KEYS") == ring


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(keys.KeysMissing, match="keys_make"):
        keys.read_file(tmp_path / "keys.json")


def test_a_file_others_may_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys.write_file(path, keys.new_ring())
    path.chmod(0o640)
    with pytest.raises(keys.KeysMissing, match="chmod 600"):
        keys.read_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        "not json",
        json.dumps({"encrypt": [], "hash": base64.b64encode(b"x" * 32).decode()}),
        json.dumps({"encrypt": [base64.b64encode(b"short").decode()], "hash": "AAAA"}),
        json.dumps({"encrypt": "AAAA", "hash": None}),
    ],
)
def test_nonsense_is_named_and_never_printed(text: str) -> None:
    with pytest.raises(keys.KeysMissing, match="the-file") as caught:
        keys.read_ring(text, "the-file")
    assert base64.b64encode(b"short").decode() not in str(caught.value)


def test_no_source_at_all(monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    monkeypatch.delenv("HUYING_KEYS")
    monkeypatch.setattr(settings, "HUYING_KEYS_FILE", "", raising=False)
    keys.forget()
    try:
        with pytest.raises(keys.KeysMissing, match="HUYING_KEYS_FILE"):
            keys.ring()
    finally:
        keys.forget()


def test_a_new_key_writes_and_the_old_one_still_reads() -> None:
    old = keys.new_ring()
    new = keys.with_new_key(old)
    assert unseal(seal("王小明", "t.c", old), "t.c", new) == "王小明"
    with pytest.raises(keys.KeysMissing, match="put that older key back"):
        unseal(seal("王小明", "t.c", new), "t.c", old)
    assert old.derived("phone") == new.derived("phone")


def test_secrets_never_show_in_a_printed_ring() -> None:
    assert "b'" not in repr(keys.new_ring())


def test_keys_make_writes_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    call_command("keys_make", file=str(path))
    made = keys.read_file(path)
    with pytest.raises(CommandError, match="left alone"):
        call_command("keys_make", file=str(path))
    assert keys.read_file(path) == made


def test_a_key_added_by_another_process_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "keys.json"
    old = keys.new_ring()
    keys.write_file(path, old)
    monkeypatch.delenv("HUYING_KEYS")
    monkeypatch.setattr("django.conf.settings.HUYING_KEYS_FILE", str(path), raising=False)
    keys.forget()
    try:
        assert keys.ring() == old
        new = keys.with_new_key(old)
        sealed = seal("13812348000", "t.c", new)
        keys.write_file(path, new)
        assert unseal(sealed, "t.c") == "13812348000"
    finally:
        keys.forget()
