"""A person typed in by hand or sent by a program, as a row of a list."""

from huying.base.numbers import identity_fault, narrow, read_identity, read_phone
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .forms import OnePerson
from .services.opening import Named

NOBODY = Words(
    "请至少写电话、证件号或住址中的一项。", "Give a phone, an identity number or an address at least."
)
BAD_PHONE = Words("这个电话号码不对，请核对。", "This is no phone number: check it.")


def named_of(value: OnePerson) -> Named:
    """What was typed as a row of a list. Raises Refused when nobody could be found by it."""
    phones = []
    for part in value.phone.replace("，", "、").replace(",", "、").split("、"):
        number = read_phone(part) if part.strip() else None
        if part.strip() and number is None:
            raise Refused(BAD_PHONE, {"phone": BAD_PHONE})
        if number:
            phones.append(number)
    wrong = identity_fault(value.identity) if value.identity else None
    identity = (read_identity(value.identity) or "") if value.identity and not wrong else ""
    if wrong == "shape":
        identity = narrow(value.identity).upper()
    if not (phones or identity or value.address):
        raise Refused(NOBODY, {"phone": NOBODY})
    return Named(
        name=narrow(value.name),
        phones=tuple(dict.fromkeys(phones)),
        identity=identity,
        identity_fault=wrong or "",
        address=value.address,
        category=value.category,
        exposed_at=value.exposed_at,
        exposure=value.exposure,
    )
