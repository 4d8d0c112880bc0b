"""What follows from acts on orders: rows, hours, notices."""

from collections.abc import Sequence

from django.db.models import F, Q

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.matters.ground import ground_at
from huying.matters.store import Done
from huying.messages.services import Recipient, Tell, tell_many
from huying.places import scope

from . import notices, rules
from .models import Order, Turnout, Volunteer

NOT_A_VOLUNTEER = Words(
    "您还没有登记成为志愿者，请先报名。", "You are not registered as a volunteer yet: sign up first."
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
    orders = _orders(done)
    tell_many(
        [
            Tell(
                to=Recipient(unit=one.after.holder.unit, area=one.after.holder.area),
                template=notices.WAITING,
                values={"code": one.matter.code, "title": orders[one.matter.pk].title},
                about=one.matter.code,
                once=f"order.waiting:{one.matter.code}:{one.line.seq}",
            )
            for one in done
        ]
    )


def volunteer_asked(done: Sequence[Done]) -> None:
    """Ask one volunteer by name; they must be there and free to be asked."""
    for one in done:
        asked = Volunteer.objects.filter(pk=getattr(one.facts, "volunteer", 0), standing="active").first()
        if asked is None:
            words = Words(
                "没有这位在岗的志愿者，请从名单里选。",
                "There is no such active volunteer: choose from the list.",
            )
            raise Refused(words, {"volunteer": words})
        Order.objects.filter(pk=one.matter.pk).update(asked=asked)
        _tell(one, [asked.user_id], notices.ASKED)


def building_called(done: Sequence[Done]) -> None:
    """Ask everybody who volunteers in a building, stairwell or grid."""
    for one in done:
        called = str(getattr(one.facts, "called", ""))
        there = scope.within(Volunteer.objects.filter(standing="active"), called)
        Order.objects.filter(pk=one.matter.pk).update(called_area=called, asked=None)
        _tell(one, list(there.values_list("user_id", flat=True)), notices.CALLED)


def order_taken(done: Sequence[Done]) -> None:
    """Somebody accepted it: if they may, it is theirs."""
    for one in done:
        taker = Volunteer.objects.select_for_update().filter(user_id=one.line.actor.person or 0).first()
        if taker is None:
            raise Refused(NOT_A_VOLUNTEER)
        order = Order.objects.select_related("asked").get(pk=one.matter.pk)
        if order.asked is not None and order.asked_id != taker.pk and one.before.state == "asked":
            raise Refused(
                Words(
                    "这一单正在等另一位志愿者答复。",
                    "This order was offered to another volunteer, who is thinking about it.",
                )
            )
        _check_cap(one, taker)
        order.asked, order.taken_by, order.taken_at = None, taker, one.line.at
        order.save(update_fields=["asked", "taken_by", "taken_at"])


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
    order_freed(done)


def order_freed(done: Sequence[Done]) -> None:
    """Nobody in particular has it any more."""
    Order.objects.filter(pk__in=[one.matter.pk for one in done]).update(
        asked=None, taken_by=None, taken_at=None
    )


def turnout_begin(done: Sequence[Done]) -> None:
    """Hours begin at check-in; whoever is still checked in elsewhere checks out there."""
    for one in done:
        order = Order.objects.select_related("taken_by").get(pk=one.matter.pk)
        if order.taken_by is None:
            raise Refused(NOT_A_VOLUNTEER)
        Turnout.objects.filter(volunteer=order.taken_by, ended_at=None).update(ended_at=one.line.at)
        Turnout.objects.create(
            area=one.matter.area, volunteer=order.taken_by, order=order, started_at=one.line.at,
            task=order.skills[0] if order.skills else "",
        )  # fmt: skip


def turnout_end(done: Sequence[Done]) -> None:
    """Hours end with the delivery, or when somebody else goes on with the order."""
    for one in done:
        Turnout.objects.filter(order_id=one.matter.pk, ended_at=None).update(ended_at=one.line.at)


def turnout_confirm(done: Sequence[Done]) -> None:
    """Whoever confirms the order confirms the hours, unless they are their own."""
    for one in done:
        if one.line.actor.person is None:
            continue
        order = Order.objects.select_related("taken_by").get(pk=one.matter.pk)
        if order.taken_by is not None and order.taken_by.user_id == one.line.actor.person:
            raise Refused(Words("自己的单请由其他同事确认。", "Somebody else must confirm your own order."))
        Turnout.objects.filter(order_id=one.matter.pk).update(confirmed_by_id=one.line.actor.person)


def delivery_keep(done: Sequence[Done]) -> None:
    """Keep the proof of delivery."""
    for one in done:
        Order.objects.filter(pk=one.matter.pk).update(
            proof=getattr(one.facts, "proof", ""), proof_photo=getattr(one.facts, "photo", ""),
            delivered_at=one.line.at,
        )  # fmt: skip


def outcome_keep(done: Sequence[Done]) -> None:
    """Keep the reason why it ended otherwise, and tell whoever had it."""
    for one in done:
        Order.objects.filter(pk=one.matter.pk).update(outcome=getattr(one.facts, "reason", ""))
        order = Order.objects.select_related("taken_by").get(pk=one.matter.pk)
        if order.taken_by is not None:
            _tell(one, [order.taken_by.user_id], notices.OVER)


def _orders(done: Sequence[Done]) -> dict[int, Order]:
    return Order.objects.in_bulk([one.matter.pk for one in done])


def _tell(one: Done, users: Sequence[int], template: str) -> None:
    order = Order.objects.get(pk=one.matter.pk)
    values = {"code": one.matter.code, "title": order.title, "place": order.place_text}
    tell_many(
        [
            Tell(
                to=Recipient(user_id=user), template=template, values=values, about=one.matter.code,
                once=f"{template}:{one.matter.code}:{one.line.seq}:{user}",
            )
            for user in users
        ]
    )  # fmt: skip


UNFINISHED = Q(delivered_at=None) & Q(matter__ended_at=None) & ~Q(taken_by=None)
HOURS = F("ended_at") - F("started_at")
