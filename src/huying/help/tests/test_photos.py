"""Pictures: real ones are drawn anew without metadata, everything else is refused."""

import io
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huying.base.errors import NotYours
from huying.base.pictures import picture_clean
from huying.help.models import Photo
from huying.help.services import photo_add, photos_sweep
from huying.help.services.photos import photo_path
from huying.help.tests.conftest import City
from huying.kernel.refused import Refused


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), **more: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, **more)
    return out.getvalue()


def with_gps() -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (29.0, 54.0, 3.0)
    return picture(exif=exif, comment=b"SecretComment")


def test_what_cameras_write_is_gone_and_the_picture_stands_upright() -> None:
    clean = picture_clean(with_gps())
    assert (clean.width, clean.height) == (40, 60)
    with Image.open(io.BytesIO(clean.content)) as seen:
        assert seen.format == "JPEG"
        assert not dict(seen.getexif())
        assert "comment" not in seen.info
    assert b"Secret" not in clean.content


def test_large_pictures_become_small(settings: Any) -> None:
    clean = picture_clean(picture(size=(4000, 1000)))
    assert (clean.width, clean.height) == (settings.HUYING_PHOTO_SIDE, settings.HUYING_PHOTO_SIDE // 4)


@pytest.mark.parametrize("form", ["PNG", "WEBP", "GIF"])
def test_other_formats_are_drawn_as_jpeg(form: str) -> None:
    assert picture_clean(picture(form)).content[:2] == b"\xff\xd8"


def bomb() -> bytes:
    """A PNG of a few hundred bytes that claims to be 40,000 x 40,000 pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 40_000, 40_000, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 999))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"GIF89a",
        picture()[:200],
        picture("BMP"),
        bomb(),
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        picture_clean(content)


def test_too_many_bytes_are_refused(settings: Any) -> None:
    settings.HUYING_PHOTO_MAX_BYTES = 1_000_000
    with pytest.raises(Refused, match="1 MB"):
        picture_clean(picture() + b"\0" * 1_000_000)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["", "JPEG", "PNG", "GIF", "WEBP"]), st.integers(0, 120))
def test_no_bytes_bring_it_down(noise: bytes, form: str, at: int) -> None:
    content = noise if not form else picture(form)[:at] + noise
    try:
        clean = picture_clean(content)
    except Refused:
        return
    assert clean.content[:2] == b"\xff\xd8"


def test_a_picture_lies_under_a_random_name_beside_its_request(city: City) -> None:
    code = city.ask()
    photo = photo_add(content=with_gps(), matter=city.matter(code))
    assert photo_path(photo.name).read_bytes()[:2] == b"\xff\xd8"
    assert photo.area == city.cast.stairwell
    assert photo_add(content=with_gps(), matter=city.matter(code)) == photo
    assert not list(photo_path(photo.name).parent.glob("*.part"))


def test_pictures_of_a_form_go_with_it_when_it_is_sent(city: City) -> None:
    draft = photo_add(content=picture(), area=city.cast.country, draft="form-7")
    left = photo_add(content=picture(size=(30, 30)), area=city.cast.country, draft="form-8")
    code = city.ask(photos=[draft.name])
    photo = Photo.objects.get(pk=draft.pk)
    assert (photo.matter, photo.area) == (city.matter(code), city.cast.stairwell)
    assert photos_sweep() == 0
    city.later(days=1, seconds=1)
    assert photos_sweep() == 1
    assert not photo_path(left.name).exists() and photo_path(draft.name).exists()


def test_there_is_an_end_to_the_number_of_pictures(city: City, settings: Any) -> None:
    settings.HUYING_PHOTO_MOST = 2
    matter = city.matter(city.ask())
    for side in (10, 11):
        photo_add(content=picture(size=(side, side)), matter=matter)
    with pytest.raises(Refused):
        photo_add(content=picture(size=(12, 12)), matter=matter)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "a" * 32, "A" * 32 + ".jpg", "a" * 31 + ".jpg"])
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    with pytest.raises(NotYours):
        photo_path(name)
