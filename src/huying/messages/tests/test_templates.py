"""Every template of every app fills in both languages and carries nobody's data; the guard catches the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.words import Words
from huying.messages.guard import shorten, without_numbers, without_personal
from huying.messages.limits import limits
from huying.messages.templates import NoticeTemplate, notice_template, stored, templates

HARMLESS = Words("测试词语", "some words")


def faults(template: NoticeTemplate) -> list[str]:
    """What is wrong with a template, in words for whoever wrote it."""
    values = {name: stored(HARMLESS) for name in template.places}
    found = []
    for language in ("zh", "en"):
        title, body = template.fill(values, language)
        if "{" in title + body or not title.strip() or not body.strip():
            found.append(f"{template.code}: {language} is not filled")
        if without_personal(f"{title}\n{body}") != f"{title}\n{body}":
            found.append(f"{template.code}: {language} carries a number or a door")
        if "sms" in template.channels and len(body) > limits().sms_characters:
            found.append(f"{template.code}: {language} is too long for a text message")
    zh, en = template.title.zh + template.body.zh, template.title.en + template.body.en
    if zh == en or not any("\u4e00" <= sign <= "\u9fff" for sign in zh):
        found.append(f"{template.code}: not said in both languages")
    return found


def test_every_template_fills_in_both_languages_and_carries_nobody_s_data() -> None:
    assert [fault for template in templates() for fault in faults(template)] == []


def test_the_check_above_finds_faults() -> None:
    bad = NoticeTemplate(
        "x", Words("a", "a"), Words("打 13812348000" * 30, "Room 502"), ("sms",), frozenset()
    )
    assert len(faults(bad)) == 3


@pytest.mark.parametrize(
    ("told", "message"),
    [
        ({"body": Words("{a}", "{b}")}, "differ"),
        ({"body": Words("{a.b}", "{a.b}")}, "plain name"),
        ({"body": Words("{a[0]}", "{a[0]}")}, "plain name"),
        ({"body": Words("{a!r}", "{a!r}")}, "plain name"),
        ({"body": Words("{a:>9}", "{a:>9}")}, "plain name"),
        ({"body": Words("{}", "{}")}, "plain name"),
        ({"body": Words("{phone}", "{phone}")}, "personal"),
        ({"body": Words("{caller_phone}", "{caller_phone}")}, "personal"),
        ({"body": Words("{home_address}", "{home_address}")}, "personal"),
        ({"channels": ("fax",)}, "channels"),
        ({"channels": ()}, "channels"),
        ({"secret": ("code",)}, "no place"),
        ({"body": Words("{code}", "{code}"), "secret": ("code",)}, "inbox"),
    ],
)
def test_a_wrong_template_is_refused_at_import(told: dict[str, object], message: str) -> None:
    given = {"title": Words("题", "title"), "body": Words("文", "body"), **told}
    with pytest.raises(ValueError, match=message):
        notice_template("test.wrong", **given)  # type: ignore[arg-type]


def test_a_code_is_registered_once(quiet: NoticeTemplate) -> None:
    with pytest.raises(ValueError, match="twice"):
        notice_template("test.quiet", title=Words("题", "t"), body=Words("文", "b"))


def test_values_are_never_evaluated(quiet: NoticeTemplate) -> None:
    values = {"place": stored("{place.__class__} {0} %s <script>")}
    assert quiet.fill(values, "zh")[1] == "请看{place.__class__} {0} %s <script>。"


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("打13812348000。", "打138****8000。"),
        ("+86 138-1234-8000", "138****8000"),
        ("身份证33010619490307123X", "身份证3301**************"),
        ("春江路12号3幢2单元502室", "春江路***"),
        ("3幢502", "***"),
        ("建国南苑57幢有人求助", "建国南苑57幢有人求助"),
        ("住502室", "住***"),
        ("3-2-502", "***"),
        ("Room 502, block 3", "***, block 3"),
        ("1月9日14:00", "1月9日14:00"),
        ("2022-01-09 20:30-21:00", "2022-01-09 20:30-21:00"),
        ("编号 7K3M-QX9T-BC4D", "编号 7K3M-QX9T-BC4D"),
        ("编号 1381-2348-0001", "编号 1381-2348-0001"),
        ("社区电话 0571-87654321", "社区电话 0571-87654321"),
        ("验证码 481516", "验证码 481516"),
        ("第3号楼组长", "第3号楼组长"),
    ],
)
def test_the_guard(text: str, safe: str) -> None:
    assert without_personal(text) == safe


@given(st.text(max_size=60), st.text(max_size=60), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_no_mobile_number_between_words_gets_through(before: str, after: str, phone: str) -> None:
    assert phone not in without_numbers(f"{before},{phone},{after}")


@given(st.text(), st.integers(1, 50))
def test_shorten_keeps_the_limit(text: str, limit: int) -> None:
    cut = shorten(text, limit)
    assert len(cut) <= limit
    assert cut == text or cut.endswith("…")
