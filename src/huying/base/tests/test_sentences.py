"""Every error pydantic knows has a sentence for a person, in both languages."""

from typing import Any, get_args

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_core.core_schema import ErrorType

from huying.base.forms.sentences import sentence, template
from huying.kernel.words import Words

LABEL = Words("联系电话", "Phone")


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_every_type(kind: str) -> None:
    """No English in the Chinese sentence, no code in either, nothing left to fill."""
    context = dict.fromkeys(("gt", "ge", "lt", "le", "multiple_of", "min_length", "max_length"), 3)
    context |= dict.fromkeys(("max_digits", "decimal_places", "whole_digits"), 3)
    words = sentence({"type": kind, "ctx": context}, LABEL)
    for said in words:
        assert "{" not in said
        assert "_" not in said
        assert len(said) > 6
    assert "联系电话" in words.zh
    assert "Phone" in words.en
    assert not set("abcdefgijklmnqruvwxyz") & set(
        words.zh.replace("https", "").replace("JSON", "").replace("2h", "")
    )


def test_limits_are_said() -> None:
    class Schema(BaseModel):
        text: str = Field(max_length=3)
        count: int = Field(ge=1)

    with pytest.raises(ValidationError) as wrong:
        Schema.model_validate({"text": "四个字了", "count": "0"})
    said = [sentence(error, Words("内容", "Text")) for error in wrong.value.errors()]
    assert said[0].zh == "“内容”最多写 3 个字，请写短一点"
    assert said[1].en == "“Text” must be 1 or more"


def test_own_words_of_a_validator() -> None:
    """A validator says it in both languages by raising ValueError(Words)."""

    class Schema(BaseModel):
        phone: str

        @field_validator("phone")
        @classmethod
        def known(cls, phone: str) -> str:
            raise ValueError(Words("这个号码停用了", "This number is out of use"))

    with pytest.raises(ValidationError) as wrong:
        Schema(phone="1")
    error: Any = wrong.value.errors()[0]
    assert sentence(error, LABEL) == Words("这个号码停用了", "This number is out of use")


def test_choosing() -> None:
    assert sentence({"type": "missing"}, LABEL).zh == "请填写“联系电话”"
    assert sentence({"type": "missing"}, LABEL, choosing=True).zh == "请选择“联系电话”"


def test_template_of_the_unknown() -> None:
    """A type of a later pydantic is a sentence, too."""
    assert "{label}" in template("something_new").zh
