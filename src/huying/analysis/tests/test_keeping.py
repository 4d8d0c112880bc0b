"""Columns are a cache: whatever was written since is read beside them, and those of another database are not believed."""

import datetime as dt
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.db import connection, transaction

from huying.analysis.columns import STILL
from huying.analysis.models import Built, Touched
from huying.analysis.queries import reading
from huying.analysis.queries.reading import columns_read
from huying.analysis.services import keeping
from huying.analysis.services.keeping import Whole, columns_now, columns_write
from huying.kernel.situation import Actor
from huying.matters.services import perform
from huying.people.testing import Cast
from huying.places import codes, scope
from huying.screening.models import Declaration, Stay
from huying.screening.travel_facts import Arriving

from .test_preview import declare

pytestmark = pytest.mark.django_db
Person = tuple[str, tuple[str, bool], dt.date, int, frozenset[tuple[str, str, int, int]]]


def people(whole: Whole) -> dict[int, Person]:
    """Everybody in columns as plain values, by the number of their declaration."""
    found: dict[int, Person] = {}
    for columns, gone in whole.parts:
        for place in np.setdiff1d(np.arange(len(columns)), gone).tolist():
            arrived, marks = columns.whos[columns.who[place]].tolist()
            stays = set()
            for stay in range(int(columns.starts[place]), int(columns.starts[place + 1])):
                where = columns.places
                row, span = columns.place[stay], columns.spans[columns.span[stay]]
                known = where.codes.known[where.area[row]].decode() if where.area[row] >= 0 else ""
                stays.add((known, where.named.texts[where.text[row]], int(span[0]), int(span[1])))
            found[int(columns.ids[place])] = (
                columns.homes.known[columns.area[place]].decode(), columns.answers.known[columns.kept[place]],
                dt.date.fromordinal(arrived), marks, frozenset(stays),
            )  # fmt: skip
    return found


def now_are() -> dict[int, Person]:
    """The same from the kept columns with what is fresh, and from the tables alone."""
    with scope.everything("test"):
        kept = people(columns_now(codes.ALL))
        keeping_none = Whole(columns_read(), np.zeros(0, np.int64), columns_read([]))
        assert kept == people(keeping_none)
    return kept


def fresh() -> int:
    """How many are read from the tables beside the columns."""
    with transaction.atomic(), scope.everything("test"):
        return len(columns_now(codes.ALL).fresh)


@pytest.mark.django_db(transaction=True)
def test_only_what_was_committed_after_the_columns_saw_it_is_read_beside_them(town: Cast) -> None:
    first, second = (declare(area, "甲甲", "天津市津南区") for area in (town.a1, town.b1))
    writes, built = threading.Event(), threading.Event()

    def elsewhere() -> None:
        """A transaction that begins before the columns are built, and ends after."""
        with transaction.atomic(), scope.everything("test"):
            Declaration.objects.filter(matter__code=first).update(marks=["pushed"])
            writes.set()
            assert built.wait(20)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(elsewhere)
        assert writes.wait(20)
        assert columns_write() and fresh() == 0
        built.set()
        done.result()
    with transaction.atomic():
        marked = [one[3] for one in now_are().values()]
    assert sorted(marked) == [0, 8] and fresh() == 1
    declare(town.c, "丙丙", "河北区")
    assert fresh() == 2 and not columns_write()
    assert columns_write(always=True) and fresh() == 0
    with transaction.atomic(), scope.everything("test"):
        Declaration.objects.filter(matter__code=second).update(area=town.a)
        # Who has moved counts no longer where they were, and once where they are.
        with scope.use(town.street):
            at_b, at_a = columns_now(town.b), columns_now(town.a)
            inside = at_b.fresh.inside(town.b)
            assert len(at_b.gone) == 1 and inside.start == inside.stop
            assert at_a.fresh.ids.tolist() == at_b.columns.ids[at_b.gone].tolist()
        # Outside of the scope nothing is seen of what was written.
        with scope.use(town.c):
            assert len(columns_now(town.a).fresh) == 0


def test_what_was_written_since_is_read_beside_the_columns_whatever_way_it_was(
    town: Cast, settings: Any
) -> None:
    first = declare(town.stairwell, "甲甲", "天津市津南区", marks=("pushed", "inbound"))
    declare(town.b1, "乙乙", "哪里都没有", days=3)
    assert columns_write() and not columns_write()
    keeping.forget()
    before = now_are()
    assert {row[0] for row in before.values()} == {town.stairwell, town.b1}
    mine = Declaration.objects
    with scope.everything("test"):
        pk = mine.get(matter__code=first).pk
    _, answer, arrived, marks, stays = before[pk]
    assert (answer, arrived, marks) == (("from_key_area", True), dt.date(2022, 1, 8), 2**3 + 2**4)
    assert stays == {
        (
            codes.pad("120112"),
            "天津市津南区",
            dt.date(2022, 1, 1).toordinal(),
            dt.date(2022, 1, 8).toordinal(),
        )
    }
    # New, arrived, moved to another area, stays corrected, gone: each is seen at once.
    third = declare(town.a1, "丙丙", "河北区")
    assert len(now_are()) == 3
    with scope.everything("test"):
        other = mine.exclude(matter__code__in=(first, third)).get()
        perform(code=other.matter.code, act="arrive", actor=Actor("system"), facts=Arriving(arrived_at=other.declared_at))  # fmt: skip
        assert now_are()[other.pk][2] == dt.date(2022, 1, 9)
        mine.filter(pk=pk).update(area=town.c)
        Stay.objects.filter(declaration=pk).update(area=town.c, left=None)
        assert (now_are()[pk][0], {span for *_, span in now_are()[pk][4]}) == (town.c, {STILL})
        with scope.use(town.a):
            here = columns_now(town.a)
            assert set(people(here)) & {pk} == set()
        Stay.objects.filter(declaration=other.pk).delete()
        assert now_are()[other.pk][4] == frozenset()
        mine.filter(matter__code=third).delete()
        assert len(now_are()) == 2
        # What columns do not hold touches nobody.
        before_count = Touched.objects.count()
        mine.filter(pk=pk).update(why="为了看病")
        assert Touched.objects.count() == before_count
    settings.HUYING_COLUMNS_FRESH = 0
    held = keeping._memory.held
    assert len(now_are()) == 2 and keeping._memory.held is not held


def test_columns_of_a_transaction_that_failed_or_of_another_database_are_built_anew(
    town: Cast, settings: Any
) -> None:
    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction.atomic():
        declare(town.a1, "甲甲", "天津市津南区")
        assert columns_write() and len(now_are()) == 1
        raise Stop
    assert keeping._memory.held is not None and now_are() == {}
    declare(town.a1, "乙乙", "天津市津南区")
    assert columns_write(always=True)
    folder = Path(settings.HUYING_COLUMNS_DIR)
    named = (folder / "current").read_text()
    keeping.forget()
    assert len(now_are()) == 1 and keeping._memory.held is not None and str(keeping._memory.held.id) == named
    # A copy of this database put back elsewhere, which counts its transactions anew.
    Built.objects.update(system=1)
    keeping.forget()
    assert len(now_are()) == 1 and str(keeping._memory.held.id) != named
    # A folder half gone or of another layout is no folder.
    assert columns_write(always=True)
    (folder / (folder / "current").read_text() / "who.npy").unlink()
    keeping.forget()
    assert len(now_are()) == 1
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_what_no_columns_need_any_more_is_forgotten(town: Cast, settings: Any) -> None:
    settings.HUYING_COLUMNS_KEPT = 1
    declare(town.a1, "甲甲", "天津市津南区")
    with scope.everything("test"):
        assert columns_write(always=True) and columns_write(always=True)
        assert Built.objects.count() == 1
        # All of a test is one transaction, which its own columns have not seen to the end.
        (seen,) = Built.objects.values_list("snapshot", flat=True)
        Built.objects.update(snapshot=f"{2**40}:{2**40}:")
        assert Touched.objects.exists() and seen
        settings.HUYING_COLUMNS_KEPT = 2
        Built.objects.all().delete()
        Built.objects.create(snapshot=f"{2**40}:{2**40}:", system=1)
        keeping._forget()
        assert not Touched.objects.exists()


def test_nothing_personal_is_in_the_folder(town: Cast, settings: Any) -> None:
    declare(town.stairwell, "甲乙丙丁", "天津市津南区")
    assert columns_write()
    content = b"".join(
        path.read_bytes() for path in Path(settings.HUYING_COLUMNS_DIR).rglob("*") if path.is_file()
    )
    assert "津南".encode() in content
    assert "甲乙丙丁".encode() not in content and b"13912340021" not in content
    modes = {
        oct(path.stat().st_mode & 0o077)
        for path in Path(settings.HUYING_COLUMNS_DIR).rglob("*")
        if path.is_dir()
    }
    assert modes == {"0o0"}


@pytest.mark.parametrize(
    ("snapshot", "own", "seen"),
    [
        ("10:20:10,12", None, "10:20:10,12"),
        ("10:20:", 25, "10:20:"),
        ("12:20:12", 10, "10:20:10,12"),
        ("20:20:", 15, "15:20:15"),
    ],
)
def test_the_transaction_that_builds_columns_may_write_more(
    snapshot: str, own: int | None, seen: str
) -> None:
    assert reading._running_too(snapshot, own) == seen
