"""`./hy bench`: what `bench/*.py` measures, as ratios taken in one run; times of two runs are never compared.

A measurement is a function of a module in `bench/` marked with `@measured("words")` and answers `list[Ratio]`. It runs in a
process of its own on a database that is made for it and thrown away.
"""

import argparse
import gc
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .environment import ROOT
from .postgres import THROWAWAY, Cluster, stop

FOLDER = ROOT / "bench"
MILLION = 1_000_000
CHILD = (
    sys.executable,
    "-c",
    "import sys; from huying.config.bench import child; sys.exit(child(sys.argv[1:]))",
)


@dataclass(frozen=True)
class Ratio:
    """One line: `value` against `base`, both of this run and in `unit`; `bar` is what it must reach."""

    what: str
    value: float
    base: float
    unit: str
    bar: str = ""
    met: bool | None = None
    # The same work in another currency, e.g. seconds by the clock beside those of the processor.
    beside: str = ""

    @property
    def ratio(self) -> float:
        """How many times the base."""
        return self.value / self.base if self.base else float("inf")


@dataclass(frozen=True)
class Took:
    """What some work took: seconds by the clock, of this process, and of its database connections' own processes."""

    wall: float
    process: float
    database: float

    @property
    def cpu(self) -> float:
        """Seconds of a processor in all: what an idle machine would need, and a busy one shares out."""
        return self.process + self.database

    def __str__(self) -> str:
        return f"{self.wall:.3g} s by the clock, CPU {self.process:.3g} s here + {self.database:.3g} s in the database"


def took(work: Callable[[], object], *, helped: bool = False) -> Took:
    """Do some work on Django's own connection and tell what it took.

    With `helped` also on connections that are opened for it and closed before it ends.
    """
    pid = _backend()
    begun, own, there = time.perf_counter(), time.process_time(), _spent(pid, helped)
    work()
    wall, own = time.perf_counter() - begun, time.process_time() - own
    if helped:
        time.sleep(0.2)  # a server that has just ended is counted when it has been waited for
    return Took(wall, own, _spent(pid, helped) - there)


def _backend() -> int:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _spent(pid: int, helped: bool) -> float:
    """Seconds of a processor another process has used, and if helped those beside it that ended; 0 where the system does not tell."""
    try:
        ticks = _ticks(pid, "utime") + (_ticks(int(_stat(pid)[_STAT["ppid"]]), "cutime") if helped else 0)
    except OSError:
        return 0.0
    return ticks / os.sysconf("SC_CLK_TCK")


_STAT = {"ppid": 1, "utime": 11, "cutime": 13}


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def _ticks(pid: int, name: str) -> int:
    user, system = _stat(pid)[_STAT[name] :][:2]
    return int(user) + int(system)


def rows_asked() -> int:
    """How many matters the large measurements fill in: a million, or what `--rows` said."""
    return int(os.environ.get("HUYING_BENCH_ROWS", MILLION))


Measure = Callable[[], list[Ratio]]
_MEASURES: dict[str, tuple[str, Measure]] = {}


def measured(title: str) -> Callable[[Measure], Measure]:
    """Register a measurement under the name of its function."""

    def keep(measure: Measure) -> Measure:
        _MEASURES[measure.__name__] = (title, measure)
        return measure

    return keep


def _discover() -> None:
    for path in sorted(FOLDER.glob("*.py")):
        if path.stem.startswith("_"):
            continue
        spec = importlib.util.spec_from_file_location(f"bench_{path.stem}", path)
        assert spec and spec.loader  # noqa: S101 - a file that is there has a loader
        module = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = module
        spec.loader.exec_module(module)


def _one(name: str) -> int:
    """In the child: migrate the empty database, measure, print JSON as the last line."""
    import django
    from django.core.management import call_command, get_commands

    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    if "rulebook_baseline" in get_commands():
        call_command("rulebook_baseline", verbosity=0)
    _discover()
    gc.freeze()  # as the worker and the clock do
    found = [asdict(ratio) | {"ratio": ratio.ratio} for ratio in _MEASURES[name][1]()]
    print(json.dumps(found))
    return 0


def _names() -> dict[str, str]:
    listing = [*CHILD, "--names"]
    run = subprocess.run(listing, capture_output=True, text=True, check=True, env=_environment(""))
    found: dict[str, str] = json.loads(run.stdout.splitlines()[-1])
    return found


def _environment(address: str) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "huying.config.testing",
        "DATABASE_URL": address,
        "HUYING_LOG_LEVEL": "WARNING",
    }


def _measure(name: str) -> list[dict[str, Any]]:
    """Run one measurement on a database of its own; its words go to standard error."""
    with tempfile.TemporaryDirectory(prefix="huying-bench-") as folder:
        Path(folder).chmod(0o755)
        # Written to disk like in earnest, or the figures would flatter.
        options = {**THROWAWAY, "fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
        cluster = Cluster(Path(folder) / "db", options)
        child = cluster.start()
        try:
            cluster.database_create()
            run = subprocess.run(
                [*CHILD, "--one", name],
                stdout=subprocess.PIPE,
                text=True,
                check=True,
                env=_environment(cluster.address()),
            )
        finally:
            stop(child)
    found: list[dict[str, Any]] = json.loads(run.stdout.splitlines()[-1])
    return found


def _told(title: str, lines: list[dict[str, Any]]) -> str:
    said = [f"\n{title}"]
    for line in lines:
        met = {True: "✓ 达标 pass", False: "✗ 未达标 FAIL", None: " "}[line["met"]]
        said.append(
            f" {met} {line['what']}: {line['value']:.4g} {line['unit']} : {line['base']:.4g} {line['unit']}"
            f" = {line['ratio']:.3g}   {line['bar']}"
        )
        if line["beside"]:
            said.append(f"     {line['beside']}")
    return "\n".join(said)


def main(argv: list[str]) -> int:
    """Measure what is named, or everything; 1 when a bar is missed."""
    parser = argparse.ArgumentParser(prog="./hy bench", description="性能测量 / benchmarks")
    parser.add_argument("names", nargs="*", help="只量这些 / only these")
    parser.add_argument("--json", action="store_true", help="输出 JSON / print JSON")
    parser.add_argument("--rows", type=int, default=MILLION, help="几件在办事项 / how many open matters")
    parser.add_argument("--list", action="store_true", help="有哪些 / which there are")
    asked = parser.parse_args(argv)
    os.environ["HUYING_BENCH_ROWS"] = str(asked.rows)
    known = _names()
    unknown = [name for name in asked.names if name not in known]
    if asked.list or unknown:
        print("\n".join(f"{name:<24}{title}" for name, title in known.items()))
        return 1 if unknown else 0
    results: dict[str, list[dict[str, Any]]] = {}
    for name in asked.names or known:
        results[name] = _measure(name)
        if not asked.json:
            print(_told(known[name], results[name]), flush=True)
    if asked.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
    return 1 if any(line["met"] is False for lines in results.values() for line in lines) else 0


def child(argv: list[str]) -> int:
    """What runs in the process of its own."""
    if argv[0] == "--names":
        import django

        django.setup()
        _discover()
        print(json.dumps({name: title for name, (title, _) in _MEASURES.items()}))
        return 0
    return _one(argv[1])
