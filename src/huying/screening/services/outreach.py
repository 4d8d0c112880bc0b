"""The ledger of those away, surveys of staff, counted reminders, re-checks drawn by chance."""

import datetime as dt
import math
import random
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from huying.base.clock import now
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import matter_open, perform
from huying.people.models import Resident
from huying.people.seats import Seat, as_actor
from huying.places import scope
from huying.rulebook.queries import reader
from huying.screening.models import Declaration, Inspection, Outreach, Returnee, Site, Survey, SurveyAnswer
from huying.screening.queries.applies import leading, readings
from huying.screening.queries.where import place_found
from huying.screening.rules_travel import SAMPLE
from huying.screening.travel_facts import Answering, Drawing, Surveying

from .several import Common, OneRow, declarings
from .travel import OneDeclared, declare_many

if TYPE_CHECKING:
    from huying.matters.models import Matter


NO_PHONE = Words(
    "台账里没有电话，请先到“代为报备”里登记，写上电话。",
    "The ledger has no phone: take the declaration down with one.",
)


def returnee_write(
    *,
    area: str,
    name: str,
    place_text: str,
    phone: str = "",
    away: str = "other",
    site_name: str = "",
    expected_on: dt.date | None = None,
    route: str = "",
    note: str = "",
    by: int | None = None,
    resident_id: int | None = None,
) -> tuple[Returnee, bool]:
    """Write a line of the ledger; a line of the same phone and place that has not ended is brought up to date."""  # fmt: skip
    kept = {
        "name": name, "away": away, "place": place_found(place_text), "place_text": place_text, "site_name": site_name,
        "expected_on": expected_on, "route": route, "note": note, "asked_at": now(), "asked_by_id": by, "resident_id": resident_id,
    }  # fmt: skip
    with transaction.atomic():
        found = None
        if phone:
            same = Returnee.objects.select_for_update().filter(
                phone_hash=keyed_hash(phone, "phone"), area=area, returned_on=None
            )
            found = next((row for row in same if row.name == name), None)
        if found is None:
            return Returnee.objects.create(area=area, phone=phone, **kept), True
        for field, value in kept.items():
            if value not in ("", None):
                setattr(found, field, value)
        found.save()
    return found, False


def resident_at_home(*, resident: Resident, by: int) -> Returnee:
    """A resident of the roster was asked and is at home: nobody has to ask again."""
    return Returnee.objects.create(
        area=resident.area, resident=resident, name=resident.name, away="home", place_text="在家",
        returned_on=timezone.localdate(now()), asked_by_id=by,
    )  # fmt: skip


def returnee_returned(*, row: Returnee, arrives_at: dt.datetime, seat: Seat) -> "Matter":
    """Somebody of the ledger is back or on the way: their declaration is opened from what is known.

    Raises Refused without a phone number: contact has to be made.
    """
    if not row.phone:
        raise Refused(NO_PHONE)
    day = timezone.localdate(arrives_at)
    one = OneRow(
        name=row.name, phone=row.phone or "", place=row.place_text, came=day - dt.timedelta(days=1), left=day
    )
    said = declarings([one], Common(arrives_at, declarant="grid"), None)[0]
    with transaction.atomic():
        matter = declare_many(
            rows=[OneDeclared(said, row.area, f"returnee:{row.pk}:{day}", row.resident_id)], actor=as_actor(seat), channel="ledger"
        )[0]  # fmt: skip
        row.returned_on, row.declaration_id = day, matter.pk
        row.save(update_fields=["returned_on", "declaration"])
    return matter


def survey_send(*, site: Site, said: Surveying, actor: Actor) -> "Matter":
    """Ask a site where each of its people has been."""
    return matter_open(kind="screening.survey", area=site.area, actor=actor, facts=said, extra=site)


def survey_answer(*, survey: Survey, rows: Sequence[OneRow], actor: Actor) -> int:
    """Take in what a site says of its people; those a rule concerns are declared at once. How many are answered for.

    A row without a place says: nowhere else. The same name again replaces what was said before.
    """
    known = readings()
    day = timezone.localdate(now())
    with transaction.atomic(), scope.everything("a site answers a survey"):
        concerned: list[tuple[SurveyAnswer, OneRow]] = []
        for row in rows:
            left = row.left or day
            stays = [known.stay(row.place, row.came or left, left)] if row.place else []
            category, _ = leading(known.because(survey.area, stays, (), day))
            answer, _ = SurveyAnswer.objects.update_or_create(
                survey=survey, name_hash=keyed_hash(row.name, "name"),
                defaults={
                    "area": survey.area, "name": row.name, "phone": row.phone, "away": bool(row.place),
                    "stays": f"{row.place} {row.came or ''} {row.left or ''}".strip(), "category": category, "said_at": now(),
                },
            )  # fmt: skip
            if category and answer.declaration_id is None:
                concerned.append((answer, row))
        if concerned:
            site = survey.site
            said = declarings([row for _, row in concerned], Common(now(), declarant=_declarant(site)), site)
            key = f"survey:{survey.pk}"
            made = declare_many(
                rows=[
                    OneDeclared(one, survey.area, f"{key}:{answer.pk}")
                    for one, (answer, _) in zip(said, concerned, strict=True)
                ],
                actor=Actor("system", name=site.name), channel="survey", site=site,
            )  # fmt: skip
            for matter, (answer, _) in zip(made, concerned, strict=True):
                SurveyAnswer.objects.filter(pk=answer.pk).update(declaration_id=matter.pk)
        count = survey.answers.count()
        perform(code=survey.matter.code, act="answer", actor=actor, facts=Answering(count=count))
    return count


def _declarant(site: Site) -> Any:
    return site.told_as


def outreach_record(*, seat: Seat, kind: str, area: str, count: int = 1, where: str = "") -> Outreach:
    """Count something done so that people declare."""
    moment = now()
    return Outreach.objects.create(
        area=area,
        kind=kind,
        at=moment,
        day=timezone.localdate(moment),
        by_id=seat.user_id,
        count=count,
        where=where[:120],
    )


NOTHING = Words("没有可以抽查的了。", "There is nothing left to draw.")


def inspections_draw(*, seat: Seat, line: str, chance: random.Random | None = None) -> "list[Matter]":
    """Draw a share of the files of the last week for a re-check, by chance; a file is drawn once by a line."""
    since = now() - dt.timedelta(days=7)
    drawn = Inspection.objects.filter(line=line).values("declaration")
    rows = scope.within(Declaration.objects.filter(declared_at__gte=since), seat.area)
    total = rows.count()
    left = list(rows.exclude(pk__in=drawn).order_by("pk").values_list("pk", flat=True))
    share: float = reader(now()).share(SAMPLE.code, seat.area)
    wanted = min(len(left), max(1, math.ceil(total * share)))
    if not left or not wanted:
        raise Refused(NOTHING)
    # Chance that nobody can guess, so that no file is spared.
    picked = (chance or random.SystemRandom()).sample(left, wanted)
    files = Declaration.objects.in_bulk(picked)
    facts = Drawing(line=line)  # type: ignore[arg-type]
    return [
        matter_open(
            kind="screening.inspection", area=files[pk].area, actor=as_actor(seat), facts=facts, extra=files[pk],
            once=f"inspect:{line}:{pk}",
        )
        for pk in picked
    ]  # fmt: skip
