"""The only way to a person's data: in one's own area, for a purpose, on record, masked unless it is one's task."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q, QuerySet

from huying.base.errors import NotYours
from huying.base.mask import mask_address, mask_identity, mask_name, mask_phone
from huying.base.numbers import narrow, read_identity, read_phone
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places import scope
from huying.places.codes import covers

from .models import Household, Resident
from .seats import Seat
from .services.record import Line, audit, audit_many

Shown = str | Callable[[], str]

NO_PURPOSE = Words("请先说明为什么要看", "Please say first why you need to see it")
NOT_HOLDING = Words(
    "只有正在办理这件事的人，在办结以前，才能看到完整的电话和住址",
    "Only whoever handles this matter, and only until it is closed, sees the whole phone number and address",
)
NOT_THIS_POST = Words("您现在的岗位不能看居民资料", "Your present post does not see residents' data")
ASK_MORE = Words(
    "请填写电话、证件号码或完整姓名", "Please give a phone number, an identity number or a whole name"
)


def residents(seat: Seat) -> QuerySet[Resident]:
    """The residents of the seat's area, merged rows left out. Refused when the post has no roster."""
    _roster(seat)
    return scope.within(Resident.objects.filter(merged_into=None), seat.area)


def access_resident(seat: Seat, pk: int, purpose: str) -> Resident:
    """One resident of the seat's area, on record. NotYours outside it."""
    _purposeful(purpose)
    found = residents(seat).select_related("household", "proxy").filter(pk=pk).first()
    if found is None:
        raise NotYours(f"resident {pk}")
    audit(seat, "read", purpose, kind="resident", ref=str(found.pk), area=found.area, resident=found.pk)
    return found


def access_household(seat: Seat, pk: int, purpose: str) -> tuple[Household, list[Resident]]:
    """One household of the seat's area and those who live there, on record. NotYours outside it."""
    _purposeful(purpose)
    _roster(seat)
    found = scope.within(Household.objects.all(), seat.area).filter(pk=pk).first()
    if found is None:
        raise NotYours(f"household {pk}")
    members = list(residents(seat).filter(household=found).order_by("id"))
    audit_many(
        seat,
        [Line("read", "resident", str(one.pk), one.area, ("household",), resident=one.pk) for one in members],
        purpose,
    )
    return found, members


def find_residents(
    seat: Seat, *, purpose: str, phone: str = "", identity: str = "", name: str = "", limit: int = 20
) -> list[Resident]:
    """Residents of the seat's area by a whole phone number, identity number or name; each found one is on record.

    There is no search by parts: nobody browses for a name they half remember.
    """
    _purposeful(purpose)
    wanted = Q()
    for column, kept, text in (
        ("phone_hash", "phone", read_phone(phone) if phone.strip() else ""),
        ("identity_hash", "identity", read_identity(identity) if identity.strip() else ""),
        ("name_hash", "name", narrow(name)),
    ):
        if text:
            wanted |= Q(**{column: keyed_hash(text, kept)})
    if not wanted:
        raise Refused(ASK_MORE)
    found = list(residents(seat).filter(wanted).select_related("household").order_by("id")[:limit])
    lines = [Line("search", "resident", str(one.pk), one.area, resident=one.pk) for one in found]
    audit_many(seat, lines or [Line("search", "resident")], purpose)
    return found


def masked(resident: Resident) -> dict[str, str]:
    """What a screen shows of a resident to everybody who may see that they exist."""
    return {
        "name": mask_name(resident.name),
        "phone": mask_phone(resident.phone),
        "identity": mask_identity(resident.identity),
        "address": mask_address(resident.address),
    }


class Look(NamedTuple):
    """One person's whole values; see `reveal` for each field."""

    kind: str
    ref: str
    area: str
    values: Mapping[str, Shown]
    may: bool
    resident: int | None = None
    subject: bytes | None = None


def reveal_many(seat: Seat, looks: Sequence[Look], purpose: str) -> list[dict[str, str]]:
    """The whole values of several people, in their order, a line of the record for each.

    All or nothing: one look that is not the seat's refuses the lot, and nothing is on record as seen. Raises
    Refused without a purpose, without the ability and where `may` is false, NotYours outside the seat's area.
    """
    _purposeful(purpose)
    if not seat.able("people.reveal"):
        raise Refused(NOT_THIS_POST)
    for look in looks:
        if not covers(seat.area, look.area):
            raise NotYours(f"{look.kind} {look.ref}")
        if not look.may:
            raise Refused(NOT_HOLDING)
    audit_many(
        seat,
        [
            Line("reveal", one.kind, one.ref, one.area, sorted(one.values), one.resident, one.subject)
            for one in looks
        ],
        purpose,
    )
    return [
        {field: value() if callable(value) else value for field, value in look.values.items()}
        for look in looks
    ]


def reveal(
    seat: Seat,
    *,
    kind: str,
    ref: str,
    area: str,
    values: Mapping[str, Shown],
    may: bool,
    purpose: str,
    resident: int | None = None,
    subject: bytes | None = None,
) -> dict[str, str]:
    """The whole values, once, on record.

    `may` is the caller's proof that this seat holds the matter and that it is open; without it, without the
    ability or without a purpose the answer is Refused, and the attempt is not recorded as a look. `values` may be
    functions, which are called only when all is in order. `subject` is the person's keyed phone hash.
    """
    return reveal_many(seat, [Look(kind, ref, area, values, may, resident, subject)], purpose)[0]


def reveal_resident(
    seat: Seat, resident: Resident, fields: tuple[str, ...], *, may: bool, purpose: str
) -> dict[str, str]:
    """Whole fields (name, phone, identity, address, note) of a resident; see `reveal`."""
    return reveal(
        seat,
        kind="resident",
        ref=str(resident.pk),
        area=resident.area,
        values={field: str(getattr(resident, field)) for field in fields if field in _WHOLE},
        may=may,
        purpose=purpose,
        resident=resident.pk,
        subject=resident.phone_hash,
    )


_WHOLE = frozenset({"name", "phone", "identity", "address", "note"})


def _purposeful(purpose: str) -> None:
    if not purpose.strip():
        raise Refused(NO_PURPOSE, {"purpose": NO_PURPOSE})


def _roster(seat: Seat) -> None:
    if not seat.able("residents.read"):
        raise Refused(NOT_THIS_POST)
