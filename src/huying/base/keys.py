"""The keys that personal data are locked with: where they come from, which one writes."""

import base64
import binascii
import hashlib
import json
import os
import secrets
import stat
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

KEY_BYTES = 32
ID_BYTES = 4


class KeysMissing(ImproperlyConfigured):
    """The keys are absent or cannot be used; the message tells the operator what to do."""


def key_id(key: bytes) -> bytes:
    """Four bytes that name a key without telling it, so that no key can carry a wrong label."""
    return hashlib.sha256(b"huying key id:" + key).digest()[:ID_BYTES]


@dataclass(frozen=True)
class Ring:
    """All keys: the first of `encrypt` writes, all of them read; `root` feeds the keyed hashes."""

    encrypt: tuple[bytes, ...] = field(repr=False)
    root: bytes = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {key_id(key): key for key in self.encrypt})
        object.__setattr__(self, "_derived", {})

    @property
    def writer(self) -> bytes:
        """The key new values are written with."""
        return self.encrypt[0]

    def by_id(self, wanted: bytes) -> bytes | None:
        """The key with this id, or None."""
        found: bytes | None = self._by_id.get(wanted)  # type: ignore[attr-defined]
        return found

    def derived(self, purpose: str) -> bytes:
        """A key of its own for each purpose (HKDF-SHA256), so hashes of two purposes never compare."""
        known: dict[str, bytes] = self._derived  # type: ignore[attr-defined]
        if purpose not in known:
            info = b"huying keyed hash:" + purpose.encode()
            known[purpose] = HKDF(hashes.SHA256(), KEY_BYTES, salt=None, info=info).derive(self.root)
        return known[purpose]

    def written(self) -> str:
        """The ring as the JSON text of a key file."""
        coded = [base64.b64encode(key).decode() for key in self.encrypt]
        return json.dumps({"encrypt": coded, "hash": base64.b64encode(self.root).decode()}, indent=1) + "\n"


def new_ring() -> Ring:
    """A ring with one fresh key."""
    return Ring((secrets.token_bytes(KEY_BYTES),), secrets.token_bytes(KEY_BYTES))


def with_new_key(ring: Ring) -> Ring:
    """The same ring with a fresh key in front; the hash root stays, so look-ups go on working."""
    return Ring((secrets.token_bytes(KEY_BYTES), *ring.encrypt), ring.root)


def read_ring(text: str, source: str) -> Ring:
    """The ring in a JSON text, plain or base64; KeysMissing with a sentence otherwise."""
    try:
        plain = text if text.lstrip().startswith("{") else base64.b64decode(text, validate=True).decode()
        told: Any = json.loads(plain)
        encrypt = tuple(base64.b64decode(key, validate=True) for key in told["encrypt"])
        root = base64.b64decode(told["hash"], validate=True)
    except (ValueError, KeyError, TypeError, binascii.Error) as error:
        raise KeysMissing(
            f'{source} 不是密钥文件的格式 / {source} is not a key file: want {{"encrypt": [base64, ...], '
            f'"hash": base64}} ({type(error).__name__})'
        ) from None
    if not encrypt or any(len(key) != KEY_BYTES for key in (*encrypt, root)):
        raise KeysMissing(
            f"{source} 里的每把密钥须为 {KEY_BYTES} 字节 / every key in {source} must have {KEY_BYTES} bytes"
        )
    return Ring(encrypt, root)


def read_file(path: Path) -> Ring:
    """The ring in a file that only its owner may read."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        text = path.read_text()
    except FileNotFoundError:
        raise KeysMissing(
            f"找不到密钥文件 {path}。新装的系统请先运行 keys_make；老系统请把备份的密钥放回原处，"
            f"没有它，已存的电话、证件号和住址读不出来。 / No key file at {path}. On a new system run keys_make; "
            "on an old one put the saved file back: without it stored phones, identity numbers and addresses "
            "cannot be read."
        ) from None
    except OSError as error:
        raise KeysMissing(
            f"密钥文件 {path} 打不开：{error.strerror} / The key file {path} cannot be read: {error.strerror}"
        ) from None
    if mode & 0o077:
        raise KeysMissing(
            f"密钥文件 {path} 别人也能读（权限 {mode:03o}），请运行 chmod 600 {path} / "
            f"Others can read the key file {path} (mode {mode:03o}): run chmod 600 {path}"
        )
    return read_ring(text, str(path))


def write_file(path: Path, ring: Ring) -> None:
    """Put the ring into a file, whole or not at all, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(ring.written())
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


@lru_cache(maxsize=1)
def ring() -> Ring:
    """The keys of this process: from the variable HUYING_KEYS, else from settings.HUYING_KEYS_FILE."""
    told = os.environ.get("HUYING_KEYS", "")
    if told:
        return read_ring(told, "HUYING_KEYS")
    path = getattr(settings, "HUYING_KEYS_FILE", None)
    if not path:
        raise KeysMissing(
            "没有密钥：请设环境变量 HUYING_KEYS 或设置 HUYING_KEYS_FILE / "
            "No keys: set the variable HUYING_KEYS or the setting HUYING_KEYS_FILE"
        )
    return read_file(Path(path))


def forget() -> None:
    """Read the keys anew at the next use, after a rotation."""
    ring.cache_clear()
