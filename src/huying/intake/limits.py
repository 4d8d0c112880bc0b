"""How big an imported file may be: machine limits, from the settings."""

from dataclasses import dataclass, fields

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """Bounds of one imported file; `settings.HUYING_IMPORT_LIMITS` overrides any of them by name.

    bytes: the file as it came; unpacked: after gz, xlsx or ods is unpacked; columns: of one row;
    cell: characters of one cell; line: characters of one record; preview: rows looked at for the
    headings; chunk: rows opened in one transaction; memory: bytes for the process that unpacks a
    workbook; seconds: its time; stalled: seconds without a
    sign of life after which a load counts as interrupted.
    """

    bytes: int = 64 * 2**20
    unpacked: int = 512 * 2**20
    rows: int = 1_000_000
    columns: int = 300
    cell: int = 20_000
    line: int = 2_000_000
    quoted_lines: int = 200
    preview: int = 25
    chunk: int = 500
    memory: int = 2 * 2**30
    seconds: int = 600
    stalled: int = 120


def limits() -> Limits:
    """The limits in force."""
    given = getattr(settings, "HUYING_IMPORT_LIMITS", {})
    known = {field.name for field in fields(Limits)}
    return Limits(**{name: value for name, value in given.items() if name in known})
