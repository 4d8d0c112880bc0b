"""The papers of lists: the outgoing letter and the answer as PDF; what people typed is data, never markup."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from huying.base.clock import now
from huying.base.spans import moment_words
from huying.kernel.words import Words

from .models import OutLetter, PushList

FOLDER = Path(__file__).parent / "papers"


def _compiled(name: str, data: dict[str, Any]) -> bytes:
    return typst.compile(
        (FOLDER / name).read_bytes(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)}
    )


def letter_pdf(letter: OutLetter, people: Sequence[dict[str, str]]) -> bytes:
    """The letter to another city, in Chinese with English heads, on A4."""
    rows = [
        [one["name"], one["phone"], one["identity"], one["where"], one["category"], one["exposed_at"], one["exposure"]]
        for one in people
    ]  # fmt: skip
    data = {
        "number": letter.number,
        "to": letter.to,
        "contact": letter.contact,
        "reason": letter.reason,
        "made": _said(letter.made_at),
        "rows": rows,
    }
    return _compiled("letter.typ", data)


def reply_pdf(
    pushed: PushList, rows: Sequence[dict[str, Any]], figures: Sequence[tuple[Words, int]], area: Words
) -> bytes:
    """The answer to a list on A4: the counts, then a line for each person, names shortened."""
    data = {
        "number": pushed.number or pushed.code,
        "sender": pushed.sender,
        "received": _said(pushed.received_at),
        "made": _said(now()),
        "area": [area.zh, area.en],
        "figures": [[words.zh, words.en, str(count)] for words, count in figures],
        "rows": [
            [
                str(one["who"]),
                one["answer"].zh,
                one["state"].zh,
                one["category"].zh,
                _said(one["checked_at"]),
                _said(one["controlled_at"]),
                one["test"].zh if one["test"] else "",
                one["out"],
            ]
            for one in rows
        ],
    }
    return _compiled("reply.typ", data)


def _said(moment: Any) -> str:
    return moment_words(timezone.localtime(moment), now()).zh if moment else ""
