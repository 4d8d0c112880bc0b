"""A file loaded as at the desk: written, started, read to its end."""

import csv
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from huying.intake.kinds import Loading, import_kind_of
from huying.intake.models import Import
from huying.intake.readers import Mapping
from huying.intake.services import import_run, import_start
from huying.people.seats import Seat, as_actor


def loading_by(seat: Seat, name: str, channel: str = "") -> Loading:
    """Who loads, where the rows belong, which list they are of."""
    return Loading(seat.area, as_actor(seat), channel, name, seat.user_id)


def file_load(kind: str, head: Sequence[str], rows: Iterable[Sequence[str]], loading: Loading) -> Import:
    """Load rows under a heading; the import, read to its end."""
    with tempfile.TemporaryDirectory(prefix="huying-") as folder:
        path = Path(folder) / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([head, *rows])
        load = import_start(
            path=path, name=loading.file, kind=import_kind_of(kind), mapping=Mapping(), loading=loading, keep=False
        )  # fmt: skip
        import_run(load=load.pk, area=loading.area, path=path)
    return load
