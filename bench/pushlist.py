"""A push list of a hundred thousand rows: read, matched with the roster, routed, timed, opened."""

import csv
import os
import random
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction

from huying.base.clock import borrow, now
from huying.config.bench import Ratio, measured
from huying.intake.kinds import Loading, import_kind_of
from huying.intake.readers import Mapping
from huying.intake.services import import_run, import_start
from huying.kernel.situation import Actor
from huying.people.models import Resident
from huying.places import scope
from huying.places.services import areas_load
from huying.screening.queries.balance import balance_of
from huying.screening.services.letters import list_open
from huying.screening.services.opening import Named, rows_open

ROWS = int(os.environ.get("HUYING_BENCH_ROWS", "100000"))
RESIDENTS, ALONE = 20_000, 200
DISTRICT = "99010100000000000000"
PEAK_MB = 500.0
COMPOUNDS = ["荷花", "建国", "锦绣", "鹿鸣", "枫林", "春江", "望海", "东湖", "西山", "松林"]
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国文辉"
KINDS = ("时空伴随者", "密接", "中高风险地区来返", "其他涉疫风险人员", "")


def _places() -> Iterator[dict[str, Any]]:
    """A district of ten streets, ten communities each, a compound of forty buildings in each community."""
    yield {"code": "99", "zh": "云山省"}
    yield {"code": "9901", "zh": "临江市"}
    yield {"code": "990101", "zh": "望江区"}
    for street in range(1, 11):
        at = f"990101{street:03}"
        yield {"code": at, "zh": f"{COMPOUNDS[street - 1]}街道"}
        for n in range(1, 11):
            community = f"{at}{n:03}"
            yield {"code": community, "zh": f"{COMPOUNDS[street - 1]}{COMPOUNDS[n - 1]}社区居民委员会"}
            for grid in range(1, 5):
                yield {"code": f"{community}{grid:03}", "zh": f"第{grid}网格"}
                for house in range(1, 11):
                    number = (grid - 1) * 10 + house
                    yield {
                        "code": f"{community}{grid:03}{house:03}00",
                        "zh": f"{number}幢",
                        "compound": f"{COMPOUNDS[street - 1]}{COMPOUNDS[n - 1]}苑",
                    }


def _name(chance: random.Random) -> str:
    return chance.choice("王李张刘陈杨赵黄周吴") + "".join(chance.choices(GIVEN, k=chance.choice((1, 2))))


def _address(chance: random.Random) -> str:
    street, n = chance.choice(COMPOUNDS), chance.choice(COMPOUNDS)
    return (
        f"望江区{street}{n}苑{chance.randint(1, 40)}幢{chance.randint(1, 4)}单元{chance.randint(101, 1802)}室"
    )


def _residents(chance: random.Random) -> None:
    """A roster; every fifth row of the list means one of them by phone."""
    made = [
        Resident(
            area=f"990101{chance.randint(1, 10):03}{chance.randint(1, 10):03}{chance.randint(1, 4):03}{chance.randint(1, 10):03}00",
            name=_name(chance),
            phone=f"138{n:08d}",
        )
        for n in range(RESIDENTS)
    ]
    with transaction.atomic(), scope.everything("filling the bench"):
        Resident.objects.bulk_create(made, batch_size=2000)


def _file(path: Path, chance: random.Random) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        sheet = csv.writer(out)
        sheet.writerow(["序号", "姓名", "联系电话", "现住址", "人员类别", "行程轨迹"])
        for n in range(ROWS):
            phone = f"138{n // 5 % RESIDENTS:08d}" if n % 5 == 0 else f"139{n:08d}"
            address = _address(chance) if n % 10 else ""
            sheet.writerow([n + 1, _name(chance), phone, address, chance.choice(KINDS), "12月30日乘G1次"])


def _load(path: Path) -> int:
    loading = Loading(area=DISTRICT, actor=Actor("system", area=DISTRICT), file=path.name)
    with transaction.atomic(), scope.use(DISTRICT):
        load = import_start(
            path=path, name=path.name, kind=import_kind_of("push-list"), mapping=Mapping(), loading=loading,
            source="command", keep=False,
        )  # fmt: skip
    run = import_run(load=load.pk, area=DISTRICT, path=path)
    if (run.received, run.opened) != (ROWS, ROWS):
        raise AssertionError(f"of {ROWS} rows {run.received} were received and {run.opened} opened")
    return run.opened


def _alone(chance: random.Random) -> float:
    """Rows a second where each row is opened by itself, as a form would."""
    with transaction.atomic(), scope.use(DISTRICT):
        pushed = list_open(area=DISTRICT, received_at=now())
    rows = [
        Named(name=_name(chance), phones=(f"137{n:08d}",), address=_address(chance)) for n in range(ALONE)
    ]
    begun = time.perf_counter()
    for row in rows:
        with transaction.atomic(), scope.use(DISTRICT):
            rows_open([(row, pushed)], actor=Actor("system"))
    return ALONE / (time.perf_counter() - begun)


@measured("推送名单十万行：读、核、派、开 A push list of 100,000 rows: read, matched, routed, opened")
def push_list() -> list[Ratio]:
    """Rows a second against one by one, the peak of memory, and the balance of the whole list."""
    chance = random.Random(7)  # noqa: S311 - the same list every time
    areas_load(_places())
    _residents(chance)
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder, borrow(now()):
        path = Path(folder) / "名单.csv"
        _file(path, chance)
        begun = time.perf_counter()
        opened = _load(path)
        together = ROWS / (time.perf_counter() - begun)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        alone = _alone(chance)
        with transaction.atomic(), scope.use(DISTRICT):
            begun = time.perf_counter()
            found = balance_of(DISTRICT)
            taken = time.perf_counter() - begun
    if found.received != opened + ALONE or not found.adds_up:
        raise AssertionError("the balance does not say what was opened")
    return [
        Ratio(
            "rows read and opened : opened one by one",
            together,
            alone,
            "rows/s",
            ">= 5",
            together >= 5 * alone,
        ),
        Ratio("peak memory", peak, PEAK_MB, "MB", "<= 1", peak <= PEAK_MB),
        Ratio("balance of the whole list : one second", taken, 1.0, "s"),
    ]
