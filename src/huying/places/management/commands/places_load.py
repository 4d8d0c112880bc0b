"""`places_load FILE.csv`: put places into the tree from files with a heading."""

import csv
import gzip
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from huying.places.scope import everything
from huying.places.services import areas_load

# The headings of lists in use, and the column each stands for.
HEADINGS = {
    "编码": "code", "代码": "code", "区划代码": "code", "名称": "zh", "name": "zh", "英文名": "en", "别名": "aliases",
    "小区": "compound", "纬度": "lat", "经度": "lon", "户数": "households", "人口": "residents", "顺序": "ordering",
    "网格员": "worker", "网格员电话": "worker_phone", "监督电话": "supervision_phone",
}  # fmt: skip


class Command(BaseCommand):
    help = "Load places from CSV files (UTF-8, plain or .gz) with the columns code, name and any of the facts of a place."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.csv")

    def handle(self, *args: Any, files: list[Path], **options: Any) -> None:
        for file in files:
            if not file.is_file():
                raise CommandError(f"没有这个文件。 There is no such file: {file}")
            with transaction.atomic(), everything(f"places_load {file.name}"):
                loaded = areas_load(_rows(file), progress=self._progress)
            self.stdout.write(
                f"{file.name}: received {loaded.received}, created {loaded.created}, changed {loaded.changed}, "
                f"same {loaded.same}, rejected {len(loaded.rejected)}"
            )
            for number, words in loaded.rejected:
                self.stdout.write(f"  {number}: {words.zh} {words.en}")

    def _progress(self, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"{done}", ending="\r")


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    open_file = gzip.open if file.suffix == ".gz" else open
    with open_file(file, "rt", encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            yield {HEADINGS.get(key.strip(), key.strip()): value for key, value in row.items() if key}
