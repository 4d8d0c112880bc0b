"""Which place a point or a typed address belongs to."""

from django.db.models import F
from django.db.models.functions import Power

from huying.places import scope
from huying.places.gazetteer import resolve
from huying.places.models import Area

# About two kilometres: further off, the nearest known place is no longer the right one.
_REACH = 0.02


def area_near(lat: float, lon: float, within: str) -> str | None:
    """The community, grid or building nearest to a point, or None when none is near."""
    grades = ("community", "grid", "building")
    near = scope.within(Area.objects.filter(grade__in=grades), within, column="code").filter(
        lat__range=(lat - _REACH, lat + _REACH), lon__range=(lon - _REACH, lon + _REACH)
    )
    distance = Power(F("lat") - lat, 2) + Power(F("lon") - lon, 2)
    return (
        near.annotate(distance=distance).order_by("distance", "-code").values_list("code", flat=True).first()
    )


def area_meant(typed: str, within: str) -> str | None:
    """The place a typed address surely means, or None: a guess would send somebody to the wrong door."""
    found = resolve(typed, within=within, limit=2) if typed.strip() else []
    return found[0].area if found and found[0].sure else None
