"""Phones and identity numbers as they really come."""

import datetime as dt

import pytest

from huying.base import clock
from huying.base.numbers import born_on, identity_fault, read_identity, read_phone


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("13812348000", "13812348000"),
        ("+86 138 1234 8000", "13812348000"),
        ("１３８１２３４８０００", "13812348000"),
        ("0086-13812348000", "13812348000"),
        ("8613812348000", "13812348000"),
        ("13812348000.0", "13812348000"),
        ("\u202d13812348000\u202c", "13812348000"),
        ("0574-86781234", "0574-86781234"),
        ("（0574）86781234转801", "0574-86781234转801"),
        ("057486781234", "0574-86781234"),
        ("010-62345678", "010-62345678"),
        ("400-123-4567", "4001234567"),
        ("+852 51234567", "+85251234567"),
        ("0085251234567", "+85251234567"),
        ("138 1234 800", None),
        ("12800000000", None),
        ("王阿姨", None),
        ("", None),
        ("1" * 400, None),
    ],
)
def test_phones(typed: str, meant: str | None) -> None:
    assert read_phone(typed) == meant


@pytest.mark.parametrize(
    "typed", ["11010519491231002X", "11010519491231002x", " １１０１０５１９４９１２３１００２Ｘ "]
)
def test_an_identity_number_is_read(typed: str) -> None:
    assert read_identity(typed) == "11010519491231002X"


def test_a_county_younger_than_the_person_is_no_fault() -> None:
    # 330206 became a county code in 1984; the holder was born in 1936.
    assert identity_fault(_with_check("33020619360405002")) is None


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ("", "empty"),
        ("1.10105E+17", "digits_lost"),
        ("110105194912310000", "digits_lost"),
        ("110105194912310021", "checksum"),
        ("110105194913310025", "date"),
        ("110105210001010021", "date"),
        ("110105491231002", "shape"),
        ("E12345678", "shape"),
    ],
)
def test_faults_are_told_apart(typed: str, fault: str) -> None:
    with clock.borrow(dt.datetime(2022, 3, 1, tzinfo=dt.UTC)):
        assert identity_fault(typed) == fault
        assert read_identity(typed) is None


def test_the_birthday_is_inside() -> None:
    assert born_on("11010519491231002X") == dt.date(1949, 12, 31)


def _with_check(digits: str) -> str:
    return next(digits + last for last in "0123456789X" if identity_fault(digits + last) is None)
