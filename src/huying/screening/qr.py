"""A QR code as an SVG element that grows with the page."""

import re

import zxingcpp
from django.utils.safestring import SafeString

_SIZE = re.compile(r'<svg width="(\d+)" height="(\d+)"')


def svg_text(text: str) -> str:
    """The whole SVG of a code."""
    drawn = str(zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg())
    return drawn[drawn.index("<svg") :]


def qr(text: str) -> SafeString:
    """The code for a page."""
    drawn = _SIZE.sub(r'<svg viewBox="0 0 \1 \2" width="240" height="240"', svg_text(text), count=1)
    # Drawn by the library from the text's bits alone: no letter of the text is in it.
    return SafeString(drawn)
