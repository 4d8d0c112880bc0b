"""What is known of a person after an act."""

from collections.abc import Sequence

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.store import Done
from huying.rulebook.queries import categories
from huying.screening.models import Subject
from huying.screening.services.writing import subjects_insert

from .batch import said, subjects_of

NO_NAME = Words(
    "名单上没有姓名，请先问清并填写姓名。", "The list gives no name: ask for it and write it down first."
)
NEEDS_CONTROL = Words(
    "“{category}”要先管控到位，再报结。", "“{category}” must be under control before the result is closed."
)
NO_SUCH = Words("没有找到这个编号的人，请核对。", "There is nobody under this code: check it.")
ITSELF = Words(
    "不能并入自己或已经算重复的一条。", "It cannot be the same as itself, or as one that is a duplicate."
)
OTHER_PERSON = Words(
    "两条的电话、证件号和姓名都对不上，不能算重复。",
    "Neither phone, identity number nor name agree: they cannot count as one person.",
)  # fmt: skip
_NOTES = ("reason", "evidence", "how", "tried", "note")


def rows(done: Sequence[Done]) -> None:
    """Write the rows that were prepared, each beside its matter."""
    made = []
    for one in done:
        subject: Subject = one.extra
        subject.matter = one.matter
        subject.area = one.matter.area
        made.append(subject)
    subjects_insert(made)


def note(done: Sequence[Done]) -> None:
    """Add the words that were said to the note."""
    for one, subject in _each(done):
        _noted(one, subject)
        subject.save(update_fields=["note"])


def _noted(one: Done, subject: Subject) -> None:
    text = next((words for name in _NOTES if (words := said(one, name))), "")
    subject.note = "\n".join(part for part in (subject.note, text) if part)[-4000:]


def _each(done: Sequence[Done]) -> list[tuple[Done, Subject]]:
    found = subjects_of(done)
    return [(one, found[one.matter.pk]) for one in done]


def found(done: Sequence[Done]) -> None:
    """Who it is, where they are, which category: the person is checked."""
    for one, subject in _each(done):
        name, sure = said(one, "name"), said(one, "who") == "confirmed"
        if sure and not (name or subject.name):
            raise Refused(NO_NAME, {"name": NO_NAME})
        _noted(one, subject)
        subject.found_name, subject.found_where = name, said(one, "where")
        subject.found_category = said(one, "category")
        subject.exposed_at = getattr(one.facts, "exposed_at", None) or subject.exposed_at
        subject.checked_at = one.line.at
        subject.save(
            update_fields=["found_name", "found_where", "found_category", "exposed_at", "checked_at", "note"]
        )


def elsewhere(done: Sequence[Done]) -> None:
    """Where they are said to be now."""
    for one, subject in _each(done):
        subject.found_where = said(one, "where")
        subject.save(update_fields=["found_where"])


def tried(done: Sequence[Done]) -> None:
    """What was tried in vain."""
    note(done)


def someone_named(done: Sequence[Done]) -> None:
    """An identity can be confirmed only of somebody with a name."""
    for _, subject in _each(done):
        if not (subject.name or subject.found_name or subject.match == "confirmed"):
            raise Refused(NO_NAME)


def needs_control(done: Sequence[Done]) -> None:
    """From "checked" straight to "done" only where the category leads to no measure."""
    for one in done:
        known = categories(one.matter.area, one.line.at).get(str(one.after.facts.get("category", "")))
        if one.before.state == "located" and (known is None or known.measures):
            title = known.title if known else Words("这一类", "This category")
            raise Refused(NEEDS_CONTROL.fill(category=title))


def controlled(done: Sequence[Done]) -> None:
    """The second milestone."""
    for one, subject in _each(done):
        subject.arranged = said(one, "arranged") or subject.arranged
        subject.controlled_at = one.line.at
        subject.checked_at = subject.checked_at or one.line.at
        subject.save(update_fields=["arranged", "controlled_at", "checked_at"])


def tested(done: Sequence[Done]) -> None:
    """The first test."""
    for one, subject in _each(done):
        subject.test_result = said(one, "result")
        subject.test_at = getattr(one.facts, "taken_at", None)
        subject.save(update_fields=["test_result", "test_at"])


def reported(done: Sequence[Done]) -> None:
    """The result is ready for whoever sent the list."""
    Subject.objects.filter(pk__in=[one.matter.pk for one in done]).update(reported_at=done[0].line.at)


def same(done: Sequence[Done]) -> None:
    """Say which row goes on instead of this one."""
    for one, subject in _each(done):
        owner = Subject.objects.select_related("matter").filter(matter__code=said(one, "of")).first()
        if owner is None:
            raise Refused(NO_SUCH, {"of": NO_SUCH})
        if owner.pk == subject.pk or owner.matter.state == "duplicate":
            raise Refused(ITSELF, {"of": ITSELF})
        if not _one_person(owner, subject):
            raise Refused(OTHER_PERSON, {"of": OTHER_PERSON})
        subject.owner = owner
        subject.save(update_fields=["owner"])


def _one_person(a: Subject, b: Subject) -> bool:
    if a.phone_hash and a.phone_hash == b.phone_hash:
        return True
    if a.identity_hash and a.identity_hash == b.identity_hash:
        return True
    if a.resident_id and a.resident_id == b.resident_id and "refused" not in (a.match, b.match):
        return True
    return bool(a.name) and a.name == b.name


def parted(done: Sequence[Done]) -> None:
    """Opened again: it stands for itself."""
    Subject.objects.filter(pk__in=[one.matter.pk for one in done]).update(owner=None)
