"""Loads: each row opened once, whatever happens; bad rows kept and put right."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Barrier, Thread
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from huying.intake import limits as limits_module
from huying.intake.kinds import Loading
from huying.intake.models import Import, ImportPart, ImportRow
from huying.intake.readers import Mapping
from huying.intake.services import (
    Run,
    import_cancel,
    import_dry_run,
    import_resume,
    import_run,
    import_start,
    row_correct,
    stored_file,
)
from huying.kernel.refused import Refused
from huying.kernel.situation import Actor
from huying.places import scope

from .tables import as_csv, as_xlsx
from .things import THING, things

HEADING = ["物品", "电话", "数量", "时间"]
AREA = "99010100100100000000"
LOADING = Loading(area=AREA, actor=Actor("system", area=AREA))
OTHER = "99010100100200000000"


def table(*rows: list[str]) -> bytes:
    return as_csv([HEADING, *rows])


def start(
    data: bytes, tmp_path: Path, *, keep: bool = False, area: str = AREA, name: str = "list.csv"
) -> tuple[Import, Path]:
    path = tmp_path / name
    path.write_bytes(data)
    loading = Loading(area=area, actor=Actor("system", area=area))
    with transaction.atomic(), scope.use(area):
        load = import_start(path=path, name=name, kind=THING, mapping=Mapping(), loading=loading, keep=keep)
    return load, path


def run(data: bytes, tmp_path: Path, **options: object) -> tuple[Run, Import]:
    load, path = start(data, tmp_path, **options)  # type: ignore[arg-type]
    done = import_run(load=load.pk, area=load.area, path=path)
    return done, read(load)


def read(load: Import) -> Import:
    with transaction.atomic(), scope.use(load.area):
        return Import.objects.get(pk=load.pk)


def counts(load: Import) -> tuple[int, int, int, int]:
    return load.received, load.opened, load.already, load.rejected


@pytest.fixture
def small_chunks(settings: object) -> None:
    settings.HUYING_IMPORT_LIMITS = {"chunk": 3}  # type: ignore[attr-defined]


@pytest.mark.usefixtures("thing_table", "small_chunks")
def test_a_load_counts_every_row_once(tmp_path: Path) -> None:
    data = table(
        ["买药", "13812348000", "2", "2022/1/8 9:05"],
        ["买菜", "", "1份", ""],
        ["买药", "１３８１２３４８０００", "2", "2022年1月8日 9:05"],
        ["水", "", "1", ""],
        ["面包", "123", "许多", ""],
        ["坏的", "", "1", ""],
        ["大米", "", "5000", ""],
        ["牛奶", "", "1", ""],
    )
    done, load = run(data, tmp_path)
    assert things() == ["买药", "买菜", "牛奶"]
    assert counts(load) == (8, 3, 1, 4) and load.state == "done" and load.total == 8
    assert (done.received, done.opened, done.already, len(done.rejected), done.merge_suggested) == (
        8,
        3,
        1,
        4,
        1,
    )
    assert [one.row.number for one in done.rejected] == [5, 6, 7, 8]
    with transaction.atomic(), scope.use(AREA):
        lines = {line.number: line for line in ImportRow.objects.filter(load=load)}
    assert [words.zh for _, words in lines[6].reasons] == [
        "这不像一个电话号码：123",
        "请写一个整数，而不是：许多",
    ]
    assert lines[7].reasons[0][1].zh == "是坏的。" and "系统" in lines[8].reasons[0][1].zh
    assert (
        lines[2].state == "opened" and lines[2].code and not lines[2].raw and lines[4].code == lines[2].code
    )
    assert '"坏的"' in lines[7].raw


@pytest.mark.usefixtures("thing_table")
def test_the_same_rows_again_open_nothing(tmp_path: Path) -> None:
    rows = [["买菜", "13812348000", "1", "2022-01-08"], ["面包", "123", "1", ""]]
    run(table(*rows), tmp_path)
    again, load = run(table(*rows), tmp_path)
    assert (again.opened, again.already, len(again.rejected)) == (0, 1, 1)
    other = as_xlsx(
        [
            ["单位", "物品", "份数", "电话", "时间"],
            ["x", "牛奶", 1, "", ""],
            ["x", "买菜", 1, 13812348000, "20220108"],
        ]
    )
    elsewhere, _ = run(other, tmp_path, name="other.xlsx")
    assert (elsewhere.opened, elsewhere.already) == (1, 1)
    assert things() == ["买菜", "牛奶"]
    with transaction.atomic(), scope.use(AREA):
        waiting = ImportRow.objects.get(state="rejected")
    assert waiting.load_id == load.pk


@pytest.mark.usefixtures("thing_table")
def test_a_rejected_row_is_corrected_and_known_afterwards(tmp_path: Path) -> None:
    data = table(["面包", "123", "1", ""], ["买菜", "", "1", ""])
    run(data, tmp_path)
    loading = Loading(area=AREA, actor=Actor("community_worker", area=AREA))
    with transaction.atomic(), scope.use(AREA):
        line = ImportRow.objects.get(state="rejected")
        with pytest.raises(Refused) as caught:
            row_correct(row=line.pk, cells={"what": "面", "phone": "456"}, loading=loading)
        assert set(caught.value.fields) == {"what", "phone"}
        fixed = row_correct(
            row=line.pk, cells={"what": "面包", "phone": "13812348000", "many": "1"}, loading=loading
        )
        assert fixed.state == "corrected" and fixed.code and not fixed.raw
        with pytest.raises(Refused):
            row_correct(row=line.pk, cells={"what": "面包"}, loading=loading)
    again, _ = run(data, tmp_path)
    assert (again.opened, again.already, len(again.rejected)) == (0, 2, 0)
    assert things() == ["买菜", "面包"]


@pytest.mark.usefixtures("thing_table")
def test_a_correction_that_was_there_already_opens_nothing(tmp_path: Path) -> None:
    run(table(["面包", "", "1", ""], ["面包", "", "一份", ""]), tmp_path)
    loading = Loading(area=AREA, actor=Actor("community_worker", area=AREA))
    with transaction.atomic(), scope.use(AREA):
        line = ImportRow.objects.get(state="rejected")
        fixed = row_correct(row=line.pk, cells={"what": "面包", "many": "1"}, loading=loading)
        assert fixed.state == "already"
        assert fixed.code == ImportRow.objects.get(state="opened").code
    assert things() == ["面包"]


@pytest.mark.usefixtures("thing_table")
def test_what_another_mapping_reads_is_no_longer_to_be_corrected(tmp_path: Path) -> None:
    data = "物品,备注,电话\n,面包,\n".encode()
    run(data, tmp_path)
    path = tmp_path / "list.csv"
    loading = Loading(area=AREA, actor=Actor("system"))
    with transaction.atomic(), scope.use(AREA):
        assert ImportRow.objects.filter(state="rejected").count() == 1
        load = import_start(
            path=path, name="x", kind=THING, mapping=Mapping(fields={"what": "备注"}), loading=loading
        )
    assert import_run(load=load.pk, area=AREA, path=path).opened == 1
    with transaction.atomic(), scope.use(AREA):
        assert not ImportRow.objects.filter(state="rejected").exists()


@pytest.mark.usefixtures("thing_table", "small_chunks")
def test_a_stop_loses_nothing_and_the_load_goes_on(tmp_path: Path) -> None:
    rows = [[f"东西{number}", "", "1", ""] for number in range(10)]
    load, path = start(table(*rows), tmp_path, keep=True)
    told: list[int] = []
    first = import_run(
        load=load.pk, area=AREA, path=path, tell=lambda done, _: told.append(done), stop=lambda: told[-1] >= 6
    )
    assert (first.opened, first.finished, read(load).state, read(load).progress) == (6, False, "cancelled", 6)
    with transaction.atomic(), scope.use(AREA):
        import_resume(load=load.pk)
    with stored_file(load) as kept:
        assert kept.read_bytes() == path.read_bytes()
        second = import_run(load=load.pk, area=AREA, path=kept)
    assert (second.opened, second.already, counts(read(load))) == (4, 0, (10, 10, 0, 0))
    assert things() == [row[0] for row in rows]
    with transaction.atomic(), scope.use(AREA):
        assert not ImportPart.objects.exists()
        with pytest.raises(Refused):
            import_resume(load=load.pk)


@pytest.mark.usefixtures("thing_table", "small_chunks")
def test_a_stop_from_the_page_ends_the_run(tmp_path: Path) -> None:
    load, path = start(table(*[[f"东西{number}", "", "1", ""] for number in range(9)]), tmp_path)

    def cancel(done: int, _total: int) -> None:
        if done == 3:
            with transaction.atomic(), scope.use(AREA):
                import_cancel(load=load.pk)

    done = import_run(load=load.pk, area=AREA, path=path, tell=cancel)
    assert (done.opened, done.finished, read(load).state) == (3, False, "cancelled")
    with transaction.atomic(), scope.use(AREA), pytest.raises(Refused):
        import_cancel(load=load.pk)


@pytest.mark.usefixtures("thing_table")
def test_a_file_that_cannot_be_used_opens_nothing(tmp_path: Path) -> None:
    load, path = start("甲,乙\n1,2\n".encode(), tmp_path)
    with pytest.raises(Refused):
        import_run(load=load.pk, area=AREA, path=path)
    assert read(load).state == "failed" and "表头" in read(load).reason.zh
    assert things() == []


@pytest.mark.usefixtures("thing_table")
def test_a_dry_run_says_what_a_load_would_do_and_writes_nothing(tmp_path: Path) -> None:
    data = table(["买菜", "", "1", ""], ["买菜", "", "1", ""], ["面包", "123", "1", ""])
    path = tmp_path / "list.csv"
    path.write_bytes(data)
    dry = import_dry_run(kind=THING, mapping=Mapping(), path=path, loading=LOADING)
    assert (dry.received, dry.opened, dry.already, len(dry.rejected)) == (3, 1, 1, 1)
    assert things() == [] and read_all() == 0
    run(data, tmp_path)
    dry = import_dry_run(kind=THING, mapping=Mapping(), path=path, loading=LOADING)
    assert (dry.received, dry.opened, dry.already, len(dry.rejected)) == (3, 0, 2, 1)


def read_all() -> int:
    with transaction.atomic(), scope.everything("a test counts"):
        return Import.objects.count() + ImportRow.objects.count()


@pytest.mark.usefixtures("thing_table")
def test_a_neighbour_sees_nothing_of_a_load(tmp_path: Path) -> None:
    run(table(["买菜", "", "1", ""], ["面包", "123", "1", ""]), tmp_path)
    with transaction.atomic():
        assert not Import.objects.exists()
        with scope.use(OTHER):
            assert not Import.objects.exists() and not ImportRow.objects.exists()


@pytest.mark.usefixtures("thing_table")
def test_the_text_of_rejected_rows_is_locked_in_the_database(tmp_path: Path) -> None:
    run(table(["面包", "13800", "1", ""]), tmp_path)
    with transaction.atomic(), scope.use(AREA), connection.cursor() as cursor:
        cursor.execute("SELECT cells, raw FROM intake_importrow WHERE state = 'rejected'")
        (cells, raw) = cursor.fetchone() or (b"", b"")
    assert cells and "面包".encode() not in bytes(cells) and b"13800" not in bytes(raw)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("thing_table", "small_chunks")
def test_the_same_file_loaded_by_four_at_once_opens_each_row_once(tmp_path: Path) -> None:
    rows = [[f"东西{number}", "", "1", ""] for number in range(30)]
    loads = [
        start(table(*(rows if turn % 2 else rows[::-1])), tmp_path, name=f"{turn}.csv") for turn in range(4)
    ]
    barrier, runs, faults = Barrier(4), [], []

    def work(load: Import, path: Path) -> None:
        try:
            barrier.wait()
            runs.append(import_run(load=load.pk, area=AREA, path=path))
        except Exception as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    workers = [Thread(target=work, args=one) for one in loads]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert not faults
    assert sorted(things()) == sorted(row[0] for row in rows)
    assert sum(one.opened for one in runs) == 30 and sum(one.already for one in runs) == 90


KILLED = """
import os, sys, time
import django
django.setup()
from huying.intake.tests import things
slow = things.open_things
def open_slowly(rows, loading):
    found = slow(rows, loading)
    time.sleep(0.15)
    return found
from huying.intake import kinds
kinds.import_kind("thing", title=things.THING.title, schema=things.Thing, synonyms=things.THING.synonyms, open=open_slowly)
from pathlib import Path
from huying.intake.services import import_run
import_run(load=int(sys.argv[1]), area=sys.argv[2], path=Path(sys.argv[3]))
"""


def _until(ready: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("thing_table", "small_chunks")
def test_a_killed_load_goes_on_without_doubling(tmp_path: Path) -> None:
    rows = [[f"东西{number}", "", "1", ""] for number in range(60)]
    load, path = start(table(*rows), tmp_path)
    found = settings.DATABASES["default"]
    name, port = connection.settings_dict["NAME"], found["PORT"] or 5432
    # The host may be the folder of a socket, which stands nowhere but among the parameters.
    login = ":".join(quote(found[part], safe="") for part in ("USER", "PASSWORD") if found[part])
    address = f"postgresql://{login}@/{name}?host={quote(found['HOST'])}&port={port}"
    small = "HUYING_IMPORT_LIMITS = {'chunk': 3}"
    (tmp_path / "few.py").write_text(f"from {os.environ['DJANGO_SETTINGS_MODULE']} import *\n{small}\n")
    environment = os.environ | {
        "DATABASE_URL": address,
        "DJANGO_SETTINGS_MODULE": "few",
        "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]),
    }
    child = subprocess.Popen([sys.executable, "-c", KILLED, str(load.pk), AREA, str(path)], env=environment)
    try:
        _until(lambda: read(load).progress >= 9 or child.poll() is not None)
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
    half = read(load)
    assert half.state == "reading" and 9 <= half.progress < 60
    assert half.opened == half.progress == len(things())
    done = import_run(load=load.pk, area=AREA, path=path)
    assert done.finished and things() == [row[0] for row in rows]
    assert counts(read(load)) == (60, 60, 0, 0)


def test_limits_can_be_set_by_name(settings: object) -> None:
    settings.HUYING_IMPORT_LIMITS = {"rows": 5, "nonsense": 1}  # type: ignore[attr-defined]
    assert limits_module.limits().rows == 5


def test_an_upload_needs_no_file_name(tmp_path: Path) -> None:
    from huying.intake.readers import read_rows

    assert [row.cells["物品"] for row in read_rows(io.BytesIO(table(["面包", "", "1", ""])))] == ["面包"]
