"""Columns that the database cannot read, and hashes to find their rows by."""

import hmac
import os
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.core.exceptions import FieldError
from django.db import models

from .keys import ID_BYTES, KeysMissing, Ring, forget, key_id, ring

FORMAT = b"\x01"
NONCE_BYTES = 12
HASH_BYTES = 16
_HEAD = len(FORMAT) + ID_BYTES

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
    _Bytes = models.BinaryField[bytes | None, bytes | None]
else:
    _Text, _Bytes = models.TextField, models.BinaryField


class Unreadable(Exception):
    """A locked value was altered, cut short, or moved to another column."""


def seal(text: str, context: str, keys: Ring | None = None) -> bytes:
    """Lock a text with AES-256-GCM; only `unseal` with the same context opens it.

    The bytes are: format (1), key id (4), nonce (12), cipher text and tag. An empty text stays empty.
    """
    if not text:
        return b""
    key = (keys or ring()).writer
    nonce = os.urandom(NONCE_BYTES)
    return FORMAT + key_id(key) + nonce + AESGCM(key).encrypt(nonce, text.encode(), context.encode())


def unseal(sealed: bytes, context: str, keys: Ring | None = None) -> str:
    """Open what `seal` locked.

    Raises KeysMissing when it was locked with a key that is not on the ring, Unreadable when it was tampered with.
    """
    if not sealed:
        return ""
    if sealed[:1] != FORMAT or len(sealed) < _HEAD + NONCE_BYTES:
        raise Unreadable(f"{context}: not a locked value")
    named = sealed_with(sealed)
    key = (keys or ring()).by_id(named)
    if key is None and keys is None:
        # Another process may have put a new key on the ring since this one read it.
        forget()
        key = ring().by_id(named)
    if key is None:
        raise KeysMissing(
            f"{context} 用密钥 {named.hex()} 加密，而现有密钥里没有它，请把那把旧密钥加回密钥文件。 / "
            f"{context} was locked with key {named.hex()}, which is not on the ring: put that older key back."
        )
    nonce, locked = sealed[_HEAD : _HEAD + NONCE_BYTES], sealed[_HEAD + NONCE_BYTES :]
    try:
        return AESGCM(key).decrypt(nonce, locked, context.encode()).decode()
    except InvalidTag:
        raise Unreadable(f"{context}: the value was altered or belongs to another column") from None


def sealed_with(sealed: bytes) -> bytes:
    """The id of the key a value was locked with."""
    return sealed[len(FORMAT) : _HEAD]


def keyed_hash(text: str, purpose: str) -> bytes:
    """16 bytes to look a text up by: HMAC-SHA256 with a key of its own per purpose, cut to half."""
    return hmac.digest(ring().derived(purpose), text.encode(), "sha256")[:HASH_BYTES]


class EncryptedText(_Text):
    """Text in Python, locked bytes in the database, bound to its table and column.

    It cannot be filtered or sorted: keep a `HashOf` column beside it and look that up.
    """

    description = "Encrypted text"

    def get_internal_type(self) -> str:
        return "BinaryField"

    @property
    def context(self) -> str:
        """What the lock is bound to: `table.column`."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_prep_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, bytes) else str(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        value = value if prepared else self.get_prep_value(value)
        return seal(value, self.context) if isinstance(value, str) else value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        return None if value is None else unseal(bytes(value), self.context)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.name} is encrypted and cannot be compared: look up its hash column instead")


class HashOf(_Bytes):
    """The keyed hash of a neighbouring encrypted column, kept in step whenever the row is saved.

    `of` names the neighbour, `purpose` the key; an empty neighbour has no hash.
    """

    description = "Keyed hash"

    def __init__(self, of: str = "", purpose: str = "", **options: Any) -> None:
        self.of, self.purpose = of, purpose
        options.update(null=True, editable=False, max_length=HASH_BYTES)
        super().__init__(**options)

    def deconstruct(self) -> Any:
        name, path, positional, options = super().deconstruct()
        for fixed in ("null", "editable", "max_length"):
            options.pop(fixed, None)
        return name, path, positional, {**options, "of": self.of, "purpose": self.purpose}

    def hashed(self, text: str | None) -> bytes | None:
        """The hash this column keeps for a text of its neighbour."""
        return keyed_hash(text, self.purpose) if text else None

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:
        value = self.hashed(getattr(model_instance, self.of))
        setattr(model_instance, self.attname, value)
        return value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> bytes | None:
        return None if value is None else bytes(value)
