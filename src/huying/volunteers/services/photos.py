"""Pictures that prove a delivery: drawn anew, kept under random names."""

import secrets
from pathlib import Path

from django.conf import settings

from huying.base.errors import NotYours
from huying.base.pictures import picture_clean

SUFFIX = ".jpg"
NAME_LETTERS = 32


def proof_path(name: str) -> Path:
    """Where a picture lies. Raises NotYours for anything that is not one of our names."""
    stem = name.removesuffix(SUFFIX)
    ours = stem + SUFFIX == name and len(stem) == NAME_LETTERS
    if not ours or any(letter not in "0123456789abcdef" for letter in stem):
        raise NotYours(name)
    return Path(settings.HUYING_MEDIA_DIR) / "volunteers" / stem[:2] / name


def proof_keep(content: bytes) -> str:
    """Check and keep a picture; its name. Raises Refused when it is none."""
    picture = picture_clean(content)
    name = secrets.token_hex(NAME_LETTERS // 2) + SUFFIX
    path = proof_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Under another name first: a picture is there whole or not at all.
    draft = path.with_suffix(".part")
    draft.write_bytes(picture.content)
    draft.replace(path)
    return name


def proof_drop(name: str) -> None:
    """Throw away the picture of a delivery that was refused after all."""
    if name:
        proof_path(name).unlink(missing_ok=True)
