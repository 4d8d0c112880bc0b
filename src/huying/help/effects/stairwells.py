"""What follows from acts of a stairwell's group: its members, its calls, who is told."""

from collections.abc import Sequence

from huying.help import facts_stairwells as facts
from huying.help import notices_stairwells as notices
from huying.help.models import HelpRequest, Stairwell, StairwellCall
from huying.help.queries.stairwells import FOUR, belongs, members_of
from huying.help.services.stairwells import members_follow, stairwells_follow
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.services import matter_open
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.people.homes import homes_changed
from huying.people.roles import role_title
from huying.places.queries import area_names

from .batch import said, who

NOT_A_MEMBER = Words("只有楼道小组的成员可以这样做。", "Only members of the group may do this.")
# The desk a chat robot of a stairwell belongs to.
DESK = "stairwell_chat"


def homes_move(done: Sequence[Done]) -> None:
    """Something began or ended that may be the reason for a group."""
    homes_changed(one.matter.area for one in done)


def quarantine_begins(done: Sequence[Done]) -> None:
    """A message from a home under quarantine is a reason for a group; others are none."""
    homes_changed(one.matter.area for one in done if getattr(one.facts, "under_quarantine", False))


def form(done: Sequence[Done]) -> None:
    """A group begins: its row, its members, and a word to each of them."""
    for one in done:
        told = one.facts if isinstance(one.facts, facts.Founding) else None
        group = Stairwell.objects.create(
            matter=one.matter,
            area=one.matter.area,
            opened_at=one.line.at,
            why=told.why if told else "",
            until=told.until if told else None,
        )
        members_follow(group)
        _members(one, group, notices.FORMED, {"names": _names(group)})


def follow(done: Sequence[Done]) -> None:
    """Look again at who belongs to it; a post that nobody fills is told to the community."""
    for one in done:
        group = Stairwell.objects.get(pk=one.matter.pk)
        members_follow(group)
        missing = [role for role in FOUR if role not in {m.role for m in members_of(group)}]
        if missing:
            titles = [role_title(role) for role in missing]
            words = Words("、".join(t.zh for t in titles), ", ".join(t.en for t in titles))
            _desk(one, notices.MISSING, {"missing": words})


def time_up(done: Sequence[Done]) -> None:
    """What was set up in advance is over; if nobody is at home the group goes."""
    for one in done:
        Stairwell.objects.filter(pk=one.matter.pk, until=None).exclude(why="").update(until=one.line.at)
    stairwells_follow(one.matter.area for one in done)


def dissolve(done: Sequence[Done]) -> None:
    """The last reason has ended: everybody hears it, and belongs to it no more."""
    for one in done:
        group = Stairwell.objects.get(pk=one.matter.pk)
        _members(one, group, notices.DISSOLVED, {})
        group.members.filter(left_at=None).update(left_at=one.line.at)
        Stairwell.objects.filter(pk=group.pk).update(closed_at=one.line.at)


def drill_due(done: Sequence[Done]) -> None:
    """It is time for a drill."""
    for one in done:
        _desk(one, notices.DRILL_DUE, {})


def spoken(done: Sequence[Done]) -> None:
    """What one says in the group, all read."""
    for one in done:
        _must_belong(one)
        group = Stairwell.objects.get(pk=one.matter.pk)
        _members(one, group, notices.SAID, {"who": who(one), "words": said(one, facts.Word).words})


def call(done: Sequence[Done]) -> None:
    """A member calls the group, in earnest or as a drill: a matter of its own, with clocks of minutes."""
    for one in done:
        _must_belong(one)
        what = getattr(one.facts, "what", "")
        matter_open(
            kind="help.stairwell_call",
            area=one.matter.area,
            actor=one.line.actor,
            facts=facts.CallFor(what=what, drill=one.line.act == "drill"),
            parent=one.matter,
        )


def _must_belong(one: Done) -> None:
    if not belongs(one.matter.pk, one.line.actor.person):
        raise Refused(NOT_A_MEMBER)


def call_keep(done: Sequence[Done]) -> None:
    """The call itself, and a notice that overtakes others."""
    for one in done:
        told = said(one, facts.CallFor)
        if one.matter.parent is None:
            raise ValueError("a call hangs from the group of a stairwell")
        StairwellCall.objects.create(
            matter=one.matter,
            area=one.matter.area,
            group_id=one.matter.parent.pk,
            request=one.extra if isinstance(one.extra, HelpRequest) else None,
            what=told.what,
            drill=told.drill,
            called_at=one.line.at,
            called_by=who(one),
        )
    call_told(done)


def call_told(done: Sequence[Done]) -> None:
    """Everybody of the group is called, or called again while nobody has answered."""
    for one, row in _calls(done):
        _members(one, row.group, notices.CALLED, {"mark": notices.DRILL if row.drill else notices.EARNEST})


def call_answered(done: Sequence[Done]) -> None:
    """The first answer; the others hear who goes."""
    for one, row in _calls(done):
        _must_be_of(one, row)
        StairwellCall.objects.filter(pk=row.pk, answered_at=None).update(
            answered_at=one.line.at, answered_by=who(one)
        )
        _members(one, row.group, notices.ANSWERED, {"who": who(one)})


def call_acting(done: Sequence[Done]) -> None:
    """Somebody is on the way; whoever goes without a word has answered by going."""
    for one, row in _calls(done):
        _must_be_of(one, row)
        rows = StairwellCall.objects.filter(pk=row.pk)
        rows.filter(answered_at=None).update(answered_at=one.line.at, answered_by=who(one))
        rows.update(acting_at=one.line.at, acting_by=who(one))


def call_done(done: Sequence[Done]) -> None:
    """It is done; everybody reads what came of it."""
    for one, row in _calls(done):
        _must_be_of(one, row)
        words = said(one, facts.Finished).words
        StairwellCall.objects.filter(pk=row.pk).update(done_at=one.line.at, done_by=who(one), outcome=words)
        _members(one, row.group, notices.FINISHED, {"who": who(one), "words": words})


def _must_be_of(one: Done, row: StairwellCall) -> None:
    if not belongs(row.group_id, one.line.actor.person):
        raise Refused(NOT_A_MEMBER)


def _calls(done: Sequence[Done]) -> list[tuple[Done, StairwellCall]]:
    rows = StairwellCall.objects.select_related("group").in_bulk([one.matter.pk for one in done])
    return [(one, rows[one.matter.pk]) for one in done]


def _names(group: Stairwell) -> Words:
    found = [(role_title(one.role), one.user.get_full_name()) for one in members_of(group)]
    return Words("、".join(f"{t.zh}{n}" for t, n in found), ", ".join(f"{t.en} {n}" for t, n in found))


def _members(one: Done, group: Stairwell, template: str, values: dict[str, object]) -> None:
    """Tell every member but the one who acts, and the chat group of the stairwell where a robot is in it."""
    to = [
        Recipient(user_id=user)
        for user in dict.fromkeys(member.user_id for member in members_of(group))
        if user != one.line.actor.person
    ]
    to.append(Recipient(unit=DESK, area=group.area))
    place = area_names([group.area])[group.area]
    tell_many(
        [
            Tell(
                to=recipient,
                template=template,
                values={"place": place, "code": one.matter.code, **values},
                once=f"{template}:{one.matter.code}:{one.line.seq}",
                about=one.matter.code,
                area=group.area,
            )
            for recipient in to
        ]
    )


def _desk(one: Done, template: str, values: dict[str, object]) -> None:
    unit, area, _ = one.after.holder
    place = area_names([one.matter.area])[one.matter.area]
    tell_many(
        [
            Tell(
                to=Recipient(unit=unit, area=area),
                template=template,
                values={"place": place, "code": one.matter.code, **values},
                once=f"{template}:{one.matter.code}:{one.line.seq}",
                about=one.matter.code,
                area=one.matter.area,
            )
        ]
    )
