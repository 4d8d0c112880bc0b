"""The life of an import: started, stopped, gone on with, ended."""

import base64
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.db import transaction

from huying.base.clock import now
from huying.intake.kinds import ImportKind, Loading
from huying.intake.models import Import, ImportPart
from huying.intake.readers import Mapping
from huying.kernel.refused import Refused
from huying.kernel.words import Words

_PIECE = 1 << 20

NOT_RUNNING = Words("这次导入已经结束，不用停止。", "This import has ended; there is nothing to stop.")
BEGUN = Words("这次导入已经开始。", "This import has begun.")
NO_FILE = Words(
    "这次导入的原文件不在系统里。请再次上传同一个文件：已登记的行不会重复。",
    "The file of this import is no longer here. Load the same file again: what was opened is not opened twice.",
)


def import_start(
    *,
    path: Path,
    name: str,
    kind: ImportKind,
    mapping: Mapping,
    loading: Loading,
    source: str = "page",
    keep: bool = True,
    look_first: bool = False,
) -> Import:
    """Note down a load; with `keep` the file stays here, locked, until it has been read.

    With `look_first` it waits until somebody has looked at its headings and calls `import_begin`.
    """
    digest = hashlib.sha256()
    with transaction.atomic(), path.open("rb") as file:
        load = Import.objects.create(
            area=loading.area,
            file=Path(name).name[:200] or "-",
            sha256="",
            size=path.stat().st_size,
            kind=kind.code,
            channel=loading.channel,
            mapping=mapping.model_dump(exclude_defaults=True),
            started_by_id=loading.user_id,
            actor=asdict(loading.actor),
            source=source,
            state="new" if look_first else "waiting",
        )
        place = 0
        while piece := file.read(_PIECE):
            digest.update(piece)
            if keep:
                body = base64.b64encode(piece).decode()
                ImportPart.objects.create(load=load, area=load.area, place=place, body=body)
                place += 1
        load.sha256 = digest.hexdigest()
        load.save(update_fields=["sha256"])
    return load


def import_map(*, load: int, mapping: Mapping) -> Import:
    """Change what the columns of a file are taken for, before its load begins. Raises Refused afterwards."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=load)
        if held.state != "new":
            raise Refused(BEGUN)
        return _set(held, mapping=mapping.model_dump(exclude_defaults=True))


def import_begin(*, load: int) -> Import:
    """Let a load begin whose headings were looked at. Raises Refused when it has begun."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=load)
        if held.state != "new":
            raise Refused(BEGUN)
        return _set(held, state="waiting", touched_at=now())


def import_cancel(*, load: int) -> Import:
    """Stop between two chunks; what was opened stays, and the load can go on later. Raises Refused when ended."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=load)
        if not held.running and held.state != "new":
            raise Refused(NOT_RUNNING)
        return _set(held, state="cancelled", ended_at=now())


def import_resume(*, load: int) -> Import:
    """Let a stopped or interrupted load go on after the last row that counts. Raises Refused without its file."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=load)
        if held.state == "done" or not held.parts.exists():
            raise Refused(NO_FILE)
        return _set(held, state="waiting", ended_at=None, reason_zh="", reason_en="", touched_at=now())


def import_end(*, load: int, state: str, reason: Words | None = None) -> Import:
    """End a load that runs; a file that was read to the end is not kept."""
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=load)
        if held.state == "reading" or (held.state == "waiting" and state != "done"):
            _set(
                held,
                state=state,
                ended_at=now(),
                touched_at=now(),
                reason_zh=reason.zh if reason else "",
                reason_en=reason.en if reason else "",
            )
        if held.state == "done":
            held.parts.all().delete()
    return held


def _set(held: Import, **values: Any) -> Import:
    for name, value in values.items():
        setattr(held, name, value)
    held.save(update_fields=list(values))
    return held
