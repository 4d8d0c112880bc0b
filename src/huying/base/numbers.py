"""Phone and identity numbers as people write them, brought to one form."""

import datetime as dt
import re
import unicodedata
from typing import Literal

import phonenumbers

from .clock import now

IdentityFault = Literal["empty", "digits_lost", "shape", "date", "checksum"]

_EXTENSION = re.compile(r"(?:转|分机|ext\.?|x)\s*(\d{1,6})$", re.IGNORECASE)
_FLOAT_TAIL = re.compile(r"(?<=\d)\.0+$")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS = "10X98765432"
_EARLIEST_YEAR = 1880


def narrow(text: str) -> str:
    """Full-width letters and digits made ordinary, invisible marks and outer white space gone."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf").strip()


def read_phone(typed: str) -> str | None:
    """The number a person meant, or None when it cannot be one.

    Mainland mobiles become 11 digits (`13812348000`), landlines `0574-86781234` (with `转801` when there is an
    extension), numbers of other countries and regions E.164 (`+85251234567`).
    """
    text = _FLOAT_TAIL.sub("", narrow(typed))
    extension = _EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    text = re.sub(r"^\(?00(?=[1-9])", "+", text)
    try:
        number = phonenumbers.parse(text, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    if number.country_code != 86:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    national = str(number.national_number)
    area = phonenumbers.length_of_geographical_area_code(number)
    tail = f"转{extension[1]}" if extension else ""
    return f"0{national[:area]}-{national[area:]}{tail}" if area else national + tail


def identity_fault(typed: str) -> IdentityFault | None:
    """What is wrong with an 18-digit identity number, or None when nothing is.

    Only the date and the check letter are tested: county codes change, and real people keep theirs for life.
    """
    text = re.sub(r"[\s-]", "", narrow(typed)).upper()
    if not text:
        return "empty"
    if "E+" in text or re.fullmatch(r"\d{15,18}\.0+", text):
        return "digits_lost"
    if not re.fullmatch(r"[1-9]\d{16}[0-9X]", text):
        return "shape"
    try:
        born = dt.date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "date"
    if born.year < _EARLIEST_YEAR or born > now().date() + dt.timedelta(days=1):
        return "date"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, text[:17], strict=True))
    if _CHECKS[total % 11] == text[17]:
        return None
    # A spreadsheet keeps 15 digits of a number and fills up with noughts.
    return "digits_lost" if text.endswith("000") else "checksum"


def read_identity(typed: str) -> str | None:
    """The 18 characters of an identity number, or None when it cannot be one (see `identity_fault`)."""
    return None if identity_fault(typed) else re.sub(r"[\s-]", "", narrow(typed)).upper()


def born_on(identity: str) -> dt.date:
    """The birthday inside a number that `read_identity` gave."""
    return dt.date(int(identity[6:10]), int(identity[10:12]), int(identity[12:14]))
