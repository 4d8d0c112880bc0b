"""Writes of imports: start, load chunk by chunk, stop, go on, correct."""

from .correcting import row_correct, row_keep, row_set_aside
from .imports import import_begin, import_cancel, import_end, import_map, import_resume, import_start
from .loading import Done, Judged, chunk_judge, chunk_load
from .running import Run, import_dry_run, import_run, stored_file

__all__ = [
    "Done",
    "Judged",
    "Run",
    "chunk_judge",
    "chunk_load",
    "import_begin",
    "import_cancel",
    "import_dry_run",
    "import_end",
    "import_map",
    "import_resume",
    "import_run",
    "import_start",
    "row_correct",
    "row_keep",
    "row_set_aside",
    "stored_file",
]
