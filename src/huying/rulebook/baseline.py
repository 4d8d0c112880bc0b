"""The values shipped with the program: `baseline.yaml` of every app, in force where nothing else is."""

import datetime as dt
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps

from huying.kernel.refused import Refused
from huying.kernel.words import Words
from huying.places.codes import ALL

from .keys import keys
from .reader import Source
from .yamls import read_yaml

SLUG = "baseline"
TITLE = Words("通用规则（随系统提供）", "Ordinary rules (shipped with the system)")
AUTHORITY = Words("系统", "system")
# Before any moment a drill could borrow.
SINCE = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


@lru_cache(maxsize=1)
def shipped() -> dict[str, Any]:
    """Every shipped value by key, checked and stored. Raises ValueError naming file and key of a fault."""
    values: dict[str, Any] = {}
    for app in apps.get_app_configs():
        path = Path(app.path) / "baseline.yaml"
        if app.name.startswith("huying.") and path.exists():
            for code, raw in (read_yaml(path.read_text("utf-8")).value or {}).items():
                if code in values:
                    raise ValueError(f"{path}: {code} has a shipped value already")
                values[code] = _stored(path, code, raw)
    return dict(sorted(values.items()))


def _stored(path: Path, code: str, raw: Any) -> Any:
    if code not in keys():
        raise ValueError(f"{path}: nobody declared {code}")
    try:
        return keys()[code].kind.store(raw)
    except Refused as refused:
        raise ValueError(f"{path}: {code}: {refused.words.en}") from refused


def floor() -> Source:
    """The shipped values as the source below all others, so that a new key has a value before it is loaded."""
    return Source(None, SLUG, TITLE, AUTHORITY, ALL, SINCE, None, shipped(), law=False)
