"""A version that is wrong is set aside, with the reason, and can be put back; whoever keeps people's data hears of it."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.db import transaction
from django.db.models import Q

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.models import RiskName, RiskSource, RiskSpan, RiskVersion

from .storing import spans_renew

NO_REASON = Words("请写明为什么。", "Say why.")
ALREADY = Words("这一版已经停用了。", "This version has been set aside already.")
NOT_ASIDE = Words("这一版没有停用。", "This version has not been set aside.")
Watcher = Callable[[Sequence[str]], None]
_watchers: list[Watcher] = []


def register_watcher(watcher: Watcher) -> None:
    """Let a domain hear, inside the transaction, of places whose past or present on a list is another now."""
    if watcher not in _watchers:
        _watchers.append(watcher)


def version_set_aside(*, number: int, reason: str, by: str, by_id: int | None) -> list[str]:
    """Let a version count no more; answers the places concerned. Refused without a reason, NotYours for none."""
    why = reason.strip()
    if len(why) < 2:
        raise Refused(NO_REASON, {"reason": NO_REASON})
    with transaction.atomic():
        source, version = _locked(number)
        if version.aside_at is not None:
            raise Refused(ALREADY)
        version.aside_at, version.aside_by, version.aside_by_id = now(), by[:60], by_id
        version.aside_reason = why[:400]
        return _renewed(source, version)


def version_restore(*, number: int) -> list[str]:
    """Let a version count again; answers the places concerned."""
    with transaction.atomic():
        source, version = _locked(number)
        if version.aside_at is None:
            raise Refused(NOT_ASIDE)
        version.aside_at, version.aside_by, version.aside_by_id, version.aside_reason = None, "", None, ""
        return _renewed(source, version)


def _locked(number: int) -> tuple[RiskSource, RiskVersion]:
    version = RiskVersion.objects.filter(pk=number).first()
    if version is None:
        raise NotYours(f"risk version {number}")
    # The lock of the source is that of a load: the spans are made from all its versions.
    source = RiskSource.objects.select_for_update().get(pk=version.source_id)
    return source, RiskVersion.objects.select_for_update().get(pk=number)


def _renewed(source: RiskSource, version: RiskVersion) -> list[str]:
    version.save(update_fields=["aside_at", "aside_by", "aside_by_id", "aside_reason"])
    before = _standing(source, version)
    spans_renew(source, version.valid_from)
    touched = {name for name, *_ in before ^ _standing(source, version)}
    named = RiskName.objects.filter(pk__in=touched).values_list("code", "within")
    places = sorted({code or within for code, within in named if code or within})
    for watcher in _watchers:
        watcher(places)
    return places


def _standing(
    source: RiskSource, version: RiskVersion
) -> set[tuple[int, str, dt.datetime, dt.datetime | None]]:
    rows = RiskSpan.objects.filter(Q(until=None) | Q(until__gte=version.valid_from), source=source)
    return set(rows.values_list("name_id", "level", "since", "until"))
