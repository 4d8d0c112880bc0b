"""Every rule key is documented, and has a shipped value for whatever may be asked of it."""

from pathlib import Path

from huying.rulebook.baseline import floor, shipped
from huying.rulebook.keys import Table, keys
from huying.rulebook.reader import Reader, RuleMissing
from huying.rulebook.reference import keys_page

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "rule-keys.md"


def test_the_reference_of_rule_keys_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == keys_page(), "run: python manage.py rulebook_keys_doc"


def test_every_key_has_a_shipped_value_for_every_choice_it_knows() -> None:
    source = floor()
    reader = Reader([source], source.valid_from)
    missing = []
    for code, key in keys().items():
        kind = key.kind
        choices = [c for c, _ in kind.options] if isinstance(kind, Table) and kind.options else [None]
        for choice in choices:
            try:
                reader.value(code, source.area, choice=choice)
            except RuleMissing:
                missing.append((code, choice))
    assert missing == []


def test_every_key_is_called_and_explained_in_both_languages() -> None:
    for key in keys().values():
        said = [
            key.title,
            key.kind.shape,
            key.kind.say(shipped()[key.code]),
            *filter(None, (key.help, key.by, key.unit)),
        ]
        assert all(words.zh.strip() and words.en.strip() for words in said), key.code
