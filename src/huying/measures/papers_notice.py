"""The written notice of a measure, as an A4 page in both languages with a code anybody can check."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import typst
import zxingcpp
from django.utils import timezone

from huying.base.spans import day_words
from huying.kernel.words import Words

from . import terms
from .calendar import Calendar
from .models import Measure

NOTICE = Path(__file__).parent / "papers" / "notice.typ"
TITLES = {
    "isolation": Words("隔离治疗告知书", "Notice of isolation"),
    "quarantine_facility": Words("隔离医学观察告知书", "Notice of quarantine"),
    "quarantine_home": Words("隔离医学观察告知书", "Notice of quarantine"),
    "home_monitoring": Words("健康监测告知书", "Notice of health monitoring"),
    "daily_monitoring": Words("健康监测告知书", "Notice of health monitoring"),
}
OPENING = Words(
    "：现依法对您采取下列措施。措施到期即解除，不会因为没有人来采样而自动延长。",
    "The measure below is imposed on you. It ends with its days and never grows by itself, not for a test nobody took.",
)
APPEAL = Words(
    "可以随时申诉：扫上面的码，或打社区电话、请人代办。由没有参与这个决定的人办理，限时答复，写明理由。您也可以依法申请行政复议或提起诉讼。",
    "Appeal at any time: by the code above, by telephoning the community, or through somebody else. Somebody who had "
    "no part in this decision answers within a time limit, with reasons. Review by law and courts stay open to you.",
)


def title_of(row: Measure) -> Words:
    """What the notice is called: by what it began with."""
    made = row.calendar
    return TITLES[made.stretches[0].kind if not made.empty else "daily_monitoring"]


def notice_pdf(row: Measure, address: str) -> bytes:
    """The notice; `address` is where its code is checked. What people typed is data to it, never markup."""
    return typst.compile(NOTICE.read_bytes(), sys_inputs={"data": json.dumps(_told(row, address))})


def qr_svg(text: str) -> str:
    """A QR code as an SVG document."""
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode).to_svg()
    return drawn[drawn.index("<svg") :]


def _told(row: Measure, address: str) -> dict[str, Any]:
    made = row.calendar
    issuer = row.response.issuer if row.response else Words("", "")
    qr = re.sub(
        r'<svg width="(\d+)" height="(\d+)"',
        r'<svg viewBox="0 0 \1 \2" width="\1" height="\2"',
        qr_svg(address),
        count=1,
    )
    kinds = dict.fromkeys(stretch.kind for stretch in made.stretches)
    rules = [terms.TERMS[kind].leave for kind in kinds] + [
        terms.TERMS[row.kind].home,
        terms.TERMS[row.kind].health,
    ]
    return {
        "title": title_of(row),
        "code": row.matter.code,
        "notice": row.notice,
        "qr": qr,
        "name": row.name,
        "opening": OPENING,
        "facts": _facts(row, made),
        "stretches": [
            [_day(s.first).zh, _day(s.last).zh, f"{terms.KINDS[s.kind].zh}（{s.days} 天）", f"{terms.KINDS[s.kind].en} ({s.days} d)"]
            for s in made.stretches
        ],
        "terms": [*dict.fromkeys(rules), terms.TERMS[row.kind].rights],
        "appeal": APPEAL,
        "issuer": issuer,
        "at": _day(_local(row.decided_at)).zh if row.decided_at else "",
    }  # fmt: skip


def _facts(row: Measure, made: Calendar) -> list[list[str]]:
    tests = "、".join(_day(test.on).zh for test in made.tests) or "无"
    tests_en = ", ".join(_day(test.on).en for test in made.tests) or "none"
    end = _day(made.last)
    found: list[tuple[str, str, str, str]] = [
        ("理由", "Reason", row.grounds, row.grounds),
        ("依据的规则", "Rule", row.rule_zh, row.rule_en),
        ("法律依据", "Legal basis", row.legal_basis, row.legal_basis),
        ("决定人", "Decided by", row.decider_zh, row.decider_en),
        ("预计最后一天", "Expected last day", end.zh, end.en),
        ("检测", "Tests", tests, tests_en),
    ]
    if row.exposed_at:
        day = _day(row.exposed_at)
        found.insert(1, ("末次暴露", "Last exposure", day.zh, day.en))
    return [list(line) for line in found if line[2]]


def _local(moment: dt.datetime) -> dt.date:
    return timezone.localtime(moment).date()


def _day(day: dt.date) -> Words:
    """A day with its year."""
    return day_words(day, day.replace(year=day.year - 1, day=1))
