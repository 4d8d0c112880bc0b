"""What follows from acts on zones: rows, phases, notices; all of it in the act's own transaction."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from huying.base.spans import moment_words
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, perform
from huying.matters.store import Done
from huying.places import codes
from huying.places.models import Area
from huying.rulebook.models import Response

from . import zone_notices as notices
from . import zone_telling as telling
from .lifting import ready
from .models import Zone, ZonePhase, ZonePlace, ZoneProof
from .polygons import read_outline
from .queries.zones import lift_state, outermost, phase_now, reach_of
from .zone_facts import SERVICES
from .zone_limits import check_burden, check_period, check_places, check_precision, kind_or_refuse
from .zone_releases import releases_ask
from .zone_venues import venues_close, venues_extend, venues_open

FUTURE = Words("这个时间还没到。", "That moment lies ahead.")


def zone_keep(done: Sequence[Done]) -> None:
    """Check a proposal against its rule and write it; the desk that decides is asked."""
    for one in done:
        said: Any = one.facts
        places = _known_places(said.places, one.matter.area)
        kind, _ = kind_or_refuse(said.kind, one.matter.area)
        check_burden(kind, one.matter.area)
        check_places(kind, places)
        check_precision(kind, places, one.matter.area, said.why_larger)
        check_period(kind, max(said.clock_start, said.effective_from), said.expected_until)
        if said.clock_start > max(one.line.at, said.effective_from):
            raise Refused(FUTURE, {"clock_start": FUTURE})
        Zone.objects.create(
            matter=one.matter, code=one.matter.code, area=one.matter.area, name=said.name, kind=said.kind, planned=places,
            response=_response(said.response, one.matter.area),
            geometry=read_outline(said.geometry) if said.geometry else None,
            service={name: getattr(said, name) for name in SERVICES if getattr(said, name)},
            proposed_by_id=one.line.actor.person,
            **{name: getattr(said, name) for name in (
                "authority", "legal_basis", "reason", "effective_from", "clock_start", "expected_until", "service_phone",
                "notice", "why_larger",
            )},
        )  # fmt: skip
    decision_asked(done)


def _known_places(asked: Sequence[str], area: str) -> list[str]:
    places = outermost(asked)
    known = set(Area.objects.filter(code__in=places).values_list("code", flat=True))
    if unknown := [code for code in places if code not in known]:
        words = Words("没有这个地点：{code}", "There is no such place: {code}").fill(code=unknown[0])
        raise Refused(words, {"places": words})
    if not all(codes.covers(area, code) for code in places):
        words = Words("有的楼不在这个区域的范围里。", "Some buildings lie outside the area of the zone.")
        raise Refused(words, {"places": words})
    return places


def _response(code: str, area: str) -> Response | None:
    if not code:
        return None
    found = Response.objects.filter(code=code, ended_at=None).first()
    if found is None or not codes.covers(found.area, area):
        words = Words("没有这个进行中的应急响应。", "There is no such response in force here.")
        raise Refused(words, {"response": words})
    return found


def _zones(done: Sequence[Done]) -> dict[int, Zone]:
    rows = Zone.objects.select_for_update().filter(pk__in=[one.matter.pk for one in done])
    return {zone.pk: zone for zone in rows}


def decision_asked(done: Sequence[Done]) -> None:
    """The desk that holds the proposal should decide."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        values = {"name": zone.name, "kind": _kind_title(zone), "code": one.matter.code, "reach": reach_of(zone.planned).words}  # fmt: skip
        telling.desk(one, notices.PROPOSED, values)


def _kind_title(zone: Zone) -> Words:
    return kind_or_refuse(zone.kind, zone.area)[0].title


def zone_begin(done: Sequence[Done]) -> None:
    """Decided: by another person where the rule asks for four eyes; phase, places and notices in one act."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        kind, source = kind_or_refuse(zone.kind, zone.area)
        if kind.four_eyes and one.line.actor.person == zone.proposed_by_id:
            raise Refused(
                Words("提出的人不能自己批准，请另一位来决定。", "Whoever proposed it cannot decide it: another person must.")
            )  # fmt: skip
        check_burden(kind, zone.area)
        check_places(kind, zone.planned)
        check_period(kind, max(zone.clock_start, zone.effective_from), zone.expected_until)
        # Nothing is forbidden for the time before it was decided.
        start = max(zone.effective_from, one.line.at)
        zone.decided_by_id, zone.decided_at = one.line.actor.person, one.line.at
        zone.save(update_fields=["decided_by", "decided_at"])
        ZonePlace.objects.bulk_create(ZonePlace(zone=zone, area=code, since=start) for code in zone.planned)
        ZonePhase.objects.create(
            zone=zone, area=zone.area, kind=zone.kind, rule=kind.model_dump(mode="json"), source_zh=source.zh,
            source_en=source.en, since=start, clock_start=zone.clock_start, decided_by_id=one.line.actor.person,
            reason=zone.reason[:1000],
        )  # fmt: skip
        telling.begun(one, zone, kind)
        venues_close(one, zone, zone.planned, kind)


def zone_close(done: Sequence[Done]) -> None:
    """Never came into force: the reason is kept."""
    for one in done:
        Zone.objects.filter(pk=one.matter.pk).update(
            outcome=getattr(one.facts, "reason", ""), over_at=one.line.at
        )


def _phase(zone: Zone) -> ZonePhase:
    phase = phase_now(zone)
    assert phase is not None  # noqa: S101 - a zone in force has one
    return phase


def _prove(one: Done, what: str, on: dt.date, data: dict[str, Any]) -> None:
    ZoneProof.objects.create(
        zone_id=one.matter.pk, area=one.matter.area, what=what, on=on, data=data, at=one.line.at,
        by_id=one.line.actor.person,
    )  # fmt: skip


def zone_restart(done: Sequence[Done]) -> None:
    """A new positive: the days count anew from when it was found, if the rule says so."""
    zones = _zones(done)
    for one in done:
        zone, said = zones[one.matter.pk], one.facts
        assert said is not None  # noqa: S101 - the act takes facts
        phase = _phase(zone)
        found: dt.datetime = getattr(said, "found_at")  # noqa: B009
        if found > one.line.at:
            raise Refused(FUTURE, {"found_at": FUTURE})
        start = max(found, phase.clock_start) if phase.means.restarts else phase.clock_start
        _until(zone, phase, start, said)
        venues_extend(zone)
        if start != phase.clock_start:
            _turn(zone, phase, one, phase.kind, phase.rule, Words(phase.source_zh, phase.source_en), start)
        _prove(one, "positive", timezone.localtime(found).date(), {"found_at": found.isoformat()})
        telling.changed(
            one, zone, Words("区内有新增感染者，天数重新计算", "a new infection: days count anew")
        )


def _until(zone: Zone, phase: ZonePhase, start: dt.datetime, said: Any) -> None:
    """Move the expected end, within what the rule of the phase allows."""
    check_period(phase.means, max(start, zone.effective_from), said.expected_until)
    zone.expected_until = said.expected_until
    zone.save(update_fields=["expected_until"])


def _turn(
    zone: Zone, phase: ZonePhase, one: Done, kind: str, rule: Any, source: Words, start: dt.datetime
) -> None:
    """Close a phase and begin the next: what the zone was stays on record."""
    at = max(one.line.at, phase.since)
    ZonePhase.objects.filter(pk=phase.pk).update(until=at)
    ZonePhase.objects.create(
        zone=zone, area=zone.area, kind=kind, rule=rule, source_zh=source.zh, source_en=source.en, since=at,
        clock_start=start, decided_by_id=one.line.actor.person, reason=getattr(one.facts, "reason", ""),
    )  # fmt: skip
    zone.kind, zone.clock_start = kind, start
    zone.save(update_fields=["kind", "clock_start"])


def contacts_keep(done: Sequence[Done]) -> None:
    """Where the close contacts stand."""
    for one in done:
        said: Any = one.facts
        exposed = said.last_exposure.isoformat() if said.last_exposure else None
        _prove(one, "contacts", _day(one), {"last_exposure": exposed, "negative": said.negative})


def _day(one: Done) -> dt.date:
    return timezone.localtime(one.line.at).date()


def round_keep(done: Sequence[Done]) -> None:
    """A round of tests; nobody is counted twice, and none lies ahead."""
    for one in done:
        said: Any = one.facts
        if said.on > _day(one):
            raise Refused(FUTURE, {"on": FUTURE})
        if said.tested > said.expected or said.positive > said.tested:
            words = Words("已检不能多于应检，阳性不能多于已检。", "More tested than there are, or more positive than tested.")  # fmt: skip
            raise Refused(words, {"tested": words})
        data = {"expected": said.expected, "tested": said.tested, "positive": said.positive}
        _prove(one, "round", said.on, data)


def zone_change(done: Sequence[Done]) -> None:
    """Up at once, with a reason; down when the conditions hold, or early with a reason."""
    zones = _zones(done)
    for one in done:
        zone, said = zones[one.matter.pk], one.facts
        phase = _phase(zone)
        code: str = getattr(said, "kind")  # noqa: B009
        kind, source = kind_or_refuse(code, zone.area)
        if code == phase.kind:
            words = Words("现在就是这一种。", "It is of that kind already.")
            raise Refused(words, {"kind": words})
        lower = kind.severity < phase.means.severity
        if lower and not getattr(said, "early", False):
            _refuse_unready(zone, Words("还不能降级：{left}", "It cannot be lowered yet: {left}"))
        places = list(ZonePlace.objects.filter(zone=zone, until=None).values_list("area", flat=True))
        check_burden(kind, zone.area)
        check_places(kind, places)
        # Days go on counting where it steps down; a step up counts from now.
        start = phase.clock_start if lower and not kind.lift.clear_days else one.line.at
        check_period(kind, max(start, zone.effective_from), getattr(said, "expected_until"))  # noqa: B009
        zone.expected_until = getattr(said, "expected_until")  # noqa: B009
        zone.save(update_fields=["expected_until"])
        _turn(zone, phase, one, code, kind.model_dump(mode="json"), source, start)
        venues_open(zone, kind=kind)
        venues_extend(zone)
        venues_close(one, zone, places, kind)
        telling.changed(one, zone, Words("改为{kind}，{rule}", "now {kind}: {rule}").fill(kind=kind.title, rule=kind.rule))  # fmt: skip


def _refuse_unready(zone: Zone, words: Words) -> None:
    left = [state for state in lift_state(zone) if not state.holds]
    if left:
        said = Words(
            "；".join(f"{one.asks.zh}（{one.why.zh}）" for one in left),
            "; ".join(f"{one.asks.en} ({one.why.en})" for one in left),
        )
        raise Refused(words.fill(left=said))


def zone_extend(done: Sequence[Done]) -> None:
    """A later end, within what the rule allows."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        phase = _phase(zone)
        _until(zone, phase, phase.clock_start, one.facts)
        venues_extend(zone)
        telling.changed(one, zone, Words("预计日期有变化", "the expected end has moved"))


def places_add(done: Sequence[Done]) -> None:
    """More buildings, not wider than the rule allows."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        asked = _known_places(getattr(one.facts, "places"), zone.area)  # noqa: B009
        check_places(_phase(zone).means, asked)
        there = set(ZonePlace.objects.filter(zone=zone, until=None).values_list("area", flat=True))
        fresh = [code for code in asked if not any(codes.covers(outer, code) for outer in there)]
        reason = str(getattr(one.facts, "reason", ""))[:400]
        ZonePlace.objects.bulk_create(
            ZonePlace(zone=zone, area=code, since=one.line.at, reason=reason) for code in fresh
        )
        venues_close(one, zone, fresh, _phase(zone).means)
        telling.residents(one, zone, fresh, notices.IN_FORCE, telling.begun_values(zone, _phase(zone).means))


def places_free(done: Sequence[Done]) -> None:
    """Some buildings are free; the last one is freed by lifting the zone."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        held = ZonePlace.objects.filter(zone=zone, until=None)
        asked = set(getattr(one.facts, "places"))  # noqa: B009
        freed = list(held.filter(area__in=asked).values_list("area", flat=True))
        if not freed or len(freed) == held.count():
            words = Words("请选这个区域里的楼，至少留一栋；全部放开请用“解除”。", "Choose buildings of this zone and leave one; to free all, lift it.")  # fmt: skip
            raise Refused(words, {"places": words})
        held.filter(area__in=freed).update(until=one.line.at)
        venues_open(zone, freed)
        releases_ask(zone, freed)
        telling.residents(
            one, zone, freed, notices.LIFTED, {"name": zone.name, "hotline": zone.service_phone}
        )


def zone_lift(done: Sequence[Done]) -> None:
    """Lifted by a person: all conditions hold, or the reason why not stands on record."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        early = str(getattr(one.facts, "early_reason", ""))
        phase = _phase(zone)
        if not early:
            _refuse_unready(zone, Words("还有条件没满足：{left}。要提前解除，请写明原因。", "Not yet: {left}. To lift it early, give the reason."))  # fmt: skip
            if phase.means.lift.becomes:
                becomes = kind_or_refuse(phase.means.lift.becomes, zone.area)[0]
                raise Refused(
                    Words("按规则先改为{kind}，请用“改变种类”。", "By the rule it first becomes {kind}: change its kind.").fill(kind=becomes.title)
                )  # fmt: skip
        _free_all(one, zone, early)
        zone.lifted_by_id = one.line.actor.person
        zone.save(update_fields=["lifted_by"])


def _free_all(one: Done, zone: Zone, outcome: str) -> None:
    held = list(ZonePlace.objects.filter(zone=zone, until=None).values_list("area", flat=True))
    ZonePlace.objects.filter(zone=zone, until=None).update(until=one.line.at)
    ZonePhase.objects.filter(zone=zone, until=None).update(until=one.line.at)
    zone.over_at = one.line.at
    zone.lifted_at = one.line.at if zone.decided_at else None
    zone.outcome = outcome
    zone.save(update_fields=["lifted_at", "over_at", "outcome"])
    venues_open(zone)
    releases_ask(zone)
    telling.residents(one, zone, held, notices.LIFTED, {"name": zone.name, "hotline": zone.service_phone})


def zone_end(done: Sequence[Done]) -> None:
    """Its response has ended, and so does it."""
    zones = _zones(done)
    for one in done:
        _free_all(one, zones[one.matter.pk], str(getattr(one.facts, "reason", "")))


def zone_look(done: Sequence[Done]) -> None:
    """Its clock rang: where it could be lifted, or its end is past, somebody above has to hear of it."""
    for one in done:
        zone = Zone.objects.get(pk=one.matter.pk)
        if overdue_why(zone, one.line.at):
            perform(code=one.matter.code, act="overdue", actor=SYSTEM)


def overdue_why(zone: Zone, at: dt.datetime) -> Words | None:
    """Why a zone in force ought to be lifted or lowered by now; None when it ought not."""
    phase = phase_now(zone)
    if phase is None:
        return None
    if ready(lift_state(zone, at)):
        return Words("解除条件已经全部满足", "all conditions for lifting hold")
    if zone.expected_until <= at:
        when = moment_words(timezone.localtime(zone.expected_until), at)
        return Words("已过预计日期 {when}", "its expected end, {when}, is past").fill(when=when)
    return None


def lift_asked(done: Sequence[Done]) -> None:
    """Tell the desk that holds it now that it is to be lifted, and why."""
    zones = _zones(done)
    for one in done:
        zone = zones[one.matter.pk]
        why = overdue_why(zone, one.line.at) or Words("", "")
        telling.desk(one, notices.OVERDUE, {"name": zone.name, "code": one.matter.code, "why": why})
