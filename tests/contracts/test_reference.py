"""The generated tables of docs/reference tell what the code does now."""

import re

import pytest

from huying import __version__
from huying.config.environment import ROOT, Environment
from huying.config.reference import FOLDER, addresses, tables


@pytest.mark.parametrize("name", sorted(tables()))
def test_a_table_is_true(name: str) -> None:
    assert (FOLDER / name).read_text() == tables()[name](), "run ./hy reference"


def test_every_setting_has_a_sentence_in_both_languages() -> None:
    for name, told in Environment.model_fields.items():
        extra = told.json_schema_extra
        assert isinstance(extra, dict) and extra["zh"], name
        assert told.description, name


@pytest.mark.django_db
def test_no_address_fails_for_a_stranger(client) -> None:  # type: ignore[no-untyped-def]
    asked = [address for address, _, _ in addresses() if "<" not in address and "(" not in address]
    assert len(asked) > 20
    answers = {address: client.get(address).status_code for address in asked}
    assert not {address: status for address, status in answers.items() if status >= 500}


def test_the_changelog_begins_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    first = re.search(r"^## (\S+)", text, re.MULTILINE)
    assert first and first[1] == __version__
