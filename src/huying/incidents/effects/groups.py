"""Groups of people: counted, sampled apart, parted by whether they were there together with the case, accounted for."""

import datetime as dt
from collections.abc import Sequence

from django.utils import timezone

from huying.base.secrets import keyed_hash
from huying.incidents import reading
from huying.incidents.models import Group, Incident, Present
from huying.incidents.queries.exposure import window_of
from huying.kernel.kinds import kind_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import Opening, open_many
from huying.matters.store import Done
from huying.rulebook.queries import categories

from .common import row_of, said

MEASURE = "measures.measure"
GONE = Words("没有这一组。", "There is no such group.")
TWICE = Words("已经有一组叫“{name}”。", "There is a group called “{name}” already.")
MORE_TESTED = Words(
    "这组一共 {n} 人，已采 {t} 人、已离开 {l} 人，不能再少。",
    "{t} sampled and {l} left of {n}: it cannot be fewer.",
)
TOO_MANY = Words("这组只有 {n} 人。", "There are only {n} people in this group.")
BACKWARDS = Words("走的时间要比来的晚。", "The case left before it came.")
NOBODY = Words(
    "这组里没有能确定同时在场的人。先写病例在场的时间和每个人来去的时间。",
    "Nobody of this group is known to have been there together.",
)
NO_NAMES = Words(
    "这组里没有还没提出措施的名单。先登记姓名。",
    "No names of this group without a measure: write them down first.",
)
NO_CATEGORY = Words(
    "现行规则里没有这一类人员。可以写：{all}。", "No rule knows this category. One may write: {all}."
)


def made(done: Sequence[Done]) -> None:
    """A group of its own."""
    for one in done:
        row, told = row_of(one), said(one)
        _free(row, told.name)
        Group.objects.create(incident=row, area=row.area, **told.model_dump())


def recounted(done: Sequence[Done]) -> None:
    """Counted again; never fewer than have been sampled or have left."""
    for one in done:
        group, told = _group(one), said(one)
        if told.people < max(group.tested, group.left):
            words = MORE_TESTED.fill(n=told.people, t=group.tested, l=group.left)
            raise Refused(words, {"people": words})
        group.people, group.where = told.people, told.where or group.where
        group.save(update_fields=["people", "where"])


def sampled(done: Sequence[Done]) -> None:
    """So many of them have been sampled."""
    for one in done:
        group, told = _group(one), said(one)
        _fits(group, told.tested, "tested")
        group.tested = told.tested
        group.save(update_fields=["tested"])


def left(done: Sequence[Done]) -> None:
    """So many of them have left, and where to."""
    for one in done:
        group, told = _group(one), said(one)
        _fits(group, told.left, "left")
        group.left, group.left_to = told.left, told.to
        group.save(update_fields=["left", "left_to"])


def exposed(done: Sequence[Done]) -> None:
    """When the case was there; everybody named is read anew against it."""
    for one in done:
        row, told = row_of(one), said(one)
        if told.exposed_until < told.exposed_from:
            raise Refused(BACKWARDS, {"exposed_until": BACKWARDS})
        row.case_ref, row.exposed_from, row.exposed_until = (
            told.case_ref,
            told.exposed_from,
            told.exposed_until,
        )
        row.save(update_fields=["case_ref", "exposed_from", "exposed_until"])
        window, people = window_of(row), list(row.present.all())
        for person in people:
            person.together = reading.together(person.came_at, person.went_at, window)
        Present.objects.bulk_update(people, ["together"])


def named(done: Sequence[Done]) -> None:
    """Names of a group; somebody already written down by the same phone is brought up to date, not counted twice."""
    for one in done:
        row, group = row_of(one), _group(one)
        heard = timezone.localtime(row.heard_at if row.heard_at > one.line.at else one.line.at)
        window = window_of(row)
        known = {bytes(p.phone_hash): p for p in row.present.all() if p.phone_hash}
        for person in reading.people_of(said(one).lines, heard):
            mark = keyed_hash(person.phone, "phone") if person.phone else None
            there = known.get(mark) if mark else None
            there = there or Present(incident=row, area=row.area)
            there.group, there.name, there.phone = group, person.name, person.phone
            there.came_at, there.went_at = person.came_at, person.went_at
            there.together = reading.together(person.came_at, person.went_at, window)
            there.save()
            if mark:
                known[mark] = there
        _at_least_the_named(row)


def parted(done: Sequence[Done]) -> None:
    """Those of a group who were there together with the case stand apart from now on, at higher risk."""
    for one in done:
        row, group, told = row_of(one), _group(one), said(one)
        people = list(group.members.filter(together=True))
        if not people:
            raise Refused(NOBODY)
        _free(row, told.name)
        if group.people - len(people) < max(group.tested, group.left):
            words = MORE_TESTED.fill(n=group.people - len(people), t=group.tested, l=group.left)
            raise Refused(words)
        fresh = Group.objects.create(
            incident=row, area=row.area, name=told.name, where=told.where, high=True, people=len(people)
        )
        Present.objects.filter(pk__in=[person.pk for person in people]).update(group=fresh)
        group.people -= len(people)
        group.save(update_fields=["people"])


def proposed(done: Sequence[Done]) -> None:
    """A measure is proposed for every named person of a group, decided together; nothing holds until somebody decides."""
    for one in done:
        row, group, told = row_of(one), _group(one), said(one)
        known = categories(row.area, one.line.at)
        if told.category not in known:
            words = NO_CATEGORY.fill(
                all="、".join(f"{code} {each.title}" for code, each in known.items()) or "—"
            )
            raise Refused(words, {"category": words})
        people = list(group.members.filter(measure="").order_by("pk"))
        if not people:
            raise Refused(NO_NAMES)
        takes = kind_of(MEASURE).act("propose").takes
        if takes is None:
            raise TypeError("a proposal says whom it is about")
        day = timezone.localtime(row.exposed_until or row.heard_at).date()
        rows = [
            Opening(row.area, takes.model_validate(_told(row, group, person, told, day))) for person in people
        ]
        measures = open_many(kind=MEASURE, act="propose", rows=rows, actor=one.line.actor)
        for person, measure in zip(people, measures, strict=True):
            person.measure = measure.code
        Present.objects.bulk_update(people, ["measure"])
        group.category = told.category
        group.save(update_fields=["category"])


def _told(row: Incident, group: Group, person: Present, told: object, day: dt.date) -> dict[str, object]:
    return {
        "category": getattr(told, "category", ""), "reason": getattr(told, "reason", ""), "name": person.name,
        "phone": person.phone, "exposed_at": day, "cohort": f"{row.place} {group.name}"[:60], "source": row.case_ref,
    }  # fmt: skip


def _group(one: Done) -> Group:
    group = Group.objects.filter(incident=one.matter.pk, name=said(one).group).first()
    if group is None:
        raise Refused(GONE, {"group": GONE})
    return group


def _free(row: Incident, name: str) -> None:
    if row.groups.filter(name=name).exists():
        words = TWICE.fill(name=name)
        raise Refused(words, {"name": words})


def _fits(group: Group, count: int, field: str) -> None:
    if count > group.people:
        words = TOO_MANY.fill(n=group.people)
        raise Refused(words, {field: words})


def _at_least_the_named(row: Incident) -> None:
    """A group is never smaller than its names; whoever moved to another group counts there."""
    for group in row.groups.all():
        named_now = group.members.count()
        if group.people < named_now:
            group.people = named_now
            group.save(update_fields=["people"])
