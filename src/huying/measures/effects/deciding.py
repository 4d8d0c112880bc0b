"""Proposed, decided, lengthened, shortened, counted anew: always by a person, on a rule, for a reason."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q

from huying.base.ids import new_code
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.measures import calendar as calendars
from huying.measures import measure_facts as facts
from huying.measures import measure_notices as notices
from huying.measures import person_rules as rules
from huying.measures import terms
from huying.measures.calendar import Calendar
from huying.measures.models import Measure, ZonePlace
from huying.measures.regimes import Extension, Regime, Reset
from huying.messages.services import tell_many
from huying.people.models import Resident
from huying.places.codes import ancestors, covers
from huying.rulebook.models import Response, RuleSet
from huying.rulebook.queries import Because, categories, reader

from .common import day_of, decider_words, measures_of, ruling, said, to_desk, to_person
from .planning import calendar_set, plan_refresh

NO_RESPONSE = Words(
    "这里没有正在进行的应急响应，不能采取管控措施。",
    "No emergency response is in force here: no measure may be imposed.",
)
NO_RULE = Words(
    "现行规则对“{what}”没有规定管控措施，不能采取。",
    "No rule in force provides a measure for “{what}”: none may be imposed.",
)
STRICTER = Words(
    "“{chosen}”比现行规则对这一类人员的规定更严，不能选。",
    "“{chosen}” is stricter than what the rule in force says for this category.",
)
NO_ZONE = Words("这个人住的地方不在这个区域里。", "Where this person stays does not lie in that zone.")
NO_EXPOSURE = Words(
    "要先写明末次暴露日期，规则从那天起算。", "Give the day of the last exposure: the rule counts from it."
)
NO_ARRIVAL = Words("要先写明抵达日期，规则从那天起算。", "Give the day of arrival: the rule counts from it.")
OVER = Words(
    "从{start}起算，规定的天数已经满了，不能再采取。",
    "Counted from {start} the days of the rule are over already: nothing may be imposed.",
)
TOO_LONG = Words(
    "现行规则没有规定这种情形可以延长。", "No rule in force lets a measure be lengthened for this."
)
NOT_LONGER = Words("按这条规则已经够长，不用延长。", "It is as long as that rule says already.")
NO_RESET = Words(
    "现行规则没有规定这种情形可以重新计天。", "No rule in force lets the days count anew for this."
)
NOT_SHORTER = Words(
    "新的截止日要在今天以后、原截止日以前。",
    "The new last day must lie between today and the present last day.",
)
NOT_MILDER = Words("只能改为更轻的措施。", "Only something milder can be chosen.")


def response_for(area: str, at: dt.datetime) -> Response | None:
    """The response in force that covers an area, the nearest one first."""
    in_force = Response.objects.filter(area__in=[area, *ancestors(area)], starts__lte=at).filter(
        Q(ended_at=None) | Q(ended_at__gt=at)
    )
    return in_force.order_by("-area", "-starts").first()


def proposed(done: Sequence[Done]) -> None:
    """Keep who and why; a measure that nobody decided binds nobody."""
    wanted = [pk for one in done if (pk := said(one, facts.Proposal).resident) is not None]
    known = set(Resident.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    zones = _zones_named(said(one, facts.Proposal).zone for one in done)
    nearest = {one.matter.area: response_for(one.matter.area, one.line.at) for one in done}
    rows = []
    for one in done:
        told = said(one, facts.Proposal)
        if told.zone and not any(covers(place, one.matter.area) for place in zones.get(told.zone, ())):
            raise Refused(NO_ZONE, {"zone": NO_ZONE})
        names = (
            "category", "name", "phone", "identity", "address", "exposed_at", "found_at", "arrived_on", "reason",
            "source", "site_hint", "cohort", "zone",
        )  # fmt: skip
        rows.append(
            Measure(
                matter=one.matter,
                area=one.matter.area,
                response=nearest[one.matter.area],
                regime=told.regime or "",
                resident_id=told.resident if told.resident in known else None,
                notice=new_code(),
                **{name: getattr(told, name) for name in names},
            )
        )
    Measure.objects.bulk_create(rows)
    waiting(done)


def _zones_named(named: Iterable[str]) -> dict[str, list[str]]:
    """The places of the zones in force that go by these codes."""
    found: dict[str, list[str]] = {}
    wanted = {code for code in named if code}
    if wanted:
        held = ZonePlace.objects.filter(zone__code__in=wanted, until=None)
        for code, area in held.values_list("zone__code", "area"):
            found.setdefault(code, []).append(area)
    return found


def waiting(done: Sequence[Done]) -> None:
    """The desk that holds proposals should decide."""
    known = categories(done[0].matter.area, done[0].line.at)
    tells = []
    for one in done:
        code = str(one.after.facts.get("category", ""))
        words = known[code].title if code in known else Words(code, code)
        tells.append(to_desk(one, notices.TO_DECIDE, {"category": words}))
    tell_many(tells)


def rule_for(row: Measure, chosen: str | None, at: dt.datetime) -> tuple[str, Because]:
    """The regime for a person with where it comes from. Refused where no rule provides one, or a stricter one was chosen."""
    read = reader(at)
    own = read.why(rules.REGIME.code, row.area, row.category)
    code = chosen or row.regime or row.category
    because = read.why(rules.REGIME.code, row.area, code)
    if not chosen and not because.value.segments:
        # Whoever proposed it named a measure no rule here knows: the category's own is meant.
        code, because = row.category, own
    regime: Regime = because.value
    if not regime.segments:
        known = categories(row.area, at)
        what = known[code].title if code in known else Words(code, code)
        raise Refused(NO_RULE.fill(what=what), {"regime": NO_RULE.fill(what=what)})
    if code != row.category and own.value.segments and regime.stricter_than(own.value, "longer"):
        words = STRICTER.fill(chosen=regime.title())
        raise Refused(words, {"regime": words})
    return code, because


def rule_words(because: Because) -> Words:
    """A rule set by title, version and authority."""
    known = RuleSet.objects.filter(pk=because.rule_set or 0).values_list("version", flat=True)
    version = known.first() or 1
    return Words(
        f"《{because.title.zh}》第 {version} 版（{because.authority.zh}）",
        f"“{because.title.en}”, version {version} ({because.authority.en})",
    )


def calendar_for(row: Measure, regime: Regime, start: dt.date) -> Calendar:
    """The calendar a measure would have that starts on a day. Refused where a date is missing or no day is left."""
    try:
        made = calendars.placed(regime, start=start, exposed=row.exposed_at, arrived=row.arrived_on)
    except ValueError:
        field, words = (
            ("arrived_on", NO_ARRIVAL) if regime.day_one == "arrival" else ("exposed_at", NO_EXPOSURE)
        )
        raise Refused(words, {field: words}) from None
    if made.empty:
        counted = row.arrived_on if regime.day_one == "arrival" else row.exposed_at
        raise Refused(OVER.fill(start=f"{counted or start:%Y-%m-%d}"))
    return made


def decided(done: Sequence[Done]) -> None:
    """A person imposes it: on a response in force, a rule, for a reason, with an end."""
    for one, row in measures_of(done):
        told, at = said(one, facts.Decision), one.line.at
        response = response_for(row.area, at)
        if response is None:
            raise Refused(NO_RESPONSE)
        code, because = rule_for(row, told.regime, at)
        regime: Regime = because.value
        today = day_of(at)
        row.exposed_at = told.exposed_at or row.exposed_at
        row.arrived_on = told.arrived_on or row.arrived_on
        made = calendar_for(row, regime, told.starts_on or today)
        if made.last < today:
            raise Refused(OVER.fill(start=f"{made.first:%Y-%m-%d}"))
        decider, rule = decider_words(one.line.actor), rule_words(because)
        stretch = made.at(max(today, made.first)).stretch or made.stretches[0]
        row.response, row.regime, row.live = response, code, True
        row.kind, row.starts_on, row.ends_on = stretch.kind, made.first, made.last
        row.regime_kept, row.daily_checks = regime.model_dump(mode="json"), regime.daily_checks
        row.decided_at, row.decided_by_id = at, one.line.actor.person
        row.decider_zh, row.decider_en = decider
        row.grounds, row.legal_basis = told.reason, told.legal_basis or response.legal_basis
        row.rule_code, (row.rule_zh, row.rule_en) = because.code, rule
        row.save()
        calendar_set(row, made, today)
        ruling(
            one, row, "decide", told.reason, legal_basis=row.legal_basis, rule_zh=rule.zh, rule_en=rule.en,
            ends_after=made.last,
        )  # fmt: skip
        values = {"kind": row.kind_words, "first": made.first, "last": made.last, "notice": row.notice}
        tell_many(to_person(row, one.matter, notices.DECIDED, dict(values), "decided"))
        plan_refresh(row, at)


def refused(done: Sequence[Done]) -> None:
    """A person decides that nothing is imposed."""
    for one, row in measures_of(done):
        row.over_at = one.line.at
        row.save(update_fields=["over_at"])
        ruling(one, row, "refuse", said(one, facts.Reason).reason)


def lengthened(done: Sequence[Done]) -> None:
    """A person lengthens it, for a reason a rule names; never a clock, never a missing result."""
    for one, row in measures_of(done):
        told, at = said(one, facts.Lengthening), one.line.at
        because = reader(at).why(rules.EXTENSION.code, row.area, told.why)
        extension: Extension = because.value
        if not extension.allowed:
            raise Refused(TOO_LONG, {"why": TOO_LONG})
        made = calendars.extended(row.calendar, extension, on=day_of(at))
        if made == row.calendar:
            raise Refused(NOT_LONGER, {"why": NOT_LONGER})
        changed(one, row, made, "extend", told.reason, told.legal_basis, because)


def counted_anew(done: Sequence[Done]) -> None:
    """A person lets the days count anew after an event a rule names."""
    for one, row in measures_of(done):
        told, at = said(one, facts.Resetting), one.line.at
        because = reader(at).why(rules.RESET.code, row.area, told.event)
        reset: Reset = because.value
        if reset.restarts == "nothing":
            raise Refused(NO_RESET, {"event": NO_RESET})
        if not row.calendar.first <= told.on <= day_of(at):
            words = Words(
                "要在措施开始以后、今天以前。", "It must lie between the start of the measure and today."
            )
            raise Refused(words, {"on": words})
        made = calendars.restarted(row.calendar, reset, row.rule, on=told.on)
        changed(one, row, made, "reset", told.reason, told.legal_basis, because)


def shortened(done: Sequence[Done]) -> None:
    """A person shortens it, or lets it go on as something milder."""
    for one, row in measures_of(done):
        told = said(one, facts.Shortening)
        made, today = row.calendar, day_of(one.line.at)
        if told.milder is not None:
            if terms.STRICTNESS[told.milder] >= terms.STRICTNESS[row.kind]:
                raise Refused(NOT_MILDER, {"milder": NOT_MILDER})
            made = calendars.eased(made, told.milder, on=today)
        if told.last_day is not None:
            made = cut(made, told.last_day, today)
        changed(one, row, made, "shorten", told.reason, "", None)


def cut(made: Calendar, last: dt.date, today: dt.date) -> Calendar:
    """A calendar that ends earlier, today at the earliest. Refused otherwise."""
    try:
        if last < today:
            raise ValueError("it has passed")
        return calendars.shortened(made, last=last)
    except ValueError:
        raise Refused(NOT_SHORTER, {"last_day": NOT_SHORTER}) from None


def changed(
    one: Done, row: Measure, made: Calendar, what: str, reason: str, basis: str, because: Because | None
) -> None:
    """Write a changed calendar with the decision behind it, and tell the person."""
    at, before = one.line.at, row.ends_on
    today = day_of(at)
    stretch = made.at(today).stretch
    if stretch is not None and stretch.kind != row.kind:
        row.kind = stretch.kind
        row.save(update_fields=["kind"])
    calendar_set(row, made, today)
    rule = rule_words(because) if because else Words("", "")
    ruling(
        one, row, what, reason, legal_basis=basis, rule_zh=rule.zh, rule_en=rule.en, ended_before=before,
        ends_after=made.last,
    )  # fmt: skip
    told = {"what": terms.RULINGS[what], "last": made.last}
    tell_many(to_person(row, one.matter, notices.CHANGED, dict(told), str(one.line.seq)))
    plan_refresh(row, at)
