"""What pydantic found wrong, said to a person in both languages."""

from collections.abc import Mapping
from typing import Any

from huying.kernel.refused import Refused
from huying.kernel.words import Words

# {label} is the question; the other names are those of pydantic's error context.
_SAID: dict[str, Words] = {
    "missing": Words("请填写“{label}”", "Answer “{label}”"),
    "missing_choice": Words("请选择“{label}”", "Choose an answer to “{label}”"),
    "not_offered": Words("“{label}”请从列出的里面选", "For “{label}” choose one of those listed"),
    "extra_forbidden": Words("这里不能填“{label}”", "“{label}” cannot be given here"),
    "greater_than": Words("“{label}”要大于 {gt}", "“{label}” must be more than {gt}"),
    "greater_than_equal": Words("“{label}”不能小于 {ge}", "“{label}” must be {ge} or more"),
    "less_than": Words("“{label}”要小于 {lt}", "“{label}” must be less than {lt}"),
    "less_than_equal": Words("“{label}”不能大于 {le}", "“{label}” must be {le} or less"),
    "multiple_of": Words(
        "“{label}”要是 {multiple_of} 的倍数", "“{label}” must be a multiple of {multiple_of}"
    ),
    "too_short": Words("“{label}”至少要 {min_length} 项", "“{label}” needs at least {min_length}"),
    "too_long": Words("“{label}”最多 {max_length} 项", "“{label}” may have at most {max_length}"),
    "string_too_short": Words(
        "“{label}”至少写 {min_length} 个字", "“{label}” needs at least {min_length} characters"
    ),
    "string_too_long": Words(
        "“{label}”最多写 {max_length} 个字，请写短一点",
        "“{label}” may have at most {max_length} characters; please shorten it",
    ),
    "string_pattern_mismatch": Words(
        "“{label}”的写法不对，请检查有没有写错", "“{label}” is not written as expected; please check it"
    ),
    "string_not_ascii": Words(
        "“{label}”只能用英文字母和数字", "“{label}” may only have plain letters and digits"
    ),
    "date_past": Words("“{label}”要是今天以前的日期", "“{label}” must be a day in the past"),
    "date_future": Words("“{label}”要是今天以后的日期", "“{label}” must be a day in the future"),
    "datetime_past": Words("“{label}”要是已经过去的时间", "“{label}” must be in the past"),
    "datetime_future": Words("“{label}”要是以后的时间", "“{label}” must be in the future"),
    "date_from_datetime_inexact": Words(
        "“{label}”只要日期，不要时间", "“{label}” takes a day without a time"
    ),
    "timezone_offset": Words("“{label}”的时区不对", "“{label}” has the wrong time zone"),
    "int_from_float": Words("“{label}”要填整数", "“{label}” must be a whole number"),
    "int_parsing_size": Words("“{label}”的数字太大", "“{label}” is too large a number"),
    "finite_number": Words("“{label}”要填一个普通的数字", "“{label}” must be an ordinary number"),
    "decimal_max_digits": Words(
        "“{label}”最多 {max_digits} 位数字", "“{label}” may have at most {max_digits} digits"
    ),
    "decimal_max_places": Words(
        "“{label}”最多 {decimal_places} 位小数", "“{label}” may have at most {decimal_places} decimal places"
    ),
    "decimal_whole_digits": Words(
        "“{label}”小数点前最多 {whole_digits} 位",
        "“{label}” may have at most {whole_digits} digits before the point",
    ),
    "bytes_too_short": Words("“{label}”的内容太小", "“{label}” is too small"),
    "bytes_too_long": Words("“{label}”的内容太大", "“{label}” is too big"),
    "url_too_long": Words("“{label}”的网址太长", "“{label}” is too long an address"),
    "json_invalid": Words("“{label}”不是完整的 JSON", "“{label}” is not complete JSON"),
    "json_type": Words("“{label}”不是完整的 JSON", "“{label}” is not complete JSON"),
    "none_required": Words("“{label}”要留空", "“{label}” must stay empty"),
}

# A whole family of types is one sentence: the first part of the name decides.
_FAMILIES: tuple[tuple[tuple[str, ...], Words], ...] = (
    (
        ("int_", "float_", "decimal_", "fraction_", "complex_"),
        Words("“{label}”要填数字，例如 3", "“{label}” must be a number, such as 3"),
    ),
    (("date_",), Words("“{label}”要填日期，例如 2022-03-05", "“{label}” must be a day, such as 2022-03-05")),
    (
        ("datetime_", "timezone_"),
        Words(
            "“{label}”要填日期和时间，例如 2022-03-05 14:30",
            "“{label}” must be a day and time, such as 2022-03-05 14:30",
        ),
    ),
    (("time_delta_",), Words("“{label}”要填时长，例如 2h", "“{label}” must be a length of time, such as 2h")),
    (("time_",), Words("“{label}”要填时间，例如 14:30", "“{label}” must be a time, such as 14:30")),
    (("bool_",), Words("“{label}”请答是或否", "Answer “{label}” with yes or no")),
    (
        ("enum", "literal_error", "union_", "missing_sentinel_error", "ellipsis_error"),
        Words("“{label}”请从列出的里面选", "For “{label}” choose one of those listed"),
    ),
    (
        ("url_",),
        Words("“{label}”要填网址，例如 https://…", "“{label}” must be a web address, such as https://…"),
    ),
    (("uuid_",), Words("“{label}”的编号不对", "“{label}” is not a valid number")),
    (("string_", "bytes_"), Words("“{label}”要填文字", "“{label}” must be text")),
    (
        ("list_", "set_", "tuple_", "frozen_set_", "deque_", "iterable_", "iteration_"),
        Words("“{label}”要填一组内容", "“{label}” must be a list"),
    ),
    (
        ("missing_", "unexpected_", "arguments_", "multiple_argument"),
        Words("“{label}”没有填完整", "“{label}” is not complete"),
    ),
)
# What no person can cause by typing; still a sentence, never a code.
_OTHERWISE = Words("“{label}”填得不对，请检查", "“{label}” is not right; please check it")


def template(kind: str) -> Words:
    """The sentence of an error type, with `{label}` and pydantic's context names to fill."""
    if kind in _SAID:
        return _SAID[kind]
    return next((words for starts, words in _FAMILIES if kind.startswith(starts)), _OTHERWISE)


def _own_words(context: Mapping[str, Any]) -> Words | None:
    """The sentence a validator of ours raised: ValueError(Words), PydanticCustomError with zh and en, Refused."""
    if isinstance(context.get("zh"), str) and isinstance(context.get("en"), str):
        return Words(context["zh"], context["en"])
    error = context.get("error")
    if isinstance(error, Refused):
        return error.words
    said = error.args[0] if isinstance(error, Exception) and error.args else None
    return said if isinstance(said, Words) else None


def sentence(error: Mapping[str, Any], label: Words, *, choosing: bool = False) -> Words:
    """One of pydantic's `errors()` about the question `label`; `choosing` when the answer is picked, not typed."""
    context = error.get("ctx") or {}
    own = _own_words(context)
    if own is not None:
        return own
    kind = str(error["type"])
    if choosing and kind in ("missing", "too_short") and context.get("min_length", 1) == 1:
        kind = "missing_choice"
    if kind == "string_too_short" and context.get("min_length") == 1:
        kind = "missing_choice" if choosing else "missing"
    words = template(kind)
    values = {name: value for name, value in context.items() if isinstance(value, str | int | float)}
    return words.fill(**{**values, "label": label})
