"""What the layers promise beyond the order of rooms."""

import ast
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "huying"


def _imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add(node.module or "")
    return found


def test_the_kernel_needs_the_standard_library_and_pydantic_only() -> None:
    for path in (SOURCE / "kernel").glob("*.py"):
        for name in _imports(path):
            top = name.split(".")[0]
            assert top in sys.stdlib_module_names | {"pydantic"} or name.startswith("huying.kernel"), (
                f"{path.name} imports {name}"
            )


def test_every_room_stands_in_a_layer_or_is_the_wiring() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if path.is_dir() and not path.name.startswith("__")}
    assert rooms >= {"base", "kernel", "places", "people", "rulebook", "messages", "matters", "config"}
    for room in rooms - {"kernel", "config"}:
        assert (SOURCE / room / "apps.py").exists(), f"{room} is no Django application"
