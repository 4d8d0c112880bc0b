"""`./hy mission`: which rows of the mission a test shows whole, and which none does yet."""

import argparse
import csv
import json
import os
import subprocess
import sys
from typing import Any

from .environment import ROOT

FILE = ROOT / "docs" / "reference" / "mission.csv"
# A marked test asks the running system, through one of these fixtures.
DOORS = {"client", "client_for", "live_server", "served", "site"}
MARK = "MARK "
COLLECTOR = """
import json, sys, pytest

class Collector:
    def pytest_collection_finish(self, session):
        for item in session.items:
            for mark in item.iter_markers("mission"):
                found = {"test": item.nodeid, "ids": list(mark.args), "fixtures": sorted(item.fixturenames)}
                print("MARK " + json.dumps(found))

sys.exit(pytest.main(["--collect-only", "-qq", "-p", "no:cacheprovider", *sys.argv[1:]], plugins=[Collector()]))
"""


def rows() -> dict[str, dict[str, str]]:
    """The rows of docs/reference/mission.csv by their id."""
    with FILE.open(newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


def marks(*paths: str) -> list[dict[str, Any]]:
    """Every mark `mission`: the test, the ids it names and the fixtures it uses; RuntimeError if pytest cannot say."""
    # pytest has settings of its own.
    env = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    run = subprocess.run(
        [sys.executable, "-c", COLLECTOR, *(paths or ("src", "tests"))],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode not in (0, 5):
        said = [line for line in run.stdout.splitlines() if not line.startswith(MARK)]
        raise RuntimeError("\n".join(said[-60:]) + run.stderr[-3000:])
    return [json.loads(line.removeprefix(MARK)) for line in run.stdout.splitlines() if line.startswith(MARK)]


def faults(found: list[dict[str, Any]], known: set[str]) -> list[str]:
    """What is wrong with the marks: ids that no row has, tests that do not go through HTTP."""
    wrong = []
    for mark in found:
        strange = set(mark["ids"]) - known
        if strange or not mark["ids"]:
            wrong.append(f"{mark['test']}: no such rows: {sorted(strange) or '(none named)'}")
        if not DOORS & set(mark["fixtures"]):
            wrong.append(f"{mark['test']}: marked, but uses none of {sorted(DOORS)}")
    return wrong


def main(argv: list[str]) -> int:
    """Print the table; 1 when a mark is wrong."""
    parser = argparse.ArgumentParser(prog="./hy mission")
    parser.add_argument("--all", action="store_true", help="逐行列出 / list every row")
    asked = parser.parse_args(argv)
    known, found = rows(), marks()
    shown: dict[str, list[str]] = {}
    for mark in found:
        for one in mark["ids"]:
            shown.setdefault(one, []).append(mark["test"])
    missing = [one for one in known if one not in shown]
    if asked.all:
        for one, row in known.items():
            print(f"{one:<5}{'+' if one in shown else '-'} {row['quote']}  {', '.join(shown.get(one, []))}")
    else:
        print("已证明 shown:", " ".join(sorted(shown)) or "-")
        print("尚未 not yet:", " ".join(missing) or "-")
    print(f"{len(shown)} / {len(known)}")
    wrong = faults(found, set(known))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0
