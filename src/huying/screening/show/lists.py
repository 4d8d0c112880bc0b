"""How people of lists look on desks: a line, the facts, who called before, which other lists name them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from huying.base.mask import mask_address, mask_identity, mask_name, mask_phone
from huying.kernel.words import Words
from huying.matters.presenting import Fact, Line, Panel, present
from huying.people.seats import Seat
from huying.screening import check_terms as terms
from huying.screening.models import Reply, Subject
from huying.screening.queries import lists
from huying.screening.rules_lists import MILESTONES

if TYPE_CHECKING:
    from huying.matters.models import Matter

NAMELESS = Words("（没有姓名）", "(no name)")


def who(subject: Subject) -> str:
    """The person as a list may show them: the name shortened, else the end of the phone."""
    name = subject.found_name or subject.name
    return mask_name(name) if name else f"{NAMELESS} {mask_phone(subject.phone)}".strip()


def marks_of(subject: Subject) -> list[Words]:
    """What stands out of a row."""
    found = [terms.category_words(subject.area, subject.found_category or subject.category)]
    if not subject.placed:
        found.append(terms.PLACED[""])
    if subject.alike:
        found.append(Words("别的名单也有", "named elsewhere too"))
    if subject.identity_fault:
        found.append(Words("证件号待核", "identity number to be checked"))
    return found


class CheckShown:
    """People of lists."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Who, and what stands out."""
        return {pk: Line(who(one), "", marks_of(one)) for pk, one in lists.subjects_of(matters).items()}

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """What the list says and what was found; who it is masked, in full only for whoever holds it."""
        one = lists.subject_for(seat, matter.code)
        reveal = reverse("check_task", args=[matter.code]) if lists.may_reveal(seat, one) else ""
        return [Fact(label, value, shown) for label, value, shown in _facts(one, reveal) if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """Who turned to them before, other lists, the proposed match, where it went on."""
        one = lists.subject_for(seat, matter.code)
        return [Panel("screening/_beside.html", beside(one, seat))]


def _facts(one: Subject, reveal: str) -> list[tuple[Words, Any, str]]:
    category = one.found_category or one.category
    return [
        (Words("名单", "List"), str(one.list), ""),
        (Words("来文单位", "Sender"), one.list.sender, ""),
        (Words("收到", "Received"), _moment(one.received_at), ""),
        (Words("类别", "Category"), terms.category_words(one.area, category), ""),
        (MILESTONES.get(one.milestone, Words("时限", "Deadline")), _moment(one.due_at), ""),
        (Words("姓名", "Name"), mask_name(one.found_name or one.name), reveal),
        (Words("电话", "Phone"), mask_phone(one.phone), reveal),
        (Words("证件号", "Identity number"), mask_identity(one.identity), reveal),
        (Words("注意", "Note well"), terms.FAULTS.get(one.identity_fault), ""),
        (Words("住址", "Address"), mask_address(one.address), reveal),
        (Words("接触情况", "Exposure"), "***" if one.exposure else "", reveal),
        (Words("最后接触", "Last exposure"), one.exposed_at, ""),
        (Words("怎样分派的", "How it was placed"), terms.PLACED.get(one.placed_by), ""),
        (Words("排查完成于", "Checked at"), _moment(one.checked_at), ""),
        (Words("管控到位于", "Under control at"), _moment(one.controlled_at), ""),
        (Words("首检", "First test"), terms.TESTS.get(one.test_result), ""),
        (Words("发往外地的函", "Letter to another city"), str(one.out) if one.out else "", ""),
    ]


def _moment(at: Any) -> Any:
    from huying.base.templatetags.huying import moment

    return moment(at) if at else ""


def beside(one: Subject, seat: Seat) -> dict[str, Any]:
    """What stands beside a person on the desk and on the phone."""
    others = lists.same_person(one)
    on = lists.onward(one) if one.matter.state in ("handing_over", "handed_over") else None
    return {
        "subject": one,
        "code": one.matter.code,
        "contacts": [{"row": row, "way": terms.WAYS.get(row.way, row.way)} for row in lists.contacts_of(one)],
        "calling": lists.calling_now(one),
        "others": [
            {
                "code": other.matter.code,
                "list": str(other.list),
                "sender": other.list.sender,
                "state": other.matter,
                "owner": other.matter.state != "duplicate",
            }
            for other in others
        ],
        "named": len({other.list_id for other in others} | {one.list_id}),
        "match": one.match,
        "how": terms.HOWS.get(one.match_how, ""),
        "onward": on,
        "onward_state": _state(on) if on else "",
        "letter": one.out,
        "can_match": seat.able("residents.read", "dispatch"),
    }


def _state(one: Subject) -> Words:
    from huying.kernel.kinds import kind_of

    return kind_of("screening.check").states[one.matter.state].title


class ReplyShown:
    """Answers owed to the senders of lists."""

    def lines(self, matters: Sequence["Matter"]) -> Mapping[int, Line]:
        """Which letter waits for its answer."""
        rows = Reply.objects.select_related("list").in_bulk([m.pk for m in matters])
        return {
            pk: Line(str(Words("回复：{n}", "Answer: {n}").fill(n=row.list)), row.list.sender)
            for pk, row in rows.items()
        }

    def facts(self, matter: "Matter", seat: Seat) -> list[Fact]:
        """To whom, how, when."""
        row = Reply.objects.select_related("list", "sent_by").get(pk=matter.pk)
        found: list[tuple[Words, Any]] = [
            (Words("名单", "List"), str(row.list)),
            (Words("发给", "To"), row.to),
            (Words("方式", "How"), row.way),
            (Words("发出时间", "Sent at"), _moment(row.sent_at)),
            (Words("谁发的", "Sent by"), row.sent_by),
            (Words("说明", "Remarks"), row.note),
        ]
        return [Fact(label, value) for label, value in found if value]

    def panels(self, matter: "Matter", seat: Seat) -> list[Panel]:
        """The way to the list and its answer."""
        row = Reply.objects.select_related("list").get(pk=matter.pk)
        return [Panel("screening/_reply_door.html", {"pushed": row.list})]


present("screening.check", CheckShown())
present("screening.reply", ReplyShown())
