"""The notice for a stairwell door: one A4 page in both languages with a code to scan."""

import json
from collections.abc import Sequence
from pathlib import Path

import typst

from huying.kernel.words import Words

from .qr import svg_text

POSTER = Path(__file__).parent / "papers" / "poster.typ"


def poster_pdf(
    *, community: Words, who: Sequence[Words], address: str, authority: Words, day: Words
) -> bytes:
    """The notice as PDF; what people or rules say is data to it, never markup."""
    told = {
        "community": list(community), "who": [list(word) for word in who], "address": address, "authority": list(authority),
        "day": list(day), "code": svg_text(address),
    }  # fmt: skip
    return typst.compile(POSTER.read_bytes(), sys_inputs={"data": json.dumps(told)})
