"""Every rule key is documented, and has a shipped value for whatever may be asked of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from huying.rulebook.baseline import floor, shipped
from huying.rulebook.keys import Table, keys
from huying.rulebook.reader import Reader, RuleMissing
from huying.rulebook.reference import keys_page

SOURCE = Path(__file__).parents[2] / "src" / "huying"
# Keys whose reader cannot be seen in the text of the program, each with why. It only ever shrinks.
READ_OTHERWISE: dict[str, str] = {}
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


def modules() -> Iterator[tuple[str, ast.Module]]:
    """Every module of the program itself: no tests, no migrations, no demo data."""
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE.parent).with_suffix("").parts
        if not {"tests", "migrations", "demo"} & set(parts):
            yield ".".join(parts), ast.parse(path.read_text("utf-8"))


def imported(module: str, tree: ast.Module) -> dict[str, str]:
    """What each name that a module imports stands for, as a dotted path."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            package = module.split(".")[: -node.level] if node.level else []
            base = ".".join([*package, *([node.module] if node.module else [])])
            found.update({one.asname or one.name: f"{base}.{one.name}" for one in node.names})
    return found


def test_every_key_is_read_by_the_program() -> None:
    declared: dict[str, str] = {}
    uses: set[str] = set()
    texts: list[str] = []
    for module, tree in modules():
        names = imported(module.removesuffix(".__init__") + "." * module.endswith("__init__"), tree)
        declaring: set[ast.AST] = set()
        for line in tree.body:
            if isinstance(line, ast.Assign) and isinstance(line.value, ast.Call):
                called, arguments = line.value.func, line.value.args
                if (
                    isinstance(called, ast.Name)
                    and called.id == "rule_key"
                    and isinstance(line.targets[0], ast.Name)
                ):
                    assert isinstance(arguments[0], ast.Constant)
                    declared[str(arguments[0].value)] = f"{module}.{line.targets[0].id}"
                    declaring |= set(ast.walk(line))
        for node in ast.walk(tree):
            if node in declaring:
                continue
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(node.value)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
                uses.add(names.get(node.id, f"{module}.{node.id}"))
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                uses.add(f"{names.get(node.value.id, node.value.id)}.{node.attr}")
    assert set(declared) == set(keys()), "every key is declared at the top of a module"
    unread = {code for code, name in declared.items() if name not in uses and code not in texts}
    assert unread == set(READ_OTHERWISE)
