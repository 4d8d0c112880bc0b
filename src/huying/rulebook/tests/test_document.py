"""Rule sets as people write them: every fault named with its line, and nothing lost on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huying.kernel.refused import Refused
from huying.rulebook.document import read_document, write_document
from huying.rulebook.yamls import read_yaml, write_yaml

GOOD = """\
slug: zj-2022-01-09
title: {zh: 浙江规则, en: Zhejiang rules}
authority: 省防控办
area: 33
legal_basis: [突发事件应对法]
valid: {from: 2022-01-09, until: 2022-02-08}
source: {title: 通知, url: "https://example.org/a", sha256: ""}
rules:
  test.days:
    contact: 14d
    "*": 7 天
  test.window: 48h
"""


def test_a_rule_set_is_read() -> None:
    document = read_document(GOOD)
    assert document.area == "33".ljust(20, "0")
    assert document.rules == {"test.days": {"contact": "14d", "*": "7d"}, "test.window": "48h"}
    # The last day is meant to its end: midnight in China is 16:00 in UTC.
    assert document.valid.since.isoformat() == "2022-01-08T16:00:00+00:00"
    assert document.valid.until.isoformat() == "2022-02-08T16:00:00+00:00"
    assert (document.title.en, document.authority.en) == ("Zhejiang rules", "")


def test_it_is_written_and_read_back_equal() -> None:
    document = read_document(GOOD)
    text = write_document(document)
    assert read_document(text) == document
    assert "until: 2022-02-08\n" in text
    assert "area: '33'\n" in text


def test_every_fault_is_named_with_its_key_and_line() -> None:
    text = (
        GOOD.replace("14d", "14 moons")
        .replace("test.window", "test.windw")
        .replace("until: 2022-02-08", "until: 2021-02-08")
        .replace("area: 33", "area: 3")
        .replace("slug: zj-2022-01-09", "slug: ZJ 2022")
    )
    with pytest.raises(Refused) as refused:
        read_document(text)
    fields = refused.value.fields
    assert set(fields) == {"slug", "area", "valid", "test.days", "test.windw"}
    assert fields["test.days"].en.startswith("Line 10: Quarantine: “contact”: Write a length of time")
    assert fields["test.days"].zh.startswith("第 10 行：隔离：“contact”：时长")
    assert "is test.window meant?" in fields["test.windw"].en.replace("“", "").replace("”", "")
    assert fields["test.windw"].en.startswith("Line 12")
    assert fields["valid"].en == "Line 6: validity: It must end after it starts."


@pytest.mark.parametrize("missing", ["slug", "title", "authority", "area", "valid", "rules"])
def test_what_must_be_there_is_asked_for(missing: str) -> None:
    kept, skipping = [], False
    for line in GOOD.splitlines():
        skipping = line.startswith(f"{missing}:") or (skipping and line.startswith(" "))
        if not skipping:
            kept.append(line)
    with pytest.raises(Refused) as refused:
        read_document("\n".join(kept))
    assert missing in refused.value.fields


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- a\n- b",
        "a: [1, 2",
        "a: 1\na: 2",
        "a: &x [1]\nb: *x",
        "a: !!python/object/apply:os.system [ls]",
        "a: !!set {b}",
        "[" * 10_000,
        "{a: " * 10_000,
        "a: 1\n---\nb: 2",
        "? [a]\n: b",
        "a: \x00",
        "a:\tb: c",
        "x" * 600_000,
    ],
)
def test_hostile_files_are_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(Refused):
        read_document(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read_yaml(text)
    except Refused as refused:
        assert refused.words.zh


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(0.001, 1e6)
    | st.text(st.characters(exclude_categories=["C"]), max_size=20)
    | st.sampled_from(
        ["no", "on", "12:30", "2022-01-09", "1e3", "0x1F", "007", "~", "null", "true", "5wd", "*"]
    ),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["C"]), max_size=9), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_plain_data_comes_back_equal(value: object) -> None:
    assert read_yaml(write_yaml(value)).value == value


def test_words_keep_their_meaning() -> None:
    found = read_yaml("a: no\nb: on\nc: 12:30\nd: 2022-01-09\ne: 007\nf: true\ng: 3\nh: 0.5\ni:\n")
    assert found.value == {
        "a": "no", "b": "on", "c": "12:30", "d": "2022-01-09", "e": "007", "f": True, "g": 3, "h": 0.5, "i": None,
    }  # fmt: skip
