"""Pictures: opened, checked, drawn anew without what cameras write into them, kept under random names."""

import hashlib
import io
import secrets
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from PIL import Image, ImageOps, UnidentifiedImageError

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.help.models import Photo
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.scope import everything

if TYPE_CHECKING:
    from huying.matters.models import Matter

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
SUFFIX = ".jpg"
QUALITY = 82
_NOT_A_PICTURE = Words(
    "这不是能看的图片，请换一张照片（JPG、PNG 或 WebP）。",
    "This is not a picture we can open: use JPG, PNG or WebP.",
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A clean picture: JPEG bytes in sRGB, upright, no longer than the longest side of the settings."""

    content: bytes
    width: int
    height: int


def picture_clean(content: bytes) -> Picture:
    """Draw a picture anew. Raises Refused when it is too large, no picture, or would blow up in memory."""
    most = settings.HUYING_PHOTO_MAX_BYTES
    if len(content) > most:
        words = Words("图片太大，请不要超过 {mb} MB。", "The picture is too large: {mb} MB at most.")
        raise Refused(words.fill(mb=most // 1_000_000))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
                if opened.width * opened.height > settings.HUYING_PHOTO_MAX_PIXELS:
                    raise Refused(Words("图片的尺寸太大。", "The picture has too many pixels."))
                opened.draft("RGB", (settings.HUYING_PHOTO_SIDE, settings.HUYING_PHOTO_SIDE))
                upright = ImageOps.exif_transpose(opened)
                drawn = _flat(upright)
    except Refused:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, MemoryError, Warning,
            Image.DecompressionBombError) as error:  # fmt: skip
        raise Refused(_NOT_A_PICTURE) from error
    drawn.thumbnail((settings.HUYING_PHOTO_SIDE, settings.HUYING_PHOTO_SIDE), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    drawn.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), drawn.width, drawn.height)


def _flat(picture: Image.Image) -> Image.Image:
    """The first frame on white, pixels only: a new image carries no metadata, profile or comment over."""
    seen = picture.convert("RGBA")
    flat = Image.new("RGB", seen.size, "white")
    flat.paste(seen, mask=seen.getchannel("A"))
    return flat


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
