"""Real messages of a city, loaded whole as an office would: its duplicates are found, its hottest places come up."""

import datetime as dt
import gzip
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from huying.base import clock
from huying.help.models import HelpRequest
from huying.help.services import help_seed
from huying.help.sorting.alike import alike
from huying.help.sorting.watching import topics_watch
from huying.intake import commands
from huying.people.testing import Cast
from huying.places import scope
from huying.places.models import Area

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "citizen_messages" / "messages_4326.jsonl.gz"
NOW = dt.datetime(2020, 2, 1, 2, tzinfo=dt.UTC)
BEGAN = dt.datetime(2017, 1, 1, tzinfo=dt.UTC)
# How many titles name each, and how many name it by the whole name it comes up under (伊景园滨河苑).
HOTTEST = (("丽发新城", 53, 53), ("伊景园", 40, 37), ("魅力之城", 29, 29), ("58车贷", 13, 13))

pytestmark = pytest.mark.skipif(
    not DATA.exists(), reason=f"{DATA.name} is not here: the shared data folder is missing"
)


def masked_city(cast: Cast) -> None:
    """The names of the city and its districts as the messages write them, among the places of the cast."""
    names = {f"9902{n:02}": f"A{n}区" for n in range(1, 7)} | {f"9902{n:02}": f"A{n}县" for n in (7, 8, 9)}
    for short, zh in {"98": "西地省", "9902": "A市", **names}.items():
        code = short.ljust(20, "0")
        grade = {2: "province", 4: "city", 6: "district"}[len(short)]
        over = cast.country if len(short) == 2 else short[:-2].ljust(20, "0")
        Area.objects.get_or_create(
            code=code, defaults={"grade": grade, "parent_id": over, "zh": zh, "en": zh}
        )


def load(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """The whole file through the command, into the city."""
    assert commands.main(["help", str(DATA), "--json", "--channel", "file", "--area", "9902"]) == 0
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    return result


def exact_groups() -> list[list[str]]:
    """The numbers of the messages that have word for word the same text, by text."""
    groups: dict[str, list[str]] = defaultdict(list)
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            groups[row["text"]].append(str(row["id"]))
    return [group for group in groups.values() if len(group) > 1]


def test_a_year_of_messages_is_sorted_and_screened(
    cast: Cast, client_for: Callable[[Any], Client], capsys: pytest.CaptureFixture[str]
) -> None:
    help_seed()
    masked_city(cast)
    sam = client_for(cast.staff("screener", "9902".ljust(20, "0"), "sam", "山姆"))
    with clock.borrow(NOW):
        result = load(capsys)
        assert result["received"] == 4326 == result["opened"] + len(result["rejected"])
        with transaction.atomic(), scope.everything("a test looks for topics"):
            topics_watch(since=BEGAN)
            duplicates_are_found()
        page = sam.get("/desk/topics/").content.decode()
        hottest_are_on_top(page)
        queue = sam.get("/desk/screening/").content.decode()
        assert "A市" in queue or "A1区" in queue


def duplicates_are_found() -> None:
    """Of each of the 96 groups, every message is found beside the first: 104 duplicates."""
    groups = exact_groups()
    assert (len(groups), sum(len(group) - 1 for group in groups)) == (96, 104)
    rows = {row.source_id.rpartition(":")[2]: row for row in HelpRequest.objects.all()}
    found = 0
    for group in groups:
        first, *others = (rows[number] for number in group if number in rows)
        beside = {one.row.pk: one.why for one in alike(first)}
        assert all(beside.get(other.pk) == "same_text" for other in others), first.title
        found += len(others)
    assert found == 104


def hottest_are_on_top(page: str) -> None:
    """The four hottest places lead the list of names, in their order, with as many messages as they have."""
    names = page[page.index("地方和名称") : page.index("说法</h2>")]
    cells = names.split('<li class="cell"')[1:]
    assert len(cells) > 4
    for (place, count, whole), cell in zip(HOTTEST, cells, strict=False):
        assert place in cell and f"{whole} 件" in cell, cell
        told = HelpRequest.objects.filter(title__contains=place)
        with transaction.atomic(), scope.everything("a test counts"):
            assert told.count() == count
