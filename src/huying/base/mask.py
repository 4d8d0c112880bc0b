"""Names and numbers with the telling part hidden, for every screen that need not show them."""

import re

# Surnames of two characters, so that the mask keeps the whole surname.
_LONG_SURNAMES = frozenset(
    re.findall("..", "欧阳司马上官诸葛夏侯东方皇甫尉迟公孙慕容令狐宇文长孙司徒轩辕端木独孤南宫西门呼延")
)
_UNIT_NUMBER = re.compile(r"[0-9A-Za-z-]+|[一二三四五六七八九十百]+(?=[幢栋号楼座层室弄组户]|单元)")


def mask_phone(phone: str) -> str:
    """`138****8000`; a landline keeps its area code and two digits, a short number one digit."""
    digits = sum(letter.isdigit() for letter in phone)
    if digits < 7:
        return phone[:1] + "*" * (len(phone) - 1) if phone else ""
    if digits == 11 and phone.isdigit() and phone.startswith("1"):
        return f"{phone[:3]}****{phone[-4:]}"
    start = phone.index("-") + 1 if "-" in phone else 3
    return phone[:start] + "*" * (len(phone) - start - 2) + phone[-2:]


def mask_name(name: str) -> str:
    """`王**`, `欧阳*`; a name in letters keeps its initials: `J*** S****`."""
    name = name.strip()
    if name.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    keep = 2 if name[:2] in _LONG_SURNAMES and len(name) > 2 else 1
    return name[:keep] + "*" * max(1, len(name) - keep) if name else ""


def mask_identity(number: str) -> str:
    """Only the last four characters: the rest tells birthplace, birthday and sex."""
    return "*" * (len(number) - 4) + number[-4:] if len(number) > 8 else "*" * len(number)


def mask_address(address: str) -> str:
    """The place without its numbers: `建国南苑**幢**单元**室`."""
    return _UNIT_NUMBER.sub("**", address)
