"""The poster on the doors of a zone as a PDF: what it means, until when, who decided, whom to ring."""

import json
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from huying.base.spans import moment_words
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.queries import area_names

from .models import Zone
from .queries.teams import responsible_names
from .queries.zones import phase_now, places_of

POSTER = Path(__file__).parent / "papers" / "zone.typ"
NOT_IN_FORCE = Words(
    "这个区域现在不在生效中，没有告示可打。", "The zone is not in force: there is no poster to print."
)
SERVICES = {
    "food": Words("吃饭买菜", "Food"),
    "medicine": Words("买药", "Medicine"),
    "transport": Words("看病", "Going to a hospital"),
    "waste": Words("垃圾", "Waste"),
}


def poster_pdf(zone: Zone, address: str) -> bytes:
    """One A4 page in both languages; what people typed is data to it. Raises Refused when it is not in force."""
    phase = phase_now(zone)
    if phase is None:
        raise Refused(NOT_IN_FORCE)
    kind, places = phase.means, places_of(zone)
    names, who = area_names(places), responsible_names(places)

    def both(words: Words) -> list[str]:
        return [words.zh, words.en]

    def moment(when: Any) -> list[str]:
        local = timezone.localtime(when)
        return both(moment_words(local, local.replace(year=local.year - 1, day=1)))

    told = {
        "kind": both(kind.title),
        "name": zone.name,
        "places": [[*both(name), who[code]] for code, name in sorted(names.items())],
        "rule": both(kind.rule),
        "closed": both(kind.closed),
        "service": both(kind.service),
        "services": [[*both(words), zone.service[code]] for code, words in SERVICES.items() if zone.service.get(code)],
        "from": moment(phase.since),
        "until": moment(zone.expected_until),
        "authority": zone.authority,
        "basis": zone.legal_basis,
        "decider": phase.decided_by.get_full_name() if phase.decided_by else "",
        "phone": zone.service_phone,
        "notice": zone.notice,
        "why_larger": zone.why_larger,
        "code": zone.code,
        "address": address,
        "rule_title": both(phase.source),
    }  # fmt: skip
    return typst.compile(POSTER.read_bytes(), sys_inputs={"data": json.dumps(told)})
