"""Lists into the system: read, kept as versions, told to those who watch."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction

from huying.kernel.words import Words
from huying.places.codes import ALL, grade
from huying.places.queries import path as path_of
from huying.places.risk.lists import ListRead
from huying.places.risk.meaning import resolved_share
from huying.places.risk.storing import Kept, Publisher, lists_keep
from huying.places.scope import everything

from .reading import Found, lists_in
from .telling import versions_tell


@dataclass
class Report:
    """What became of files of lists. `odd` has the file, the row (0: the list as a whole) and the sentence."""

    files: int = 0
    versions: int = 0
    already: int = 0
    listed: Counter[str] = field(default_factory=Counter)
    odd: list[tuple[str, int, Words]] = field(default_factory=list)
    unread: list[tuple[str, Words]] = field(default_factory=list)
    kept: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    share: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """The report as `--json` prints it and the API answers it."""
        return {
            "files": self.files,
            "versions": self.versions,
            "already": self.already,
            "places_high": self.listed["high"],
            "places_medium": self.listed["medium"],
            "places_low": self.listed["low"],
            "places_key": self.listed["key"],
            "odd": [
                {"file": file, "row": row, "reason": words.zh, "reason_en": words.en}
                for file, row, words in self.odd
            ],
            "unread": [
                {"file": file, "reason": words.zh, "reason_en": words.en} for file, words in self.unread
            ],
            "resolved_share": self.share,
        }


def publisher_of(kind: str, area: str) -> Publisher:
    """Whose list it is: the nation's has no area."""
    return Publisher("national") if kind == "national" else Publisher(kind, area)


def lists_load(
    paths: Iterable[Path],
    *,
    kind: str = "",
    area: str = ALL,
    at: dt.datetime | None = None,
    by: str = "",
    name: str = "",
) -> Report:
    """Load the lists of files, folders and archives; a file that cannot be read stops none of the others.

    `kind` is whose lists they are ("national", "province", "city"; by default the nation's, and one's own for
    tables), `area` the area of one's own list, `at` the moment of a table that says none, `name` what an upload is called.
    """
    report = Report()
    by_kind: dict[str, list[tuple[str, ListRead]]] = {}
    files: set[str] = set()
    for path in paths:
        for found in lists_in(path, at=at, name=name):
            files.add(f"{path}/{found.file}")
            if found.read is None:
                report.unread.append((_named(found), found.error or Words("", "")))
                continue
            own = kind or ("city" if found.read.form == "table" else "national")
            by_kind.setdefault(own, []).append((_named(found), found.read))
    report.files = len(files)
    with transaction.atomic(), everything("published lists of areas at risk"):
        for own, reads in sorted(by_kind.items()):
            publisher = publisher_of(own, area)
            if own != "national":
                for _, read in reads:
                    read.beneath(_above(area))
            _add(report, reads, lists_keep(reads, publisher=publisher, by=by))
        report.share = resolved_share(report.kept)
        versions_tell(report.new)
    return report


def _named(found: Found) -> str:
    return f"{found.file}:{found.line}" if found.line else found.file


def _add(report: Report, reads: list[tuple[str, ListRead]], kept: Kept) -> None:
    report.versions += len(kept.new)
    report.already += kept.already
    report.kept += kept.versions
    report.new += kept.new
    for file, read in reads:
        report.listed.update(read.listed)
        report.odd += [(file, odd.row, odd.words) for odd in read.odd]


def _above(area: str) -> tuple[str, str, str]:
    """The province, city and district of an area by name, as a list would write them."""
    names = {grade(one.code): one.zh for one in path_of(area)}
    return names.get("province", ""), names.get("city", ""), names.get("district", "")
