"""What follows from specimens: the row, who is told, what a positive sets off in other rooms."""

from collections.abc import Mapping, Sequence
from typing import Any

from huying.base.errors import NotYours
from huying.base.numbers import read_phone
from huying.kernel.kinds import kind_of, kinds
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.queries import matter_for
from huying.matters.services import SYSTEM, matter_open, perform
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.queries import desks_over, people_on_duty
from huying.places import codes
from huying.places.queries import area_names

from . import notices
from .models import JointCheck, Specimen
from .queries import circumstances_at, missing_subjects

MEASURE, DISINFECTION = "measures.measure", "measures.disinfection"
SAME = Words("这个试管编号已经登记过（{code}）。", "This tube is registered already ({code}).")
NO_REASON = Words("现行规则里没有这种采样原因。", "The rules in force know no such reason.")
BAD_PHONE = Words("这个电话号码不对，请核对。", "This is no phone number.")
NO_CHECK = Words("没有这个联合检查。", "There is no such joint check.")
NO_MEASURE = Words("没有这个管控措施。", "There is no such measure.")
NO_LAB = Words("这里没有检测实验室在岗。", "No laboratory works here.")
MUST = Words(
    "规则要求测序：请登记测序结果；确实不能，由卫健或防控办写明原因。",
    "The rule asks for a sequence: enter it, or the health bureau says why it cannot be had.",
)
GAPS = Words("还缺：{what}。", "Still missing: {what}.")
DISINFECT = Words("已安排消毒。", "Disinfection was ordered.")
STOP = Words("这批货先封存、不出库。", "Keep the goods sealed; nothing leaves the store.")
FOLLOW = Words("请按阳性人员流程处置。", "Act as for a positive person.")
# What has to be seen to when a specimen is late, and who hears of a positive.
TOLD = ("health_bureau", "district", "street", "community")


def taken(done: Sequence[Done]) -> None:
    """Write the specimen; a tube is used once."""
    for one in done:
        told: Any = one.facts
        tube = told.tube.upper()
        if same := Specimen.objects.filter(tube=tube).select_related("matter").first():
            words = SAME.fill(
                code=same.matter.code if codes.covers(one.line.actor.area or codes.ALL, same.area) else "—"
            )
            raise Refused(words, {"tube": words})
        if told.circumstance not in circumstances_at(one.matter.area, one.line.at):
            raise Refused(NO_REASON, {"circumstance": NO_REASON})
        phone = read_phone(told.phone) if told.phone else ""
        if phone is None:
            raise Refused(BAD_PHONE, {"phone": BAD_PHONE})
        check = _check(told.joint, one)
        if told.measure:
            _measure(told.measure, one)
        Specimen.objects.create(
            matter=one.matter, area=one.matter.area, tube=tube, subject=told.subject, circumstance=told.circumstance,
            what=told.what, place=told.place or (check.place if check else ""), name=told.name if told.subject == "person" else "",
            phone=phone if told.subject == "person" else "", measure=told.measure, check_of=check, taken_at=told.taken_at or one.line.at,
        )  # fmt: skip


def sent(done: Sequence[Done]) -> None:
    """The laboratory learns what comes."""
    for one in done:
        holder, row = one.after.holder, _row(one)
        if not people_on_duty([(holder.unit, holder.area)])[holder.unit, holder.area]:
            raise Refused(NO_LAB, {"unit": NO_LAB})
        _tell(
            one,
            [(holder.unit, holder.area)],
            notices.COMING,
            {"tube": row.tube, "subject": row.subject_words, "code": one.matter.code},
        )


def negative(done: Sequence[Done]) -> None:
    """A negative result, also on the person's measure."""
    _results(done, "negative")


def voided(done: Sequence[Done]) -> None:
    """It tells nothing; another is taken."""
    Specimen.objects.filter(pk__in=[one.matter.pk for one in done]).update(result="void")


def positive(done: Sequence[Done]) -> None:
    """A positive result: whether it is sequenced stands in the rule; the place, the person or the goods are seen to."""
    _results(done, "positive")
    names = area_names({one.matter.area for one in done})
    for one in done:
        row = _row(one)
        known = circumstances_at(row.area, one.line.at).get(row.circumstance)
        row.to_sequence = bool(known and known.sequence)
        row.save(update_fields=["to_sequence"])
        following = {"person": FOLLOW, "goods": STOP, "environment": DISINFECT}[row.subject]
        if row.subject == "environment":
            _disinfect(one, row)
        values = {
            "subject": row.subject_words, "tube": row.tube, "place": row.place or names[row.area], "code": one.matter.code, "next": following,
        }  # fmt: skip
        _tell(one, desks_over(TOLD, row.area), notices.POSITIVE, values)


def sequenced(done: Sequence[Done]) -> None:
    """Its lineage."""
    for one in done:
        told: Any = one.facts
        Specimen.objects.filter(pk=one.matter.pk).update(lineage=told.lineage, accession=told.accession)


def given_up(done: Sequence[Done]) -> None:
    """Why there is no sequence; it goes on counting among those that had to have one."""
    for one in done:
        told: Any = one.facts
        Specimen.objects.filter(pk=one.matter.pk).update(why_not=told.reason)


def settled(done: Sequence[Done]) -> None:
    """Only where the rule asks for no sequence."""
    for one in done:
        if _row(one).to_sequence:
            raise Refused(MUST)


def planned(done: Sequence[Done]) -> None:
    """A place to examine in all its subjects."""
    for one in done:
        told: Any = one.facts
        JointCheck.objects.create(
            matter=one.matter, area=one.matter.area, place=told.place, reason=told.reason
        )


def completed(done: Sequence[Done]) -> None:
    """People, goods and environment: none is left out."""
    for one in done:
        row = JointCheck.objects.select_related("matter").get(pk=one.matter.pk)
        if gaps := missing_subjects(row):
            zh = "、".join(f"{words.zh} {n} 份" for words, n in gaps)
            en = ", ".join(f"{n} of {words.en.lower()}" for words, n in gaps)
            raise Refused(GAPS.fill(what=Words(zh, en)))


def dropped(done: Sequence[Done]) -> None:
    """Why it is not made."""
    for one in done:
        told: Any = one.facts
        JointCheck.objects.filter(pk=one.matter.pk).update(outcome=told.reason)


def late(done: Sequence[Done]) -> None:
    """Whoever holds it now learns of it."""
    for one in done:
        row = Specimen.objects.filter(pk=one.matter.pk).first()
        check = JointCheck.objects.filter(pk=one.matter.pk).first()
        what = Words(f"试管 {row.tube}", f"tube {row.tube}") if row else Words(str(check), str(check))
        holder = one.after.holder
        _tell(one, [(holder.unit, holder.area)], notices.LATE, {"what": what, "code": one.matter.code})


def _results(done: Sequence[Done], result: str) -> None:
    for one in done:
        row = _row(one)
        row.result, row.result_at = result, one.line.at
        row.save(update_fields=["result", "result_at"])
        if row.measure:
            _record(row, result)


def _record(row: Specimen, result: str) -> None:
    """The result goes to the person's measure, as if its worker had entered it; one that is over takes none."""
    takes = kind_of(MEASURE).act("record_test").takes
    if takes is None:
        raise TypeError("a test has a result")
    facts = takes.model_validate({"sampled_at": row.taken_at, "result": result, "lab": row.tube})
    try:
        perform(code=row.measure, act="record_test", actor=SYSTEM, facts=facts, once=f"specimen:{row.tube}")
    except Refused:
        return


def _disinfect(one: Done, row: Specimen) -> None:
    if DISINFECTION not in {kind.code for kind in kinds()}:
        return
    takes = kind_of(DISINFECTION).act("ask").takes
    if takes is None:
        raise TypeError("a disinfection says which place")
    facts = takes.model_validate(
        {
            "place": f"{row.place} {row.what}".strip()[:200],
            "reason": f"环境标本阳性（试管 {row.tube}）",
            "final": True,
        }
    )
    matter_open(kind=DISINFECTION, area=row.area, actor=SYSTEM, facts=facts, parent=one.matter)


def _row(one: Done) -> Specimen:
    return Specimen.objects.get(pk=one.matter.pk)


def _check(code: str, one: Done) -> JointCheck | None:
    if not code:
        return None
    row = JointCheck.objects.filter(matter__code=code, matter__ended_at=None).first()
    if row is None or not codes.covers(one.line.actor.area or codes.ALL, row.area):
        raise Refused(NO_CHECK, {"joint": NO_CHECK})
    return row


def _measure(code: str, one: Done) -> None:
    try:
        found = matter_for(one.line.actor.area or codes.ALL, code)
    except NotYours as nothing:
        raise Refused(NO_MEASURE, {"measure": NO_MEASURE}) from nothing
    if found.kind != MEASURE:
        raise Refused(NO_MEASURE, {"measure": NO_MEASURE})


def _tell(one: Done, desks: Sequence[tuple[str, str]], template: str, values: Mapping[str, object]) -> None:
    tell_many(
        [
            Tell(
                to=Recipient(unit=unit, area=area), template=template, values=values, about=one.matter.code,
                once=f"{template}:{one.matter.code}:{one.line.seq}", area=one.matter.area,
            )
            for unit, area in desks
        ]
    )  # fmt: skip
