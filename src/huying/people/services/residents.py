"""Residents and households: recorded, corrected, merged when two rows are one person, and parted again."""

from collections.abc import Iterable, Mapping
from typing import Any

from huying.base.clock import now
from huying.base.numbers import IdentityFault, born_on, identity_fault, narrow, read_identity, read_phone
from huying.base.secrets import keyed_hash
from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.people.flags import FLAGS
from huying.people.models import Household, Resident
from huying.people.seats import Seat
from huying.places import scope

from .record import audit

IDENTITY_FAULTS: dict[IdentityFault, Words] = {
    "empty": Words("请填写证件号码", "Please give the identity number"),
    "digits_lost": Words(
        "表格软件改动了这个号码（末尾几位丢失），请从原件重新录入，并把单元格设为文本",
        "The spreadsheet has changed this number (its last digits are lost): enter it again and set the cell to text",
    ),
    "shape": Words("身份证号应是18位", "An identity number has 18 characters"),
    "date": Words("身份证号里的出生日期不对", "The birthday inside the identity number is impossible"),
    "checksum": Words(
        "身份证号有一位写错了，请核对", "One digit of the identity number is wrong, please check it"
    ),
}
BAD_PHONE = Words("这个电话号码不对，请核对", "This is no phone number, please check it")
NO_NAME = Words("请填写姓名", "Please give the name")
_TEXTS = ("address", "note", "source")


def household_at(*, area: str, address: str) -> Household:
    """The household at an address of an area, made when it is new. Needs a scope that holds the area."""
    told = narrow(address)
    same = Household.objects.filter(area=area, address_hash=keyed_hash(told, "address"))
    found = same.order_by("id").first() if told else None
    return found or Household.objects.create(area=area, address=told)


def households_given(area: str) -> int:
    """Everybody of an area stands behind a door: those without a household get that of their address. How many."""
    rows = scope.within(Resident.objects.filter(household=None, merged_into=None), area).select_for_update()
    found = list(rows.order_by("id"))
    for one in found:
        # Without an address nobody can tell who lives together: each a door of their own.
        one.household = household_at(area=one.area, address=one.address)
    Resident.objects.bulk_update(found, ["household"], batch_size=500)
    return len(found)


def resident_create(*, by: Seat | None, area: str, name: str, **told: Any) -> Resident:
    """Record a resident; needs a scope that holds the area.

    `told` may have phone, identity, identity_kind ("resident" or "other"), address, household, birth_year, flags,
    note, proxy, source. Refused with fields when a number cannot be right.
    """
    values = _read({"name": name, **told})
    resident = Resident.objects.create(area=area, created_at=now(), changed_at=now(), **values)
    audit(by, "resident.create", kind="resident", ref=str(resident.pk), area=area, resident=resident.pk)
    return resident


def resident_change(*, by: Seat, resident: Resident, **told: Any) -> Resident:
    """Correct what is known of a resident; only what is told changes."""
    values = _read(told)
    for field, value in values.items():
        setattr(resident, field, value)
    resident.changed_at = now()
    resident.save()
    fields = sorted(values)
    audit(
        by,
        "resident.change",
        kind="resident",
        ref=str(resident.pk),
        fields=fields,
        area=resident.area,
        resident=resident.pk,
    )
    return resident


def resident_merge(*, by: Seat, keep: Resident, gone: Resident, reason: str) -> None:
    """Say that two rows are one person: the second is shown no more and leads to the first."""
    if keep.pk == gone.pk or keep.merged_into_id or gone.merged_into_id:
        raise Refused(Words("这两条资料不能合并", "These two rows cannot be merged"))
    gone.merged_into = keep
    gone.changed_at = now()
    gone.save(update_fields=["merged_into", "changed_at"])
    # Rows merged into the second one before now lead to the first as well.
    Resident.objects.filter(merged_into=gone).update(merged_into=keep)
    for row in (keep, gone):
        audit(by, "resident.merge", reason, kind="resident", ref=str(row.pk), area=row.area, resident=row.pk)


def resident_unmerge(*, by: Seat, resident: Resident, reason: str) -> None:
    """Part a row again that was merged by mistake."""
    if resident.merged_into_id is None:
        raise Refused(Words("这条资料没有合并过", "This row was not merged"))
    resident.merged_into = None
    resident.changed_at = now()
    resident.save(update_fields=["merged_into", "changed_at"])
    audit(
        by,
        "resident.unmerge",
        reason,
        kind="resident",
        ref=str(resident.pk),
        area=resident.area,
        resident=resident.pk,
    )


def _read(told: Mapping[str, Any]) -> dict[str, Any]:
    """What was told in the form it is stored in; Refused with a sentence for each wrong field."""
    values = dict(told)
    wrong: dict[str, Words] = {}
    if "name" in values:
        values["name"] = narrow(values["name"])
        if not values["name"]:
            wrong["name"] = NO_NAME
    if values.get("phone"):
        read = read_phone(values["phone"])
        values["phone"] = read or ""
        if read is None:
            wrong["phone"] = BAD_PHONE
    if values.get("identity"):
        _read_identity(values, wrong)
    if "flags" in values:
        values["flags"] = _read_flags(values["flags"], wrong)
    for field in _TEXTS:
        if field in values:
            values[field] = narrow(values[field])
    if wrong:
        raise Refused(Words("有几处要改一下", "Some things need correcting"), wrong)
    return values


def _read_identity(values: dict[str, Any], wrong: dict[str, Words]) -> None:
    if values.get("identity_kind", "resident") != "resident":
        values["identity"] = narrow(values["identity"]).upper()
        return
    if fault := identity_fault(values["identity"]):
        wrong["identity"] = IDENTITY_FAULTS[fault]
        return
    values["identity"] = read_identity(values["identity"])
    values.setdefault("birth_year", born_on(values["identity"]).year)


def _read_flags(flags: Iterable[str], wrong: dict[str, Words]) -> list[str]:
    kept = sorted(set(flags))
    if unknown := [flag for flag in kept if flag not in FLAGS]:
        wrong["flags"] = Words("没有这种情况：{flags}", "Unknown: {flags}").fill(flags=", ".join(unknown))
    return kept
