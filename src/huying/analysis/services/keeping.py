"""Columns as they are kept: in memory, in a folder that any process of the machine maps, and always to be had anew."""

import contextlib
import json
import os
import shutil
import threading
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from numpy.typing import NDArray

from huying.analysis.columns import Answers, Columns
from huying.analysis.ground import Codes, Places
from huying.analysis.models import Built, Touched
from huying.analysis.queries.reading import built_here, columns_read, seen_now, touched_since
from huying.base.clock import now
from huying.places import codes, scope

# The layout of a folder; another number reads none of the others.
LAYOUT = 1
_ROWS = ("ids", "area", "who", "kept", "last", "starts", "place", "span", "whos", "spans")
_INDEX = {"there": ("there_starts", "there_people"), "_by_id": ("id_known", "id_order")}


@dataclass(frozen=True)
class Held:
    """Columns with what they have seen."""

    id: uuid.UUID
    columns: Columns
    snapshot: str

    @property
    def behind(self) -> int:
        """The first transaction that began after they were read: later columns have a later one."""
        return int(self.snapshot.split(":")[1])


@dataclass(frozen=True)
class Whole:
    """Everybody of an area as of now: the columns without those at `gone`, and those who were written since, read again."""

    columns: Columns
    gone: NDArray[np.int64]
    fresh: Columns

    @property
    def parts(self) -> tuple[tuple[Columns, NDArray[np.int64]], ...]:
        """Both, each with who in it does not count."""
        return (self.columns, self.gone), (self.fresh, np.zeros(0, np.int64))


@dataclass
class _Memory:
    """What this process holds, and which folder it has looked into."""

    held: Held | None = None
    looked: uuid.UUID | None = None


_memory = _Memory()
_one_at_a_time = threading.Lock()


def columns_now(area: str) -> Whole:
    """Everybody of an area, as the tables have them now. Sees of what was written since no more than the scope shows."""
    with _one_at_a_time:
        held = _newest()
        touched = touched_since(held.snapshot, codes.span(area))
        if len(touched) > settings.HUYING_COLUMNS_FRESH:
            _memory.held = held = _build()
            touched = touched_since(held.snapshot, codes.span(area))
    return Whole(held.columns, held.columns.find(np.array(touched, np.int64)), columns_read(touched))


def hold(held: Held) -> None:
    """Let this process use columns that somebody has at hand."""
    _memory.held = held


def forget() -> None:
    """Let go of what this process holds."""
    _memory.held = _memory.looked = None


def columns_write(*, always: bool = False) -> bool:
    """Write the columns for all processes of this machine, when they are missing or much has changed; whether it did.

    What no columns need any more to be told of is forgotten.
    """
    with transaction.atomic(), scope.everything("columns are written"):
        held = _read(_folder()) if not always else None
        if held is not None:
            touched = touched_since(held.snapshot, codes.span(codes.ALL))
            if len(touched) <= settings.HUYING_COLUMNS_FRESH:
                return False
        made = _build()
        _forget()
    # Only what is committed may be read by others.
    _write(_folder(), made)
    return True


def _newest() -> Held:
    """The columns in memory or in the folder, whichever are newer, if they are of this database; else built now."""
    named = _named(_folder())
    if named != _memory.looked or _memory.held is None:
        found, _memory.looked = _read(_folder()), named
        if found is not None and (_memory.held is None or found.behind > _memory.held.behind):
            _memory.held = found
    if _memory.held is None or not _ours(_memory.held):
        _memory.held = _build()
    return _memory.held


def _build() -> Held:
    with transaction.atomic(), scope.everything("columns are built"):
        # First what is seen, then the rows: whatever is written in between is read twice, never missed.
        seen = seen_now()
        columns = columns_read()
        row = Built.objects.create(at=now(), snapshot=seen.snapshot, system=seen.system)
    return Held(row.id, columns, seen.snapshot)


def _ours(held: Held) -> bool:
    """Whether the database still knows of them: they are another's, or a copy of it was put back, when it does not."""
    return built_here(held.id, held.snapshot)


def _forget() -> None:
    """Columns of former days, and what only they had to be told of."""
    old = Built.objects.order_by("-at").values_list("pk", flat=True)[settings.HUYING_COLUMNS_KEPT :]
    Built.objects.filter(pk__in=list(old)).delete()
    seen = Built.objects.values_list("snapshot", flat=True)
    oldest = min((int(one.partition(":")[0]) for one in seen), default=0)
    Touched.objects.filter(transaction__lt=oldest).delete()


def _folder() -> Path:
    return Path(settings.HUYING_COLUMNS_DIR)


def _named(folder: Path) -> uuid.UUID | None:
    try:
        return uuid.UUID((folder / "current").read_text())
    except (OSError, ValueError):
        return None


def _write(folder: Path, held: Held) -> None:
    """Into a folder of their own, which gets its name when all is there; then those before go."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{held.id}"
    draft.mkdir(mode=0o700)
    columns = held.columns
    arrays: dict[str, Any] = {name: getattr(columns, name) for name in _ROWS}
    arrays |= {"homes": columns.homes.known, "places_known": columns.places.codes.known}
    arrays |= {"places_area": columns.places.area, "places_text": columns.places.text}
    for name, (one, two) in _INDEX.items():
        arrays[one], arrays[two] = getattr(columns, name)
    for name, array in arrays.items():
        with (draft / f"{name}.npy").open("wb") as out:
            np.save(out, np.asarray(array), allow_pickle=False)
            out.flush()
            os.fsync(out.fileno())
    about = {
        "layout": LAYOUT, "id": str(held.id), "snapshot": held.snapshot, "texts": columns.places.named.texts,
        "answers": columns.answers.known[1:],
    }  # fmt: skip
    _put(draft / "about.json", json.dumps(about, ensure_ascii=False))
    before = _named(folder)
    draft.rename(folder / str(held.id))
    _put(folder / "current", str(held.id))
    # The one before may just be opened by another process.
    for other in folder.iterdir():
        if other.is_dir() and other.name not in (str(held.id), str(before)):
            shutil.rmtree(other, ignore_errors=True)


def _put(path: Path, text: str) -> None:
    draft = path.with_name(f".{path.name}")
    with draft.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(path)


def _read(folder: Path) -> Held | None:
    """The columns of a folder; None when there are none, none of this layout, or none of this database."""
    named = _named(folder)
    if named is None:
        return None
    at = folder / str(named)
    with contextlib.suppress(OSError, ValueError, KeyError):
        about = json.loads((at / "about.json").read_text("utf-8"))
        if about["layout"] != LAYOUT:
            return None
        arrays = {path.stem: np.asarray(np.load(path, mmap_mode="r", allow_pickle=False)) for path in at.glob("*.npy")}  # fmt: skip
        columns = Columns(
            **{name: arrays[name] for name in _ROWS}, homes=Codes(arrays["homes"]),
            places=Places(arrays["places_known"], about["texts"], arrays["places_area"], arrays["places_text"]),
            answers=Answers([(category, sure) for category, sure in about["answers"]]),
        )  # fmt: skip
        for name, (one, two) in _INDEX.items():
            columns.__dict__[name] = arrays[one], arrays[two]
        held = Held(named, columns, about["snapshot"])
        return held if _ours(held) else None
    return None
