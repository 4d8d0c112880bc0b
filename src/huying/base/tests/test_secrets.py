"""Locked values and keyed hashes."""

import pytest
from django.core.exceptions import FieldError
from django.db import models
from hypothesis import given
from hypothesis import strategies as st

from huying.base.secrets import EncryptedText, HashOf, Unreadable, keyed_hash, seal, unseal


class Card(models.Model):
    """A table that is never created: only its fields are asked."""

    phone = EncryptedText()
    phone_hash = HashOf(of="phone", purpose="phone")

    class Meta:
        app_label = "base_tests"


@given(st.text())
def test_what_is_locked_opens_again(text: str) -> None:
    assert unseal(seal(text, "t.c"), "t.c") == text


def test_the_same_text_is_locked_differently_each_time() -> None:
    assert seal("13812348000", "t.c") != seal("13812348000", "t.c")
    assert b"13812348000" not in seal("13812348000", "t.c")


def test_a_value_does_not_open_in_another_column() -> None:
    with pytest.raises(Unreadable):
        unseal(seal("13812348000", "people_resident.phone"), "people_resident.address")


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_no_altered_byte_passes(place: int, change: int) -> None:
    from huying.base.keys import KeysMissing

    sealed = bytearray(seal("北京路1号", "t.c"))
    sealed[place % len(sealed)] ^= change
    with pytest.raises((Unreadable, KeysMissing)):
        unseal(bytes(sealed), "t.c")


@pytest.mark.parametrize("length", [1, 4, 16])
def test_a_cut_value_is_unreadable(length: int) -> None:
    with pytest.raises(Unreadable):
        unseal(seal("北京路1号", "t.c")[:length], "t.c")


def test_hashes_differ_by_purpose_and_have_sixteen_bytes() -> None:
    assert len(keyed_hash("13812348000", "phone")) == 16
    assert keyed_hash("13812348000", "phone") == keyed_hash("13812348000", "phone")
    assert keyed_hash("13812348000", "phone") != keyed_hash("13812348000", "identity")


def test_an_encrypted_column_cannot_be_compared() -> None:
    with pytest.raises(FieldError, match="hash column"):
        Card._default_manager.filter(phone="13812348000")
    assert "IS NULL" in str(Card._default_manager.filter(phone__isnull=True).query)


def test_the_hash_follows_its_neighbour() -> None:
    field = Card._meta.get_field("phone_hash")
    card = Card(phone="13812348000")
    assert field.pre_save(card, True) == card.phone_hash == keyed_hash("13812348000", "phone")
    card.phone = ""
    assert field.pre_save(card, False) is None


def test_migrations_can_write_the_fields_down() -> None:
    _, path, _, options = Card._meta.get_field("phone_hash").deconstruct()
    assert path == "huying.base.secrets.HashOf"
    assert options == {"of": "phone", "purpose": "phone"}
