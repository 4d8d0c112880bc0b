"""What is left of a name or number on screen."""

import pytest

from huying.base.mask import mask_address, mask_identity, mask_name, mask_phone


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13812348000", "138****8000"),
        ("0574-86781234", "0574-******34"),
        ("+85251234567", "+85*******67"),
        ("12345", "1****"),
        ("", ""),
    ],
)
def test_phones(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王小明", "王**"),
        ("王明", "王*"),
        ("王", "王*"),
        ("欧阳修", "欧阳*"),
        ("欧阳", "欧*"),
        ("John Smith", "J*** S****"),
        ("", ""),
        ("古丽米热·买买提", "古*******"),
    ],
)
def test_names(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_identity_numbers_keep_four_letters() -> None:
    assert mask_identity("11010519491231002X") == "**************002X"
    assert mask_identity("E123") == "****"


def test_addresses_keep_the_place_only() -> None:
    assert mask_address("建国南苑57幢2单元301室") == "建国南苑**幢**单元**室"
    assert mask_address("和平里三号楼") == "和平里**号楼"
