"""The keys a rule set may speak of: each is declared once, in the `rules.py` of the app that reads it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Literal, get_args

from django.apps import apps

from huying.kernel.words import Words

from .values import Choice, Count, Duration, Flag, Ladder, List, Record, Share, SpanText, Table, Text, Value

__all__ = [
    "Choice", "Count", "Duration", "Flag", "Key", "Ladder", "List", "Record", "Share", "SpanText", "Stricter",
    "Table", "Text", "key", "keys", "load_keys", "rule_key",
]  # fmt: skip

Stricter = Literal["shorter", "longer", "lower", "higher", "none"]
_CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")
_keys: dict[str, "Key"] = {}


@dataclass(frozen=True)
class Key:
    """One thing a rule can say.

    `stricter` names the direction that burdens people more; a local set may not go that way past its parent.
    `by` says what the choices of a table stand for. `names` is the table whose lines the values call by name: what
    they call there, each value's `named()` tells.
    """

    code: str
    title: Words
    kind: Value
    stricter: Stricter = "none"
    unit: Words | None = None
    by: Words | None = None
    help: Words | None = None
    names: str = ""

    @property
    def app(self) -> str:
        """The first part of the code: the app that declared it."""
        return self.code.partition(".")[0]


def rule_key(
    code: str,
    *,
    title: Words,
    kind: Value | type[Value],
    stricter: Stricter = "none",
    unit: Words | None = None,
    by: Words | None = None,
    help: Words | None = None,
    names: str = "",
) -> Key:
    """Declare a key at import. Raises ValueError when the declaration contradicts itself or another."""
    if not _CODE.fullmatch(code):
        raise ValueError(f"a rule key is written app.name: {code!r}")
    made = kind() if isinstance(kind, type) else kind
    if stricter not in get_args(Stricter) or stricter not in ("none", *made.directions):
        raise ValueError(f"{code}: {type(made).__name__} cannot be stricter by being {stricter!r}")
    declared = Key(code, title, made, stricter, unit, by, help, names)
    if _keys.setdefault(code, declared) != declared:
        raise ValueError(f"rule key declared twice with different meaning: {code}")
    return declared


def load_keys() -> None:
    """Import `rules.py` of every installed app of ours, so that all keys are known."""
    for app in apps.get_app_configs():
        name = f"{app.name}.rules"
        if app.name.startswith("huying.") and find_spec(name) is not None:
            import_module(name)


def key(code: str) -> Key:
    """The key of this code; KeyError when nobody declared it."""
    return _keys[code]


def keys() -> Mapping[str, Key]:
    """All declared keys by code, in order of code."""
    return dict(sorted(_keys.items()))
