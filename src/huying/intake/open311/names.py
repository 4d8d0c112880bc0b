"""The public number of a request: it tells nothing, least of all the code its caller tracks it by.

The tracking code is half of what lets a caller in, so a public list must not show it.
"""

import base64

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from huying.base.ids import LENGTH, read_code
from huying.base.keys import ring

_BLOCK = 16
_PURPOSE = "open311 request id"


def public_id(code: str) -> str:
    """26 letters and digits for a tracking code, always the same ones."""
    block = code.replace("-", "").encode().ljust(_BLOCK, b"\0")
    lock = _cipher().encryptor()
    return base64.b32encode(lock.update(block) + lock.finalize()).decode().rstrip("=").lower()


def code_of(number: str) -> str | None:
    """The tracking code behind a public number, or None when it is none of ours."""
    try:
        block = base64.b32decode(number.strip().upper() + "=" * (-len(number.strip()) % 8))
    except ValueError:
        return None
    if len(block) != _BLOCK:
        return None
    key = _cipher().decryptor()
    opened = key.update(block) + key.finalize()
    if opened[LENGTH:].strip(b"\0") or not opened[:LENGTH].isalnum():
        return None
    return read_code(opened[:LENGTH].decode())


def _cipher() -> "Cipher[modes.ECB]":
    # One block of unique plain text under a key used for nothing else: the plain block cipher is what is wanted.
    return Cipher(algorithms.AES(ring().derived(_PURPOSE)), modes.ECB())  # noqa: S305
