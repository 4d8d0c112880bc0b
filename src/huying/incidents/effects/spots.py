"""Entrances and floors: none is forgotten, each has an end."""

from collections.abc import Sequence

from huying.incidents.models import Spot
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done

from .common import row_of, said

GONE = Words("没有登记过这一处。", "No such place is written down.")
ALREADY = Words("“{name}”现在是“{state}”，不能这样改。", "“{name}” is “{state}” now.")
NONE_YET = Words("还没有登记出入口。请先写明每一处。", "No entrance is written down yet.")
OPEN_YET = Words("还有 {n} 处没有封住：{names}。", "{n} places are still open: {names}.")
NOTHING_NEW = Words("这些地方都登记过了。", "These places are written down already.")
TOO_LONG = Words("“{name}”太长，请不超过 80 个字。", "“{name}” is too long: at most 80 letters.")


def added(done: Sequence[Done]) -> None:
    """New places, all open; those known already stay as they are."""
    for one in done:
        row = row_of(one)
        known = set(row.spots.values_list("name", flat=True))
        names = [name for name in dict.fromkeys(" ".join(line.split()) for line in said(one).names) if name]
        for name in names:
            if len(name) > 80:
                words = TOO_LONG.fill(name=name[:20])
                raise Refused(words, {"names": words})
        fresh = [name for name in names if name not in known]
        if not fresh:
            raise Refused(NOTHING_NEW, {"names": NOTHING_NEW})
        Spot.objects.bulk_create([Spot(incident=row, area=row.area, name=name) for name in fresh])


def sealed(done: Sequence[Done]) -> None:
    """Who keeps it, since when."""
    for one in done:
        spot, told = _spot(one, "open"), said(one)
        spot.state, spot.sealed_at, spot.sealed_by, spot.how = "sealed", one.line.at, told.by, told.how
        spot.save()


def ruled_out(done: Sequence[Done]) -> None:
    """No way through there, or it does not count: with the reason."""
    for one in done:
        spot = _spot(one, "open")
        spot.state, spot.how = "out", said(one).reason
        spot.save()


def released(done: Sequence[Done]) -> None:
    """Open to everybody again."""
    for one in done:
        spot = _spot(one, "sealed")
        spot.state, spot.released_at = "released", one.line.at
        spot.save()


def all_sealed(done: Sequence[Done]) -> None:
    """True only when every single place is sealed or ruled out."""
    for one in done:
        row = row_of(one)
        if not row.spots.exists():
            raise Refused(NONE_YET)
        if still := list(row.spots.filter(state="open").order_by("pk").values_list("name", flat=True)):
            raise Refused(OPEN_YET.fill(n=len(still), names="、".join(still[:10])))
        row.sealed_at = row.sealed_at or one.line.at
        row.save(update_fields=["sealed_at"])


def _spot(one: Done, state: str) -> Spot:
    spot = Spot.objects.filter(incident=one.matter.pk, name=said(one).spot).first()
    if spot is None:
        raise Refused(GONE, {"spot": GONE})
    if spot.state != state:
        raise Refused(ALREADY.fill(name=spot.name, state=spot.words))
    return spot
