"""Pictures people send: opened, checked, drawn anew without what cameras write into them."""

import io
import warnings
from dataclasses import dataclass

from django.conf import settings
from PIL import Image, ImageOps, UnidentifiedImageError

from huying.kernel.refused import Refused
from huying.kernel.words import Words

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
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
