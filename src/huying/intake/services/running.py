"""A load from its first row to its last: read, check, open chunk by chunk, say how far it is."""

import base64
import itertools
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction

from huying.base.clock import now
from huying.intake.kinds import ImportKind, Loading, import_kind_of
from huying.intake.limits import limits
from huying.intake.models import Import, ImportPart, ImportRow
from huying.intake.readers import Mapping, Row, open_table
from huying.intake.readers.mapping import mapping_of
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.places import scope

from .imports import NO_FILE, import_end
from .loading import Done, chunk_judge, chunk_load


@dataclass
class Run:
    """What one run did: its rows in counts, those rejected one by one, and whether it came to the end."""

    load: int | None = None
    received: int = 0
    opened: int = 0
    already: int = 0
    merge_suggested: int = 0
    rejected: list[Done] = field(default_factory=list)
    finished: bool = False

    def add(self, done: list[Done]) -> None:
        """Count the rows of a chunk."""
        self.received += len(done)
        self.opened += sum(1 for one in done if one.state == "opened")
        self.already += sum(1 for one in done if one.state == "already")
        self.merge_suggested += sum(1 for one in done if one.merge)
        self.rejected += [one for one in done if one.state == "rejected"]


Tell = Callable[[int, int], None]  # rows done, rows in the file


def _quiet(_done: int, _total: int) -> None:
    """Tell nobody."""


def loading_of(load: Import) -> Loading:
    """What a stored import says about where and for whom it loads."""
    return Loading(
        area=load.area,
        actor=Actor(**load.actor),
        channel=load.channel,
        file=load.file,
        user_id=load.started_by_id,
        load=load.pk,
    )


@contextmanager
def stored_file(load: Import) -> Iterator[Path]:
    """The uploaded file of an import, unlocked into a folder of its own for the time of the block.

    Raises Refused when it is not kept any more.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="huying-"))
        path = Path(folder) / "file"
        with path.open("wb") as out, transaction.atomic(), scope.use(load.area):
            parts = ImportPart.objects.filter(load=load).order_by("place").values_list("body", flat=True)
            count = 0
            for body in parts.iterator(chunk_size=8):
                out.write(base64.b64decode(body))
                count += 1
        if not count:
            raise Refused(NO_FILE)
        yield path


def import_run(
    *, load: int, area: str, path: Path, tell: Tell = _quiet, stop: Callable[[], bool] = lambda: False
) -> Run:
    """Load a file after the last row that counts, until its end, a stop, or a fault of the whole file.

    Every chunk is one transaction with the scope `area`, so that a killed process leaves no half of one.
    Raises Refused, and marks the import failed, when the file cannot be used.
    """
    with transaction.atomic(), scope.use(area):
        held = Import.objects.select_for_update().get(pk=load)
        if not held.running:
            return Run(load)
        held.state, held.touched_at = "reading", now()
        held.save(update_fields=["state", "touched_at"])
    kind, mapping = import_kind_of(held.kind), mapping_of(held.mapping)
    run = Run(load)
    try:
        with transaction.atomic(), scope.use(area):
            _ready(kind, loading_of(held))
        if held.total is None:
            held.total = _look_through(held, kind, mapping, path)
        _chunks(held, kind, mapping, path, run, tell, stop)
    except Refused as refused:
        with transaction.atomic(), scope.use(area):
            import_end(load=load, state="failed", reason=refused.words)
        raise
    if run.finished or stop():
        with transaction.atomic(), scope.use(area):
            import_end(load=load, state="done" if run.finished else "cancelled")
    return run


def _ready(kind: ImportKind, loading: Loading) -> None:
    """Refuse the whole file rather than every row of it when the kind takes nothing now."""
    if kind.ready:
        kind.ready(loading)


def _look_through(held: Import, kind: ImportKind, mapping: Mapping, path: Path) -> int:
    """Read the whole file before a row is opened: what cannot be used is refused at once, and the length known."""
    with open_table(path, mapping=mapping, synonyms=kind.synonyms) as table:
        total = sum(1 for _ in table.rows())
        with transaction.atomic(), scope.use(held.area):
            Import.objects.filter(pk=held.pk).update(
                total=total,
                form=table.form[:40],
                recognised={name: [match.heading, match.score] for name, match in table.recognised.items()},
                notes=[[note.zh, note.en] for note in table.notes],
                touched_at=now(),
            )
    return total


def _chunks(
    held: Import,
    kind: ImportKind,
    mapping: Mapping,
    path: Path,
    run: Run,
    tell: Tell,
    stop: Callable[[], bool],
) -> None:
    after, loading, total = held.progress, loading_of(held), held.total or 0
    around = held.created_at
    with open_table(path, mapping=mapping, synonyms=kind.synonyms) as table:
        rows = itertools.dropwhile(lambda row: row.index <= after, table.rows())
        tell(after, total)
        while chunk := list(itertools.islice(rows, limits().chunk)):
            if stop():
                return
            judged = chunk_judge(kind, chunk, around=around, year=mapping.year, channel=loading.channel)
            with transaction.atomic(), scope.use(held.area):
                done = chunk_load(load=held.pk, kind=kind, loading=loading, judged=judged, after=after)
            if done is None:
                return
            after = chunk[-1].index
            run.add(done)
            tell(after, total)
    run.finished = True


def import_dry_run(
    *, kind: ImportKind, mapping: Mapping, path: Path, loading: Loading, tell: Tell = _quiet
) -> Run:
    """What a load would do; nothing is written. Raises Refused when the file cannot be used."""
    run, seen = Run(), set[str]()
    with transaction.atomic(), scope.use(loading.area):
        _ready(kind, loading)
    with open_table(path, mapping=mapping, synonyms=kind.synonyms) as table:
        rows: Iterator[Row] = table.rows()
        while chunk := list(itertools.islice(rows, limits().chunk)):
            judged = chunk_judge(kind, chunk, around=now(), year=mapping.year, channel=loading.channel)
            with transaction.atomic(), scope.use(loading.area):
                once = set(
                    ImportRow.objects.filter(
                        kind=kind.code, once__in=[one.once for one in judged]
                    ).values_list("once", flat=True)
                )
                raw = set(
                    ImportRow.objects.filter(
                        kind=kind.code,
                        state__in=("corrected", "set_aside"),
                        raw_key__in=[one.raw for one in judged],
                    ).values_list("raw_key", flat=True)
                )
            done = []
            for one in judged:
                if one.value is None:
                    state = "already" if one.raw in raw else "rejected"
                else:
                    state = "already" if one.once in once or one.once in seen else "opened"
                    seen.add(one.once)
                done.append(Done(one.row, state, problems=one.problems if state == "rejected" else ()))
            run.add(done)
            tell(run.received, 0)
    run.finished = True
    return run
