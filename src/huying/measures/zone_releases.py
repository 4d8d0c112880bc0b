"""Who was under a measure because of a zone is proposed for release when the zone, or their building, is free."""

from collections.abc import Iterable

from huying.kernel.words import Words
from huying.matters.many import perform_many
from huying.matters.services import SYSTEM
from huying.places import codes

from .measure_facts import ReleaseAsked
from .models import Measure, Zone

FREE = Words("区域“{name}”（{code}）已放开", "The zone “{name}” ({code}) is free")


def releases_ask(zone: Zone, places: Iterable[str] | None = None) -> int:
    """Propose release for those a zone is the reason for, or those of them in some places; how many."""
    rows = Measure.objects.filter(zone=zone.code, matter__ended_at=None, release_asked_at=None)
    inside = list(places) if places is not None else None
    freed = [
        code
        for code, area in rows.order_by("pk").values_list("matter__code", "area")
        if inside is None or any(codes.covers(place, area) for place in inside)
    ]
    said = ReleaseAsked(reason=FREE.fill(name=zone.name, code=zone.code).zh)
    perform_many(act="ask_release", rows=dict.fromkeys(freed, said), actor=SYSTEM)
    return len(freed)
