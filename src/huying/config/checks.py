"""`./hy test`: every check there is, each with its name and its time; all are run even when one fails."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from .environment import ROOT


class Step(NamedTuple):
    """A check: what it asks, and the command that answers it."""

    zh: str
    en: str
    words: tuple[str, ...]


LAYERS = "from importlinter.cli import lint_imports_command; lint_imports_command()"
# Whoever has nothing left takes over tests of the other: a few of them take as long as all the rest of their file.
WORKERS = 2
PYTEST = ("-m", "pytest", "-n", str(WORKERS), "--dist", "worksteal")
STEPS = (
    Step("格式", "format", ("-m", "ruff", "format", "--check", ".")),
    Step("写法", "lint", ("-m", "ruff", "check", ".")),
    Step("分层", "layers", ("-c", LAYERS)),
    Step("类型", "types", ("-m", "mypy", "src", "tests", "conftest.py")),
    Step("迁移", "migrations", ("-m", "huying.config.commands", "makemigrations", "--check", "--dry-run")),
    Step("生成的表", "generated tables", ("-m", "huying.config.commands", "reference", "--check")),
    Step("使命", "mission", ("-m", "huying.config.commands", "mission")),
    Step("测试", "tests", PYTEST),
)


def _run(step: Step, extra: list[str], *, quiet: bool = False) -> tuple[bool, float]:
    """Whether it passed, and in how many seconds; what it says is shown as it comes, or when `quiet` at its end."""
    title = f"\n== {step.zh} {step.en}"
    if not quiet:
        print(title, flush=True)
    started = time.monotonic()
    paths = os.pathsep.join(filter(None, [str(ROOT / "src"), str(ROOT)]))
    env = {**os.environ, "PYTHONPATH": paths}
    # Checks bring their own settings; those of the machine stay outside.
    env = {name: value for name, value in env.items() if name != "DJANGO_SETTINGS_MODULE"}
    into = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True} if quiet else {}
    words = [sys.executable, *step.words, *extra]
    done = subprocess.run(words, cwd=ROOT, env=env, check=False, **into)  # type: ignore[call-overload]
    if quiet:
        print(f"{title}\n{done.stdout}", end="", flush=True)
    return done.returncode == 0, time.monotonic() - started


def _not_types(step: Step) -> bool:
    return step.en != "types"


def main(argv: list[str]) -> int:
    """All checks; with arguments only pytest, on what they name."""
    if argv in (["-h"], ["--help"]):
        print("./hy test            全部检查 / every check")
        print("./hy test src/huying/help -k ladder    只跑这些测试 / these tests only")
        return 0
    if argv:
        return 0 if _run(STEPS[-1], argv)[0] else 1
    # Reading the code takes one core a check; the tests, which come last, take every core by themselves.
    *reading, tests = STEPS
    with ThreadPoolExecutor(WORKERS) as pool:
        # The types take longest, so they begin.
        begun = {step: pool.submit(_run, step, [], quiet=True) for step in sorted(reading, key=_not_types)}
    results = [(step, *begun[step].result()) for step in reading]
    results.append((tests, *_run(tests, [])))
    print()
    for step, passed, seconds in results:
        print(f"{'通过 passed' if passed else '失败 FAILED':<12} {seconds:6.1f} s  {step.zh} {step.en}")
    return 0 if all(passed for _, passed, _ in results) else 1
