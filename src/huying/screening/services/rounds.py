"""Daily rounds: begun every morning where a response goes on, each door answered once, what is found acted on."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from huying.base.clock import now
from huying.kernel.kinds import kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.kernel.words import Words
from huying.matters.services import SYSTEM, matter_open, perform
from huying.people.models import Household, Resident
from huying.people.seats import Seat, as_actor
from huying.people.services import households_given
from huying.places import codes, scope
from huying.places.models import Area
from huying.rulebook.models import Response
from huying.rulebook.queries import reader
from huying.screening import rules_rounds as rules
from huying.screening import travel_terms as terms
from huying.screening.models import Declaration, Returnee, Round, RoundLine
from huying.screening.queries import rounds as queries
from huying.screening.queries.travel import response_at
from huying.screening.round_facts import Beginning, Changed
from huying.screening.travel_facts import Declaring, StayIn

from .outreach import returnee_write
from .travel import OneDeclared, declare_many

KIND = "screening.round"
HELP = "help.request"
OVER = Words("这一轮排摸已经结束。", "This round is over.")
ANSWERED = Words("这一户已经问过了。", "This door was asked already.")
FIRST, NEXT, USUAL = 1, 2, 9


def rounds_begin(areas: Iterable[str] | None = None) -> int:
    """Begin today's round of every grid where a response goes on and its hour has come; how many are new.

    Yesterday's that is not done is carried over: who was not reached comes first today.
    """
    moment, fresh = timezone.localtime(now()), 0
    with transaction.atomic(), scope.everything("beginning daily rounds"):
        for grid in _grids(areas):
            if moment.hour < reader(moment).count(rules.HOUR.code, grid):
                continue
            fresh += _begin(grid, moment.date())
    return fresh


def _grids(areas: Iterable[str] | None) -> list[str]:
    running = [row.area for row in Response.objects.filter(starts__lte=now(), ended_at=None)]
    wanted = list(areas) if areas is not None else running
    found: set[str] = set()
    for area in wanted:
        if not any(codes.covers(one, area) for one in running):
            continue
        low, high = codes.span(area)
        found.update(
            Area.objects.filter(grade="grid", code__range=(low, high)).values_list("code", flat=True)
        )
    return sorted(found)


def _begin(grid: str, day: dt.date) -> int:
    if Round.objects.filter(area=grid, day=day).exists():
        return 0
    response = response_at(grid)
    if response is None:
        return 0
    households_given(grid)
    ranked = _ranked(grid, day)
    for code in Round.objects.filter(area=grid, matter__ended_at=None).values_list("matter__code", flat=True):
        perform(code=code, act="carry_over", actor=SYSTEM)
    if not ranked:
        return 0
    facts = Beginning(day=day, doors=len(ranked))
    matter = matter_open(kind=KIND, area=grid, actor=SYSTEM, facts=facts, once=f"round:{grid}:{day:%F}")
    row = Round.objects.create(matter=matter, area=grid, day=day, response_id=response)
    RoundLine.objects.bulk_create(
        [RoundLine(round=row, area=area, household_id=pk, rank=rank) for rank, _, pk, area in ranked]
    )
    return 1


def _ranked(grid: str, day: dt.date) -> list[tuple[int, dt.date, int, str]]:
    """Who is asked today, in order: (rank, last asked, household, area)."""
    book = reader(now())
    every, most = book.count(rules.EVERY.code, grid), book.count(rules.MOST.code, grid)
    last, missed, moving = queries.last_answers(grid), queries.not_reached(grid, day), _moving(grid, day)
    never = dt.date(2000, 1, 1)
    found = []
    for pk, area in scope.within(Household.objects.all(), grid).order_by("id").values_list("id", "area"):
        rank = FIRST if pk in missed else NEXT if pk in moving else USUAL
        if rank == USUAL and pk in last and (day - last[pk]).days < every:
            continue
        found.append((rank, last.get(pk, never), pk, area))
    return sorted(found)[:most]


def _moving(grid: str, day: dt.date) -> set[int]:
    """Households with somebody away or lately declared."""
    since = now() - dt.timedelta(days=reader(now()).count(rules.RECENT.code, grid))
    away = scope.within(Returnee.objects.filter(returned_on=None, resident__isnull=False), grid)
    declared = scope.within(Declaration.objects.filter(declared_at__gte=since, resident__isnull=False), grid)
    people = set(away.values_list("resident", flat=True)) | set(declared.values_list("resident", flat=True))
    rows = Resident.objects.filter(pk__in=people, household__isnull=False)
    return set(rows.values_list("household", flat=True))


def line_same(*, seat: Seat, line: RoundLine) -> None:
    """As the last time."""
    _answer(seat, line, "same")


def line_absent(*, seat: Seat, line: RoundLine, note: str = "") -> None:
    """Nobody was reached: noted, and first on the next round."""
    _answer(seat, line, "absent", note=note)


def line_changed(*, seat: Seat, line: RoundLine, said: Changed) -> list[str]:
    """What changed, acted on at once: a declaration, a line of the returnee ledger, a call for a doctor. The codes opened."""
    with transaction.atomic():
        _open(line)
        opened = _follow(seat, line, said)
        _answer(seat, line, "changed", found=said.found, note=_words(said), opened=opened)
    return opened


def _follow(seat: Seat, line: RoundLine, said: Changed) -> list[str]:
    once = f"round:{line.pk}"
    if said.found == "came":
        day = timezone.localdate(now())
        left = said.left or day
        stay = StayIn(text=said.place, came=min(said.came or left, left), left=left)
        declared = Declaring(
            name=said.name, phone=said.phone, arrives_at=now(), stays=(stay,), symptoms=said.symptoms, declarant="grid",
            declarant_name=seat.name,
        )  # fmt: skip
        rows = [OneDeclared(declared, line.area, once)]
        return [declare_many(rows=rows, actor=as_actor(seat), channel="field")[0].code]
    if said.found == "left":
        returnee_write(
            area=line.area, name=said.name, phone=said.phone, place_text=said.place, away="visit", expected_on=said.left,
            note=said.note[:300], by=seat.user_id,
        )  # fmt: skip
        return []
    return [_doctor(line, said, once)] if said.found == "ill" else []


def _doctor(line: RoundLine, said: Changed, once: str) -> str:
    """A call for help in the person's name, where calls are taken: somebody answers it, with a clock."""
    if HELP not in {kind.code for kind in kinds()}:
        return ""
    takes = kind_of(HELP).act("receive").takes
    if takes is None:
        raise TypeError("a call for help says what for")
    signs = "、".join(terms.SYMPTOMS[code].zh for code in said.symptoms if code in terms.SYMPTOMS)
    told = {
        "text": f"排摸发现不舒服：{signs}。{said.note}"[:2000], "category": "medical_care", "pace": "medicine",
        "contact_name": said.name, "contact_phone": said.phone, "place_text": line.household.address[:200],
    }  # fmt: skip
    facts = takes.model_validate({name: value for name, value in told.items() if name in takes.model_fields})
    made = matter_open(
        kind=HELP, act="receive", area=line.area, actor=Actor("caller"), facts=facts, source="web", once=once
    )
    return made.code


def _words(said: Changed) -> str:
    parts = [said.name, said.place, said.note]
    return " ".join(part for part in parts if part)[:1000]


def _open(line: RoundLine) -> RoundLine:
    found = RoundLine.objects.select_for_update().select_related("round__matter").get(pk=line.pk)
    if found.round.matter.ended_at is not None:
        raise Refused(OVER)
    if found.state not in ("open", "absent"):
        raise Refused(ANSWERED)
    return found


def _answer(seat: Seat, line: RoundLine, state: str, **more: object) -> None:
    with transaction.atomic():
        found = _open(line)
        found.state, found.at, found.by_id = state, now(), seat.user_id
        for name, value in more.items():
            setattr(found, name, value)
        found.save()
        if not RoundLine.objects.filter(round=found.round_id, state="open").exists():
            perform(code=found.round.matter.code, act="finish", actor=SYSTEM)


def rounds_end(response: Response, _why: Words) -> int:
    """No door is asked any more for a response that has ended."""
    rows = Round.objects.filter(response=response, matter__ended_at=None).values_list(
        "matter__code", flat=True
    )
    ending = list(rows)
    for code in ending:
        perform(code=code, act="lapse", actor=SYSTEM)
    return len(ending)
