"""What follows from acts on declarations: rows, versions, measures, notices."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from huying.base.clock import now
from huying.base.errors import NotYours
from huying.base.mask import mask_name
from huying.base.spans import moment_words
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places.queries import area_name
from huying.rulebook.queries import categories
from huying.screening import travel_notices as notices
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Reached, Stay
from huying.screening.queries.applies import NO_RULE, duty_of
from huying.screening.queries.travel import response_at
from huying.screening.services.travel import Origin, notice_at, reached_of, row_follow, stays_of, version_keep

MEASURE = "measures.measure"
NO_MEASURES = Words(
    "管理措施还没有启用，请写明原因后直接办结。", "Measures are not in use here: settle it with a reason."
)


def declaration_keep(done: Sequence[Done]) -> None:
    """Write what was declared, with the stays; tell the desk and the employer, hotel or school."""
    rows, stays = [], []
    for one in done:
        origin: Origin | None = one.extra if isinstance(one.extra, Origin) else None
        said: Any = one.facts
        row = Declaration(
            matter=one.matter, area=one.matter.area, declared_at=one.line.at,
            response_id=origin.response_id if origin else response_at(one.matter.area),
            resident_id=origin.resident_id if origin else None, party=origin.party if origin else "",
            channel=origin.channel if origin else "desk",
            recorded_by_id=one.line.actor.person, notice_version=notice_at(one.matter.area).version,
            language=origin.language if origin else "zh",
        )  # fmt: skip
        row_follow(row, said, origin)
        rows.append(row)
        stays.append((row, said, origin))
    Declaration.objects.bulk_create(rows)
    Stay.objects.bulk_create(
        [stay for row, said, origin in stays for stay in stays_of(row, said.stays, origin)]
    )
    reached = [one for row, said, origin in stays for one in reached_of(row, origin, said)]
    Reached.objects.bulk_create(reached)
    _tell_desks(done, rows)
    _tell_sites(done, rows, reached)
    _tell_symptoms(done, rows)


def declaration_correct(done: Sequence[Done]) -> None:
    """Keep the version before, then let the row say what is said now."""
    for one in done:
        row = _row(one)
        said: Any = one.facts
        version_keep(row, by=one.line.actor.name or one.line.actor.role, reason=said.reason)
        origin: Origin | None = one.extra if isinstance(one.extra, Origin) else None
        before = row.category
        row_follow(row, said, origin)
        row.version += 1
        if row.category != before:
            row.concerned_at, row.freed_at = (now(), None) if row.category else (None, now())
        row.save()
        row.stays.all().delete()
        Stay.objects.bulk_create(stays_of(row, said.stays, origin))
        told = set(row.reached.values_list("site", flat=True))
        row.reached.all().delete()
        reached = Reached.objects.bulk_create(reached_of(row, origin, said))
        _tell_sites(
            [one], [row], [new for new in reached if new.site_id not in told or row.category != before]
        )
        if row.category != before:
            _tell_desks([one], [row])
        _tell_symptoms([one], [row])


def arrival_keep(done: Sequence[Done]) -> None:
    """When they arrived; not later than now."""
    for one in done:
        at = getattr(one.facts, "arrived_at", None) or one.line.at
        if at > one.line.at:
            words = Words("到达时间不能晚于现在。", "The arrival cannot lie in the future.")
            raise Refused(words, {"arrived_at": words})
        Declaration.objects.filter(pk=one.matter.pk).update(arrived_at=at)


def contact_keep(done: Sequence[Done]) -> None:
    """When contact was made, and the symptoms told then."""
    for one in done:
        row = _row(one)
        row.contacted_at = one.line.at
        row.arrived_at = row.arrived_at or (one.line.at if row.arrives_at <= one.line.at else None)
        row.symptoms = sorted({*row.symptoms, *getattr(one.facts, "symptoms", ())})
        row.save(update_fields=["contacted_at", "arrived_at", "symptoms"])


def measure_propose(done: Sequence[Done]) -> None:
    """Open the measure this leads to, told all that was declared."""
    for one in done:
        try:
            takes = kind_of(MEASURE).act("propose").takes
        except KeyError:
            raise Refused(NO_MEASURES)
        row, said = _row(one), one.facts
        category = getattr(said, "category", "") or row.category
        if not category or category not in categories(row.area):
            words = Words("请选归入哪一类。", "Say which category.")
            raise Refused(words, {"category": words})
        last = max(
            (stay.left for stay in row.stays.all() if stay.left), default=timezone.localdate(row.arrives_at)
        )
        told = {
            "category": category, "name": row.name, "phone": row.phone, "identity": "",
            "address": f"{area_name(row.area, from_grade='district').zh} {row.place_text} {row.room}".strip(),
            "exposed_at": getattr(said, "exposed_at", None) or last, "found_at": one.line.at,
            "reason": getattr(said, "reason", ""), "source": f"来返报备 {one.matter.code}", "resident": row.resident_id,
            "arrived_on": timezone.localdate(row.arrived_at or row.arrives_at), "cohort": _cohort(row),
            "site_hint": next((one.name for one in row.reached.filter(kind="hotel")), ""),
            "regime": duty_of(row.area, category).regime,
        }  # fmt: skip
        assert takes is not None  # noqa: S101 - proposing a measure takes facts
        known = {name: value for name, value in told.items() if name in takes.model_fields}
        child = matter_open(
            kind=MEASURE, act="propose", area=row.area, actor=_on_behalf(one), facts=takes.model_validate(known),
            parent=one.matter, once=f"declared:{one.matter.code}:{one.line.seq}",
        )  # fmt: skip
        Declaration.objects.filter(pk=row.pk).update(measure=child.code)


def _on_behalf(one: Done) -> Actor:
    """The declaration proposes; who pressed the button stands in the history of both."""
    return Actor("linked", person=one.line.actor.person, name=one.line.actor.name)


def _cohort(row: Declaration) -> str:
    """The flight or train with its day: those who came by it are decided together."""
    day = timezone.localdate(row.arrives_at)
    return (
        f"{row.number} {day:%m-%d}"
        if row.number and row.transport in ("plane", "train", "coach", "ship")
        else ""
    )


def measure_done(done: Sequence[Done]) -> None:
    """The measure is decided and carried out: what was declared is settled."""
    _end(done, "措施已落实")


def test_keep(done: Sequence[Done]) -> None:
    """The last test; a positive one is told at once."""
    for one in done:
        said: Any = one.facts
        Declaration.objects.filter(pk=one.matter.pk).update(test_result=said.result, test_at=said.sampled_at)
        if said.result == "positive":
            words = Words("检测阳性，请按阳性人员流程马上处置。", "The test is positive: act at once.")
            _tell(one, notices.FEVER, {"code": one.matter.code, "words": words})


def outcome_keep(done: Sequence[Done]) -> None:
    """Why it ended so."""
    for one in done:
        _end([one], getattr(one.facts, "reason", ""))


def reread_told(done: Sequence[Done]) -> None:
    """Tell the desk who came into a rule or is free of it."""
    for one in done:
        said: Any = one.facts
        words = Words(said.words, said.words)
        told = notices.CONCERNED if said.category else notices.FREED
        _tell(one, told, {"code": one.matter.code, "words": words})


def concern_keep(done: Sequence[Done]) -> None:
    """Somebody settled is concerned after all."""
    Declaration.objects.filter(pk__in=[one.matter.pk for one in done]).update(ended_at=None, outcome="")
    reread_told(done)


def desk_told(done: Sequence[Done]) -> None:
    """The desk it climbed to is told."""
    rows = Declaration.objects.in_bulk([one.matter.pk for one in done])
    for one in done:
        values = {"code": one.matter.code, "category": category_words(rows[one.matter.pk])}
        _tell(one, notices.LATE, values)


def category_words(row: Declaration) -> Words:
    """What a declaration's category is called at its place."""
    known = categories(row.area)
    return known[row.category].title if row.category in known else NO_RULE


def _row(one: Done) -> Declaration:
    row = Declaration.objects.select_for_update(of=("self",)).filter(pk=one.matter.pk).first()
    if row is None:
        raise NotYours(one.matter.code)
    return row


def _end(done: Sequence[Done], why: str) -> None:
    for one in done:
        Declaration.objects.filter(pk=one.matter.pk).update(ended_at=one.line.at, outcome=why[:1000])


def _tell(one: Done, template: str, values: dict[str, Any]) -> None:
    holder = one.after.holder
    tell_many(
        [
            Tell(
                to=Recipient(unit=holder.unit, area=holder.area), template=template, values=values,
                about=one.matter.code, area=one.matter.area, once=f"{template}:{one.matter.code}:{one.line.seq}",
            )
        ]
    )  # fmt: skip


def _values(one: Done, row: Declaration) -> dict[str, Any]:
    local = timezone.localtime(row.arrives_at)
    return {
        "who": mask_name(row.name), "when": moment_words(local, timezone.localtime(now())),
        "category": category_words(row), "code": one.matter.code,
    }  # fmt: skip


def _tell_desks(done: Sequence[Done], rows: Sequence[Declaration]) -> None:
    """Those whom a rule concerns are told one by one; all others stand on the list of arrivals."""
    for one, row in zip(done, rows, strict=True):
        if row.category:
            _tell(one, notices.DECLARED, _values(one, row))


def _tell_sites(done: Sequence[Done], rows: Sequence[Declaration], reached: Sequence[Reached]) -> None:
    """Every registered employer, hotel and school that was named hears who comes, when, and into which category."""
    known = {one.matter.pk: (one, row) for one, row in zip(done, rows, strict=True)}
    tells = []
    for named in reached:
        one, row = known[named.declaration_id]
        site = named.site
        if site is not None and site.contact_phone:
            tells.append(
                Tell(
                    to=Recipient(phone=site.contact_phone), template=notices.SITE,
                    values=_values(one, row) | {"site": site.name, "code": site.code}, about=one.matter.code,
                    area=row.area, once=f"{notices.SITE}:{one.matter.code}:{one.line.seq}:{site.pk}",
                )
            )  # fmt: skip
    if tells:
        tell_many(tells)


def _tell_symptoms(done: Sequence[Done], rows: Sequence[Declaration]) -> None:
    for one, row in zip(done, rows, strict=True):
        if row.symptoms:
            said = [terms.SYMPTOMS[name] for name in row.symptoms if name in terms.SYMPTOMS]
            words = Words("、".join(word.zh for word in said), ", ".join(word.en for word in said))
            _tell(one, notices.FEVER, {"code": one.matter.code, "words": words})
