"""What the pages of imports ask."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.core.files.uploadedfile import UploadedFile

from huying.kernel.facts import label_of
from huying.kernel.refused import Refused
from huying.kernel.words import Words

from .kinds import ImportKind
from .limits import limits
from .readers import Mapping as Columns
from .readers.content import TOO_BIG, megabytes
from .readers.table import Preview

NO_FILE = Words("请选一个文件。", "Choose a file.")


class ColumnChoice(NamedTuple):
    """Which column a field is read from, for a select."""

    field: str
    label: Words
    required: bool
    heading: str
    sure: bool
    sample: str


def column_choices(kind: ImportKind, seen: Preview) -> list[ColumnChoice]:
    """Every field of a kind with the heading taken for it and the first text in that column."""
    found = []
    faults = {f"{name}_fault" for name in kind.forgiven}
    for name, field in kind.schema.model_fields.items():
        if name in faults:
            continue
        match = seen.recognised.get(name)
        sample = next((row.cells[name] for row in seen.rows if row.cells.get(name)), "")
        found.append(
            ColumnChoice(
                name,
                label_of(kind.schema, name),
                field.is_required(),
                match.heading if match else "",
                match is None or match.score >= 0.95,
                sample[:60],
            )
        )
    return found


def chosen_columns(kind: ImportKind, data: Mapping[str, str], before: Columns) -> Columns:
    """The mapping a person chose: a field without a column is not read."""
    names = list(kind.schema.model_fields)
    # JSON in PostgreSQL takes no NUL, and no heading has one.
    told = {name: data.get(f"column-{name}", "").replace("\x00", "") for name in names}
    fields: dict[str, str | list[str]] = {name: heading for name, heading in told.items() if heading}
    skip = [name for name in names if name not in fields]
    return before.model_copy(update={"fields": fields, "skip": skip})


def check_upload(file: "UploadedFile[Any] | None") -> "UploadedFile[Any]":
    """The uploaded file. Raises Refused when there is none, or it is too big."""
    if file is None or not file.size:
        raise Refused(NO_FILE, {"file": NO_FILE})
    if file.size > limits().bytes:
        words = TOO_BIG.fill(limit=megabytes(limits().bytes))
        raise Refused(words, {"file": words})
    return file
