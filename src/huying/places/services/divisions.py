"""The divisions of the country, from the files they are published in; loading the same again changes nothing."""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, transaction

from huying.kernel.words import Words
from huying.places.codes import ALL, grade, pad
from huying.places.models import Division, RiskSource

from .areas import tidy
from .loading import Loaded

_CHUNK = 5_000
_LONGEST = 60
NO_CODE = Words("编码“{code}”不是行政区划编码。", "“{code}” is not the code of a division.")
NO_NAME = Words("没有名称，或者名称超过60个字。", "There is no name, or it is longer than 60 characters.")
TWICE = Words(
    "编码“{code}”在文件里已经出现过，名称不同。", "“{code}” came before in this file, with another name."
)
_KEEP = """
INSERT INTO places_division (code, grade, zh, aliases)
SELECT code, grade, zh, aliases FROM jsonb_to_recordset(%s::jsonb) AS told(code text, grade text, zh text, aliases text[])
ON CONFLICT (code) DO UPDATE SET zh = EXCLUDED.zh, grade = EXCLUDED.grade,
    aliases = CASE WHEN EXCLUDED.aliases = '{}' THEN places_division.aliases ELSE EXCLUDED.aliases END
WHERE places_division.zh <> EXCLUDED.zh
    OR (EXCLUDED.aliases <> '{}' AND places_division.aliases <> EXCLUDED.aliases)
RETURNING (xmax = 0)
"""


def divisions_load(rows: Iterable[Mapping[str, Any]]) -> Loaded:
    """Create the divisions of the rows and rename those that are called otherwise, in one transaction.

    A row has `code` (2, 4, 6, 9, 12 or 20 digits) and `zh` or `name`, and may have `aliases` (a list, or a text with
    `|` between: former names). A bad row is rejected with the reason and does not stop the others.
    """
    loaded = Loaded()
    chosen: dict[str, dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        loaded.received += 1
        found = _one(row)
        if isinstance(found, Words):
            loaded.rejected.append((number, found))
            continue
        first = chosen.setdefault(found["code"], found)
        if first is found:
            continue
        if first == found:
            loaded.same += 1
        else:
            loaded.rejected.append((number, TWICE.fill(code=str(row.get("code"))[:20])))
    given = [chosen[code] for code in sorted(chosen)]
    with transaction.atomic(), connection.cursor() as cursor:
        for start in range(0, len(given), _CHUNK):
            part = given[start : start + _CHUNK]
            cursor.execute(_KEEP, [json.dumps(part, ensure_ascii=False)])
            written = [new for (new,) in cursor.fetchall()]
            loaded.created += sum(written)
            loaded.changed += len(written) - sum(written)
            loaded.same += len(part) - len(written)
    if loaded.created or loaded.changed:
        # Kept answers about listed names were looked up among the divisions as they were.
        RiskSource.objects.update(stamp=uuid.uuid4())
    return loaded


def _one(row: Mapping[str, Any]) -> dict[str, Any] | Words:
    written = str(row.get("code") or "").strip()
    try:
        code = pad(written)
    except ValueError:
        return NO_CODE.fill(code=written[:20])
    if code == ALL:
        return NO_CODE.fill(code=written[:20])
    name = tidy(str(row.get("zh") or row.get("name") or "").replace("\x00", ""))
    if not name or len(name) > _LONGEST:
        return NO_NAME
    told = row.get("aliases") or []
    aliases = told.split("|") if isinstance(told, str) else list(told)
    others = [tidy(str(one).replace("\x00", ""))[:_LONGEST] for one in aliases if str(one).strip()]
    return {"code": code, "grade": grade(code), "zh": name, "aliases": others}


def divisions_count() -> int:
    """How many divisions are loaded."""
    return Division.objects.count()
