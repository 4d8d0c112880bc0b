"""Pictures: opened, checked, drawn anew without what cameras write into them, kept under random names."""

import hashlib
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.pictures import picture_clean
from huying.help.models import Photo
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.scope import everything

if TYPE_CHECKING:
    from huying.matters.models import Matter

SUFFIX = ".jpg"


def photo_add(
    *, content: bytes, matter: "Matter | None" = None, area: str = "", draft: str = "", by: str = "caller",
    caption: str = "",
) -> Photo:  # fmt: skip
    """Keep a picture beside a matter, or as a draft of a form not sent yet, under the form's key and place.

    The same picture twice is kept once. Raises Refused for a bad picture and when there are enough already.
    """
    picture = picture_clean(content)
    place = matter.area if matter is not None else area
    digest = hashlib.sha256(picture.content).digest()
    with transaction.atomic(), everything("keeping a picture"):
        beside = Photo.objects.filter(matter=matter) if matter else Photo.objects.filter(draft=draft)
        if known := beside.filter(sha256=digest).first():
            return known
        if beside.count() >= settings.HUYING_PHOTO_MOST:
            words = Words("最多 {most} 张图片。", "{most} pictures at most.")
            raise Refused(words.fill(most=settings.HUYING_PHOTO_MOST))
        photo = Photo.objects.create(
            name=secrets.token_hex(16) + SUFFIX,
            area=place,
            matter=matter,
            draft=draft,
            width=picture.width,
            height=picture.height,
            size=len(picture.content),
            sha256=digest,
            caption=caption,
            added_by=by,
        )
        path = photo_path(photo.name)
        path.parent.mkdir(parents=True, exist_ok=True)
        # Under another name first: a picture is there whole or not at all.
        draft_path = path.with_suffix(".part")
        draft_path.write_bytes(picture.content)
        draft_path.replace(path)
    return photo


def photo_path(name: str) -> Path:
    """Where the file of a picture lies. Raises NotYours for anything that is not one of our names."""
    stem = name.removesuffix(SUFFIX)
    if len(stem) != 32 or stem + SUFFIX != name or any(letter not in "0123456789abcdef" for letter in stem):
        raise NotYours(name)
    return Path(settings.HUYING_MEDIA_DIR) / "help" / stem[:2] / name


def photos_sweep() -> int:
    """Throw away pictures of forms that were never sent; returns how many."""
    with transaction.atomic(), everything("sweeping draft pictures"):
        stale = list(
            Photo.objects.filter(matter=None, added_at__lt=now() - settings.HUYING_PHOTO_DRAFTS_KEPT)
        )
        for photo in stale:
            photo_path(photo.name).unlink(missing_ok=True)
        Photo.objects.filter(pk__in=[photo.pk for photo in stale]).delete()
    return len(stale)
