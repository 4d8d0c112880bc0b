"""What follows from acts on orders: rows, hours, notices."""

from collections.abc import Sequence

from huying.base.errors import NotYours
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places import codes
from huying.places.queries import area as place_of

from . import notices, rules
from .models import Order, Turnout, Volunteer
from .queries import able_to_take, living_in
from .services.hours import running_end

NOT_A_VOLUNTEER = Words(
    "您还没有登记成为志愿者，请先报名。", "You are not registered as a volunteer yet: sign up first."
)
NOBODY_THERE = Words(
    "那里现在没有能接单的志愿者，请选大一点的范围。",
    "No volunteer there can take it now: choose a wider place.",
)


def order_keep(done: Sequence[Done]) -> None:
    """Write what was ordered, and tell the desk that dispatches."""
    rows = []
    for one in done:
        said = one.facts
        names = ("title", "text", "place_text", "room", "contact_name", "contact_phone", "wanted_by")
        rows.append(
            Order(
                matter=one.matter,
                area=one.matter.area,
                skills=list(getattr(said, "skills", ())),
                **{name: getattr(said, name) for name in names},
            )
        )
    Order.objects.bulk_create(rows)
    desk_told(done)


def desk_told(done: Sequence[Done]) -> None:
    """The desk that holds the order should find somebody."""
    _tell_desk(done, notices.WAITING)


def delivery_told(done: Sequence[Done]) -> None:
    """The desk that dispatched looks at the proof and confirms."""
    _tell_desk(done, notices.DELIVERED)


def volunteer_asked(done: Sequence[Done]) -> None:
    """Ask one volunteer by name; they must be active, and at a post that may take an order there."""
    for one in done:
        able = able_to_take(Volunteer.objects.filter(standing="active"), one.matter.area)
        asked = able.filter(pk=getattr(one.facts, "volunteer", 0)).first()
        if asked is None:
            words = Words(
                "这位志愿者现在不能接这一单，请从名单里另选一位。",
                "That volunteer cannot take this order now: choose another from the list.",
            )
            raise Refused(words, {"volunteer": words})
        Order.objects.filter(pk=one.matter.pk).update(asked=asked)
        _tell(one, [asked.user_id], notices.ASKED)


def building_called(done: Sequence[Done]) -> None:
    """Ask everybody who volunteers in a building, stairwell or grid. Refused where nobody does."""
    for one in done:
        called = str(getattr(one.facts, "called", ""))
        _check_called(called, one)
        there = list(living_in(called, one.matter.area).values_list("user_id", flat=True))
        if not there:
            raise Refused(NOBODY_THERE, {"called": NOBODY_THERE})
        Order.objects.filter(pk=one.matter.pk).update(called_area=called, asked=None)
        _tell(one, there, notices.CALLED)


def _check_called(called: str, one: Done) -> None:
    try:
        place_of(called)
        known = codes.covers(one.line.actor.area, called)
    except NotYours:
        known = False
    if not known:
        words = Words("这个地方不在您的辖区。", "That place is not in your area.")
        raise Refused(words, {"called": words})


def order_taken(done: Sequence[Done]) -> None:
    """Somebody accepted it: if they may, it is theirs."""
    for one in done:
        taker = Volunteer.objects.select_for_update().filter(user_id=one.line.actor.person or 0).first()
        if taker is None:
            raise Refused(NOT_A_VOLUNTEER)
        if taker.standing == "paused":
            raise Refused(
                Words(
                    "您现在是“暂停接单”，先在“我的”里改成在岗。",
                    "You have paused: set yourself active first, under “Me”.",
                )
            )
        order = Order.objects.get(pk=one.matter.pk)
        _check_free(one, order, taker)
        _check_cap(one, taker)
        order.asked, order.taken_by, order.taken_at = None, taker, one.line.at
        order.save(update_fields=["asked", "taken_by", "taken_at"])


def _check_free(one: Done, order: Order, taker: Volunteer) -> None:
    if one.before.state == "asked" and order.asked_id != taker.pk:
        raise Refused(
            Words(
                "这一单正在等另一位志愿者答复。",
                "This order was offered to another volunteer, who is thinking about it.",
            )
        )
    if order.taken_by_id == taker.pk:
        raise Refused(Words("这一单本来就在您手上。", "This order is yours already."))


def _check_cap(one: Done, taker: Volunteer) -> None:
    cap = ground_at(one.line.at).count(rules.CAP.code, one.matter.area)
    held = Order.objects.filter(taken_by=taker, delivered_at=None, matter__ended_at=None).exclude(
        pk=one.matter.pk
    )
    if held.count() >= cap:
        raise Refused(
            Words(
                "您手上已有 {cap} 单，先送完再接，别太累。",
                "You hold {cap} orders already: finish one before you take another.",
            ).fill(cap=cap)
        )


def asked_declines(done: Sequence[Done]) -> None:
    """Only the volunteer who was asked can say no."""
    for one in done:
        order = Order.objects.select_related("asked").get(pk=one.matter.pk)
        if order.asked is None or order.asked.user_id != one.line.actor.person:
            raise Refused(Words("这一单没有派给您。", "This order was not offered to you."))


def order_freed(done: Sequence[Done]) -> None:
    """Nobody in particular has it any more."""
    Order.objects.filter(pk__in=[one.matter.pk for one in done]).update(
        asked=None, taken_by=None, taken_at=None
    )


def taker_told(done: Sequence[Done]) -> None:
    """Whoever had the order, or was asked, no longer has to think of it; before it is freed."""
    orders = Order.objects.select_related("taken_by", "asked").in_bulk([one.matter.pk for one in done])
    for one in done:
        had = orders[one.matter.pk].taken_by or orders[one.matter.pk].asked
        if had is not None and had.user_id != one.line.actor.person:
            _tell(one, [had.user_id], notices.FREED)


def turnout_begin(done: Sequence[Done]) -> None:
    """Hours begin at check-in; whoever is still checked in elsewhere checks out there."""
    for one in done:
        order = Order.objects.select_related("taken_by").get(pk=one.matter.pk)
        if order.taken_by is None:
            raise Refused(NOT_A_VOLUNTEER)
        running_end(Turnout.objects.filter(volunteer=order.taken_by), at=one.line.at)
        Turnout.objects.create(
            area=one.matter.area, volunteer=order.taken_by, order=order, started_at=one.line.at,
            task=order.skills[0] if order.skills else "",
        )  # fmt: skip


def turnout_end(done: Sequence[Done]) -> None:
    """Hours end with the delivery, or when the order is handed on."""
    for one in done:
        running_end(Turnout.objects.filter(order_id=one.matter.pk), at=one.line.at)


def turnout_unsure(done: Sequence[Done]) -> None:
    """Nobody checked out: when the work ended is a guess, which a second person has to confirm."""
    for one in done:
        running_end(Turnout.objects.filter(order_id=one.matter.pk), at=one.line.at, sure=False)


def turnout_confirm(done: Sequence[Done]) -> None:
    """Whoever confirms the order confirms the hours, unless they are their own."""
    for one in done:
        person = one.line.actor.person
        if person is None:
            continue
        order = Order.objects.select_related("taken_by").get(pk=one.matter.pk)
        if order.taken_by is not None and order.taken_by.user_id == person:
            raise Refused(Words("自己的单请由其他同事确认。", "Somebody else must confirm your own order."))
        others = Turnout.objects.filter(order_id=one.matter.pk).exclude(volunteer__user_id=person)
        others.update(confirmed_by_id=person)


def delivery_keep(done: Sequence[Done]) -> None:
    """Keep the proof of delivery."""
    for one in done:
        Order.objects.filter(pk=one.matter.pk).update(
            proof=getattr(one.facts, "proof", ""), proof_photo=getattr(one.facts, "photo", ""),
            delivered_at=one.line.at,
        )  # fmt: skip


def outcome_keep(done: Sequence[Done]) -> None:
    """Keep the reason why it ended otherwise, and tell whoever had it or was asked."""
    for one in done:
        Order.objects.filter(pk=one.matter.pk).update(outcome=getattr(one.facts, "reason", ""))
        order = Order.objects.select_related("taken_by", "asked").get(pk=one.matter.pk)
        had = order.taken_by or order.asked
        if had is not None:
            _tell(one, [had.user_id], notices.OVER)


def _tell_desk(done: Sequence[Done], template: str) -> None:
    orders = Order.objects.in_bulk([one.matter.pk for one in done])
    tell_many(
        [
            Tell(
                to=Recipient(unit=one.after.holder.unit, area=one.after.holder.area),
                template=template,
                values={"code": one.matter.code, "title": orders[one.matter.pk].title},
                about=one.matter.code,
                area=one.matter.area,
                once=f"{template}:{one.matter.code}:{one.line.seq}",
            )
            for one in done
        ]
    )


def _tell(one: Done, users: Sequence[int], template: str) -> None:
    order = Order.objects.get(pk=one.matter.pk)
    values = {"code": one.matter.code, "title": order.title, "place": order.place_text}
    tell_many(
        [
            Tell(
                to=Recipient(user_id=user), template=template, values=values, about=one.matter.code,
                area=one.matter.area, once=f"{template}:{one.matter.code}:{one.line.seq}:{user}",
            )
            for user in users
        ]
    )  # fmt: skip
